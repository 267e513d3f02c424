import { assert } from './assert.ts'

/** A calendar date such as 2026-02-28, from year 1 to 9999. It has no time and no zone. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' }

/** A calendar date as some company means it. Money carries its currency; a day carries its zone. */
export interface Day {
  readonly date: CalendarDate
  readonly zone: string
}

const DAY_MILLISECONDS = 86_400_000
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a date that exists: 31 February and year 0 do not. */
export function isCalendarDate(text: string): boolean {
  const match = PATTERN.exec(text)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** The date that the text spells; the text must be one (ask `isCalendarDate` first). */
export function calendarDate(text: string): CalendarDate {
  assert(isCalendarDate(text), `not a calendar date: ${text}`)
  return text as CalendarDate
}

export function yearOf(date: CalendarDate): number {
  return Number(date.slice(0, 4))
}

/** 1 to 12. */
export function monthOf(date: CalendarDate): number {
  return Number(date.slice(5, 7))
}

/** 1 to 31. */
export function dayOfMonth(date: CalendarDate): number {
  return Number(date.slice(8, 10))
}

/** 1 for Monday to 7 for Sunday, as ISO 8601 counts. */
export function weekday(date: CalendarDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return fromDayNumber(dayNumber(date) + days)
}

/**
 * Moves by whole months. The day of the month is `anchorDay` (by default the date's own), or the last day of a month
 * that is shorter: 31 January plus one month is 28 February, and 28 February anchored on 31 plus one month is 31 March.
 */
export function addMonths(date: CalendarDate, months: number, anchorDay: number = dayOfMonth(date)): CalendarDate {
  assert(Number.isSafeInteger(months), `not a whole number of months: ${months}`)
  const count = yearOf(date) * 12 + (monthOf(date) - 1) + months
  const [year, month] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1]
  return fromParts(year, month, Math.min(anchorDay, daysInMonth(year, month)))
}

/** Moves by whole years; 29 February becomes the 28th in years without it. */
export function addYears(date: CalendarDate, years: number, anchorDay: number = dayOfMonth(date)): CalendarDate {
  return addMonths(date, years * 12, anchorDay)
}

/** Days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumber(to) - dayNumber(from)
}

export function earlierOf(left: CalendarDate, right: CalendarDate): CalendarDate {
  return left <= right ? left : right
}

export function laterOf(left: CalendarDate, right: CalendarDate): CalendarDate {
  return left >= right ? left : right
}

export function firstOfMonth(date: CalendarDate): CalendarDate {
  return fromParts(yearOf(date), monthOf(date), 1)
}

/** Days of the month (1 to 12) in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function fromParts(year: number, month: number, day: number): CalendarDate {
  assert(year >= 1 && year <= 9999, `no calendar date in year ${year}`)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as CalendarDate
}

/** Days since 1 January 1970. */
function dayNumber(date: CalendarDate): number {
  return Date.parse(date) / DAY_MILLISECONDS
}

const FIRST_DAY_NUMBER = Date.parse('0001-01-01') / DAY_MILLISECONDS
const LAST_DAY_NUMBER = Date.parse('9999-12-31') / DAY_MILLISECONDS

function fromDayNumber(days: number): CalendarDate {
  assert(Number.isSafeInteger(days), `not a whole number of days: ${days}`)
  assert(days >= FIRST_DAY_NUMBER && days <= LAST_DAY_NUMBER, 'the calendar has the years 1 to 9999')
  return new Date(days * DAY_MILLISECONDS).toISOString().slice(0, 10) as CalendarDate
}

/** Whether the zone is a name that the time zone database knows, such as America/Chicago. */
export function isZone(name: string): boolean {
  // Offsets such as +05:30 are refused: databases read their sign the other way round.
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return false
  try {
    offsetFormat(name)
    return true
  } catch {
    return false
  }
}

/** Whether the instant has a calendar date in every zone: it lies in the years 1 to 9999, two days off each end. */
export function isInCalendar(instant: Date): boolean {
  const days = instant.getTime() / DAY_MILLISECONDS
  return days >= FIRST_DAY_NUMBER + 2 && days <= LAST_DAY_NUMBER - 1
}

/** The day it is in the zone at that instant. The instant must be in the calendar (`isInCalendar`). */
export function dayOf(instant: Date, zone: string): Day {
  const time = instant.getTime()
  return { date: fromDayNumber(Math.floor((time + offsetAt(time, zone)) / DAY_MILLISECONDS)), zone }
}

/**
 * The instant at which the day begins where the company is. Where the clocks skip midnight it is the first instant
 * after the gap; where they repeat it, the first of the two.
 */
export function midnight({ date, zone }: Day): Date {
  const key = `${date} ${zone}`
  const known = midnights.get(key)
  if (known !== undefined) return new Date(known)
  const time = beginning(Date.parse(date), zone)
  if (midnights.size >= MIDNIGHTS_MAX) midnights.clear()
  midnights.set(key, time)
  return new Date(time)
}

/**
 * The instant at which the wall clock of the zone shows that hour (0 to 23) of the day. An hour that the clocks skip begins
 * after the gap; of one they repeat it is the first.
 */
export function atHour({ date, zone }: Day, hour: number): Date {
  assert(Number.isSafeInteger(hour) && hour >= 0 && hour <= 23, `no hour of a day: ${hour}`)
  return new Date(beginning(Date.parse(date) + hour * HOUR_MILLISECONDS, zone))
}

const HOUR_MILLISECONDS = 3_600_000
const MIDNIGHTS_MAX = 20_000
const midnights = new Map<string, number>()

/** `local` is a time of day as the zone's wall clock shows it, written as if it were UTC. */
function beginning(local: number, zone: string): number {
  const before = local - offsetAt(local - DAY_MILLISECONDS, zone)
  const after = local - offsetAt(local + DAY_MILLISECONDS, zone)
  if (before === after) return before
  const [first, second] = [Math.min(before, after), Math.max(before, after)]
  if (first + offsetAt(first, zone) === local) return first
  if (second + offsetAt(second, zone) === local) return second
  return transition(first, second, zone)
}

/** The first millisecond of the zone's later offset; `from` has the earlier offset, `to` the later one. */
function transition(from: number, to: number, zone: string): number {
  const later = offsetAt(to, zone)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, zone) === later) high = middle
    else low = middle
  }
  return high
}

const OFFSETS_MAX = 50_000
const offsetsByDay = new Map<string, number | 'varies'>()

/**
 * Milliseconds that the zone's clocks are ahead of UTC. No zone changes its clocks twice within a day, so an offset that
 * is the same at both ends of a UTC day holds all day and is remembered.
 */
function offsetAt(time: number, zone: string): number {
  const day = Math.floor(time / DAY_MILLISECONDS)
  const key = `${day} ${zone}`
  let offset = offsetsByDay.get(key)
  if (offset === undefined) {
    const [start, end] = [readOffset(day * DAY_MILLISECONDS, zone), readOffset((day + 1) * DAY_MILLISECONDS, zone)]
    offset = start === end ? start : 'varies'
    if (offsetsByDay.size >= OFFSETS_MAX) offsetsByDay.clear()
    offsetsByDay.set(key, offset)
  }
  return offset === 'varies' ? readOffset(time, zone) : offset
}

function readOffset(time: number, zone: string): number {
  const match = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(offsetFormat(zone).format(time))
  assert(match !== null, `no offset for zone ${zone}`)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}

const FORMATS_MAX = 1_000
const offsetFormats = new Map<string, Intl.DateTimeFormat>()

/** Building a format costs a hundred times more than using it. Throws a RangeError for an unknown zone. */
function offsetFormat(zone: string): Intl.DateTimeFormat {
  const known = offsetFormats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  if (offsetFormats.size >= FORMATS_MAX) offsetFormats.clear()
  offsetFormats.set(zone, made)
  return made
}
