import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate, type Day } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { isNegative, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { composeContent } from '../documents/content.ts'
import * as rules from './rules.ts'
import {
  can,
  ESTIMATE_STATUSES,
  type EstimateVerb,
  reasonAgainst,
  refuseUnlessPermitted,
  statusOf,
  TRANSITIONS,
} from './status.ts'

const TODAY = calendarDate('2014-11-18')
const today: Day = { date: TODAY, zone: 'America/Chicago' }
const now = new Date('2014-11-18T15:00:00Z')

const days = fc.integer({ min: -400, max: 400 }).map((count) => addDays(TODAY, count))
const facts = fc.record({
  voided: fc.boolean(),
  draft: fc.boolean(),
  invoice: fc.option(fc.constant(7)),
  approved: fc.option(fc.constant('JL')),
  closed: fc.boolean(),
  expiration_date: fc.option(days),
  viewed: fc.boolean(),
  sent: fc.boolean(),
})

describe('status', () => {
  const plain = {
    voided: false,
    draft: false,
    invoice: null,
    approved: null,
    closed: false,
    expiration_date: null,
    viewed: false,
    sent: false,
  }
  const past = calendarDate('2014-11-17')

  test.each([
    ['voided', { ...plain, voided: true, draft: true, invoice: 1, approved: 'J', closed: true }],
    ['draft', { ...plain, draft: true, invoice: 1, approved: 'J' }],
    ['invoiced', { ...plain, invoice: 1, approved: 'J', closed: true, expiration_date: past }],
    ['approved', { ...plain, approved: 'J', closed: true, expiration_date: past }],
    ['declined', { ...plain, closed: true, expiration_date: past, viewed: true }],
    ['expired', { ...plain, expiration_date: past, viewed: true, sent: true }],
    ['viewed', { ...plain, viewed: true, sent: true }],
    ['sent', { ...plain, sent: true }],
    ['not_sent', plain],
  ] as const)('the first row that holds tells it: %s', (status, estimate) => {
    expect(statusOf(estimate, TODAY)).toBe(status)
  })

  test('an estimate can be accepted on its expiration date, and no longer on the day after', () => {
    fc.assert(
      fc.property(days, (expiration_date) => {
        const offer = { ...plain, expiration_date }
        expect(statusOf(offer, expiration_date)).toBe('not_sent')
        expect(statusOf(offer, addDays(expiration_date, 1))).toBe('expired')
      }),
    )
  })

  test('every verb on every status is permitted or says why not', () => {
    for (const verb of Object.keys(TRANSITIONS) as EstimateVerb[]) {
      for (const status of ESTIMATE_STATUSES) {
        expect(reasonAgainst(verb, status) === null).toBe(can(verb, status))
        if (can(verb, status)) expect(() => refuseUnlessPermitted(verb, status)).not.toThrow()
        else expect(() => refuseUnlessPermitted(verb, status)).toThrow(Refusal)
      }
    }
  })

  test('what is voided permits nothing', () => {
    for (const verb of Object.keys(TRANSITIONS) as EstimateVerb[]) expect(can(verb, 'voided')).toBe(false)
  })
})

const customer = { id: 1, payment_terms: 'NET 30' } as Customer
const NO_FACTS = { items: new Map(), coupons: new Map(), tax_rates: new Map(), automatic_taxes: [] }

function offer(total: number, more: Partial<rules.Facts> = {}): rules.Facts {
  const content = composeContent(
    { items: [{ unit_cost: decimal(String(total)), name: 'Paper' }] },
    NO_FACTS,
    { currency: 'usd', rounding: 'per_step' },
    now,
  )
  const input = { customer: 1, items: [] }
  const draft = rules.draftEstimate(input, {
    id: 2,
    customer,
    currency: 'usd',
    content,
    default_terms: null,
    tax_rounding: 'per_step',
    today,
    now,
  })
  return { ...rules.issueEstimate(draft, 'EST-0001', now), ...more }
}

const cents = fc.integer({ min: 1, max: 100_000 })

describe('deposit', () => {
  test('paying and taking back leaves everything as it was', () => {
    fc.assert(
      fc.property(cents, cents, (deposit, amount) => {
        const before = offer(1000, { deposit: money(deposit, 'usd') })
        const back = rules.payDeposit(rules.payDeposit(before, money(amount, 'usd'), now), money(-amount, 'usd'), now)
        expect(back).toEqual(before)
      }),
    )
  })

  test('it is paid exactly when what came in covers it, and never less than nothing is left', () => {
    fc.assert(
      fc.property(cents, fc.array(cents, { maxLength: 6 }), (deposit, amounts) => {
        let estimate = offer(1000, { deposit: money(deposit, 'usd') })
        for (const amount of amounts) estimate = rules.payDeposit(estimate, money(amount, 'usd'), now)
        const sum = amounts.reduce((a, b) => a + b, 0)
        expect(estimate.deposit_paid).toBe(sum >= deposit && sum > 0)
        expect(rules.depositLeft(estimate)).toEqual(money(Math.max(deposit - sum, 0), 'usd'))
        expect(isNegative(rules.depositLeft(estimate))).toBe(false)
      }),
    )
  })

  test('never above the total, never below what was paid', () => {
    const estimate = offer(100, { deposit: money(3000, 'usd'), amount_deposited: money(2000, 'usd') })
    const change = (deposit: string) =>
      rules.changeEstimate(estimate, { deposit: decimal(deposit) }, null, { today, now, member: null })
    expect(() => change('100.01')).toThrow(Refusal)
    expect(() => change('19.99')).toThrow(Refusal)
    expect(change('20').deposit_paid).toBe(true)
    expect(change('100')).toMatchObject({ deposit: money(10_000, 'usd'), deposit_paid: false })
  })
})

test('whatever is decided once is not decided again', () => {
  const signed = { name: 'Jan', initials: 'J', ip: null, user_agent: null }
  fc.assert(
    fc.property(facts, (drawn) => {
      const { expiration_date, ...flags } = drawn
      const estimate = offer(100, {
        ...flags,
        expiration_date: expiration_date && { date: expiration_date as CalendarDate, zone: today.zone },
      })
      const status = rules.tellStatus(estimate, today)
      const attempt = (run: () => rules.Facts) => {
        try {
          return rules.tellStatus(run(), today)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
          return null
        }
      }
      expect(attempt(() => rules.approveEstimate(estimate, signed, today, now))).toBe(can('approve', status) ? 'approved' : null)
      expect(attempt(() => rules.declineEstimate(estimate, today, now))).toBe(can('decline', status) ? 'declined' : null)
    }),
  )
})

test('an invoice takes over the amounts to the cent, whatever the offer is made of', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 20 }), unit_cost: fc.integer({ min: 0, max: 9_999 }) }), {
        maxLength: 6,
      }),
      fc.nat(20),
      (lines, rate) => {
        const tax_rates = new Map([
          [
            'vat',
            {
              id: 'vat',
              is_percent: true,
              value: decimal(String(rate)),
              inclusive: false,
              snapshot: { id: 'vat', is_percent: true, value: rate },
            },
          ],
        ])
        const items = lines.map(({ quantity, unit_cost }) => ({
          quantity: decimal(String(quantity)),
          unit_cost: decimal((unit_cost / 100).toFixed(2)),
        }))
        const content = composeContent(
          { items, taxes: [{ tax_rate: 'vat', amount: null }] },
          { ...NO_FACTS, tax_rates },
          { currency: 'usd', rounding: 'per_step' },
          now,
        )
        const draft = rules.draftEstimate(
          { customer: 1 },
          { id: 2, customer, currency: 'usd', content, default_terms: null, tax_rounding: 'per_step', today, now },
        )
        const { totals } = rules.invoiceContent(draft, today, now)
        expect([totals.subtotal, totals.total]).toEqual([draft.subtotal, draft.total])
      },
    ),
  )
})
