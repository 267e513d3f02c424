/**
 * Owns: what a customer may do to a subscription behind its link.
 * Does not own: the subscription. Invariants: nobody ends what the company does not let them end.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import type { Subscription } from '../../recurring/subscriptions/contract.ts'
import type { PortalSubscription } from './contract.ts'

interface Allowed {
  readonly subscription_approval: boolean
  readonly subscription_cancel_by_customer: boolean
}

function isOver({ canceled, finished }: Subscription): boolean {
  return canceled || finished
}

export function canApprove(subscription: Subscription, { subscription_approval }: Allowed): boolean {
  return subscription_approval && subscription.approval === null && !isOver(subscription)
}

/** A term that was agreed runs to its end. */
export function canCancel(subscription: Subscription, { subscription_cancel_by_customer }: Allowed): boolean {
  return (
    subscription_cancel_by_customer &&
    !isOver(subscription) &&
    !subscription.cancel_at_period_end &&
    subscription.contract_period_end === null
  )
}

export function canKeep(subscription: Subscription, { subscription_cancel_by_customer }: Allowed): boolean {
  return subscription_cancel_by_customer && !isOver(subscription) && subscription.cancel_at_period_end
}

export function refuseUnless(allowed: boolean): void {
  if (allowed) return
  throw new Refusal('refused', 'not_allowed_here', 'This cannot be done here. Ask the company about it.')
}

export function present(subscription: Subscription, plans: ReadonlyMap<string, Plan>): PortalSubscription {
  const { plan, approval, addons } = subscription
  const main = plans.get(plan)
  const signed = approval as { name?: string | null; initials?: string; timestamp?: number } | null // as approveAgreement wrote it
  return {
    name: main?.name ?? plan,
    status: subscription.status,
    quantity: subscription.quantity,
    currency: subscription.currency,
    recurring_total: subscription.recurring_total,
    interval: main?.interval ?? 'month',
    interval_count: main?.interval_count ?? 1,
    start_date: subscription.start_date,
    period_start: subscription.period_start,
    period_end: subscription.period_end,
    contract_period_end: subscription.contract_period_end,
    cancel_at_period_end: subscription.cancel_at_period_end,
    canceled_at: subscription.canceled_at,
    addons: addons.map((addon) => ({
      name: plans.get(String(addon.plan))?.name ?? String(addon.plan),
      quantity: addon.quantity,
    })),
    approval:
      signed?.initials && signed.timestamp
        ? { name: signed.name ?? null, initials: signed.initials, timestamp: signed.timestamp }
        : null,
    url: subscription.url,
  }
}
