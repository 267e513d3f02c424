import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import {
  can,
  INVOICE_STATUSES,
  type InvoiceStatus,
  type InvoiceVerb,
  isPaid,
  reasonAgainst,
  refuseUnlessPermitted,
  type StatusFacts,
  statusOf,
  TRANSITIONS,
} from './status.ts'

const today = calendarDate('2026-03-10')
const yesterday = addDays(today, -1)
const fresh: StatusFacts = {
  voided: false,
  draft: false,
  paid: false,
  closed: false,
  written_off: false,
  payment_pending: false,
  disputed: false,
  autopay: false,
  attempt_count: 0,
  due_date: null,
  installment_date: null,
  viewed: false,
  sent: false,
}
const dates = fc.option(fc.integer({ min: -3, max: 3 }).map((days): CalendarDate => addDays(today, days)))
const facts: fc.Arbitrary<StatusFacts> = fc.record({
  voided: fc.boolean(),
  draft: fc.boolean(),
  paid: fc.boolean(),
  closed: fc.boolean(),
  written_off: fc.boolean(),
  payment_pending: fc.boolean(),
  disputed: fc.boolean(),
  autopay: fc.boolean(),
  attempt_count: fc.nat(3),
  due_date: dates,
  installment_date: dates,
  viewed: fc.boolean(),
  sent: fc.boolean(),
})
const VERBS = Object.keys(TRANSITIONS) as InvoiceVerb[]

/** The published precedence, row by row, each with the facts that alone bring it about. */
const PRECEDENCE: readonly [InvoiceStatus, Partial<StatusFacts>][] = [
  ['voided', { voided: true }],
  ['draft', { draft: true }],
  ['paid', { paid: true }],
  ['bad_debt', { closed: true, written_off: true }],
  ['pending', { payment_pending: true }],
  ['disputed', { disputed: true }],
  ['past_due', { autopay: true, attempt_count: 1 }],
  ['past_due', { installment_date: yesterday }],
  ['past_due', { due_date: yesterday }],
  ['viewed', { viewed: true }],
  ['sent', { sent: true }],
]

test('each row alone tells its status, and no row tells not sent', () => {
  for (const [status, only] of PRECEDENCE) expect([only, statusOf({ ...fresh, ...only }, today)]).toEqual([only, status])
  expect(statusOf(fresh, today)).toBe('not_sent')
})

test('a row wins over all rows below it', () => {
  PRECEDENCE.forEach(([status, only], i) => {
    const below = PRECEDENCE.slice(i).map(([, more]) => more)
    // A due date takes the first kind of lateness away, so that row keeps its own.
    const all = Object.assign({}, fresh, ...below, only, status === 'past_due' && only.autopay ? { due_date: null } : {})
    expect(statusOf(all, today)).toBe(status)
  })
})

test('any facts have exactly one status, and it does not depend on rows below', () => {
  fc.assert(
    fc.property(facts, (invoice) => {
      const status = statusOf(invoice, today)
      expect(INVOICE_STATUSES).toContain(status)
      if (status !== 'viewed' && status !== 'sent' && status !== 'not_sent') {
        expect(statusOf({ ...invoice, viewed: !invoice.viewed, sent: !invoice.sent }, today)).toBe(status)
      }
    }),
    { numRuns: 500 },
  )
})

test('time only ever makes an invoice late, and never changes another status', () => {
  fc.assert(
    fc.property(facts, fc.nat(10), (invoice, days) => {
      const [before, after] = [statusOf(invoice, today), statusOf(invoice, addDays(today, days))]
      if (before !== after) {
        expect(after).toBe('past_due')
        expect(['not_sent', 'sent', 'viewed']).toContain(before)
      }
    }),
    { numRuns: 500 },
  )
})

test('it is late the day after the due date, not on it', () => {
  const invoice = { ...fresh, due_date: today }
  expect([statusOf(invoice, today), statusOf(invoice, addDays(today, 1))]).toEqual(['not_sent', 'past_due'])
})

test('autopay that failed is late only without a due date; closed is bad debt only when written off', () => {
  expect(statusOf({ ...fresh, autopay: true, attempt_count: 2, due_date: addDays(today, 5) }, today)).toBe('not_sent')
  expect(statusOf({ ...fresh, closed: true, sent: true }, today)).toBe('sent')
})

test('every verb on every status moves or refuses with its code', () => {
  for (const verb of VERBS) {
    for (const status of INVOICE_STATUSES) {
      if (can(verb, status)) {
        expect(reasonAgainst(verb, status)).toBeNull()
        expect(() => refuseUnlessPermitted(verb, status)).not.toThrow()
      } else {
        expect(reasonAgainst(verb, status)).toContain(status.replace('_', ' '))
        expect(() => refuseUnlessPermitted(verb, status)).toThrow(Refusal)
      }
    }
  }
})

test('terminal states accept nothing that moves money', () => {
  expect(VERBS.filter((verb) => can(verb, 'voided'))).toEqual([])
  expect(VERBS.filter((verb) => can(verb, 'paid'))).toEqual(['send'])
  expect(VERBS.filter((verb) => can(verb, 'bad_debt'))).toEqual(['reopen'])
  expect(VERBS.filter((verb) => can(verb, 'draft'))).toEqual(['edit', 'issue', 'apply', 'delete'])
})

test('paid means issued and nothing left, unless it was created closed', () => {
  const owed = { balance: money(1, 'usd'), draft: false, voided: false, created_closed: false }
  const settled = { ...owed, balance: money(0, 'usd') }
  expect([owed, settled, { ...settled, balance: money(-5, 'usd') }].map(isPaid)).toEqual([false, true, true])
  expect(
    [
      { ...settled, draft: true },
      { ...settled, voided: true },
      { ...settled, created_closed: true },
    ].map(isPaid),
  ).toEqual([false, false, false])
})
