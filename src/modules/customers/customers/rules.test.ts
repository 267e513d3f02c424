import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, decimalText, trimmed } from '../../../core/decimal.ts'
import { CURRENCIES, inMajorUnits, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { CustomerChanges, CustomerDraft } from './contract.ts'
import {
  type CustomerFacts,
  changeCustomer,
  draftCustomer,
  LEVELS_MAX,
  mergeCustomer,
  refuseFamily,
  replaceCustomer,
} from './rules.ts'

const facts: CustomerFacts = { company: { country: 'US', currency: 'usd' }, rates: [], now: new Date('2014-11-18T15:00:00Z') }
const later: CustomerFacts = { ...facts, now: new Date('2014-11-19T15:00:00Z') }
const identity = { id: 7, number: 'CUST-0007', statement_pdf_url: 'https://example.com/statements/k/pdf' }

const text = fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: null })
const fields = {
  email: text,
  payment_terms: text,
  city: text,
  country: fc.constantFrom('US', 'DE', null),
  currency: fc.option(fc.constantFrom(...CURRENCIES), { nil: null }),
  autopay: fc.boolean(),
  taxable: fc.boolean(),
  type: fc.constantFrom('company' as const, 'person' as const),
  credit_limit: fc.option(
    fc.integer({ min: 0, max: 1_000_000 }).map((limit) => decimal(String(limit))),
    { nil: null },
  ),
  metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ maxLength: 5 }), { maxKeys: 3, noNullPrototype: true }),
}
const drafts: fc.Arbitrary<CustomerDraft> = fc.record(
  { name: fc.constantFrom('Acme', 'Globex'), ...fields },
  { requiredKeys: ['name'] },
)
const changes: fc.Arbitrary<CustomerChanges> = fc.record(
  { name: fc.constantFrom('Acme', 'Globex'), ...fields },
  { requiredKeys: [] },
)

test('a customer on autopay has no payment terms, however it came to be', () => {
  fc.assert(
    fc.property(drafts, fc.array(changes, { maxLength: 4 }), (draft, steps) => {
      const customer = steps.reduce((one, change) => changeCustomer(one, change, later), draftCustomer(identity, draft, facts))
      if (customer.autopay) expect(customer.payment_terms).toBeNull()
    }),
  )
})

test('a change keeps everything it does not name', () => {
  fc.assert(
    fc.property(drafts, changes, (draft, change) => {
      const before = draftCustomer(identity, draft, facts)
      const after = changeCustomer(before, change, later)
      const told = new Set([
        ...Object.keys(change),
        'updated_at',
        ...(change.autopay ? ['payment_terms'] : []),
        ...(change.currency !== undefined ? ['credit_limit'] : []),
      ])
      for (const [name, value] of Object.entries(before))
        if (!told.has(name)) expect(after[name as keyof typeof after]).toEqual(value)
    }),
  )
})

test('replacing forgets what was there before: only id, number, saved card and age stay', () => {
  fc.assert(
    fc.property(drafts, drafts, (first, second) => {
      const before = draftCustomer(identity, first, facts)
      expect(replaceCustomer(before, second, later)).toEqual({
        ...draftCustomer(identity, second, later),
        created_at: before.created_at,
      })
    }),
  )
})

test('a credit limit is always in the currency the customer is billed in, and keeps its number where that is possible', () => {
  fc.assert(
    fc.property(drafts, fc.option(fc.constantFrom(...CURRENCIES), { nil: null }), (draft, currency) => {
      const before = draftCustomer(identity, draft, facts)
      const after = changeCustomer(before, { currency }, later)
      expect(after.credit_limit?.currency ?? currency ?? 'usd').toBe(currency ?? 'usd')
      if (before.credit_limit)
        expect(decimalText(trimmed(inMajorUnits(after.credit_limit!)))).toBe(
          decimalText(trimmed(inMajorUnits(before.credit_limit))),
        )
    }),
  )
})

test('a credit limit of 1,500.50 dollars is 150,050 cents; half a cent is refused', () => {
  expect(draftCustomer(identity, { name: 'Acme', credit_limit: decimal('1500.50') }, facts).credit_limit).toEqual(
    money(150_050, 'usd'),
  )
  expect(() => draftCustomer(identity, { name: 'Acme', credit_limit: decimal('0.005') }, facts)).toThrow(Refusal)
  expect(() => draftCustomer(identity, { name: 'Acme', credit_limit: decimal('-1') }, facts)).toThrow(Refusal)
})

test('a family may have five levels and no circle', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      (ancestors, levels_below, id) => {
        const fits = !ancestors.includes(id) && ancestors.length + 1 + levels_below <= LEVELS_MAX
        const attempt = () => refuseFamily(id, { ancestors, levels_below })
        if (fits) expect(attempt).not.toThrow()
        else expect(attempt).toThrow(Refusal)
      },
    ),
  )
})

test('a merge keeps the first customer as it is, and steps over the second where that was its parent', () => {
  const gone = { ...draftCustomer({ ...identity, id: 8 }, { name: 'Globex' }, facts), parent_customer: 3 }
  const kept = { ...draftCustomer(identity, { name: 'Acme' }, facts), parent_customer: 8 }
  expect(mergeCustomer(kept, gone, later.now)).toEqual({ ...kept, parent_customer: 3, updated_at: later.now })
  expect(() => mergeCustomer(kept, kept, later.now)).toThrow(Refusal)
})
