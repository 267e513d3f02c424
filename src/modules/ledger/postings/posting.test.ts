import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documents } from '../../../../test/oracle/totals.ts'
import { calendarDate } from '../../../core/date.ts'
import { add, isZero, type Money, money, negate, sum, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { computeTotals } from '../../receivables/documents/totals.ts'
import {
  creditAdjusted,
  creditNoteIssued,
  customerCredit,
  invoiceIssued,
  lineAccount,
  type PostedDocument,
  paymentApplied,
  paymentReceived,
  receivable,
  refunded,
  type Settlement,
  unapplied,
  writtenOff,
} from './entries.ts'
import {
  type DocumentKey,
  difference,
  type Entry,
  entry,
  type Place,
  type Posting,
  placeKey,
  reverse,
  transfer,
} from './posting.ts'

const balanceOf = (entries: readonly Entry[], where: (posting: Posting) => boolean) =>
  sum(
    entries.flatMap(({ postings }) => postings.filter(where)).map(({ amount }) => amount),
    'usd',
  )
const date = calendarDate('2026-03-10')
const source = { type: 'payment', id: 7 }
const usd = (amount: number) => money(amount, 'usd')
const positive = fc.integer({ min: 1, max: 1e9 }).map(usd)
const places: fc.Arbitrary<Place> = fc.record({
  account: fc.constantFrom(
    'receivable' as const,
    'unapplied_payments' as const,
    'customer_credit' as const,
    'revenue:service' as const,
  ),
  customer: fc.constantFrom(null, 1, 2),
  document: fc.constantFrom(null, { type: 'invoice' as const, id: 1 }, { type: 'invoice' as const, id: 2 }),
})
const balanced: fc.Arbitrary<Entry> = fc
  .array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }).map(usd), places, places), { maxLength: 8 })
  .map((moves) =>
    entry({
      date,
      currency: 'usd',
      reason: 'tested',
      source,
      postings: moves.flatMap(([amount, from, to]) => transfer(amount, from, to)),
    }),
  )
const total = (postings: readonly Posting[]) =>
  sum(
    postings.map(({ amount }) => amount),
    'usd',
  )

/** Invoices whose amounts come from the real arithmetic, so that the entry proves that they fit together. */
const invoices: fc.Arbitrary<PostedDocument> = fc
  .tuple(documents, fc.array(fc.constantFrom('product', 'service', null, 'Late_Fee', 'bad_debt'), { minLength: 8, maxLength: 8 }))
  .filter(([input]) => isComputable(input))
  .map(([input, types]) => {
    const totals = computeTotals({ ...input, currency: 'usd' })
    return {
      id: 1,
      customer: 5,
      date,
      ...totals,
      lines: totals.lines.map((line, i) => ({ type: types[i]!, revenue: line.revenue })),
    }
  })

test('debits equal credits, no place comes twice and none is zero', () => {
  fc.assert(
    fc.property(balanced, ({ postings }) => {
      expect(total(postings)).toEqual(usd(0))
      expect(new Set(postings.map(placeKey)).size).toBe(postings.length)
      expect(postings.some(({ amount }) => isZero(amount))).toBe(false)
    }),
  )
})

test('an entry that does not balance, or mixes currencies, is our bug and stops us', () => {
  const at = (amount: Money): Posting => ({ ...unapplied(1), amount })
  expect(() => entry({ date, currency: 'usd', reason: 'tested', source, postings: [at(usd(1))] })).toThrow('balance')
  expect(() =>
    entry({ date, currency: 'usd', reason: 'tested', source, postings: transfer(money(1, 'eur'), unapplied(1), unapplied(2)) }),
  ).toThrow('cannot hold')
})

test('the reversal of a reversal is the entry, and an entry with its reversal is nothing', () => {
  fc.assert(
    fc.property(balanced, (original) => {
      expect(reverse(reverse(original))).toEqual(original)
      expect(entry({ ...original, postings: [...original.postings, ...reverse(original).postings] }).postings).toEqual([])
    }),
  )
  expect(reverse(entry({ date, currency: 'usd', reason: 'a', source, postings: [] }), { reason: 'invoice_voided' }).reason).toBe(
    'invoice_voided',
  )
})

test('an entry and the difference to another come to that other', () => {
  fc.assert(
    fc.property(balanced, balanced, (before, after) => {
      const both = entry({ ...after, postings: [...before.postings, ...difference(before, after).postings] })
      const byPlace = (postings: readonly Posting[]) =>
        new Map(postings.map((posting) => [placeKey(posting), posting.amount.amount]))
      expect(byPlace(both.postings)).toEqual(byPlace(after.postings))
      expect(difference(before, before).postings).toEqual([])
    }),
  )
})

test('whatever a document comes to, its entry balances and its customer owes the total', () => {
  fc.assert(
    fc.property(invoices, (invoice) => {
      const issued = invoiceIssued(invoice)
      expect(owed([issued])).toEqual(invoice.total)
      expect(balanceOf([issued], ({ account }) => account === 'tax_payable')).toEqual(negate(invoice.tax_total))
      const revenue = balanceOf([issued], ({ account }) => account.startsWith('revenue:') || account === 'bad_debt')
      expect(revenue).toEqual(
        negate(
          sum(
            invoice.lines.map((line) => line.revenue),
            'usd',
          ),
        ),
      )
    }),
  )
})

test('a credit note undoes an invoice of the same lines, but for the document it names', () => {
  fc.assert(
    fc.property(invoices, (invoice) => {
      expect(owed([invoiceIssued(invoice), creditNoteIssued(invoice)])).toEqual(zero('usd'))
    }),
  )
})

test('148.85 with 3.85 of tax and 10.00 off posts 148.85 and 10.00 against 155.00 and 3.85', () => {
  const invoice: PostedDocument = {
    id: 9,
    customer: 5,
    date,
    total: usd(14885),
    discount_total: usd(1000),
    tax_total: usd(385),
    lines: [
      { type: 'Product', revenue: usd(13500) },
      { type: null, revenue: usd(2000) },
    ],
  }
  const { reason, source: of, postings } = invoiceIssued(invoice)
  expect([reason, of]).toEqual(['invoice_issued', { type: 'invoice', id: 9 }])
  expect(postings.map(({ account, amount }) => [account, amount.amount])).toEqual([
    ['receivable', 14885],
    ['discounts', 1000],
    ['revenue:product', -13500],
    ['revenue:other', -2000],
    ['tax_payable', -385],
  ])
  expect(postings.every(({ customer, document }) => customer === 5 && document?.id === 9)).toBe(true)
})

const INVOICE: DocumentKey = { type: 'invoice', id: 1 }
const ESTIMATE: DocumentKey = { type: 'estimate', id: 2 }
const NOTE: DocumentKey = { type: 'credit_note', id: 3 }
const apply = (settlement: Partial<Settlement> & Pick<Settlement, 'type' | 'amount'>) =>
  paymentApplied({ date, source, payer: 5, currency: 'usd' }, [{ customer: 5, document: null, credit_note: null, ...settlement }])
const moves = (posted: Entry) =>
  posted.postings.map(({ account, document, amount }) => [account, document?.type ?? null, amount.amount])

test('money received waits unapplied, and settling an invoice uses it up', () => {
  fc.assert(
    fc.property(positive, (amount) => {
      const received = paymentReceived({ date, source, amount, customer: 5, till: 'undeposited_funds' })
      const applied = apply({ type: 'invoice', amount, document: INVOICE })
      expect(balanceOf([received], isAt(unapplied(5)))).toEqual(negate(amount))
      expect(balanceOf([received, applied], isAt(unapplied(5)))).toEqual(zero('usd'))
      expect(balanceOf([applied], isAt(receivable(5, INVOICE)))).toEqual(negate(amount))
      expect(balanceOf([received, applied], isAt({ account: 'undeposited_funds', customer: null, document: null }))).toEqual(
        amount,
      )
    }),
  )
})

test('each kind of split moves what it should', () => {
  const amount = usd(100)
  expect(moves(apply({ type: 'invoice', amount, document: INVOICE }))).toEqual([
    ['unapplied_payments', null, 100],
    ['receivable', 'invoice', -100],
  ])
  expect(moves(apply({ type: 'estimate', amount, document: ESTIMATE }))).toEqual([
    ['unapplied_payments', null, 100],
    ['customer_credit', 'estimate', -100],
  ])
  expect(moves(apply({ type: 'credit', amount }))).toEqual([
    ['unapplied_payments', null, 100],
    ['customer_credit', null, -100],
  ])
  expect(moves(apply({ type: 'convenience_fee', amount }))).toEqual([
    ['unapplied_payments', null, 100],
    ['fees', null, -100],
  ])
  expect(moves(apply({ type: 'applied_credit', amount, document: INVOICE }))).toEqual([
    ['customer_credit', null, 100],
    ['receivable', 'invoice', -100],
  ])
  expect(moves(apply({ type: 'credit_note', amount, document: INVOICE, credit_note: { ...NOTE, customer: 5 } }))).toEqual([
    ['receivable', 'credit_note', 100],
    ['receivable', 'invoice', -100],
  ])
  expect(moves(apply({ type: 'credit_note', amount, credit_note: { ...NOTE, customer: 5 } }))).toEqual([
    ['receivable', 'credit_note', 100],
    ['customer_credit', null, -100],
  ])
  expect(moves(apply({ type: 'document_adjustment', amount, document: INVOICE }))).toEqual([
    ['discounts', 'invoice', 100],
    ['receivable', 'invoice', -100],
  ])
  expect(moves(apply({ type: 'document_adjustment', amount, document: NOTE }))).toEqual([
    ['receivable', 'credit_note', 100],
    ['discounts', 'credit_note', -100],
  ])
})

test('a parent that pays for its child uses its own money on the child’s invoice', () => {
  const applied = paymentApplied({ date, source, payer: 5, currency: 'usd' }, [
    { type: 'invoice', amount: usd(10), customer: 6, document: INVOICE, credit_note: null },
  ])
  expect(applied.postings.map(({ account, customer }) => [account, customer])).toEqual([
    ['unapplied_payments', 5],
    ['receivable', 6],
  ])
})

test('writing off, refunding and adjusting credit', () => {
  const amount = usd(100)
  expect(moves(writtenOff({ date, source, amount, customer: 5, document: INVOICE }))).toEqual([
    ['bad_debt', 'invoice', 100],
    ['receivable', 'invoice', -100],
  ])
  expect(moves(refunded({ date, source, amount, from: customerCredit(5), till: 'gateway_clearing' }))).toEqual([
    ['customer_credit', null, 100],
    ['gateway_clearing', null, -100],
  ])
  expect(moves(refunded({ date, source, amount, from: receivable(5, NOTE), till: 'undeposited_funds' }))).toEqual([
    ['receivable', 'credit_note', 100],
    ['undeposited_funds', null, -100],
  ])
  expect(moves(creditAdjusted({ date, source, amount: usd(-100), customer: 5 }))).toEqual([
    ['discounts', null, -100],
    ['customer_credit', null, 100],
  ])
})

test('a document of zero posts nothing', () => {
  const nothing = { id: 1, customer: 5, date, total: usd(0), discount_total: usd(0), tax_total: usd(0), lines: [] }
  expect(invoiceIssued(nothing).postings).toEqual([])
})

test('lines post to the revenue of their item type', () => {
  expect([lineAccount('service'), lineAccount(' Product '), lineAccount(''), lineAccount(null), lineAccount('bad_debt')]).toEqual(
    ['revenue:service', 'revenue:product', 'revenue:other', 'revenue:other', 'bad_debt'],
  )
})

function owed(entries: readonly Entry[]): Money {
  const receivables = balanceOf(entries, ({ account }) => account === 'receivable')
  return add(
    receivables,
    balanceOf(entries, ({ account }) => account === 'customer_credit'),
  )
}

function isAt(where: Place) {
  return (posting: Posting) => placeKey(posting) === placeKey(where)
}

function isComputable(input: Parameters<typeof computeTotals>[0]): boolean {
  try {
    computeTotals({ ...input, currency: 'usd' })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
