/**
 * Owns: who owes us and how they are billed. Does not own: what they owe (receivables), their cards (payment sources),
 * the terms a document took over.
 * Invariants: a customer on autopay has no payment terms; a credit limit is in the customer's currency, else the
 * company's; families of customers are at most five levels deep and have no circles; the number is unique.
 */
import type { Currency } from '../../../core/currency.ts'
import { compareDecimals, type Decimal, ZERO } from '../../../core/decimal.ts'
import { inMajorUnits, type Money, moneyFromMajor, round } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { isSeen, type View } from '../../../core/view.ts'
import type { TaxRate } from '../../catalog/tax-rates/contract.ts'
import { pickTaxRates } from '../../catalog/tax-rates/rules.ts'
import type { Customer, CustomerChanges, CustomerDraft } from './contract.ts'

/** What a customer is settled against. */
export interface CustomerFacts {
  readonly company: { readonly country: string; readonly currency: Currency }
  /** The tax rates that the request named. */
  readonly rates: readonly TaxRate[]
  readonly now: Date
}

/** What nobody chooses. */
export type Identity = Pick<Customer, 'id' | 'number' | 'statement_pdf_url'>

export function draftCustomer(identity: Identity, draft: CustomerDraft, facts: CustomerFacts): Customer {
  return settle(
    { ...BLANK, ...identity, name: draft.name, country: facts.company.country, created_at: facts.now, updated_at: facts.now },
    draft,
    facts,
  )
}

export function changeCustomer(customer: Customer, changes: CustomerChanges, facts: CustomerFacts): Customer {
  return settle(customer, changes, facts)
}

/** Everything that is not given falls back to its default; number, saved card and age stay. */
export function replaceCustomer(customer: Customer, draft: CustomerDraft, facts: CustomerFacts): Customer {
  const { id, number, statement_pdf_url, created_at, payment_source } = customer
  return { ...draftCustomer({ id, number, statement_pdf_url }, draft, facts), created_at, payment_source }
}

const BLANK: Omit<Customer, keyof Identity | 'name' | 'country' | 'created_at' | 'updated_at'> = {
  object: 'customer',
  email: null,
  type: 'company',
  active: true,
  autopay: false,
  autopay_delay_days: null,
  payment_terms: null,
  payment_source: null,
  attention_to: null,
  address1: null,
  address2: null,
  city: null,
  state: null,
  postal_code: null,
  language: null,
  currency: null,
  phone: null,
  chase: true,
  chasing_cadence: null,
  next_chase_step: null,
  credit_hold: false,
  credit_limit: null,
  owner: null,
  taxable: true,
  taxes: [],
  tax_id: null,
  avalara_entity_use_code: null,
  avalara_exemption_number: null,
  parent_customer: null,
  bill_to_parent: false,
  consolidated: false,
  convenience_fee: true,
  surcharging: true,
  late_fee_schedule: null,
  notes: null,
  sign_up_page: null,
  sign_up_url: null,
  ach_gateway: null,
  cc_gateway: null,
  disabled_payment_methods: [],
  metadata: {},
}

function settle(base: Customer, given: CustomerChanges | CustomerDraft, { company, rates, now }: CustomerFacts): Customer {
  const { number, country, taxes, credit_limit, ...plain } = given
  const merged: Customer = { ...base, ...present(plain) }
  const currency = merged.currency ?? company.currency
  return {
    ...merged,
    number: number ?? base.number,
    country: country === undefined ? base.country : (country ?? company.country),
    taxes: taxes === undefined ? base.taxes : pickTaxRates(rates, taxes, 'taxes'),
    credit_limit: credit_limit === undefined ? restated(base.credit_limit, currency) : limitOf(credit_limit, currency),
    payment_terms: merged.autopay ? null : merged.payment_terms,
    updated_at: now,
  }
}

/**
 * A customer who gets a cadence begins with its first step, unless another of its steps was named; without a cadence there
 * is no step. @param steps of the customer's cadence, in their order; null where there is no such cadence
 */
export function enrol(customer: Customer, before: Customer | null, steps: readonly number[] | null): Customer {
  if (customer.chasing_cadence === null) return { ...customer, next_chase_step: null }
  if (!steps) throw new Refusal('invalid', 'unknown_cadence', 'There is no such chasing cadence.', 'chasing_cadence')
  const isNew = customer.chasing_cadence !== before?.chasing_cadence
  const isGiven = customer.next_chase_step !== (before?.next_chase_step ?? null)
  if (customer.next_chase_step !== null && isGiven && !steps.includes(customer.next_chase_step))
    throw new Refusal('invalid', 'unknown_step', 'The chasing cadence of this customer has no such step.', 'next_chase_step')
  return isNew && !(isGiven && customer.next_chase_step !== null) ? { ...customer, next_chase_step: steps[0] ?? null } : customer
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function limitOf(limit: Decimal | null, currency: Currency): Money | null {
  if (limit === null) return null
  if (compareDecimals(limit, ZERO) < 0)
    throw new Refusal('invalid', 'credit_limit_negative', 'credit_limit must not be negative.', 'credit_limit')
  const stated = moneyFromMajor(limit, currency)
  if (!stated)
    throw new Refusal(
      'invalid',
      'credit_limit_not_payable',
      `credit_limit must be a whole number of the smallest unit of ${currency.toUpperCase()}.`,
      'credit_limit',
    )
  return stated
}

/** The same number in the new currency: a limit of 1,000.00 becomes 1,000 yen. */
function restated(limit: Money | null, currency: Currency): Money | null {
  return limit && limit.currency !== currency ? round(inMajorUnits(limit), currency) : limit
}

/** Levels of a family, the topmost parent and the lowest child included. */
export const LEVELS_MAX = 5

/** A customer's place among others: whom it would stand below, and how many levels stand below it. */
export interface Family {
  /** The parent first, the topmost last; empty where there is no such customer. */
  readonly ancestors: readonly number[]
  /** 0 for a customer without children. */
  readonly levels_below: number
}

/** Whoever sees only the customers they look after looks after those they make. */
export function withinView<Draft extends CustomerDraft>(draft: Draft, view: View | null): Draft {
  return view && 'owned_by' in view && draft.owner === undefined ? { ...draft, owner: view.owned_by } : draft
}

/** Refuses a customer whom the member who makes or changes it would not see. */
export function refuseUnseen(customer: Customer, view: View | null): void {
  if (!view || isSeen(view, customer)) return
  if ('owned_by' in view)
    throw new Refusal(
      'forbidden',
      'outside_your_customers',
      'You see only the customers whose owner you are, so you cannot give this one to somebody else.',
      'owner',
    )
  const wanted = Object.entries(view.fields).map(([field, values]) => `${field} is ${values.join(' or ')}`)
  throw new Refusal(
    'forbidden',
    'outside_your_customers',
    `You see only customers whose ${wanted.join(' and whose ')}. Set this in metadata.`,
    'metadata',
  )
}

const RELATIONS = ['parent_customer', 'owner', 'late_fee_schedule', 'sign_up_page', 'ach_gateway', 'cc_gateway'] as const
/** Records that a customer names. */
export type Relations = { readonly [Name in (typeof RELATIONS)[number]]?: number | null | undefined }

/** The records that are named now and were not before. */
export function newRelations(customer: Relations, before: Relations = {}): Relations {
  return Object.fromEntries(RELATIONS.flatMap((name) => (customer[name] === before[name] ? [] : [[name, customer[name]]])))
}

/** Refuses a gateway that is no merchant account of the company. */
export function refuseMissing([field]: readonly string[]): void {
  if (field) throw new Refusal('invalid', 'merchant_account_not_found', `${field} must be the id of a merchant account.`, field)
}

/** Refuses a parent that does not exist, stands below the customer itself, or makes the family too deep. */
export function refuseFamily(id: number, family: Family): void {
  if (family.ancestors.length === 0)
    throw new Refusal('invalid', 'unknown_customer', 'There is no such customer.', 'parent_customer')
  refuseShape(id, family, 'parent_customer')
}

/** The first of two customers that turned out to be one. If it stood right below the second, it takes its place. */
export function mergeCustomer(customer: Customer, gone: Customer, now: Date): Customer {
  if (customer.id === gone.id)
    throw new Refusal('invalid', 'same_customer', 'A customer cannot be merged into itself.', 'customer')
  const parent = customer.parent_customer === gone.id ? gone.parent_customer : customer.parent_customer
  return { ...customer, parent_customer: parent, updated_at: now }
}

export function refuseMergedFamily(id: number, family: Family): void {
  refuseShape(id, family, 'customer')
}

function refuseShape(id: number, { ancestors, levels_below }: Family, field: string): void {
  if (ancestors.includes(id)) {
    throw new Refusal(
      'invalid',
      'parent_circle',
      'A customer cannot stand below itself or below one of its own sub-customers.',
      field,
    )
  }
  if (ancestors.length + 1 + levels_below > LEVELS_MAX) {
    throw new Refusal('invalid', 'parent_too_deep', `Customers may stand at most ${LEVELS_MAX} levels deep.`, field)
  }
}
