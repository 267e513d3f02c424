import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import { type Cycle, periodAt, periodIndex } from '../../../src/core/period.ts'
import type { Program } from '../program.ts'

interface Size {
  /** Every how many days a rhythm starts, over four years. */
  readonly step: number
  readonly months: number
}

const FIRST = Date.UTC(2023, 0, 1)
const START_DAYS = 4 * 365 + 1
const DAY_MS = 86_400_000

interface Rhythm {
  readonly name: string
  readonly interval: Cycle['interval']
  readonly count: number
  readonly months: number
  readonly days: number
}

const RHYTHMS: readonly Rhythm[] = [
  { name: 'weekly', interval: 'week', count: 1, months: 0, days: 7 },
  { name: 'every two weeks', interval: 'week', count: 2, months: 0, days: 14 },
  { name: 'monthly', interval: 'month', count: 1, months: 1, days: 0 },
  { name: 'quarterly', interval: 'month', count: 3, months: 3, days: 0 },
  { name: 'twice a year', interval: 'month', count: 6, months: 6, days: 0 },
  { name: 'yearly', interval: 'year', count: 1, months: 12, days: 0 },
]

export const billingDates: Program<Size> = {
  id: 19,
  title: 'Billing dates agree with a table made without our calendar',
  pass: '0 differences for every start day of four years, over 48 months; the 31st and 29 February find their day again',
  full: { step: 1, months: 48 },
  short: { step: 7, months: 48 },
  async run(_arena, { step, months }, sheet) {
    for (const rhythm of RHYTHMS) {
      const wrong: string[] = []
      let compared = 0
      for (let day = 0; day < START_DAYS; day += step) {
        const start = FIRST + day * DAY_MS
        const cycle: Cycle = { interval: rhythm.interval, count: rhythm.count, anchor: written(start) }
        for (let index = 0; datesOf(rhythm, start, index) <= laterBy(start, months); index++) {
          const expected = [written(datesOf(rhythm, start, index)), written(datesOf(rhythm, start, index + 1))]
          const { start: from, end } = periodAt(cycle, index)
          compared++
          const last = written(datesOf(rhythm, start, index + 1) - DAY_MS)
          if (from !== expected[0] || end !== expected[1] || periodIndex(cycle, last) !== index)
            wrong.push(`${cycle.anchor} + ${index}: ${from} to ${end}, expected ${expected.join(' to ')}`)
        }
      }
      sheet.claim(rhythm.name, `${compared} periods, ${wrong.length} differ`, wrong.length === 0, wrong.slice(0, 10))
    }
    const known = ['2025-01-31', '2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31']
    const cycle: Cycle = { interval: 'month', count: 1, anchor: calendarDate('2025-01-31') }
    const told = known.map((_, index) => periodAt(cycle, index).start)
    sheet.claim('the 31st stays', told.join(' '), String(told) === String(known))
  },
}

/** When a period begins: the start's own day in that month, or the month's last where it has none. */
function datesOf({ months, days }: Rhythm, start: number, index: number): number {
  return months === 0 ? start + index * days * DAY_MS : laterBy(start, index * months)
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function laterBy(start: number, months: number): number {
  const from = new Date(start)
  const total = from.getUTCFullYear() * 12 + from.getUTCMonth() + months
  const [year, month] = [Math.floor(total / 12), total % 12]
  const leap = month === 1 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0)) ? 1 : 0
  return Date.UTC(year, month, Math.min(from.getUTCDate(), LENGTHS[month]! + leap))
}

function written(instant: number): CalendarDate {
  return calendarDate(new Date(instant).toISOString().slice(0, 10))
}
