import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarDate } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { add, type Money, money, negate, subtract, sum } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { paymentApplied, receivable, unapplied } from '../../ledger/postings/entries.ts'
import { type Entry, type Posting, placeKey } from '../../ledger/postings/posting.ts'
import {
  type ApplicationFacts,
  applyOldestFirst,
  convenienceFee,
  type Decision,
  decideApplication,
  type OpenDocument,
  payerOf,
  type Split,
  type SplitType,
} from './application.ts'

const usd = (amount: number) => money(amount, 'usd')
const balanceOf = ({ postings }: Entry, where: (posting: Posting) => boolean) =>
  postings.filter(where).reduce((total, { amount }) => add(total, amount), usd(0))
const PAYER = 5
const CHILD = 6
const STRANGER = 9
const facts: ApplicationFacts = {
  amount: usd(10_000),
  customer: PAYER,
  children: [CHILD],
  credit: usd(2_000),
  documents: [
    { type: 'invoice', id: 1, customer: PAYER, balance: usd(5_885), open: true },
    { type: 'invoice', id: 2, customer: CHILD, balance: usd(3_000), open: true },
    { type: 'invoice', id: 3, customer: STRANGER, balance: usd(3_000), open: true },
    { type: 'invoice', id: 4, customer: PAYER, balance: usd(3_000), open: false },
    { type: 'invoice', id: 7, customer: PAYER, balance: money(3_000, 'eur'), open: true },
    { type: 'estimate', id: 1, customer: PAYER, balance: usd(1_000), open: true },
    { type: 'estimate', id: 2, customer: CHILD, balance: usd(1_000), open: true },
    { type: 'credit_note', id: 1, customer: PAYER, balance: usd(4_000), open: true },
    { type: 'credit_note', id: 2, customer: CHILD, balance: usd(500), open: true },
  ],
}

const TYPES: readonly SplitType[] = [
  'invoice',
  'estimate',
  'credit_note',
  'convenience_fee',
  'credit',
  'applied_credit',
  'document_adjustment',
]
const splits: fc.Arbitrary<Split[]> = fc.array(
  fc.record({
    type: fc.constantFrom(...TYPES),
    amount: fc.integer({ min: 1, max: 2_500 }).map(usd),
    document_type: fc.constantFrom(null, 'invoice' as const, 'invoice' as const, 'estimate' as const, 'credit_note' as const),
    invoice: fc.constantFrom(1, 2, 2, 1, 3),
    estimate: fc.constantFrom(1, 2),
    credit_note: fc.constantFrom(1, 2),
    short_pay: fc.boolean(),
  }),
  { maxLength: 6 },
)
const decided = splits
  .filter((list) => refusalOf(list) === null)
  .map((list) => ({ list, decision: decideApplication(list, facts) }))

test('cash splits never exceed the payment, and what is applied and what is left are the payment', () => {
  fc.assert(
    fc.property(decided, ({ list, decision }) => {
      const cash = list.filter(({ type }) => ['invoice', 'estimate', 'credit', 'convenience_fee'].includes(type))
      expect(decision.applied).toEqual(
        sum(
          cash.map(({ amount }) => amount),
          'usd',
        ),
      )
      expect(add(decision.applied, decision.balance)).toEqual(facts.amount)
      expect(decision.balance.amount).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 500 },
  )
})

test('no balance goes below zero, neither of documents nor of credit', () => {
  fc.assert(
    fc.property(decided, ({ decision }) => {
      for (const document of facts.documents)
        expect(add(document.balance, changeOf(decision, document)).amount).toBeGreaterThanOrEqual(0)
      expect(
        facts.credit.amount + (decision.credit_changes.find(({ customer }) => customer === PAYER)?.change.amount ?? 0),
      ).toBeGreaterThanOrEqual(0)
      for (const { customer, change } of decision.credit_changes)
        if (customer !== PAYER) expect(change.amount).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 500 },
  )
})

test('what the ledger posts for a decision moves exactly the balances that the decision changes', () => {
  fc.assert(
    fc.property(decided, ({ decision }) => {
      const posted = paymentApplied(
        { date: calendarDate('2026-03-10'), source: { type: 'payment', id: 1 }, payer: PAYER, currency: 'usd' },
        decision.settlements,
      )
      const at = (place: ReturnType<typeof unapplied>) => balanceOf(posted, (posting) => placeKey(posting) === placeKey(place))
      expect(at(unapplied(PAYER))).toEqual(decision.applied)
      for (const document of facts.documents.filter(({ balance }) => balance.currency === 'usd')) {
        const { type, id, customer } = document
        if (type === 'invoice') expect(at(receivable(customer, { type, id }))).toEqual(changeOf(decision, document))
        // A credit note lies in the books as a negative receivable.
        if (type === 'credit_note') expect(at(receivable(customer, { type, id }))).toEqual(negate(changeOf(decision, document)))
      }
      for (const { customer, change } of decision.credit_changes) {
        expect(balanceOf(posted, (posting) => posting.account === 'customer_credit' && posting.customer === customer)).toEqual(
          negate(change),
        )
      }
    }),
    { numRuns: 500 },
  )
})

test('the order of splits does not matter to what they come to', () => {
  fc.assert(
    fc.property(decided, ({ list, decision }) => {
      const turned = decideApplication([...list].reverse(), facts)
      expect([turned.applied, turned.effects]).toEqual([decision.applied, decision.effects])
    }),
  )
})

test('oldest first leaves no older invoice less paid than a newer one, and spends as much as it can', () => {
  const invoices = fc.uniqueArray(
    fc.record({
      id: fc.nat(50),
      date: fc.constantFrom('2026-01-05', '2026-02-01', '2026-02-28'),
      balance: fc.nat(5_000).map(usd),
    }),
    {
      selector: ({ id }) => id,
      maxLength: 12,
    },
  )
  fc.assert(
    fc.property(fc.nat(30_000).map(usd), invoices, (amount, open) => {
      const applied = applyOldestFirst(amount, open)
      const paid = (id: number) => applied.find((split) => split.invoice === id)?.amount ?? usd(0)
      const owed = (invoice: { id: number; balance: Money }) => subtract(invoice.balance, paid(invoice.id)).amount
      for (const newer of open) {
        if (paid(newer.id).amount === 0) continue
        for (const older of open)
          if (older.date < newer.date || (older.date === newer.date && older.id < newer.id)) expect(owed(older)).toBe(0)
      }
      const all = sum(
        open.map(({ balance }) => balance),
        'usd',
      )
      expect(
        sum(
          applied.map((split) => split.amount),
          'usd',
        ).amount,
      ).toBe(Math.min(amount.amount, all.amount))
      const documents = open.map(
        (invoice): OpenDocument => ({ type: 'invoice', id: invoice.id, customer: PAYER, balance: invoice.balance, open: true }),
      )
      expect(decideApplication(applied, { ...facts, amount, documents }).applied).toEqual(
        sum(
          applied.map((split) => split.amount),
          'usd',
        ),
      )
    }),
  )
})

test('200.00 on an invoice of 148.85 leaves 51.15', () => {
  const documents: OpenDocument[] = [{ type: 'invoice', id: 1, customer: PAYER, balance: usd(14_885), open: true }]
  const open = { ...facts, amount: usd(20_000), documents }
  expect(
    decideApplication(applyOldestFirst(open.amount, [{ id: 1, date: '2014-11-18', balance: usd(14_885) }]), open),
  ).toMatchObject({
    effects: [{ type: 'invoice', id: 1, change: usd(-14_885) }],
    balance: usd(5_115),
  })
})

test('a short pay settles what is paid and writes off the rest', () => {
  const { short_pays, effects } = decideApplication(
    [
      { type: 'invoice', invoice: 1, amount: usd(5_000), short_pay: true },
      { type: 'applied_credit', document_type: 'invoice', invoice: 1, amount: usd(800) },
    ],
    facts,
  )
  expect([short_pays, effects]).toEqual([[{ invoice: 1, amount: usd(85) }], [{ type: 'invoice', id: 1, change: usd(-5_800) }]])
})

test('a credit note is spent on an invoice, on an estimate, or moved to the credit balance', () => {
  const from = { type: 'credit_note' as const, credit_note: 1 }
  const decision = decideApplication(
    [
      { ...from, document_type: 'invoice', invoice: 1, amount: usd(1_000) },
      { ...from, document_type: 'estimate', estimate: 2, amount: usd(300) },
      { ...from, amount: usd(200) },
    ],
    facts,
  )
  expect(changeOf(decision, { type: 'credit_note', id: 1 })).toEqual(usd(-1_500))
  expect(decision.credit_changes).toEqual([
    { customer: CHILD, change: usd(300) },
    { customer: PAYER, change: usd(200) },
  ])
  expect([decision.applied, decision.balance]).toEqual([usd(0), usd(10_000)])
})

test('without a customer it is taken from the first document', () => {
  const unknown = { ...facts, customer: null, children: [] }
  const split: Split = { type: 'invoice', invoice: 2, amount: usd(100) }
  expect(payerOf([{ type: 'credit', amount: usd(1) }, split], unknown)).toBe(CHILD)
  expect(decideApplication([split], unknown).customer).toBe(CHILD)
  expect(payerOf([{ type: 'credit_note', credit_note: 1 }], unknown)).toBe(PAYER)
  expect(refusalOf([split, { type: 'invoice', invoice: 1, amount: usd(1) }], unknown)).toEqual([
    'invalid',
    'customer_mismatch',
    'applied_to[1].invoice',
  ])
  expect(refusalOf([{ type: 'credit', amount: usd(1) }], unknown)).toEqual(['invalid', 'customer_missing', 'customer'])
})

test('what cannot be applied is refused with the split at fault', () => {
  const invoice = (id: number, amount: Money): Split => ({ type: 'invoice', invoice: id, amount })
  const cases: readonly [Split[], string, string][] = [
    [[invoice(1, usd(0))], 'amount_not_positive', 'applied_to[0].amount'],
    [[invoice(1, usd(-5))], 'amount_not_positive', 'applied_to[0].amount'],
    [[invoice(1, money(5, 'eur'))], 'currency_mismatch', 'applied_to[0].amount'],
    [[invoice(7, usd(5))], 'currency_mismatch', 'applied_to[0].invoice'],
    [[invoice(1, usd(5_886))], 'invoice_balance_exceeded', 'applied_to[0].amount'],
    [[{ type: 'credit', amount: usd(9_000) }, invoice(1, usd(1_001))], 'payment_exceeded', 'applied_to[1].amount'],
    [[invoice(3, usd(5))], 'customer_mismatch', 'applied_to[0].invoice'],
    [[invoice(4, usd(5))], 'invoice_not_open', 'applied_to[0].invoice'],
    [[invoice(99, usd(5))], 'invoice_not_found', 'applied_to[0].invoice'],
    [[{ type: 'invoice', amount: usd(5) }], 'invoice_missing', 'applied_to[0].invoice'],
    [[invoice(1, usd(5)), invoice(1, usd(5))], 'document_repeated', 'applied_to[1]'],
    [[{ type: 'credit_note', amount: usd(5) }], 'credit_note_missing', 'applied_to[0].credit_note'],
    [[{ type: 'credit_note', credit_note: 1, amount: usd(4_001) }], 'credit_note_balance_exceeded', 'applied_to[0].amount'],
    [[{ type: 'applied_credit', amount: usd(5) }], 'document_type_missing', 'applied_to[0].document_type'],
    [
      [{ type: 'applied_credit', document_type: 'invoice', invoice: 1, amount: usd(2_001) }],
      'credit_exceeded',
      'applied_to[0].amount',
    ],
    [[{ type: 'estimate', estimate: 1, amount: usd(1_001) }], 'estimate_balance_exceeded', 'applied_to[0].amount'],
    [
      [{ type: 'document_adjustment', document_type: 'estimate', estimate: 1, amount: usd(1) }],
      'document_type_missing',
      'applied_to[0].document_type',
    ],
    [Array<Split>(1_001).fill({ type: 'credit', amount: usd(1) }), 'too_many_splits', 'applied_to'],
  ]
  for (const [list, code, field] of cases) expect(refusalOf(list)?.slice(1)).toEqual([code, field])
})

test('a convenience fee is the percentage of the amount', () => {
  expect(convenienceFee(usd(14_885), decimal('2.9'))).toEqual(usd(432))
})

function changeOf(decision: Decision, { type, id, balance }: { type: OpenDocument['type']; id: number; balance?: Money }): Money {
  return (
    decision.effects.find((effect) => effect.type === type && effect.id === id)?.change ?? money(0, balance?.currency ?? 'usd')
  )
}

function refusalOf(
  list: readonly Split[],
  about: ApplicationFacts = facts,
): readonly [string, string, string | undefined] | null {
  try {
    decideApplication(list, about)
    return null
  } catch (error) {
    if (error instanceof Refusal) return [error.kind, error.code, error.field]
    throw error
  }
}
