import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalText } from '../../../core/decimal.ts'
import { type Money, money } from '../../../core/money.ts'
import { coverWithCredit, takes } from './rules.ts'

const usd = (amount: number): Money => money(amount, 'usd')
const owed = fc.record({
  id: fc.constant(1),
  balance: fc.nat(10_000).map(usd),
  pending: fc.nat(3_000).map(usd),
  draft: fc.constant(false),
  voided: fc.boolean(),
  closed: fc.boolean(),
})
const notes = fc.array(fc.nat(5_000).map(usd), { maxLength: 6 }).map((all) => all.map((balance, i) => ({ id: i + 10, balance })))
const minor = (amount: { readonly amount: Parameters<typeof decimalText>[0] }) =>
  Math.round(Number(decimalText(amount.amount)) * 100)

test('credit is used as far as it goes and the invoice takes, and no credit gives more than it has', () => {
  fc.assert(
    fc.property(owed, fc.integer({ min: -500, max: 6_000 }).map(usd), notes, (invoice, credit, open) => {
      const splits = coverWithCredit(invoice, credit, open)
      const used = splits.map(minor).reduce((a, b) => a + b, 0)
      const there = Math.max(credit.amount, 0) + open.reduce((all, { balance }) => all + balance.amount, 0)
      expect(used).toBe(Math.min(there, takes(invoice).amount))
      for (const split of splits) {
        const has = split.type === 'credit_note' ? open.find(({ id }) => id === split.credit_note)!.balance : credit
        expect(minor(split)).toBeGreaterThan(0)
        expect(minor(split)).toBeLessThanOrEqual(has.amount)
      }
    }),
  )
})

test('a younger credit is untouched as long as an older one is left', () => {
  fc.assert(
    fc.property(owed, fc.nat(6_000).map(usd), notes, (invoice, credit, open) => {
      const splits = coverWithCredit(invoice, credit, open)
      const sources = [credit.amount, ...open.map(({ balance }) => balance.amount)]
      const used = [
        splits.find(({ type }) => type === 'applied_credit'),
        ...open.map(({ id }) => splits.find(({ credit_note }) => credit_note === id)),
      ].map((split) => (split ? minor(split) : 0))
      const first = used.findIndex((amount, i) => amount < sources[i]!)
      if (first >= 0) expect(used.slice(first + 1).every((amount) => amount === 0)).toBe(true)
    }),
  )
})

test('what is closed, voided or waited for takes nothing', () => {
  const invoice = { balance: usd(100), pending: usd(0), voided: false, closed: false }
  expect(takes(invoice)).toEqual(usd(100))
  expect(takes({ ...invoice, closed: true })).toEqual(usd(0))
  expect(takes({ ...invoice, voided: true })).toEqual(usd(0))
  expect(takes({ ...invoice, pending: usd(120) })).toEqual(usd(0))
})
