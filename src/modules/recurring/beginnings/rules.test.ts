import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../core/decimal.ts'
import { money, sum } from '../../../core/money.ts'
import type { SubscriptionDraft } from '../subscriptions/contract.ts'
import { firstSplits, packDraft, unpackDraft } from './rules.ts'

const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => decimal((cents / 100).toFixed(2)))
const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
const words = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.boolean(), fc.integer()))
const drafts = fc.record(
  {
    customer: fc.integer({ min: 1 }),
    plan: fc.string({ minLength: 1 }),
    quantity: amounts,
    amount: fc.option(amounts),
    start_date: fc.option(instants),
    addons: fc.array(fc.record({ plan: fc.string(), quantity: amounts })),
    metadata: words,
  },
  { requiredKeys: ['customer', 'plan'] },
)

test('a draft that is packed and unpacked is the same draft', () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      expect(unpackDraft(packDraft(draft as SubscriptionDraft))).toEqual(draft)
    }),
  )
})

test('names that look like ours stay what they were', () => {
  const draft = { customer: 1, plan: 'pro', metadata: { $whole: '7', $fields: 'x', $instant: 'never' } } as SubscriptionDraft
  expect(unpackDraft(packDraft(draft))).toEqual(draft)
})

const cents = fc.integer({ min: 0, max: 1_000_000 })
test('every cent of the charge has its place, and an invoice gets no more than it is owed', () => {
  fc.assert(
    fc.property(cents, cents, cents, (owed, paying, fee) => {
      fc.pre(paying + fee > 0)
      const splits = firstSplits(money(paying + fee, 'usd'), fee, { id: 7, balance: money(owed, 'usd') })
      expect(
        sum(
          splits.map(({ amount }) => amount),
          'usd',
        ),
      ).toEqual(money(paying + fee, 'usd'))
      expect(splits.find(({ type }) => type === 'invoice')?.amount.amount ?? 0).toBe(Math.min(owed, paying))
      expect(splits.every(({ amount }) => amount.amount > 0)).toBe(true)
    }),
  )
})
