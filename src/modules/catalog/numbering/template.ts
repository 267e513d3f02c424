/**
 * Owns: how a number of a document is written: INV-%04d is INV-0001, {{year}}-%05d is 2026-00001.
 * Does not own: which counter is next (it is taken inside the transaction that issues).
 * Invariants: a valid template has exactly one counter, so that different counters give different numbers, and its numbers
 * fit into 32 characters for a billion documents.
 */
import { type CalendarDate, dayOfMonth, monthOf, yearOf } from '../../../core/date.ts'

/** Characters of a number (published API). */
export const NUMBER_LENGTH_MAX = 32
/** Digits that a template keeps room for. */
const COUNTER_DIGITS = 9

export const DEFAULT_TEMPLATES = {
  invoice: 'INV-%04d',
  estimate: 'EST-%04d',
  credit_note: 'CN-%04d',
  customer: 'CUST-%04d',
  payment: 'PAY-%04d',
  vendor: 'VEND-%04d',
} as const

const COUNTER = /%(?:0(\d{1,2}))?d/g
const DATE_PART = /\{\{\s*(year|month|day)\s*\}\}/g

/** Whether it can number documents. */
export function isNumberTemplate(template: string): boolean {
  return problemOf(template) === null
}

/** The number for a counter on a date. The template must be valid; counters begin at 1 and do not restart with a year. */
export function formatNumber(template: string, counter: number, date: CalendarDate): string {
  const { before, digits, after } = templateParts(template, date)
  return `${before}${String(counter).padStart(digits, '0')}${after}`
}

/** What stands around the counter on a date, and its least number of digits: for numbers that the database writes itself. */
export function templateParts(template: string, date: CalendarDate): { before: string; digits: number; after: string } {
  const text = writeDate(template, date)
  const [counter = '', width] = /%(?:0(\d{1,2}))?d/.exec(text) ?? []
  const at = text.indexOf(counter)
  return { before: text.slice(0, at), digits: Number(width ?? 1), after: text.slice(at + counter.length) }
}

function problemOf(template: string): string | null {
  const counters = template.match(COUNTER)?.length ?? 0
  if (counters !== 1) return 'A number template has exactly one counter, such as %04d in INV-%04d.'
  const rest = template.replace(COUNTER, '').replace(DATE_PART, '')
  if (/[%{}]/.test(rest))
    return 'Besides the counter only {{year}}, {{month}} and {{day}} may be filled in; %, { and } are not allowed elsewhere.'
  if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(rest) || template.trim() !== template) {
    return 'Use letters, digits, punctuation and single spaces inside; no control characters or spaces at the ends.'
  }
  const width = Math.max(COUNTER_DIGITS, Number(/%0(\d{1,2})d/.exec(template)?.[1] ?? 0))
  const length =
    template.replace(COUNTER, '').replace(DATE_PART, (_, part: string) => (part === 'year' ? '0000' : '00')).length + width
  if (length > NUMBER_LENGTH_MAX)
    return `Numbers have at most ${NUMBER_LENGTH_MAX} characters, ${COUNTER_DIGITS} of them for the counter; shorten the template by ${length - NUMBER_LENGTH_MAX}.`
  return null
}

function writeDate(template: string, date: CalendarDate): string {
  const parts: Readonly<Record<string, string>> = {
    year: String(yearOf(date)).padStart(4, '0'),
    month: String(monthOf(date)).padStart(2, '0'),
    day: String(dayOfMonth(date)).padStart(2, '0'),
  }
  return template.replace(DATE_PART, (_, part: string) => parts[part]!)
}
