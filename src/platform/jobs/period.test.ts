import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf } from '../../core/date.ts'
import { dueAfter, nextStart, restMs } from './period.ts'

const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
const periods = fc.constantFrom('minute', 'hour', 'day')
const zones = fc.constantFrom(
  'UTC',
  'America/Chicago',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Asuncion',
  'America/Havana',
)

test('the next start of a period lies ahead, and at most 25 hours and a half', () => {
  fc.assert(
    fc.property(periods, instants, zones, (period, instant, zone) => {
      const ms = nextStart(period, instant, zone).getTime() - instant.getTime()
      expect(ms).toBeGreaterThan(0)
      expect(ms).toBeLessThanOrEqual({ minute: 60_000, hour: 3_600_000, day: 25.5 * 3_600_000 }[period])
    }),
  )
})

test('a job that runs once a day runs on every day of its zone exactly once', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const days = []
      for (let at = instant, i = 0; i < 40; i++) {
        at = nextStart('day', at, zone)
        days.push(dayOf(at, zone).date)
      }
      expect(new Set(days).size).toBe(40)
      expect(days).toEqual([...days].sort())
    }),
    { numRuns: 50 },
  )
})

test('what never ran is due now; what ran is not due again within its period', () => {
  const now = new Date('2026-03-08T12:00:30Z')
  expect(dueAfter('day', null, now, 'America/Chicago')).toEqual(now)
  expect(dueAfter('day', now, now, 'America/Chicago')).toEqual(new Date('2026-03-09T05:00:00Z'))
  expect(dueAfter('hour', now, now, 'America/Chicago')).toEqual(new Date('2026-03-08T13:00:00Z'))
  expect(dueAfter('minute', now, now, 'America/Chicago')).toEqual(new Date('2026-03-08T12:01:00Z'))
})

test('a company at rest is looked at every hour, any other every minute', () => {
  expect(restMs(0)).toBe(60_000)
  expect(restMs(25 * 3_600_000)).toBe(3_600_000)
})
