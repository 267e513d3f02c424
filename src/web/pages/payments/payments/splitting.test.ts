import { expect, test } from 'vitest'
import { money } from '../../../../core/money.ts'
import type { Application, Invoice } from '../../../records.ts'
import { checkParts, isSplitAnew, keptParts, oldestFirst, partsNow, rowsOf, splitsOf, unapplied } from './splitting.ts'

const invoice = (id: number, balance: number, more: Partial<Invoice> = {}) =>
  ({ id, number: `INV-${id}`, balance, pending: 0, date: id, due_date: null, ...more }) as Invoice
const part = (more: Partial<Record<keyof Application, unknown>>) =>
  ({
    type: 'invoice',
    invoice: null,
    estimate: null,
    credit_note: null,
    document_type: null,
    short_pay: false,
    ...more,
  }) as Application

/** 100 received: 60 on invoice 1 (10 still owed), 15 on the credit balance, 5 as a fee; 20 lie there. */
const payment = {
  currency: 'usd',
  applied_to: [
    part({ amount: 60, invoice: invoice(1, 10) }),
    part({ type: 'credit', amount: 15 }),
    part({ type: 'convenience_fee', amount: 5 }),
  ],
}
const owing = [invoice(1, 10), invoice(2, 40, { pending: 25 }), invoice(3, 30, { pending: 30 })]
const rows = rowsOf(payment, owing)
const kept = keptParts(payment)
const now = partsNow(payment, rows)
const hundred = money(10_000, 'usd')

test('what it settles now and what else is owed stand there, each with the most it can take', () => {
  expect(rows.map(({ id, most }) => [id, most.amount])).toEqual([
    [1, 7_000],
    [2, 1_500],
  ])
  expect(now).toEqual({ 1: '60', 2: '', credit: '15' })
  expect(unapplied(hundred, now, kept).amount).toBe(2_000)
})

test('what is moved is sent with everything that stays', () => {
  const moved = { ...now, 1: '55.50', 2: '15' }
  expect(isSplitAnew(now, { ...now, 1: '60.00' }, 'usd')).toBe(false)
  expect(isSplitAnew(now, moved, 'usd')).toBe(true)
  expect(splitsOf(moved, kept, 'usd')).toMatchObject([
    { type: 'convenience_fee', amount: 5 },
    { type: 'invoice', invoice: 1, amount: 55.5 },
    { type: 'invoice', invoice: 2, amount: 15 },
    { type: 'credit', amount: 15 },
  ])
  expect(oldestFirst(hundred, rows, kept)).toEqual({ 1: '70', 2: '15', credit: '' })
})

test('more than an invoice takes, more than was received, or no number is refused where it stands', () => {
  const check = (typed: object) => checkParts(hundred, { ...now, ...typed }, rows, kept)
  expect(check({ 1: '70.01' })).toMatchObject({ 1: expect.stringMatching(/At most \$70\.00/) })
  expect(check({ credit: 'ten' })).toMatchObject({ credit: expect.stringMatching(/Enter an amount/) })
  expect(check({ credit: '35.01' })).toMatchObject({ total: expect.stringMatching(/^\$0\.01 more than the payment/) })
  expect(check({ credit: '35' })).toMatchObject({ total: null })
})

test('an invoice that was let go short stays so, and its credit note is not sent', () => {
  const short = {
    currency: 'usd',
    applied_to: [
      part({ amount: 90, invoice: invoice(4, 0), short_pay: true }),
      part({ type: 'credit_note', amount: 10, credit_note: { id: 7 }, document_type: 'invoice', short_pay: true }),
    ],
  }
  expect(rowsOf(short, [])).toEqual([])
  expect(splitsOf({ credit: '' }, keptParts(short), 'usd')).toMatchObject([
    { type: 'invoice', invoice: 4, amount: 90, short_pay: true },
  ])
})
