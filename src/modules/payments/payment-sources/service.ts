import type { Mandate, Method, Payer, SourceFacts as Stored } from '../../../connectors/gateways/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer, lockCustomer, setDefaultSource } from '../../customers/customers/service.ts'
import type { Agreed } from '../autopay-consents/rules.ts'
import { giveConsent, statedBy } from '../autopay-consents/service.ts'
import type { SourceDraft } from '../gateways/contract.ts'
import { attemptOf, gatewayFor, gatewayOf, type Opened, type Stand, standAt } from '../gateways/service.ts'
import type { PaymentSource } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export interface SourceIntent {
  readonly customer: number
  readonly method: Method
  readonly token: string
  readonly make_default: boolean
  /** What we call the storing at the gateway; the same key is the same source. */
  readonly key: string
  readonly mandate?: Mandate
  /** What was agreed to, should AutoPay charge it; null where nobody was asked. */
  readonly consent: Agreed | null
}

/**
 * Keeps a card or bank account at the gateway, and its reference with us. The first one is the customer's default, unless it
 * would be charged without having been agreed to.
 */
export async function saveSource(stand: Stand, intent: SourceIntent): Promise<PaymentSource> {
  const opened = await gatewayFor(stand.platform, stand.companyId, intent.method)
  const { known, customer } = await stand.work(async (work) => {
    const known = await findSavedBy(work, intent.key)
    if (!known) await refuseMore(work, intent)
    return { known, customer: await findCustomer(work, intent.customer) }
  })
  if (known) return known
  const at = await storeAt(opened, { ...intent, payer: payerOf(customer) }, () =>
    stand.work((work) => store.forgetAttempt(work, intent.key)),
  )
  return stand.work((work) => keepSource(work, intent, at))
}

/**
 * Has the gateway keep what the token stands for. @param answered is told when it was no decline
 * @throws Refusal refused, with the gateway's reason
 */
export async function storeAt(
  { gateway, account }: Opened,
  { method, token, key, payer, mandate }: Pick<SourceIntent, 'method' | 'token' | 'key' | 'mandate'> & { readonly payer: Payer },
  answered: () => Promise<unknown> = async () => undefined,
): Promise<AtGateway> {
  const stored = await gateway.store({ idempotency_key: key, token, method, payer, ...(mandate && { mandate }) })
  if (stored.outcome === 'declined') throw new Refusal('refused', stored.decline, stored.said, 'invoiced_token')
  if (mandate) await answered()
  if (stored.outcome === 'unknown')
    throw new Refusal(
      'refused',
      'gateway_silent',
      'The gateway did not answer, and nothing was saved. Try again in a minute.',
      'invoiced_token',
    )
  return {
    gateway: gateway.name,
    merchant_account: account,
    gateway_id: stored.reference,
    gateway_customer: stored.customer,
    verified: stored.verification === 'none',
    facts: stored.source,
  }
}

/** No more than a customer keeps; and by a link no more than an honest payer tries. One under way counts: many at once are no way around it. */
async function refuseMore(work: Work, { customer, key, mandate }: SourceIntent): Promise<void> {
  await refuseTooMany(work, customer)
  if (!mandate) return
  await lockCustomer(work, customer)
  if (await store.hasAttempt(work, key)) return
  rules.refuseTriedOut(await store.countAttempts(work, customer, mandate.ip))
  await store.insertAttempt(work, { key, customer, ip: mandate.ip })
}

export async function refuseTooMany(work: Work, customer: number): Promise<void> {
  rules.refuseTooMany(await store.count(work, customer))
}

/** How often the customer tried to save what was declined within the last hour. */
export async function countDeclined(work: Work, customer: number): Promise<number> {
  return (await store.countAttempts(work, customer, '')).of_customer
}

/** Who pays, as gateways are told. */
export function payerOf(customer: Customer, known: string | null = null) {
  return { id: String(customer.id), name: customer.name, email: customer.email, customer: known }
}

export interface AtGateway {
  readonly gateway: string
  readonly merchant_account: number | null
  readonly gateway_id: string
  readonly gateway_customer: string | null
  readonly verified: boolean
  readonly facts: Stored
}

/** Writes down a source that the gateway keeps. */
export async function keepSource(
  work: Work,
  { customer: id, method, key, make_default, consent }: Omit<SourceIntent, 'token'>,
  at: AtGateway,
): Promise<PaymentSource> {
  const customer = await lockCustomer(work, id)
  const row = rowOf(await work.newId(), { customer: id, method, idempotency_key: key }, at)
  if (!(await store.insert(work, row))) return store.show(work, (await store.findByKey(work, key))!.id)
  const source = await store.show(work, row.id)
  await work.emit('payment_source.created', source)
  if (!rules.becomesDefault(customer, { make_default, consent })) return source
  await setDefaultSource(work, customer, source)
  if (customer.autopay && consent) await giveConsent(work, id, consent, rules.named(source))
  return source
}

function rowOf(
  id: number,
  given: Pick<store.SourceRow, 'customer' | 'method' | 'idempotency_key'>,
  { facts, ...at }: AtGateway,
): store.SourceRow {
  const { object, ...known } = facts
  const none = {
    brand: null,
    exp_month: null,
    exp_year: null,
    funding: null,
    issuing_country: null,
    bank_name: null,
    routing_number: null,
    country: null,
    currency: null,
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
  }
  return {
    ...none,
    ...known,
    ...at,
    ...given,
    id,
    type: object,
    chargeable: true,
    failure_reason: null,
    receipt_email: null,
    hidden: false,
  }
}

export function createSource(desk: Desk, customer: number, input: SourceDraft): Promise<PaymentSource> {
  return saveSource(standAt(desk), {
    customer,
    method: input.method,
    token: rules.tokenOf(input),
    make_default: input.make_default ?? false,
    key: `source-${attemptOf(desk, [customer, input])}`,
    consent: statedBy(desk),
  })
}

/** Removes it at the gateway first: what is gone there is never charged, and removing twice is harmless. */
export async function removeSource(stand: Stand, customer: number, type: PaymentSource['object'], id: number): Promise<null> {
  const source = await stand.work((work) => liveSource(work, customer, type, id))
  if (source.gateway_id !== null) {
    const { gateway } = await gatewayOf(stand.platform, stand.companyId, source)
    const forgotten = await gateway.forget({ source: source.gateway_id, customer: source.gateway_customer })
    if (forgotten.outcome !== 'forgotten' && !(forgotten.outcome === 'declined' && forgotten.decline === 'source_not_found')) {
      throw new Refusal(
        'refused',
        'gateway_refused_request',
        `The gateway did not remove it: ${forgotten.said} Try again in a minute.`,
      )
    }
  }
  await stand.work((work) => hideSource(work, source))
  return null
}

async function hideSource(work: Work, source: rules.SourceFacts): Promise<void> {
  const customer = await lockCustomer(work, source.customer)
  if ((await store.find(work, source.customer, source.type, source.id)).hidden) return
  await store.update(work, source.id, { hidden: true, chargeable: false })
  await work.emit('payment_source.deleted', await store.show(work, source.id))
  if (customer.payment_source?.['id'] === source.id) await setDefaultSource(work, customer, null)
}

async function liveSource(work: Work, customer: number, type: PaymentSource['object'], id: number): Promise<rules.SourceFacts> {
  await findCustomer(work, customer)
  const source = await store.find(work, customer, type, id)
  if (source.hidden)
    throw new Refusal('not_found', 'payment_source_not_found', `There is no ${type.replace('_', ' ')} ${id} of this customer.`)
  return source
}

/** Proves a bank account by the two deposits that its owner saw. */
export async function verifySource(
  stand: Stand,
  customer: number,
  id: number,
  amounts: readonly [number, number],
): Promise<PaymentSource> {
  const source = await stand.work((work) => liveSource(work, customer, 'bank_account', id))
  const { gateway } = await gatewayOf(stand.platform, stand.companyId, source)
  const stored = await gateway.verify({ source: source.gateway_id ?? '', amounts })
  if (stored.outcome !== 'stored')
    throw new Refusal('refused', stored.outcome === 'declined' ? stored.decline : 'gateway_silent', stored.said, 'amount1')
  return stand.work((work) => changeSource(work, source, { verified: stored.verification === 'none' }))
}

/** What the gateway told of a source by itself. */
export async function heedSource(
  work: Work,
  gateway: string,
  reference: string,
  status: 'verified' | 'removed' | 'revoked',
): Promise<void> {
  const source = await store.findByReference(work, gateway, reference)
  if (!source) return
  if (status === 'removed') return hideSource(work, source)
  await changeSource(
    work,
    source,
    status === 'verified'
      ? { verified: true }
      : { chargeable: false, failure_reason: 'The payer withdrew the permission to debit this account.' },
  )
}

async function changeSource(
  work: Work,
  source: rules.SourceFacts,
  set: Parameters<typeof store.update>[2],
): Promise<PaymentSource> {
  const before = await store.show(work, source.id)
  await store.update(work, source.id, set)
  const after = await store.show(work, source.id)
  await work.emit('payment_source.updated', after, { before })
  return after
}

/** The source that was saved under this key, as published; null where none was. */
export async function findSavedBy(work: Work, key: string): Promise<PaymentSource | null> {
  const kept = await store.findByKey(work, key)
  return kept && store.show(work, kept.id)
}

/** The source that a charge names. @throws Refusal not_found, or refused when it cannot be charged */
export async function chargeableSource(
  work: Work,
  customer: number,
  type: PaymentSource['object'],
  id: number,
): Promise<rules.SourceFacts> {
  const source = await store.find(work, customer, type, id)
  rules.refuseUnchargeable(source)
  return source
}

export async function listSources(work: Work, list: ListQuery, customer: number, hidden: boolean): Promise<Page<PaymentSource>> {
  await findCustomer(work, customer)
  return store.list(work, list, customer, hidden)
}

export const sourcesOf = store.shownOf
export const findSource = store.find
export const showSource = store.show
