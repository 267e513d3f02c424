import type { DeclineCode, Found, Gateway, Mandate, Method } from '../../../connectors/gateways/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { inMajorUnits, type Money, negate, subtract } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { failedAttempt, succeededAttempt } from '../../receivables/invoices/attempts.ts'
import type { Facts as InvoiceFacts } from '../../receivables/invoices/rules.ts'
import { holdForPayment } from '../../receivables/invoices/service.ts'
import type { Begins } from '../../recurring/beginnings/rules.ts'
import { beginSubscription } from '../../recurring/beginnings/service.ts'
import { statedBy } from '../autopay-consents/service.ts'
import { refuseOutOfBounds } from '../gateways/rules.ts'
import { attemptOf, gatewayFor, gatewayOf, methodFacts, type Opened, type Stand, standAt } from '../gateways/service.ts'
import type { SourceFacts as KeptSource } from '../payment-sources/rules.ts'
import { chargeableSource, findSource, payerOf, saveSource, showSource } from '../payment-sources/service.ts'
import { decideApplication, type Split } from '../payments/application.ts'
import type { Payment } from '../payments/contract.ts'
import { inCurrency, splitsOf } from '../payments/rules.ts'
import { applicationFacts, findPayment, holdSpender, recordPayment, retrievePayment } from '../payments/service.ts'
import { lockDocuments, type SettledDocuments } from '../settlement/service.ts'
import type { Charge, ChargeDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export interface ChargeIntent {
  readonly customer: number
  readonly method: Method
  readonly amount: Money
  /** A fresh token, or a source that is kept. */
  readonly from: { readonly token: string } | { readonly kept: KeptSource }
  readonly splits: readonly Split[]
  /** Channel: api, customer_portal, autopay, virtual_terminal. */
  readonly source: string
  /** What we call the attempt; the same key is the same charge. */
  readonly key: string
  readonly receipt_email?: string | null
  /** What it is for; by default its own number. */
  readonly description?: string | null
  readonly mandate?: Mandate
  /** A subscription that is made once this is not refused; what it pays is known only then. */
  readonly begins?: Begins
}

export type Charged =
  | { readonly status: 'succeeded'; readonly charge: Charge; readonly payment: Payment }
  | { readonly status: 'pending' | 'unknown'; readonly charge: Charge }
  | { readonly status: 'failed'; readonly charge: Charge; readonly code: DeclineCode | string; readonly said: string }

/**
 * POST /charges: charges and answers with the payment, which is pending while the gateway has not said how it ended. A decline
 * is a refusal that leaves a failed charge on record.
 */
export async function createCharge(desk: Desk, input: ChargeDraft): Promise<Payment> {
  const stand = standAt(desk)
  const from = rules.chargedFrom(input)
  const { currency, splits, kept } = await stand.work(async (work) => {
    const customer = await inField('customer', findCustomer(work, input.customer))
    const of = input.currency ?? (customer.currency as Currency | null) ?? work.company.currency
    const named =
      'id' in from ? await inField('payment_source_id', chargeableSource(work, customer.id, from.type, from.id)) : null
    return { currency: of, splits: splitsOf(input.applied_to, of), kept: named }
  })
  const amount = inCurrency(input.amount, currency, 'amount')
  const key = `charge-${attemptOf(desk, input)}`
  const source = kept ?? (input.vault_method && 'token' in from ? await vault(desk, input, from.token, key) : null)
  const { customer, method, receipt_email = null } = input
  const charged = await charge(stand, {
    customer,
    method,
    amount,
    from: source ? { kept: source } : (from as { token: string }),
    splits,
    source: 'api',
    key,
    receipt_email,
  })
  if (charged.status === 'failed') throw new Refusal('refused', charged.code, charged.said, 'payment_source_id')
  if (charged.status === 'succeeded') return charged.payment
  return stand.work((work) => retrievePayment(work, charged.charge.id, ['applied_to']))
}

/** Keeps a token for later before it is charged: most gateways take a token only once. */
async function vault(desk: Desk, input: ChargeDraft, token: string, key: string): Promise<KeptSource> {
  const { customer, method, make_default = false } = input
  const given = { token, key: `vault-${key}`, consent: statedBy(desk) }
  const { object, id } = await saveSource(standAt(desk), { customer, method, make_default, ...given })
  return desk.work((work) => findSource(work, customer, object, id))
}

/** Intend, do, record. The same key again is the same charge, whoever asks. */
export async function charge(stand: Stand, intent: ChargeIntent): Promise<Charged> {
  const through =
    'kept' in intent.from
      ? await gatewayOf(stand.platform, stand.companyId, intent.from.kept)
      : await gatewayFor(stand.platform, stand.companyId, intent.method)
  const { intended, known } = await stand.work((work) => intend(work, intent, through))
  // Whoever asked first was killed on the way: the gateway tells the same key the same answer.
  const interrupted = intended.status === 'intended' && (intent.source === 'api' || intent.begins)
  if (known && !interrupted) return known
  const found = await ask(stand, through.gateway, intent, intended)
  return record(stand, intended.id, found)
}

/** Writes the intention down and holds what it will settle, so that nobody else settles it meanwhile. */
async function intend(
  work: Work,
  intent: ChargeIntent,
  through: Opened,
): Promise<{ intended: rules.Facts; known: Charged | null }> {
  const { amount, splits, customer } = intent
  const before = await store.findByKey(work, intent.key)
  if (before) return again(work, before.id, amount)
  await holdSpender(work, customer, splits)
  const documents = await lockDocuments(work, splits)
  const raced = await store.findByKey(work, intent.key)
  if (raced) return known(work, raced, amount)
  rules.refuseUnchargeable(amount, splits)
  for (const id of documents.estimates.keys()) await refuseRunningDeposit(work, id)
  refuseOutOfBounds(await methodFacts(work, intent.method as Parameters<typeof methodFacts>[1]), amount, work.company.currency)
  decideApplication(splits, await applicationFacts(work, { customer, amount }, splits, withoutPending(documents)))
  const intended = await drafted(work, intent, through, await sourceOf(work, intent))
  if (!(await store.insert(work, intended)))
    throw new Refusal('conflict', 'charge_running', 'This payment is under way already.', 'idempotency_key')
  await holdForPayment(work, documents.invoices, rules.heldAmounts(splits))
  return { intended, known: null }
}

async function drafted(
  work: Work,
  intent: ChargeIntent,
  through: Opened,
  source: Charge['payment_source'],
): Promise<rules.Facts> {
  const id = await work.newId()
  const numbered = { ...intent, splits: await number(work, intent.splits) }
  return rules.draftCharge(id, numbered, placeAt(through), work.now, source)
}

/** The splits with the numbers that they will have in the payment. */
async function number(work: Work, splits: readonly Split[]): Promise<rules.Numbered[]> {
  const numbered: rules.Numbered[] = []
  for (const split of splits) numbered.push({ ...split, id: await work.newId() })
  return numbered
}

/** The same attempt once more. Whoever looks for it meanwhile does not take it for lost. */
async function again(work: Work, id: number, amount: Money): Promise<{ intended: rules.Facts; known: Charged }> {
  const before = await store.lock(work, id)
  if (before.status === 'intended') await store.touch(work, id)
  return known(work, before, amount)
}

async function known(work: Work, before: rules.Facts, amount: Money): Promise<{ intended: rules.Facts; known: Charged }> {
  rules.refuseOtherAmount(before, amount)
  return { intended: before, known: await tell(work, before) }
}

/** Nothing holds a deposit while a payment of it is under way, so a second one waits for the end of the first. */
async function refuseRunningDeposit(work: Work, estimate: number): Promise<void> {
  if (!(await store.isDepositRunning(work, estimate))) return
  throw new Refusal(
    'refused',
    'deposit_under_way',
    'A payment of this deposit is under way already. Wait until it has ended.',
    'applied_to',
  )
}

/** What other payments under way have not taken yet. */
function withoutPending(documents: SettledDocuments): SettledDocuments {
  const left = documents.open.map((document) =>
    document.type === 'invoice'
      ? { ...document, balance: subtract(document.balance, documents.invoices.get(document.id)!.pending) }
      : document,
  )
  return { ...documents, open: left }
}

async function sourceOf(work: Work, { from }: ChargeIntent): Promise<Charge['payment_source']> {
  return 'kept' in from ? showSource(work, from.kept.id) : null
}

function placeAt({ gateway, account }: Opened) {
  return { gateway: gateway.name, merchant_account: account }
}

/** Asks the gateway for the money. The same key is answered the same, however often it is asked. */
export async function ask(
  stand: Stand,
  gateway: Gateway,
  { key, amount, method, from, customer, mandate }: ChargeIntent,
  { id, description }: Pick<rules.Facts, 'id' | 'description'>,
): Promise<Found> {
  const payer = payerOf(
    await stand.work((work) => findCustomer(work, customer)),
    'kept' in from ? from.kept.gateway_customer : null,
  )
  return gateway.charge({
    idempotency_key: key,
    amount,
    method,
    from: 'token' in from ? from : { source: from.kept.gateway_id ?? '' },
    payer,
    description: description ?? '',
    metadata: { charge: String(id), company: String(stand.companyId) },
    ...(mandate && { mandate }),
  })
}

/** What a gateway tells of an attempt, and when that was asked, where somebody looked for it. */
export type Told = Found & { readonly looked_at?: Date }

/** Writes down how the attempt ended, once: whoever comes second (a notice, a job) finds it done. */
export async function record(stand: Stand, id: number, found: Told): Promise<Charged> {
  try {
    return await stand.work((work) => recordEnd(work, id, found, null))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What it begins was refused. The money was taken all the same, and must not be lost sight of.
    return stand.work((work) => recordEnd(work, id, found, error.message))
  }
}

async function recordEnd(work: Work, id: number, found: Told, problem: string | null): Promise<Charged> {
  const kept = await store.lock(work, id)
  if (rules.isEnded(kept.status) || rules.isOutdated(kept, found.outcome, found.looked_at)) return tell(work, kept)
  const before = rules.begins(kept, found.outcome) ? await begin(work, kept, problem) : kept
  const at = {
    gateway_id: 'reference' in found && found.reference ? found.reference : before.gateway_id,
    payment_source: before.payment_source ?? ('source' in found && found.source ? rules.seenSource(found.source) : null),
    attempted_at: before.attempted_at ?? work.now,
    updated_at: work.now,
  }
  if (found.outcome === 'succeeded') return succeed(work, { ...before, ...at })
  if (found.outcome === 'declined') return fail(work, { ...before, ...at }, found.decline, found.said)
  if (found.outcome === 'not_found')
    return fail(work, { ...before, ...at }, 'not_found', 'The payment never reached the gateway. Nothing was charged.')
  const status = found.outcome === 'pending' || before.status === 'pending' ? 'pending' : 'unknown'
  const waiting: rules.Facts = { ...before, ...at, status }
  await store.update(work, waiting)
  if (status === 'pending' && kept.status !== 'pending') await work.emit('charge.pending', rules.present(waiting))
  return tell(work, waiting)
}

/** The subscription that waited for the charge is made; from here on the charge is like any other of its invoice. */
async function begin(work: Work, charge: rules.Facts, problem: string | null): Promise<rules.Facts> {
  if (problem !== null) return { ...charge, begins: { ...charge.begins!, problem } }
  const splits = await beginSubscription(work, charge.begins!, charge.amount)
  await holdForPayment(work, (await lockDocuments(work, splits)).invoices, rules.heldAmounts(splits))
  return { ...charge, applied_to: rules.storedSplits(await number(work, splits)) }
}

async function succeed(work: Work, before: rules.Facts): Promise<Charged> {
  const splits = rules.heldSplits(before)
  await holdSpender(work, before.customer, splits)
  await letGo(work, before, splits, (invoice) => succeededAttempt(invoice, work.now))
  const placed = await placeOf(work, before, splits)
  const charged: rules.Facts = { ...before, status: 'succeeded', settled_at: work.now, failure_code: null, failure_message: null }
  await store.update(work, charged)
  const payment = await recordPayment(
    work,
    {
      customer: before.customer,
      amount: inMajorUnits(before.amount),
      currency: before.amount.currency,
      method: before.method,
      reference: before.gateway_id,
      applied_to: placed.map(rules.splitIn),
    },
    { source: before.source, charge: before.id, split_ids: placed.map(({ id }) => id), till: 'gateway_clearing' },
  )
  await store.update(work, { ...charged, payment_id: payment.id })
  const shown = rules.present({ ...charged, payment_id: payment.id })
  await work.emit('charge.succeeded', shown)
  if (before.begins?.problem) await work.emit('charge.began_nothing', shown)
  return { status: 'succeeded', charge: shown, payment }
}

/** Where the money goes now that it is there. What cannot take it any more does not stop it: it waits as the customer's, unapplied. */
async function placeOf(work: Work, { amount, customer }: rules.Facts, splits: readonly Split[]): Promise<Split[]> {
  const documents = await lockDocuments(work, splits)
  const payable = ({ type, invoice, estimate }: Split) => {
    const named = documents.open.find((one) => one.type === type && one.id === (type === 'invoice' ? invoice : estimate))
    return named?.open && named.balance.currency === amount.currency ? named.balance : null
  }
  const fitted = rules.fittedSplits(splits, payable, amount.currency)
  try {
    decideApplication(fitted, await applicationFacts(work, { amount, customer }, fitted, documents))
    return fitted
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

async function fail(work: Work, before: rules.Facts, code: string, said: string): Promise<Charged> {
  const schedule = settingsOf(work.company).autopay.retry_schedule
  const invoices = await letGo(work, before, rules.heldSplits(before), (invoice) => failedAttempt(invoice, schedule, work.now))
  const failed: rules.Facts = { ...before, status: 'failed', failure_code: code, failure_message: said, settled_at: work.now }
  await store.update(work, failed)
  const shown = rules.present(failed)
  await work.emit('charge.failed', shown)
  if (before.source === 'autopay') for (const invoice of invoices) await work.emit('invoice.collection_failed', invoice)
  return { status: 'failed', charge: shown, code, said }
}

/** Holds its invoices no longer; those on AutoPay count the attempt. */
async function letGo(
  work: Work,
  { source }: rules.Facts,
  splits: readonly Split[],
  attempt: (invoice: InvoiceFacts) => InvoiceFacts,
) {
  const { invoices } = await lockDocuments(work, splits)
  const held = new Map([...rules.heldAmounts(splits)].map(([id, amount]) => [id, negate(amount)]))
  return holdForPayment(work, invoices, held, source === 'autopay' ? attempt : undefined)
}

async function tell(work: Work, facts: rules.Facts): Promise<Charged> {
  const shown = rules.present(facts)
  if (facts.status === 'succeeded')
    return { status: 'succeeded', charge: shown, payment: await findPayment(work, facts.payment_id!, ['applied_to']) }
  if (facts.status === 'failed')
    return {
      status: 'failed',
      charge: shown,
      code: facts.failure_code ?? 'declined',
      said: facts.failure_message ?? 'The payment was declined.',
    }
  return { status: facts.status === 'pending' ? 'pending' : 'unknown', charge: shown }
}

/** A charge that began elsewhere, on the gateway's own page: it is written down when it is found there, and then ends like any other. */
export async function adoptCharge(stand: Stand, intent: ChargeIntent, through: Opened, found: Found): Promise<Charged> {
  const id = await stand.work(async (work) => {
    const adopted = await drafted(work, intent, through, null)
    if (!(await store.insert(work, { ...adopted, attempted_at: work.now }))) return (await store.findByKey(work, intent.key))!.id
    await holdForPayment(work, (await lockDocuments(work, intent.splits)).invoices, rules.heldAmounts(intent.splits))
    return adopted.id
  })
  return record(stand, id, found)
}

/** The charge that a notice of a gateway is about; null for one that is not ours. */
export async function findNoticed(
  work: Work,
  gateway: string,
  { idempotency_key, reference }: { readonly idempotency_key: string | null; readonly reference: string },
): Promise<rules.Facts | null> {
  const known =
    (idempotency_key && (await store.findByKey(work, idempotency_key))) || (await store.findByReference(work, gateway, reference))
  return known && known.gateway === gateway ? known : null
}

export async function listCharges(work: Work, list: ListQuery): Promise<Page<Charge>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map(rules.present), total }
}

export async function findCharge(work: Work, id: number): Promise<Charge> {
  return rules.present(await store.find(work, id))
}

export async function findCharges(work: Work, ids: readonly number[]): Promise<Charge[]> {
  return (await store.findMany(work, ids)).map(rules.present)
}

/** How the charge with this key stands; null when there is none. */
export async function chargeByKey(work: Work, key: string): Promise<Charged | null> {
  const facts = await store.findByKey(work, key)
  return facts && tell(work, facts)
}

export const countFailures = store.countFailures
export const isDepositRunning = store.isDepositRunning
export const isUnderWay = store.isUnderWay
export const nextSettlement = store.nextSettlement
export const findUnsettled = store.findUnsettled
export const touchCharge = store.touch
export const findChargeFacts = store.find
export const lockCharge = store.lock
export const updateCharge = store.update
