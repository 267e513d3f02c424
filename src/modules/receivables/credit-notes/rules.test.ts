import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate, type Day } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { composeContent } from '../documents/content.ts'
import * as rules from './rules.ts'
import { CREDIT_NOTE_STATUSES, type CreditNoteVerb, can, statusOf, TRANSITIONS } from './status.ts'

const today: Day = { date: calendarDate('2014-11-18'), zone: 'America/Chicago' }
const now = new Date('2014-11-18T15:00:00Z')
const usd = (amount: number) => money(amount, 'usd')

function note(totalCents: number, more: Partial<rules.Facts> = {}): rules.Facts {
  const content = composeContent(
    { items: [{ unit_cost: decimal((totalCents / 100).toFixed(2)) }] },
    { items: new Map(), coupons: new Map(), tax_rates: new Map(), automatic_taxes: [] },
    { currency: 'usd', rounding: 'per_step' },
    now,
  )
  const facts = {
    id: 2,
    customer: { id: 1 } as Customer,
    currency: 'usd',
    content,
    tax_rounding: 'per_step',
    today,
    now,
  } as const
  return { ...rules.issueCreditNote(rules.draftCreditNote({}, facts), 'CN-0001', now), ...more }
}

test('the first row that holds tells the status', () => {
  const all = { voided: true, draft: true, paid: true, closed: true }
  expect(statusOf(all)).toBe('voided')
  expect(statusOf({ ...all, voided: false })).toBe('draft')
  expect(statusOf({ ...all, voided: false, draft: false })).toBe('paid')
  expect(statusOf({ ...all, voided: false, draft: false, paid: false })).toBe('closed')
  expect(statusOf({ voided: false, draft: false, paid: false, closed: false })).toBe('open')
})

test('a voided credit note permits nothing, and every verb starts somewhere', () => {
  for (const verb of Object.keys(TRANSITIONS) as CreditNoteVerb[]) {
    expect(can(verb, 'voided')).toBe(false)
    expect(CREDIT_NOTE_STATUSES.some((status) => can(verb, status))).toBe(true)
  }
})

const cents = fc.integer({ min: 1, max: 50_000 })
const use = fc.record({ applied: fc.nat(20_000), credited: fc.nat(20_000) })

describe('using credit', () => {
  test('never gives more than it has, and its balance is always the rest', () => {
    fc.assert(
      fc.property(cents, fc.array(use, { maxLength: 8 }), (total, uses) => {
        let current = note(total)
        for (const { applied, credited } of uses) {
          try {
            current = rules.spendCredit(current, { applied: usd(applied), credited: usd(credited) }, now)
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
            expect(applied + credited).toBeGreaterThan(current.balance.amount)
          }
          const used = current.amount_applied_to_invoice.amount + current.amount_credited.amount
          expect(current.balance.amount).toBe(total - used)
          expect(current.paid).toBe(current.balance.amount === 0)
        }
      }),
    )
  })

  test('and giving it back leaves everything as it was', () => {
    fc.assert(
      fc.property(cents, use, (total, { applied, credited }) => {
        fc.pre(applied + credited <= total)
        const before = note(total)
        const used = rules.spendCredit(before, { applied: usd(applied), credited: usd(credited) }, now)
        expect(rules.spendCredit(used, { applied: usd(-applied), credited: usd(-credited) }, now)).toEqual(before)
      }),
    )
  })

  test('used up closes it, given back opens it again; what somebody closed stays closed', () => {
    const used = rules.spendCredit(note(100), { applied: usd(100), credited: usd(0) }, now)
    expect(used).toMatchObject({ paid: true, closed: true })
    expect(rules.spendCredit(used, { applied: usd(-1), credited: usd(0) }, now)).toMatchObject({ paid: false, closed: false })
    expect(rules.spendCredit(note(100, { closed: true }), { applied: usd(1), credited: usd(0) }, now)).toMatchObject({
      closed: true,
    })
  })
})

test('only what nobody used can be voided', () => {
  fc.assert(
    fc.property(fc.nat(1), fc.nat(1), fc.nat(1), (applied, credited, refunded) => {
      const facts = { amount_applied_to_invoice: usd(applied), amount_credited: usd(credited), amount_refunded: usd(refunded) }
      const attempt = () => rules.voidCreditNote(note(100, facts), now)
      if (applied + credited + refunded === 0) expect(attempt()).toMatchObject({ voided: true, balance: usd(0) })
      else expect(attempt).toThrow(Refusal)
    }),
  )
})

test('a refund is above zero and never above what is left', () => {
  fc.assert(
    fc.property(cents, fc.integer({ min: -10, max: 60_000 }), (total, amount) => {
      const attempt = () => rules.refundCredit(note(total), decimal((amount / 100).toFixed(2)), now)
      if (amount > 0 && amount <= total) expect(attempt().note.balance).toEqual(usd(total - amount))
      else expect(attempt).toThrow(Refusal)
    }),
  )
  expect(rules.refundCredit(note(100), null, now)).toMatchObject({ amount: usd(100), note: { paid: true } })
})

test('a concession is told from its lines', () => {
  const items = (types: readonly string[]) => ({ items: types.map((type) => ({ type })) }) as Pick<rules.Facts, 'items'>
  expect(rules.isConcession(items([]))).toBe(false)
  expect(rules.isConcession(items(['service']))).toBe(false)
  expect(rules.isConcession(items([rules.SHORT_PAY]))).toBe(true)
  expect(rules.isBadDebt(items([rules.SHORT_PAY]))).toBe(false)
  expect(rules.isBadDebt(items([rules.BAD_DEBT]))).toBe(true)
  expect(rules.isConcession(items([rules.BAD_DEBT, 'service']))).toBe(false)
})
