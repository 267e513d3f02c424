import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarDate, dayOf, midnight } from './date.ts'

test('18 November 2014 begins in Chicago at 1416290400', () => {
  expect(midnight({ date: calendarDate('2014-11-18'), zone: 'America/Chicago' }).getTime() / 1000).toBe(1416290400)
})

test('the day that begins at midnight is that day, in every zone', () => {
  const zones = fc.constantFrom(
    'UTC',
    'America/Chicago',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Pacific/Auckland',
    'Pacific/Kiritimati',
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e9 }), zones, (seconds, zone) => {
      const day = dayOf(new Date(seconds * 1000), zone)
      expect(dayOf(midnight(day), zone)).toEqual(day)
      expect(midnight(day).getTime()).toBeLessThanOrEqual(seconds * 1000)
    }),
  )
})
