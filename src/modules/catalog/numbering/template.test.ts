import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate } from '../../../core/date.ts'
import { DEFAULT_TEMPLATES, formatNumber, isNumberTemplate, NUMBER_LENGTH_MAX } from './template.ts'

const dates = fc.integer({ min: 0, max: 3_652_058 }).map((days) => addDays(calendarDate('0001-01-01'), days))
const texts = fc.stringMatching(/^[A-Z0-9/_.-]{0,8}$/)
const templates = fc
  .record({
    before: texts,
    date: fc.constantFrom('', '{{year}}', '{{ year }}-{{month}}', '{{day}}'),
    counter: fc.constantFrom('%d', '%04d', '%05d', '%012d'),
    after: texts,
  })
  .map(({ before, date, counter, after }) => `${before}${date}${counter}${after}`)
  .filter(isNumberTemplate)
const counters = fc.integer({ min: 1, max: 999_999_999 })
const today = calendarDate('2026-03-09')

test('different counters give different numbers, and none is too long', () => {
  fc.assert(
    fc.property(templates, counters, counters, dates, (template, a, b, date) => {
      const [first, second] = [formatNumber(template, a, date), formatNumber(template, b, date)]
      expect(first === second).toBe(a === b)
      expect(Math.max(first.length, second.length)).toBeLessThanOrEqual(NUMBER_LENGTH_MAX)
      expect(first.includes(String(a))).toBe(true)
    }),
  )
})

test('the first invoice is INV-0001; digits grow when they run out', () => {
  expect([1, 42, 9999, 10000].map((counter) => formatNumber(DEFAULT_TEMPLATES.invoice, counter, today))).toEqual([
    'INV-0001',
    'INV-0042',
    'INV-9999',
    'INV-10000',
  ])
  expect(Object.values(DEFAULT_TEMPLATES).every(isNumberTemplate)).toBe(true)
})

test('parts of the date are filled in', () => {
  expect(formatNumber('{{year}}/{{ month }}/{{day}}-%d', 7, today)).toBe('2026/03/09-7')
})

test('what cannot number documents is refused', () => {
  const bad = [
    '',
    'INV-',
    'INV-0001',
    '%d-%d',
    '%04d%05d',
    'INV-%s-%d',
    'INV-%4d',
    '{{hour}}-%d',
    '{{year}-%d',
    '100%%d',
    `${'x'.repeat(24)}%d`,
    '%033d',
    'INV\n%d',
    ' INV-%d',
    'INV-%d\u0000',
    'INV\u202e-%d',
  ]
  for (const template of bad) {
    expect([template, isNumberTemplate(template)]).toEqual([template, false])
  }
  expect(isNumberTemplate(`${'x'.repeat(23)}%d`)).toBe(true)
  expect(isNumberTemplate('Rechnung №%05d')).toBe(true)
})
