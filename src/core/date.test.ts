import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  addYears,
  type CalendarDate,
  calendarDate,
  dayOf,
  dayOfMonth,
  daysBetween,
  firstOfMonth,
  isCalendarDate,
  isInCalendar,
  isZone,
  midnight,
  monthOf,
  weekday,
  yearOf,
} from './date.ts'

const ZONES = [
  'UTC',
  'America/Chicago',
  'America/New_York',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Havana',
  'America/Caracas',
  'America/Anchorage',
  'America/Asuncion',
  'America/Santiago',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Lisbon',
  'Europe/Moscow',
  'Europe/Istanbul',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/Monrovia',
  'Africa/Lagos',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Dubai',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Asia/Beirut',
  'Asia/Amman',
  'Asia/Gaza',
  'Asia/Pyongyang',
  'Australia/Sydney',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Australia/Eucla',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Pago_Pago',
  'Pacific/Kiritimati',
  'Atlantic/Azores',
]
const zones = fc.constantFrom(...ZONES)
const instants = fc
  .oneof(fc.integer({ min: -3e9, max: 4e9 }), fc.integer({ min: 0, max: 2e9 }))
  .map((seconds) => new Date(seconds * 1000))
const dates = fc.integer({ min: 0, max: 3_652_058 }).map((days) => addDays(calendarDate('0001-01-01'), days))
const centralDates = fc.integer({ min: 0, max: 100_000 }).map((days) => addDays(calendarDate('1900-01-01'), days))

test('18 November 2014 begins in Chicago at 1416290400', () => {
  expect(midnight({ date: calendarDate('2014-11-18'), zone: 'America/Chicago' }).getTime() / 1000).toBe(1416290400)
})

test('the day that begins at midnight is that day, in every zone, and has begun by any instant of it', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const day = dayOf(instant, zone)
      expect(dayOf(midnight(day), zone)).toEqual(day)
      expect(midnight(day).getTime()).toBeLessThanOrEqual(instant.getTime())
    }),
    { numRuns: 1000 },
  )
})

test('nothing of a day comes before its midnight', () => {
  fc.assert(
    fc.property(centralDates, zones, (date, zone) => {
      const before = new Date(midnight({ date, zone }).getTime() - 1)
      expect(dayOf(before, zone).date < date).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('the date agrees with the calendar that the platform prints', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      expect(dayOf(instant, zone).date).toBe(new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(instant))
    }),
    { numRuns: 1000 },
  )
})

test('both changes of the clocks, in every zone of ten years: each day begins once, after the one before', () => {
  for (const zone of ZONES) {
    let date = calendarDate('2016-01-01')
    let last = midnight({ date, zone }).getTime()
    for (let i = 0; i < 3_650; i += 1) {
      date = addDays(date, 1)
      const here = midnight({ date, zone }).getTime()
      if (here <= last || here - last < 22 * 3_600_000 || here - last > 26 * 3_600_000) expect.fail(`${date} in ${zone}`)
      last = here
    }
  }
})

test('where midnight does not exist the day begins after the gap', () => {
  const at = (date: string, zone: string) => midnight({ date: calendarDate(date), zone }).toISOString()
  expect(at('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
  expect(at('2023-04-28', 'Africa/Cairo')).toBe('2023-04-27T22:00:00.000Z')
  expect(at('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z')
})

test('where midnight comes twice the day begins at the first', () => {
  expect(midnight({ date: calendarDate('2026-11-01'), zone: 'America/Havana' }).toISOString()).toBe('2026-11-01T04:00:00.000Z')
})

test('a day that a zone left out begins with the day after it', () => {
  const [skipped, next] = ['2011-12-30', '2011-12-31'].map((date) => midnight({ date: calendarDate(date), zone: 'Pacific/Apia' }))
  expect(skipped).toEqual(next)
})

test('zones are names that the database of zones knows', () => {
  expect(ZONES.every(isZone)).toBe(true)
  for (const name of ['', 'Mars/Base', '+05:30', '-03', 'UTC\u0000', 'America/Chicago; drop', 'x'.repeat(1000)])
    expect(isZone(name)).toBe(false)
})

test('adding days and counting them are inverse', () => {
  fc.assert(
    fc.property(centralDates, fc.integer({ min: -30_000, max: 30_000 }), (date, days) => {
      expect(daysBetween(date, addDays(date, days))).toBe(days)
    }),
  )
})

test('weekdays follow one another and Saturday is 6', () => {
  fc.assert(
    fc.property(centralDates, (date) => {
      expect(weekday(addDays(date, 1))).toBe((weekday(date) % 7) + 1)
    }),
  )
  expect(weekday(calendarDate('2026-08-01'))).toBe(6)
})

test('adding months lands in that month, on the anchor day or the last day of the month', () => {
  fc.assert(
    fc.property(
      centralDates,
      fc.integer({ min: -1200, max: 1200 }),
      fc.integer({ min: 1, max: 31 }),
      (date, months, anchorDay) => {
        const moved = addMonths(date, months, anchorDay)
        expect((yearOf(moved) - yearOf(date)) * 12 + monthOf(moved) - monthOf(date)).toBe(months)
        expect(dayOfMonth(moved) === anchorDay || (dayOfMonth(moved) < anchorDay && dayOfMonth(addDays(moved, 1)) === 1)).toBe(
          true,
        )
      },
    ),
  )
})

test('month by month and all at once give the same date when anchored', () => {
  fc.assert(
    fc.property(centralDates, fc.nat(60), (date, months) => {
      let step: CalendarDate = date
      for (let i = 0; i < months; i += 1) step = addMonths(step, 1, dayOfMonth(date))
      expect(step).toBe(addMonths(date, months))
    }),
  )
})

test('31 January plus a month is 28 February; 29 February plus a year is the 28th, plus four the 29th', () => {
  expect(addMonths(calendarDate('2026-01-31'), 1)).toBe('2026-02-28')
  expect(addYears(calendarDate('2024-02-29'), 1)).toBe('2025-02-28')
  expect(addYears(calendarDate('2024-02-29'), 4)).toBe('2028-02-29')
})

test('a month begins with its first day', () => {
  fc.assert(
    fc.property(centralDates, (date) => {
      expect(dayOfMonth(firstOfMonth(date))).toBe(1)
    }),
  )
})

test('every date of the years 1 to 9999 is valid, and nothing else is', () => {
  fc.assert(
    fc.property(dates, (date) => {
      expect(isCalendarDate(date)).toBe(true)
    }),
  )
  for (const text of [
    '2026-02-31',
    '2026-02-29',
    '1900-02-29',
    '0000-01-01',
    '10000-01-01',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00',
    '',
  ]) {
    expect(isCalendarDate(text)).toBe(false)
  }
  expect(isCalendarDate('2000-02-29')).toBe(true)
})

test('instants outside the calendar are told before they are dated', () => {
  expect(isInCalendar(new Date(0))).toBe(true)
  expect([8.64e15, -8.64e15, Number.NaN].map((time) => isInCalendar(new Date(time)))).toEqual([false, false, false])
  for (const zone of ZONES) {
    const first = Math.ceil(Date.parse('0001-01-03'))
    const last = Date.parse('9999-12-30')
    expect([new Date(first), new Date(last)].every(isInCalendar)).toBe(true)
    expect([dayOf(new Date(first), zone).date >= '0001-01-01', dayOf(new Date(last), zone).date <= '9999-12-31']).toEqual([
      true,
      true,
    ])
  }
})
