/**
 * Owns: what may happen to a subscription, and how it changes. Does not own: days of steps (schedule.ts), prices (price.ts),
 * the invoices that bill it (receivables).
 * Invariants: what was canceled or finished never changes again; a period that was billed is never billed again; numbers of
 * periods only grow.
 */
import { addYears, type CalendarDate, type Day, dayOf, daysBetween, earlierOf, laterOf } from '../../../core/date.ts'
import { ONE } from '../../../core/decimal.ts'
import { zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import { shipToOf } from '../../receivables/documents/ship-to.ts'
import type { Agreement } from '../billing/agreement.ts'
import { usedCoupons } from '../billing/price.ts'
import {
  beginRhythm,
  nextCharged,
  numberOfPeriod,
  periodNumbered,
  refuseBadSnap,
  refuseLongAdvance,
  scheduled,
} from '../billing/schedule.ts'
import { changedAddons } from './addons.ts'
import type { PreviewDraft, SubscriptionChanges } from './contract.ts'

export interface DraftFacts {
  readonly id: number
  readonly customer: { readonly id: number; readonly autopay: boolean }
  readonly plan: Plan
  /** Ids for new addons, as many as were sent. */
  readonly ids: readonly number[]
  readonly today: Day
  readonly now: Date
}

const YEARS_BACK_MAX = 5
/** Whoever is charged automatically is not surprised with years of bills. */
const AUTOPAY_DAYS_BACK_MAX = 32

/** A new subscription. Nothing is billed yet. */
export function draftAgreement(input: PreviewDraft, facts: DraftFacts): Agreement {
  const { plan, customer, today, now } = facts
  const start = input.start_date ? dayOf(input.start_date, today.zone).date : today.date
  refuseLongAgo(start, customer.autopay, today)
  const { interval, interval_count } = plan
  const rhythm = beginRhythm({ interval, interval_count, snap_to_nth_day: snapOf(input, plan) }, start, 0)
  const cycles = input.cycles ?? null
  const draft: Agreement = {
    ...rhythm,
    id: facts.id,
    customer: customer.id,
    plan: plan.id,
    currency: plan.currency as Agreement['currency'],
    amount: input.amount ?? null,
    quantity: input.quantity ?? ONE,
    description: input.description ?? null,
    start_date: start,
    bill_in: input.bill_in ?? 'advance',
    bill_in_advance_days: input.bill_in_advance_days ?? 0,
    next_period: 0,
    service_from: start,
    bill_from: earlierOf(start, today.date),
    period_whole_from: null,
    period_from: null,
    period_until: null,
    price_since: null,
    cycles,
    contract_first: cycles === null ? null : 0,
    contract_start: cycles === null ? null : start,
    contract_end: cycles,
    contract_renewal_mode: input.contract_renewal_mode ?? 'none',
    contract_renewal_cycles: input.contract_renewal_cycles ?? null,
    paused: input.paused ?? false,
    pending_renewal: false,
    finished: false,
    canceled: false,
    canceled_at: input.cancel_at_period_end ? now : null,
    canceled_reason: null,
    cancel_at_period_end: input.cancel_at_period_end ?? false,
    cancel_period: input.cancel_at_period_end ? 1 : null,
    next_date: null,
    retry_date: null,
    problem: null,
    renewed_last: null,
    discounts: [],
    taxes: input.taxes ?? [],
    ship_to: shipToOf(input.ship_to, now),
    approval: null,
    recurring_total: zero(plan.currency as Agreement['currency']),
    mrr: zero(plan.currency as Agreement['currency']),
    metadata: input.metadata ?? {},
    created_at: now,
    updated_at: now,
    addons: changedAddons([], input.addons ?? [], facts.ids, now),
  }
  refuseLongAdvance(draft)
  return scheduled(draft)
}

function snapOf({ snap_to_nth_day }: PreviewDraft, { interval, interval_count }: Plan): number | null {
  refuseBadSnap({ interval, interval_count, snap_to_nth_day: snap_to_nth_day ?? null })
  return snap_to_nth_day ?? null
}

function refuseLongAgo(start: CalendarDate, autopay: boolean, today: Day): void {
  const days = daysBetween(start, today.date)
  if (start < addYears(today.date, -YEARS_BACK_MAX))
    throw new Refusal('invalid', 'start_too_early', `A subscription starts at most ${YEARS_BACK_MAX} years back.`, 'start_date')
  if (autopay && days > AUTOPAY_DAYS_BACK_MAX) {
    const says = `The customer pays automatically, so the subscription starts at most ${AUTOPAY_DAYS_BACK_MAX} days back.`
    throw new Refusal('invalid', 'start_too_early', says, 'start_date')
  }
}

/** Refuses to touch what is over. */
export function refuseEnded({ id, canceled, finished }: Agreement): void {
  if (!canceled && !finished) return
  const says = `Subscription ${id} is ${canceled ? 'canceled' : 'finished'} and cannot be changed. Make a new one.`
  throw new Refusal('refused', 'subscription_ended', says)
}

/** Whether it was billed, or runs and will be billed for it: what comes next then depends on what was. */
export function hasBegun(agreement: Agreement, today: CalendarDate): boolean {
  return (
    agreement.period_from !== null ||
    agreement.next_period > 0 ||
    (agreement.bill_in === 'arrears' && agreement.start_date <= today)
  )
}

/** What a change says, apart from pausing and from a rhythm that begins anew (`restartRhythm`). */
export function changeAgreement(
  before: Agreement,
  input: SubscriptionChanges,
  { customer, plan, ids, today, now }: Omit<DraftFacts, 'id'>,
): Agreement {
  const sameMode = plan.pricing_mode === 'custom' || input.amount !== undefined
  const cycles = input.cycles === undefined ? before.cycles : input.cycles
  const changed: Agreement = {
    ...before,
    plan: plan.id,
    quantity: input.quantity ?? before.quantity,
    amount: input.amount !== undefined ? input.amount : sameMode ? before.amount : null,
    description: input.description === undefined ? before.description : input.description,
    addons: input.addons ? changedAddons(before.addons, input.addons, ids, now) : before.addons,
    taxes: input.taxes ?? before.taxes,
    ship_to: input.ship_to === undefined ? before.ship_to : shipToOf(input.ship_to, now, before.ship_to),
    ...advance(before, input, today.date),
    cycles,
    contract_renewal_mode: input.contract_renewal_mode ?? before.contract_renewal_mode,
    contract_renewal_cycles:
      input.contract_renewal_cycles === undefined ? before.contract_renewal_cycles : input.contract_renewal_cycles,
    metadata: input.metadata ?? before.metadata,
    updated_at: now,
  }
  refuseLongAdvance({ ...changed, interval: plan.interval, interval_count: plan.interval_count })
  const started = withStart(changed, input, customer, today)
  // Another rhythm begins a term of its own.
  const agreed = isOtherLength(plan, before) ? started : withTerm(started, before)
  return withCancellation(stillWaiting(agreed), input, today, now)
}

/** It waits to be renewed as long as its term is over and somebody has to renew it. */
function stillWaiting(agreement: Agreement): Agreement {
  const { pending_renewal, contract_renewal_mode: mode, contract_end, next_period } = agreement
  const isOver = contract_end !== null && contract_end <= next_period
  return { ...agreement, pending_renewal: pending_renewal && mode === 'manual' && isOver }
}

export function isOtherLength(plan: Pick<Agreement, 'interval' | 'interval_count'>, agreement: Agreement): boolean {
  return plan.interval !== agreement.interval || plan.interval_count !== agreement.interval_count
}

/** Bills that come earlier than before do not come before the change. */
function advance(
  { bill_in_advance_days: before, bill_from }: Agreement,
  { bill_in_advance_days: days = before }: SubscriptionChanges,
  today: CalendarDate,
): Pick<Agreement, 'bill_in_advance_days' | 'bill_from'> {
  return { bill_in_advance_days: days, bill_from: days === before ? bill_from : laterOf(bill_from, today) }
}

function withStart(
  agreement: Agreement,
  { start_date }: SubscriptionChanges,
  { autopay }: DraftFacts['customer'],
  today: Day,
): Agreement {
  if (!start_date) return agreement
  const start = dayOf(start_date, today.zone).date
  if (start === agreement.start_date) return agreement
  if (hasBegun(agreement, today.date))
    throw new Refusal(
      'invalid',
      'already_started',
      'The start can only be moved before the subscription has started.',
      'start_date',
    )
  refuseLongAgo(start, autopay, today)
  return {
    ...agreement,
    ...beginRhythm(agreement, start, 0),
    start_date: start,
    service_from: start,
    bill_from: earlierOf(start, today.date),
    contract_start: agreement.contract_start && start,
  }
}

function withTerm(agreement: Agreement, before: Agreement): Agreement {
  const { cycles } = agreement
  if (cycles === before.cycles) return agreement
  if (cycles === null) return { ...agreement, contract_first: null, contract_start: null, contract_end: null }
  const contract_first = agreement.contract_first ?? 0
  const contract_end = contract_first + cycles
  if (contract_end < agreement.next_period)
    throw new Refusal(
      'invalid',
      'cycles_too_few',
      `${agreement.next_period - contract_first} periods are billed already.`,
      'cycles',
    )
  return { ...agreement, contract_first, contract_start: agreement.contract_start ?? agreement.start_date, contract_end }
}

/** Who keeps it has no reason any more; a reason may be given, or put right, as long as the end lies ahead. */
function withCancellation(
  agreement: Agreement,
  { cancel_at_period_end: wanted = agreement.cancel_at_period_end, canceled_reason: given }: SubscriptionChanges,
  today: Day,
  now: Date,
): Agreement {
  if (!wanted && !agreement.cancel_at_period_end) return agreement
  if (!wanted) return { ...agreement, cancel_at_period_end: false, cancel_period: null, canceled_at: null, canceled_reason: null }
  const canceled_reason = given === undefined ? agreement.canceled_reason : given
  if (agreement.cancel_at_period_end) return { ...agreement, canceled_reason }
  const { next_period, pending_renewal } = agreement
  const running = Math.max(numberOfPeriod(agreement, today.date), 0)
  // No period runs while it waits to be renewed: it ends with its term.
  const cancel_period = pending_renewal ? next_period : Math.max(running + 1, next_period, 1)
  return { ...agreement, cancel_at_period_end: true, cancel_period, canceled_at: now, canceled_reason }
}

/** A plan with another interval: what was billed is over, a new period begins on the day. */
export function restartRhythm(
  agreement: Agreement,
  plan: Plan,
  on: CalendarDate,
  { today, snap }: { readonly today: CalendarDate; readonly snap: number | null | undefined },
): Agreement {
  const begun = hasBegun(agreement, today)
  const start = begun ? on : agreement.service_from
  const number = begun && agreement.bill_in === 'arrears' ? agreement.next_period + 1 : agreement.next_period
  const snapped = snap === undefined && !begun ? agreement.snap_to_nth_day : (snap ?? null)
  const length = { interval: plan.interval, interval_count: plan.interval_count, snap_to_nth_day: snapped }
  refuseBadSnap(length)
  const { cycles } = agreement
  return {
    ...agreement,
    ...beginRhythm(length, start, number),
    next_period: number,
    service_from: start,
    bill_from: earlierOf(start, today),
    ...(begun && { period_whole_from: null, period_from: null, period_until: null }),
    ...(cycles === null
      ? { contract_first: null, contract_start: null, contract_end: null }
      : {
          contract_first: number,
          contract_start: begun ? start : (agreement.contract_start ?? agreement.start_date),
          contract_end: number + cycles,
        }),
    pending_renewal: false,
    cancel_period: agreement.cancel_period === null ? null : number + 1,
  }
}

/** Nothing is billed until it is resumed. */
export function pauseAgreement(agreement: Agreement, now: Date): Agreement {
  return scheduled({ ...agreement, paused: true, updated_at: now })
}

/**
 * Goes on: inside the time that is paid already as before; later, with what is left of the period that runs, from today.
 * Periods that passed in between are never billed. With `until` a new rhythm begins on that day, free of charge till then.
 */
export function resumeAgreement(agreement: Agreement, until: CalendarDate | null, today: CalendarDate, now: Date): Agreement {
  const resumed: Agreement = { ...agreement, paused: false, updated_at: now }
  if (until !== null) {
    const { next_period: number, period_until: billed } = agreement
    if (until <= today) throw new Refusal('invalid', 'period_end_past', 'period_end must lie ahead.', 'period_end')
    if (billed !== null && until < billed) {
      const says = `It is billed until ${billed} already; period_end must lie there or later.`
      throw new Refusal('invalid', 'period_end_billed', says, 'period_end')
    }
    return scheduled({
      ...resumed,
      anchor_date: until,
      anchor_index: number,
      snap_to_nth_day: null,
      service_from: until,
      bill_from: today,
      ...(billed !== null && billed <= today && { period_whole_from: null, period_from: null, period_until: null }),
    })
  }
  const { next_period, start_date } = agreement
  const running = today < start_date ? next_period : Math.max(numberOfPeriod(agreement, today), next_period)
  const { start } = periodNumbered(agreement, running)
  const missed = start < today && today >= start_date
  return scheduled({
    ...resumed,
    next_period: running,
    bill_from: today,
    ...(missed && { service_from: today }),
  })
}

/** Who accepted, from where and with what. */
export interface Signature {
  readonly name: string | null
  readonly initials: string
  readonly ip: string | null
  readonly user_agent: string | null
}

/** @throws Refusal refused, where it was accepted already, or is over */
export function approveAgreement(agreement: Agreement, signed: Signature, now: Date): Agreement {
  refuseEnded(agreement)
  if (agreement.approval) throw new Refusal('refused', 'approved_already', 'This subscription was approved already.')
  const { name, initials, ip, user_agent } = signed
  const timestamp = Math.floor(now.getTime() / 1000)
  return { ...agreement, approval: { name, initials, timestamp, ip, user_agent }, updated_at: now }
}

/** Ends it now. */
export function cancelAgreement(agreement: Agreement, reason: string | null, now: Date): Agreement {
  return scheduled({
    ...agreement,
    canceled: true,
    canceled_at: agreement.canceled_at ?? now,
    canceled_reason: reason ?? agreement.canceled_reason,
    updated_at: now,
  })
}

/** The term is over, and nothing follows. */
export function finishAgreement(agreement: Agreement, now: Date): Agreement {
  return scheduled({ ...agreement, finished: true, updated_at: now })
}

export function awaitRenewal(agreement: Agreement, now: Date): Agreement {
  return scheduled({ ...agreement, pending_renewal: true, updated_at: now })
}

/** The next term, right after the one that is over. */
export function renewContract(agreement: Agreement, now: Date): Agreement {
  const { contract_end, cycles, contract_renewal_cycles, contract_renewal_mode } = agreement
  if (contract_end === null || cycles === null)
    throw new Refusal('refused', 'no_contract', 'This subscription has no term to renew.')
  const length = contract_renewal_cycles ?? cycles
  return scheduled({
    ...agreement,
    cycles: length,
    contract_first: contract_end,
    contract_start: periodNumbered(agreement, contract_end).start,
    contract_end: contract_end + length,
    contract_renewal_mode: contract_renewal_mode === 'renew_once' ? 'none' : contract_renewal_mode,
    pending_renewal: false,
    updated_at: now,
  })
}

/** Its next period was billed. `discounts` is what is left of its coupons: a bill of nothing uses up none. */
export function billedAgreement(
  agreement: Agreement,
  now: Date,
  discounts: Agreement['discounts'] = usedCoupons(agreement.discounts),
): Agreement {
  const { whole, from } = nextCharged(agreement)
  return {
    ...agreement,
    next_period: agreement.next_period + 1,
    period_whole_from: whole.start,
    period_from: from,
    period_until: whole.end,
    renewed_last: now,
    discounts,
    updated_at: now,
  }
}
