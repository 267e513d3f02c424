import type { Found } from '../../../connectors/gateways/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { Decimal } from '../../../core/decimal.ts'
import { inMajorUnits, isPositive, type Money, subtract } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { eachInTurn } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { refunded, unapplied } from '../../ledger/postings/entries.ts'
import type { Facts as Charge } from '../charges/rules.ts'
import { isNews, isOutdated, present } from '../charges/rules.ts'
import { findChargeFacts, lockCharge, type Told, updateCharge } from '../charges/service.ts'
import { gatewayOf, type Stand } from '../gateways/service.ts'
import { inCurrency } from '../payments/rules.ts'
import { lockPayment } from '../payments/service.ts'
import { freeSpentCredit, prepareReturn, returnMoney } from '../returns/service.ts'
import type { Refund } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const keyOf = (attempt: string) => `refund-${attempt}`

/** Gives money back through the gateway. Intend, do, record; what the gateway refuses is an error and no refund. */
export async function createRefund(stand: Stand, chargeId: number, amount: Decimal, attempt: string): Promise<Refund> {
  const intended = await stand.work((work) => intend(work, chargeId, amount, keyOf(attempt)))
  // An attempt that has ended is told: what failed for good must not go back all the same.
  const { refund, decline } = rules.isEnded(intended.refund.status)
    ? { refund: rules.present(intended.refund), decline: null }
    : await ask(stand, intended)
  if (refund.status === 'failed')
    throw new Refusal(
      'refused',
      decline ?? 'refund_failed',
      refund.failure_message ?? 'The gateway did not give the money back.',
      'amount',
    )
  return refund
}

/** Does what is intended, and writes down how it ended. */
async function ask(
  stand: Stand,
  { refund, charge }: Intended,
): Promise<{ readonly refund: Refund; readonly decline: string | null }> {
  const { gateway } = await gatewayOf(stand.platform, stand.companyId, charge)
  const found = await gateway.refund({
    idempotency_key: refund.idempotency_key,
    charge: charge.gateway_id ?? '',
    amount: refund.amount,
  })
  return { refund: await record(stand, refund, found), decline: found.outcome === 'declined' ? found.decline : null }
}

interface Intended {
  readonly refund: rules.Facts
  readonly charge: Charge
}

async function intend(work: Work, chargeId: number, given: Decimal, key: string): Promise<Intended> {
  const before = await lockCharge(work, chargeId)
  const known = await store.findByKey(work, key)
  if (known) {
    // Whoever looks for it meanwhile does not take it for lost.
    if (!rules.isEnded(known.status)) await store.touch(work, known.id)
    return { refund: known, charge: before }
  }
  const amount = inCurrency(given, before.amount.currency, 'amount')
  const charge = rules.countRefund(before, amount)
  await prepareReturn(work, charge.payment_id!, amount)
  const refund = await draft(work, charge, amount, key)
  await store.insert(work, refund)
  await updateCharge(work, { ...charge, updated_at: work.now })
  return { refund, charge }
}

async function draft(work: Work, charge: Charge, amount: Money, idempotency_key: string): Promise<rules.Facts> {
  return {
    id: await work.newId(),
    object: 'refund',
    charge: charge.id,
    payment_id: charge.payment_id!,
    currency: charge.currency,
    amount,
    gateway: charge.gateway,
    gateway_id: null,
    status: 'intended',
    failure_message: null,
    method: charge.method,
    idempotency_key,
    settled_at: null,
    created_at: work.now,
    updated_at: work.now,
  }
}

/** Gives back what is left of a charge that was taken for nothing; what was begun before is carried on. */
export async function giveBack(stand: Stand, chargeId: number): Promise<void> {
  const attempt = `nothing-${chargeId}`
  const left = await stand.work(async (work) => {
    const begun = await store.findByKey(work, keyOf(attempt))
    const { amount, amount_refunded } = await findChargeFacts(work, chargeId)
    return begun?.amount ?? subtract(amount, amount_refunded)
  })
  if (isPositive(left)) await createRefund(stand, chargeId, inMajorUnits(left), attempt)
}

/** Writes down how it ended, once. The charge is held first, as everywhere. */
export async function record(
  stand: Stand,
  { id, charge: chargeId }: { readonly id: number; readonly charge: number | null },
  found: Told,
): Promise<Refund> {
  return stand.work(async (work) => {
    const charge = await lockCharge(work, chargeId!)
    const before = await store.find(work, id)
    if (rules.isEnded(before.status) || isOutdated(before, found.outcome, found.looked_at)) return rules.present(before)
    const gateway_id = 'reference' in found && found.reference ? found.reference : before.gateway_id
    const seen: rules.Facts = { ...before, gateway_id, updated_at: work.now }
    if (found.outcome === 'succeeded') return succeed(work, charge, seen)
    if (found.outcome === 'declined' || found.outcome === 'not_found')
      return fail(work, charge, seen, found.outcome === 'declined' ? found.said : 'The refund never reached the gateway.')
    const waiting: rules.Facts = { ...seen, status: found.outcome === 'pending' ? 'pending' : 'unknown' }
    await store.update(work, waiting)
    return rules.present(waiting)
  })
}

async function succeed(work: Work, charge: Charge, seen: rules.Facts): Promise<Refund> {
  const refund: rules.Facts = { ...seen, status: 'succeeded', settled_at: work.now }
  await store.update(work, refund)
  await updateCharge(work, {
    ...rules.keepRefund(charge, await store.settledOf(work, charge.id, charge.currency as Currency)),
    updated_at: work.now,
  })
  const { id, amount } = refund
  // While it was on its way, what it lies on may have become credit again, and been spent.
  await freeSpentCredit(work, charge.payment_id!, amount)
  await returnMoney(work, charge.payment_id!, amount, (payment) =>
    refunded({
      date: work.today.date,
      source: { type: 'refund', id },
      amount,
      from: unapplied(payment.customer),
      till: 'gateway_clearing',
    }),
  )
  const shown = rules.present(refund)
  await work.emit('refund.created', shown)
  return shown
}

async function fail(work: Work, charge: Charge, seen: rules.Facts, said: string): Promise<Refund> {
  const failed: rules.Facts = { ...seen, status: 'failed', failure_message: said, settled_at: work.now }
  await store.update(work, failed)
  await updateCharge(work, { ...rules.dropRefund(charge, failed), updated_at: work.now })
  return rules.present(failed)
}

export interface NoticedRefund {
  readonly gateway: string
  readonly idempotency_key: string | null
  readonly reference: string
  readonly amount: Money
}

/**
 * What a gateway tells of a refund. One that was made at the gateway itself is taken over: the money went back already, and no
 * rule of ours brings it back. What the books cannot follow by themselves leaves them as they are, and people are told.
 */
export async function heedRefund(stand: Stand, charge: Charge, notice: NoticedRefund, found: Found): Promise<void> {
  const refund = await stand
    .work((work) => heardOf(work, charge.id, notice, found))
    .catch(async (error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      await stand.work(async (work) => work.emit('charge.refund_unbooked', present(await findChargeFacts(work, charge.id))))
      return null
    })
  if (refund) await record(stand, refund, found)
}

/** The refund that a notice is about, adopted where it began elsewhere; null where there is nothing to adopt yet. */
async function heardOf(work: Work, chargeId: number, notice: NoticedRefund, found: Found): Promise<rules.Facts | null> {
  const before = await lockCharge(work, chargeId)
  const known =
    (notice.idempotency_key && (await store.findByKey(work, notice.idempotency_key))) ||
    (await store.findByReference(work, notice.gateway, notice.reference))
  if (known) return known
  if (found.outcome !== 'succeeded' || before.amount.currency !== notice.amount.currency) return null
  const counted = rules.countRefund(before, notice.amount)
  await freeSpentCredit(work, counted.payment_id!, notice.amount)
  await prepareReturn(work, counted.payment_id!, notice.amount)
  const adopted = await draft(work, counted, notice.amount, `gateway-${notice.reference}`)
  await store.insert(work, adopted)
  await updateCharge(work, { ...counted, updated_at: work.now })
  return adopted
}

const BATCH = 50

/** Asks the gateways how unfinished refunds ended, and writes it down. */
export async function settleRefunds(stand: Stand): Promise<void> {
  await eachInTurn(await stand.work((work) => store.findUnsettled(work, BATCH)), (waiting) => settle(stand, waiting))
}

async function settle(stand: Stand, waiting: rules.Facts): Promise<void> {
  // Its turn comes again later, also where it cannot be asked about.
  const { looked_at, charge } = await stand.work(async (work) => {
    await store.touch(work, waiting.id)
    return { looked_at: work.now, charge: await findChargeFacts(work, waiting.charge!) }
  })
  const { gateway } = await gatewayOf(stand.platform, stand.companyId, charge)
  const found = await gateway.find({
    kind: 'refund',
    idempotency_key: waiting.idempotency_key,
    reference: waiting.gateway_id,
    within: charge.gateway_id,
    requested_at: waiting.created_at,
  })
  if (isNews(waiting, found.outcome, looked_at)) await record(stand, waiting, { ...found, looked_at })
}

/** Money that went back by hand, as cash or a check: it is recorded, no gateway is asked. The same attempt again is the same refund. */
export async function recordRefund(work: Work, paymentId: number, given: Decimal, attempt: string): Promise<Refund> {
  const payment = await lockPayment(work, paymentId)
  const known = await store.findByKey(work, `manual-${attempt}`)
  if (known) return rules.present(known)
  if (payment.charge_id !== null || payment.voided)
    throw new Refusal(
      'refused',
      'payment_not_refundable',
      'This payment was voided, or is given back through its charge.',
      'amount',
    )
  const amount = inCurrency(given, payment.currency as Currency, 'amount')
  rules.refuseAboveRest(amount, subtract(payment.amount, payment.amount_returned))
  const id = await work.newId()
  const refund: rules.Facts = {
    id,
    object: 'refund',
    charge: null,
    payment_id: paymentId,
    currency: payment.currency,
    amount,
    gateway: 'manual',
    gateway_id: null,
    status: 'succeeded',
    failure_message: null,
    method: payment.method,
    idempotency_key: `manual-${attempt}`,
    settled_at: work.now,
    created_at: work.now,
    updated_at: work.now,
  }
  await store.insert(work, refund)
  const source = { type: 'refund', id } as const
  await returnMoney(work, paymentId, amount, ({ customer }) =>
    refunded({ date: work.today.date, source, amount, from: unapplied(customer), till: 'undeposited_funds' }),
  )
  const shown = rules.present(refund)
  await work.emit('refund.created', shown)
  return shown
}

export async function listRefunds(work: Work, list: ListQuery): Promise<Page<Refund>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map(rules.present), total }
}

export async function findRefund(work: Work, id: number): Promise<Refund> {
  return rules.present(await store.find(work, id))
}

export const nextSettlement = store.nextSettlement
