import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { rememberTerms } from '../../catalog/payment-terms/service.ts'
import { findTaxRates } from '../../catalog/tax-rates/service.ts'
import { takeNumber } from '../../company/numbering/service.ts'
import { refuseWithoutAutopay } from '../../payments/gateways/service.ts'
import type { Customer, CustomerChanges, CustomerDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const NUMBER_TRIES = 100

export async function listCustomers(work: Work, list: ListQuery, narrowing: store.Narrowing): Promise<Page<Customer>> {
  const { rows, total } = await store.list(work, list, narrowing)
  return { rows: await complete(work, rows), total }
}

export async function findCustomer(work: Work, id: number): Promise<Customer> {
  return (await complete(work, [await store.find(work, id)]))[0]!
}

/** The customers among these ids; ids that name none are left out. */
export async function findCustomers(work: Work, ids: readonly number[]): Promise<Customer[]> {
  return ids.length === 0 ? [] : complete(work, await store.findMany(work, ids))
}

/** Holds the customer until the work is done, so that what is decided from it stays true. */
export async function lockCustomer(work: Work, id: number): Promise<Customer> {
  return (await complete(work, [await store.lock(work, id)]))[0]!
}

export async function createCustomer(work: Work, given: CustomerDraft): Promise<Customer> {
  const draft = rules.withinView(given, work.view)
  if (draft.autopay) await refuseWithoutAutopay(work)
  const id = await work.newId()
  const [facts, number] = await Promise.all([
    factsFor(work, draft),
    draft.number ?? takeNumber(work, 'customer', 'customers'),
    refuseRelations(work, id, rules.newRelations(draft)),
  ])
  const drafted = rules.draftCustomer({ id, number, statement_pdf_url: store.statementPdfUrl(work, id) }, draft, facts)
  rules.refuseUnseen(drafted, work.view)
  const customer = await insertCustomer(work, withSignUp(work, await enrolled(work, drafted, null)), draft)
  rememberTerms(work, customer.payment_terms)
  work.count('customers', 1)
  await work.emit('customer.created', customer)
  return customer
}

/** A generated number that somebody chose by hand before is passed over. */
async function insertCustomer(work: Work, drafted: Customer, draft: CustomerDraft): Promise<Customer> {
  let customer = drafted
  for (let tries = 1; ; tries++) {
    if (await store.insert(work, customer)) return customer
    if (draft.number || tries === NUMBER_TRIES) throw store.numberTaken(customer.number)
    customer = { ...customer, number: await takeNumber(work, 'customer', 'customers') }
  }
}

export async function updateCustomer(work: Work, id: number, changes: CustomerChanges): Promise<Customer> {
  const [before, facts] = await Promise.all([lockCustomer(work, id), factsFor(work, changes)])
  return saveCustomer(work, before, rules.changeCustomer(before, changes, facts))
}

export async function replaceCustomer(work: Work, id: number, given: CustomerDraft): Promise<Customer> {
  const draft = rules.withinView(given, work.view)
  const [before, facts] = await Promise.all([lockCustomer(work, id), factsFor(work, draft)])
  return saveCustomer(work, before, rules.replaceCustomer(before, draft, facts))
}

async function saveCustomer(work: Work, before: Customer, changed: Customer): Promise<Customer> {
  rules.refuseUnseen(changed, work.view)
  const customer = withSignUp(work, await enrolled(work, changed, before))
  if (before.active && !customer.active && (await store.hasSubscription(work, customer.id)))
    throw new Refusal('refused', 'subscription_active', 'A subscription of this customer goes on. Cancel it first.', 'active')
  await refuseRelations(work, customer.id, rules.newRelations(customer, before))
  if (customer.autopay && !before.autopay) await refuseWithoutAutopay(work)
  await store.update(work, customer)
  if (customer.payment_terms !== before.payment_terms) rememberTerms(work, customer.payment_terms)
  await work.emit('customer.updated', customer, { before })
  return customer
}

/** Most customers have no chasing cadence, or keep the one they have, which costs no query. */
async function enrolled(work: Work, customer: Customer, before: Customer | null): Promise<Customer> {
  const { chasing_cadence, next_chase_step } = customer
  const isSame = chasing_cadence === (before?.chasing_cadence ?? null) && next_chase_step === (before?.next_chase_step ?? null)
  if (isSame) return customer
  return rules.enrol(customer, before, chasing_cadence === null ? null : await store.stepsOfCadence(work, chasing_cadence))
}

export async function deleteCustomer(work: Work, id: number): Promise<null> {
  const customer = await lockCustomer(work, id)
  await store.remove(work, id)
  work.count('customers', -1)
  await work.emit('customer.deleted', customer)
  return null
}

/**
 * Makes two customers one: everything of the second moves to the first, whose own fields stay, and the second is gone.
 * The event's previous values are those of the second.
 */
export async function mergeCustomers(work: Work, id: number, second: number): Promise<Customer> {
  const customers = await complete(work, await store.lockBoth(work, [id, second]))
  const [before, gone] = [id, second].map((one) => customers.find((customer) => customer.id === one))
  if (!before) throw store.notFound(id)
  if (!gone) throw new Refusal('invalid', 'customer_not_found', `No customer ${second}.`, 'customer')
  const customer = rules.mergeCustomer(before, gone, work.now)
  await store.moveReferences(work, second, id)
  await store.update(work, customer)
  rules.refuseMergedFamily(id, await store.family(work, id, customer.parent_customer))
  await store.remove(work, second)
  work.count('customers', -1)
  await work.emit('customer.merged', customer, { before: gone })
  return customer
}

async function factsFor(work: Work, { taxes }: CustomerChanges | CustomerDraft): Promise<rules.CustomerFacts> {
  return { company: work.company, rates: await findTaxRates(work, taxes ?? []), now: work.now }
}

function withSignUp(work: Work, customer: Customer): Customer {
  return { ...customer, sign_up_url: store.signUpUrl(work, customer) }
}

/** Whom a customer may stand below, who may look after it, what it may name. Ids that are not given are not asked for. */
async function refuseRelations(
  work: Work,
  id: number,
  { parent_customer, owner, late_fee_schedule, sign_up_page, ...accounts }: rules.Relations,
): Promise<void> {
  const [family, known, scheduled, offered, missing] = await Promise.all([
    parent_customer ? store.family(work, id, parent_customer) : null,
    owner ? store.hasMember(work, owner) : true,
    late_fee_schedule ? store.hasLateFeeSchedule(work, late_fee_schedule) : true,
    sign_up_page ? store.hasSignUpPage(work, sign_up_page) : true,
    Object.values(accounts).some(Boolean) ? store.missingAccounts(work, accounts) : [],
  ])
  if (family) rules.refuseFamily(id, family)
  if (!offered) throw new Refusal('invalid', 'sign_up_page_not_found', `No sign-up page ${sign_up_page}.`, 'sign_up_page')
  if (!scheduled)
    throw new Refusal('invalid', 'late_fee_schedule_not_found', `No late fee schedule ${late_fee_schedule}.`, 'late_fee_schedule')
  if (!known) throw new Refusal('invalid', 'unknown_owner', 'owner must be the user of a member of this company.', 'owner')
  rules.refuseMissing(missing)
}

/** Tax rates and the saved card in full. Most customers have neither, which costs no query. */
async function complete(work: Work, customers: readonly store.KeptCustomer[]): Promise<Customer[]> {
  const codes = [...new Set(customers.flatMap(({ taxes }) => taxes))]
  const sources = customers.flatMap(({ payment_source }) => (payment_source ? Number(payment_source['id']) : []))
  const [rates, shown] = await Promise.all([
    findTaxRates(work, codes),
    sources.length > 0 ? store.sourcesOf(work, sources) : null,
  ])
  const rateOf = new Map(rates.map((rate) => [rate.id, rate]))
  return customers.map((customer) => ({
    ...customer,
    taxes: customer.taxes.flatMap((code) => rateOf.get(code) ?? []),
    payment_source: customer.payment_source && (shown?.get(Number(customer.payment_source['id'])) ?? null),
  }))
}

/** What the customer is charged by unless said otherwise; null for nothing. The customer must be held. */
export async function setDefaultSource(
  work: Work,
  before: Customer,
  source: (Record<string, unknown> & { readonly id: number; readonly object: string }) | null,
): Promise<Customer> {
  await store.setDefaultSource(work, before.id, source)
  const customer: Customer = { ...before, payment_source: source, updated_at: work.now }
  await work.emit('customer.updated', customer, { before })
  return customer
}
