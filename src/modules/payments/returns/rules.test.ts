import fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, money, subtract, sum } from '../../../core/money.ts'
import { takeBack, type Use } from './rules.ts'

const usd = (amount: number) => money(amount, 'usd')
const uses: fc.Arbitrary<Use[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom('invoice', 'estimate', 'credit', 'convenience_fee', 'applied_credit'),
      amount: fc.integer({ min: 1, max: 500 }).map(usd),
      customer: fc.constantFrom(1, 2),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((use, id) => ({ ...use, id })))

test('what is taken adds up to what goes back, and nothing gives more than it has', () => {
  fc.assert(
    fc.property(uses, fc.nat(500).map(usd), fc.nat(600).map(usd), fc.nat(1500).map(usd), (list, unapplied, credit, amount) => {
      let taken: ReturnType<typeof takeBack>
      try {
        taken = takeBack(amount, unapplied, list, new Map([[1, credit]]))
      } catch {
        const rigid = list.filter(({ type }) => type === 'invoice' || type === 'convenience_fee')
        expect(
          subtract(
            amount,
            add(
              unapplied,
              sum(
                rigid.map((use) => use.amount),
                'usd',
              ),
            ),
          ).amount,
        ).toBeGreaterThan(0)
        return
      }
      expect(
        add(
          taken.unapplied,
          sum(
            taken.parts.map((part) => part.amount),
            'usd',
          ),
        ),
      ).toEqual(amount)
      expect(taken.unapplied.amount).toBeLessThanOrEqual(unapplied.amount)
      for (const part of taken.parts) expect(part.amount.amount).toBeLessThanOrEqual(list[part.use]!.amount.amount)
      const onCredit = taken.parts.filter(({ use }) => ['estimate', 'credit'].includes(list[use]!.type))
      expect(
        sum(
          onCredit.map((part) => part.amount),
          'usd',
        ).amount,
      ).toBeLessThanOrEqual(credit.amount)
      expect(taken.parts.filter(({ use }) => list[use]!.type === 'applied_credit')).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('what was settled last reopens first, fees go last', () => {
  const list: Use[] = [
    { id: 1, type: 'invoice', amount: usd(100), customer: 1 },
    { id: 2, type: 'invoice', amount: usd(50), customer: 1 },
    { id: 3, type: 'convenience_fee', amount: usd(5), customer: 1 },
  ]
  expect(takeBack(usd(70), usd(10), list, new Map())).toEqual({
    unapplied: usd(10),
    parts: [
      { use: 2, amount: usd(50) },
      { use: 1, amount: usd(10) },
    ],
  })
})
