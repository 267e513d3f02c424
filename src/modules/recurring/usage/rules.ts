/**
 * Owns: which usage events count, and for what. Does not own: what they cost (catalog/plans), when they are billed
 * (subscriptions).
 * Invariants: a transaction counts once; every event has a fate that can be read.
 */
import { compareDecimals, type Decimal, ONE, ZERO } from '../../../core/decimal.ts'
import type { UsageEvent, UsageEventIn, UsageResult } from './contract.ts'

/** Events older than this are not taken any more; those of a billed period that are younger go with the next bill. */
export const LATE_DAYS_MAX = 30
/** Clocks differ; an event a day ahead is none that has happened. */
const AHEAD_HOURS_MAX = 24
const HOUR = 3_600_000

/** A subscription that goes on and has a plan that is billed by use. */
export interface Meter {
  readonly subscription: number
  readonly customer: number
  readonly plan: string
  /** What happened before was billed; null before the first bill. */
  readonly billed_until: Date | null
}

export interface Known {
  readonly meters: readonly Meter[]
  readonly customers: ReadonlySet<number>
  /** Events that were taken before, by transaction. */
  readonly taken: ReadonlyMap<string, UsageEvent>
  readonly now: Date
}

export interface Judged {
  readonly event: UsageEvent
  readonly result: UsageResult
  /** It stands already. */
  readonly kept: boolean
}

/** Judges one event; `id` is for the row that is made of it. */
export function judgeEvent(input: UsageEventIn, id: number, known: Known): Judged {
  const drafted = draftEvent(input, id, known)
  const before = known.taken.get(input.transaction_id)
  if (before && isSame(before, drafted)) return { event: before, result: resultOf(before, 'duplicate'), kept: true }
  const reason = before ? 'This transaction_id was used for another event.' : (reject(input, drafted, known) ?? null)
  const event: UsageEvent = { ...drafted, status: reason === null ? 'accepted' : 'rejected', reason }
  return { event, result: resultOf(event, reason === null ? 'accepted' : 'rejected'), kept: false }
}

function draftEvent(input: UsageEventIn, id: number, { meters, customers, now }: Known): UsageEvent {
  const [meter, ...others] = metersOf(input, meters)
  const found = others.length === 0 ? meter : undefined
  const timestamp = input.timestamp ?? now
  const customer = found?.customer ?? input.customer ?? null
  return {
    id,
    object: 'usage_event',
    transaction_id: input.transaction_id,
    customer: customer !== null && customers.has(customer) ? customer : null,
    subscription: found?.subscription ?? null,
    plan: input.plan,
    quantity: input.quantity ?? ONE,
    timestamp,
    status: 'accepted',
    reason: null,
    late: found?.billed_until != null && timestamp < found.billed_until,
    line_item: null,
    invoice: null,
    metadata: input.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

function metersOf({ subscription, customer, plan }: UsageEventIn, meters: readonly Meter[]): Meter[] {
  return meters.filter(
    (meter) =>
      meter.plan === plan &&
      (subscription ? meter.subscription === subscription : meter.customer === customer) &&
      (!customer || meter.customer === customer),
  )
}

function reject(input: UsageEventIn, event: UsageEvent, { meters, now }: Known): string | null {
  if (!input.customer && !input.subscription) return 'Name the customer or the subscription.'
  const found = metersOf(input, meters).length
  if (found === 0) return `No subscription that goes on is billed by use of the plan "${input.plan}" there.`
  if (found > 1) return 'Several subscriptions of this customer use the plan; name the subscription.'
  if (compareDecimals(event.quantity, ZERO) < 0) return 'The quantity may not be negative.'
  const age = now.getTime() - event.timestamp.getTime()
  if (age > LATE_DAYS_MAX * 24 * HOUR) return `It happened more than ${LATE_DAYS_MAX} days ago.`
  if (age < -AHEAD_HOURS_MAX * HOUR) return 'It has not happened yet.'
  return null
}

/** Sent without a time it is the same whenever it comes. */
function isSame(before: UsageEvent, again: UsageEvent): boolean {
  const timed =
    before.timestamp.getTime() === again.timestamp.getTime() || again.timestamp.getTime() === again.created_at.getTime()
  return timed && before.plan === again.plan && isEqual(before.quantity, again.quantity) && sameMeter(before, again)
}

function sameMeter(before: UsageEvent, again: UsageEvent): boolean {
  return again.subscription === null || before.subscription === again.subscription
}

function isEqual(left: Decimal, right: Decimal): boolean {
  return compareDecimals(left, right) === 0
}

function resultOf({ id, transaction_id, reason }: UsageEvent, result: UsageResult['result']): UsageResult {
  return { id, transaction_id, result, reason }
}
