import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, atHour, type CalendarDate, calendarDate, dayOf } from '../../../core/date.ts'
import type { ChaseStep } from '../invoice-cadences/contract.ts'
import { nameOf } from '../invoice-cadences/rules.ts'
import { decideMoment, type InvoiceDates, momentsOf } from './moments.ts'

const ZONE = 'America/Chicago'
const ISSUED = calendarDate('2026-01-05')
const DUE = calendarDate('2026-02-04')
const dates = { issued_at: new Date('2026-01-05T21:00:00Z'), due_date: DUE, zone: ZONE }
const step = (trigger: number, options: Partial<ChaseStep['options']> = {}): ChaseStep => ({
  trigger,
  options: { hour: 9, email: true, sms: false, letter: false, role: null, ...options },
})
const days = (schedule: readonly ChaseStep[], of: InvoiceDates = dates) =>
  momentsOf(schedule, of).map(({ key, at }) => [key, dayOf(at, ZONE).date])

test('each trigger has its day, and what repeats follows the last of the others', () => {
  expect(
    days([
      step(3, { days: 10, repeats: 2 }),
      step(0),
      step(1, { days: 3 }),
      step(2, { days: 7 }),
      step(4, { date: calendarDate('2026-02-20') }),
      step(5, { days: 14 }),
    ]),
  ).toEqual([
    ['0', '2026-01-05'],
    ['5:14', '2026-01-19'],
    ['1:3', '2026-02-01'],
    ['2:7', '2026-02-11'],
    ['4:2026-02-20', '2026-02-20'],
    ['3:10:1', '2026-03-02'],
    ['3:10:2', '2026-03-12'],
  ])
})

test('without a due date only what does not count from it; what comes before issue comes on issue', () => {
  const open = { ...dates, due_date: null }
  expect(days([step(1, { days: 3 }), step(2, { days: 7 }), step(5, { days: 1 })], open)).toEqual([['5:1', '2026-01-06']])
  const [first] = momentsOf([step(0)], dates)
  expect(first!.at).toEqual(dates.issued_at)
})

const schedules = fc.uniqueArray(
  fc.oneof(
    fc.constant(step(0)),
    fc.integer({ min: 0, max: 60 }).map((n) => step(1, { days: n })),
    fc.integer({ min: 0, max: 60 }).map((n) => step(2, { days: n, hour: n % 24 })),
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 }))
      .map(([n, repeats]) => step(3, { days: n, repeats })),
    fc.integer({ min: 0, max: 300 }).map((n) => step(4, { date: addDays(ISSUED, n) })),
    fc.integer({ min: 0, max: 90 }).map((n) => step(5, { days: n })),
  ),
  { selector: nameOf, maxLength: 8 },
)
const stretches = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 60 })), { maxLength: 3 })
const isIn = (day: number, times: readonly (readonly [number, number])[]) =>
  times.some(([from, length]) => day >= from && day < from + length)

/** A scheduler that looks when it was told to, except while it is down. */
function live(
  schedule: readonly ChaseStep[],
  down: readonly (readonly [number, number])[],
  held: readonly (readonly [number, number])[],
  paid: number,
) {
  const moments = momentsOf(schedule, dates)
  const sent: { key: string; at: Date; day: number }[] = []
  let next: Date | null = dates.issued_at
  let last_day: CalendarDate | null = null
  let looks = 0
  while (next && looks++ < 2000) {
    const day = Math.round((Date.parse(dayOf(next, ZONE).date) - Date.parse(ISSUED)) / 86_400_000)
    if (isIn(day, down)) {
      next = atHour({ date: addDays(dayOf(next, ZONE).date, 1), zone: ZONE }, 0)
      continue
    }
    const state = day >= paid ? 'off' : isIn(day, held) ? 'held' : 'due'
    const taken = new Set(sent.map(({ key }) => key))
    const decision = decideMoment(moments, { taken, last_day, sent: taken.size > 0, due_date: DUE, state }, next, ZONE)
    if (decision.take) {
      sent.push({ key: decision.take.key, at: next, day })
      last_day = dayOf(next, ZONE).date
    }
    if (decision.next_at) expect(decision.next_at.getTime()).toBeGreaterThan(next.getTime())
    next = decision.next_at
  }
  return { sent, looks }
}

describe('the steps of an invoice', () => {
  test('come once each, one a day, never before their moment, never after payment or while held, and end', () => {
    fc.assert(
      fc.property(schedules, stretches, stretches, fc.integer({ min: 0, max: 500 }), (schedule, down, held, paid) => {
        const { sent, looks } = live(schedule, down, held, paid)
        expect(looks).toBeLessThan(2000)
        expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length)
        expect(new Set(sent.map(({ day }) => day)).size).toBe(sent.length)
        for (const { key, at, day } of sent) {
          expect(
            momentsOf(schedule, dates)
              .find((moment) => moment.key === key)!
              .at.getTime(),
          ).toBeLessThanOrEqual(at.getTime())
          expect(day).toBeLessThan(paid)
          expect(isIn(day, held)).toBe(false)
          if (key.startsWith('1:')) expect(dayOf(at, ZONE).date <= DUE).toBe(true)
        }
      }),
    )
  })

  test('of what was missed only the latest is made up for', () => {
    const schedule = [step(0), step(2, { days: 1 }), step(2, { days: 7 }), step(2, { days: 30 })]
    expect(live(schedule, [[1, 45]], [], 999).sent.map(({ key, day }) => [key, day])).toEqual([
      ['0', 0],
      ['2:7', 46],
      ['2:30', 60],
    ])
  })
})
