import { type DeclineCode, type Found, type Gateway, type Mandate, type Method, refuseCardNumber } from '../../../connectors/gateways/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { inMajorUnits, type Money, money, negate, subtract, zero } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { holdForPayment } from '../../receivables/invoices/service.ts'
import { gatewayFor, gatewayNamed } from '../gateways/service.ts'
import { decideApplication, type Split } from '../payments/application.ts'
import type { Payment } from '../payments/contract.ts'
import { inCurrency, splitsOf } from '../payments/rules.ts'
import { applicationFacts, recordPayment } from '../payments/service.ts'
import { lockDocuments } from '../settlement/service.ts'
import type { Charge, ChargeDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** Where units of work and the outside come from: the desk of a call, or the place of a job. */
export type Stand = Pick<Desk, 'platform' | 'work'> & { readonly companyId: number }

export interface ChargeIntent {
  readonly customer: number
  readonly method: Method
  readonly amount: Money
  readonly from: { readonly token: string } | { readonly source: string; readonly customer: string | null }
  readonly splits: readonly Split[]
  /** Channel: api, customer_portal, autopay, virtual_terminal. */
  readonly source: string
  /** What we call the attempt; the same key is the same charge. */
  readonly key: string
  readonly receipt_email?: string | null
  readonly mandate?: Mandate
  readonly stored?: { readonly type: string; readonly id: number }
}

export type Charged =
  | { readonly status: 'succeeded'; readonly charge: Charge; readonly payment: Payment | null }
  | { readonly status: 'pending' | 'unknown'; readonly charge: Charge }
  | { readonly status: 'failed'; readonly charge: Charge; readonly code: DeclineCode | string; readonly said: string }

/** POST /charges: charges and answers with the payment; a decline is a refusal that leaves a failed charge on record. */
export async function createCharge(desk: Desk, input: ChargeDraft): Promise<Payment | Charge> {
  refuseCardNumber(input, 'charge')
  const from = rules.chargedFrom(input)
  if (!('token' in from)) throw new Refusal('invalid', 'payment_source_not_found', `There is no ${from.type.replace('_', ' ')} ${from.id} of this customer.`, 'payment_source_id')
  const { currency, splits } = await desk.work(async (work) => {
    const customer = await inField('customer', findCustomer(work, input.customer))
    const of = input.currency ?? (customer.currency as Currency | null) ?? work.company.currency
    return { currency: of, splits: splitsOf(input.applied_to, of) }
  })
  const amount = inCurrency(input.amount, currency, 'amount')
  const stand = { ...desk, companyId: desk.caller!.companyId }
  const charged = await charge(stand, { customer: input.customer, method: input.method, amount, from, splits, source: 'api', key: `charge-${randomCode(24)}`, receipt_email: input.receipt_email ?? null })
  if (charged.status === 'failed') throw new Refusal('refused', charged.code, charged.said, 'payment_source_id')
  return charged.status === 'succeeded' && charged.payment ? charged.payment : charged.charge
}

/** Intend, do, record. The same key again is the same charge, whoever asks. */
export async function charge(stand: Stand, intent: ChargeIntent): Promise<Charged> {
  const gateway = await gatewayFor(stand.platform, stand.companyId, intent.method)
  const intended = await stand.work((work) => intend(work, intent, gateway))
  if (intended.status !== 'intended' || intended.attempted_at !== null) return ended(intended, null)
  const found = await ask(stand, gateway, intent, intended)
  return record(stand, intended.id, found)
}

/** Writes the intention down and holds what it will settle, so that nobody else settles it meanwhile. */
async function intend(work: Work, intent: ChargeIntent, gateway: Gateway): Promise<rules.Facts> {
  const known = await store.findByKey(work, intent.key)
  if (known) return { ...known, attempted_at: known.attempted_at ?? known.created_at }
  const { amount, splits, customer } = intent
  rules.refuseUnchargeable(amount, splits)
  const documents = await lockDocuments(work, splits)
  const free = { ...documents, open: documents.open.map((document) => ({ ...document, balance: document.type === 'invoice' ? subtract(document.balance, documents.invoices.get(document.id)!.pending) : document.balance })) }
  decideApplication(splits, await applicationFacts(work, { customer, amount }, splits, free))
  const intended = draftCharge(await work.newId(), intent, gateway, work)
  if (!(await store.insert(work, intended))) throw new Refusal('conflict', 'charge_running', 'This payment is under way already.', 'idempotency_key')
  await holdForPayment(work, documents.invoices, rules.heldAmounts(splits))
  return intended
}

function draftCharge(id: number, intent: ChargeIntent, gateway: Gateway, { now }: Work): rules.Facts {
  return {
    id,
    object: 'charge',
    customer: intent.customer,
    payment_id: null,
    currency: intent.amount.currency,
    amount: intent.amount,
    status: 'intended',
    gateway: gateway.name,
    gateway_id: null,
    method: intent.method,
    payment_source_type: intent.stored?.type ?? null,
    payment_source_id: intent.stored?.id ?? null,
    applied_to: intent.splits.map((split) => ({ ...split, amount: split.amount.amount })),
    source: intent.source,
    receipt_email: intent.receipt_email ?? null,
    amount_refunded: zero(intent.amount.currency),
    refunded: false,
    disputed: false,
    failure_code: null,
    failure_message: null,
    idempotency_key: intent.key,
    attempted_at: null,
    settled_at: null,
    created_at: now,
    updated_at: now,
  }
}

async function ask(stand: Stand, gateway: Gateway, intent: ChargeIntent, intended: rules.Facts): Promise<Found> {
  const payer = await stand.work((work) => findCustomer(work, intent.customer))
  const known = 'customer' in intent.from ? intent.from.customer : null
  return gateway.charge({
    idempotency_key: intent.key,
    amount: intent.amount,
    method: intent.method,
    from: 'token' in intent.from ? { token: intent.from.token } : { source: intent.from.source },
    payer: { id: String(payer.id), name: payer.name, email: payer.email, customer: known },
    description: `Payment ${intended.id}`,
    metadata: { charge: String(intended.id), company: String(stand.companyId) },
    ...(intent.mandate && { mandate: intent.mandate }),
  })
}

/** Writes down how the attempt ended, once: whoever comes second (a notice, a job) finds it done. */
export async function record(stand: Stand, id: number, found: Found): Promise<Charged> {
  return stand.work(async (work) => {
    const before = await store.lock(work, id)
    if (rules.isEnded(before.status)) return ended(before, null)
    const reference = 'reference' in found && found.reference ? found.reference : before.gateway_id
    const at = { gateway_id: reference, attempted_at: before.attempted_at ?? work.now, updated_at: work.now }
    if (found.outcome === 'succeeded') return succeed(work, { ...before, ...at })
    if (found.outcome === 'declined') return fail(work, { ...before, ...at }, found.decline, found.said)
    if (found.outcome === 'not_found') return fail(work, { ...before, ...at }, 'not_found', 'The payment never reached the gateway. Nothing was charged.')
    const status = found.outcome === 'pending' ? 'pending' : 'unknown'
    const waiting: rules.Facts = { ...before, ...at, status }
    await store.update(work, waiting)
    if (status === 'pending' && before.status !== 'pending') await work.emit('charge.pending', rules.present(waiting))
    return ended(waiting, null)
  })
}

async function succeed(work: Work, before: rules.Facts): Promise<Charged> {
  const currency = before.amount.currency
  const splits = before.applied_to.map((split) => ({ ...split, amount: money(split.amount, currency) }))
  const documents = await lockDocuments(work, splits)
  await holdForPayment(work, documents.invoices, negated(rules.heldAmounts(splits)))
  const payable = new Map((await lockDocuments(work, splits)).open.filter(({ type, open }) => type === 'invoice' && open).map(({ id, balance }) => [id, balance]))
  const fitted = rules.fittedSplits(splits, (invoice) => payable.get(invoice) ?? null, currency)
  const payment = await recordPayment(
    work,
    { customer: before.customer, amount: inMajorUnits(before.amount), currency, method: before.method, reference: before.gateway_id, applied_to: fitted.map(splitIn) },
    { source: before.source, charge: before.id, till: 'gateway_clearing' },
  )
  const charged: rules.Facts = { ...before, status: 'succeeded', payment_id: payment.id, settled_at: work.now, failure_code: null, failure_message: null }
  await store.update(work, charged)
  const shown = rules.present(charged)
  await work.emit('charge.succeeded', shown)
  return { status: 'succeeded', charge: shown, payment: { ...payment, charge: null } }
}

function splitIn(split: Split) {
  return { ...split, amount: decimal(decimalText(inMajorUnits(split.amount))), short_pay: split.short_pay ?? false }
}

function negated(amounts: ReadonlyMap<number, Money>): ReadonlyMap<number, Money> {
  return new Map([...amounts].map(([id, amount]) => [id, negate(amount)]))
}

async function fail(work: Work, before: rules.Facts, code: string, said: string): Promise<Charged> {
  const splits = before.applied_to.map((split) => ({ ...split, amount: money(split.amount, before.amount.currency) }))
  const documents = await lockDocuments(work, splits)
  await holdForPayment(work, documents.invoices, negated(rules.heldAmounts(splits)))
  const failed: rules.Facts = { ...before, status: 'failed', failure_code: code, failure_message: said, settled_at: work.now }
  await store.update(work, failed)
  const shown = rules.present(failed)
  await work.emit('charge.failed', shown)
  return { status: 'failed', charge: shown, code, said }
}

function ended(charge: rules.Facts, payment: Payment | null): Charged {
  const shown = rules.present(charge)
  if (charge.status === 'succeeded') return { status: 'succeeded', charge: shown, payment }
  if (charge.status === 'failed') return { status: 'failed', charge: shown, code: charge.failure_code ?? 'declined', said: charge.failure_message ?? 'The payment was declined.' }
  return { status: charge.status === 'pending' ? 'pending' : 'unknown', charge: shown }
}

/** Asks the gateway how unfinished charges ended, and writes it down. */
export async function settleCharges(stand: Stand): Promise<void> {
  const waiting = await stand.work((work) => store.findUnsettled(work, 50))
  for (const charge of waiting) {
    const gateway = await gatewayNamed(stand.platform, stand.companyId, charge.gateway)
    const found = await gateway.find({ kind: 'charge', idempotency_key: charge.idempotency_key, reference: charge.gateway_id, requested_at: charge.attempted_at ?? charge.created_at })
    if (found.outcome === 'unknown' || found.outcome === 'open' || (found.outcome === 'pending' && charge.status === 'pending')) await stand.work((work) => store.touch(work, charge.id))
    else await record(stand, charge.id, found)
  }
}

export async function listCharges(work: Work, list: ListQuery): Promise<Page<Charge>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map(rules.present), total }
}

export async function findCharge(work: Work, id: number): Promise<Charge> {
  return rules.present(await store.find(work, id))
}

export const oldestUnsettled = store.oldestUnsettled
