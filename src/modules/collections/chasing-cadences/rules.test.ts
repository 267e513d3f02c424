import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CalendarDate, dayOf, weekday } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import { readConditions } from './conditions.ts'
import { hasCome, nextRun } from './schedule.ts'
import { FREQUENCIES } from './values.ts'

const ZONES = ['America/Chicago', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Sao_Paulo', 'UTC'] as const

describe('runs', () => {
  test('lie after the one before, at the hour the clocks show, on the days asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FREQUENCIES),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 23 }),
        fc.date({ min: new Date('2014-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        (frequency, run_date, time_of_day, after, zone) => {
          const at = nextRun({ frequency, run_date, run_days: null, time_of_day }, after, zone)
          expect(at.getTime()).toBeGreaterThan(after.getTime())
          const { date } = dayOf(at, zone)
          if (frequency === 'day_of_week') expect(weekday(date)).toBe(run_date)
          if (frequency === 'day_of_month') expect(Number(date.slice(8))).toBe(run_date)
          const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at))
          // An hour that the clocks skip begins after the gap.
          expect([time_of_day, (time_of_day + 1) % 24]).toContain(hour)
        },
      ),
    )
  })

  test.each([
    ['2026-03-07T20:00:00Z', '2026-03-08T12:00:00Z'], // the clocks of Chicago go forward that night
    ['2026-10-31T20:00:00Z', '2026-11-01T13:00:00Z'], // and back
  ])('at seven in the morning also when the clocks change: after %s at %s', (after, at) => {
    const times = { frequency: 'daily', run_date: null, run_days: null, time_of_day: 7 } as const
    expect(nextRun(times, new Date(after), 'America/Chicago')).toEqual(new Date(at))
  })

  test('the 31st is the last day of shorter months', () => {
    const times = { frequency: 'day_of_month', run_date: 31, run_days: null, time_of_day: 0 } as const
    const at = nextRun(times, new Date('2026-02-01T00:00:00Z'), 'UTC')
    expect(dayOf(at, 'UTC').date).toBe('2026-02-28' as CalendarDate)
  })
})

test('a step comes on its day and stays come; what is not late has no past due age', () => {
  expect(hasCome('age:30', { age: 29, past_due_age: null })).toBe(false)
  expect(hasCome('age:30', { age: 30, past_due_age: null })).toBe(true)
  expect(hasCome('past_due_age:0', { age: 90, past_due_age: null })).toBe(false)
  expect(hasCome('past_due_age:0', { age: 90, past_due_age: 3 })).toBe(true)
})

describe('conditions', () => {
  const known = new Set(['country', 'type', 'credit_limit', 'name', 'metadata'])
  const customer = { country: 'US', type: 'company', credit_limit: 500, name: 'Globex', metadata: { vip: true } }
  test.each([
    ['customer.country == "US"', true],
    ["country = 'us' and type == 'person'", false],
    ['country in ["CA", "US"] && credit_limit >= 500', true],
    ['not (type == "person" or name contains "glob")', false],
    ['customer.metadata.vip', true],
    ['metadata.vip != true', false],
    ['metadata.unknown == null', true],
  ])('%s', (source, holds) => {
    expect(readConditions(source, known)(customer)).toBe(holds)
  })

  test('any text is either understood or refused, and never looks beyond the customer', () => {
    const words = fc.array(
      fc.constantFrom(
        'customer.',
        'country',
        '==',
        '"US"',
        '(',
        ')',
        'and',
        'not',
        '[',
        ',',
        '1',
        '__proto__',
        'constructor',
        '\\',
        '"',
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(words, (parts) => {
        try {
          readConditions(parts.join(' '), known)(customer)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
    )
    expect(() => readConditions('customer.constructor == 1', known)).toThrow(Refusal)
  })
})
