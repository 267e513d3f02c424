/** Owns: how a subscription is told: its status and its dates, from what is kept and what day it is. */
import { type CalendarDate, type Day, midnight } from '../../../core/date.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import type { TaxRate } from '../../catalog/tax-rates/contract.ts'
import type { Agreement } from '../billing/agreement.ts'
import { nextCharged, nextStep, periodNumbered } from '../billing/schedule.ts'
import type { Subscription } from './contract.ts'

export interface Facts {
  readonly plans: ReadonlyMap<string, Plan>
  readonly rates: ReadonlyMap<string, TaxRate>
  readonly payment_source: Record<string, unknown> | null
  /** One of its invoices is past due. */
  readonly past_due: boolean
  readonly url: string
  readonly today: Day
}

export function present(agreement: Agreement, facts: Facts): Subscription {
  const { zone } = facts.today
  const start = (date: CalendarDate) => midnight({ date, zone })
  const last = (date: CalendarDate) => lastSecond({ date, zone })
  const current = currentPeriod(agreement)
  const step = nextStep(agreement)
  const { contract_start, contract_end } = agreement
  const term =
    contract_start === null || contract_end === null
      ? null
      : { start: contract_start, end: periodNumbered(agreement, contract_end).start }
  return {
    id: agreement.id,
    object: 'subscription',
    customer: agreement.customer,
    plan: agreement.plan,
    amount: agreement.amount,
    quantity: agreement.quantity,
    description: agreement.description,
    currency: agreement.currency,
    start_date: start(agreement.start_date),
    bill_in: agreement.bill_in,
    bill_in_advance_days: agreement.bill_in_advance_days,
    snap_to_nth_day: agreement.snap_to_nth_day,
    addons: agreement.addons.map((addon) => ({
      ...addon,
      object: 'subscription_addon',
      catalog_item: facts.plans.get(addon.plan)?.catalog_item ?? null,
    })),
    discounts: agreement.discounts.map(({ coupon }) => ({ ...coupon })),
    taxes: agreement.taxes.flatMap((code) => facts.rates.get(code) ?? []),
    cycles: agreement.cycles,
    period_start: current && start(current.from),
    period_end: current && last(current.until),
    renews_next: step && (step.kind === 'bill' || step.kind === 'renew') ? start(step.date) : null,
    renewed_last: agreement.renewed_last,
    cancel_at_period_end: agreement.cancel_at_period_end,
    canceled_at: agreement.canceled_at,
    canceled_reason: agreement.canceled_reason,
    status: statusOf(agreement, facts.past_due, facts.today.date),
    paused: agreement.paused,
    canceled: agreement.canceled,
    finished: agreement.finished,
    pending_renewal: agreement.pending_renewal,
    contract_period_start: term && start(term.start),
    contract_period_end: term && last(term.end),
    contract_renewal_cycles: agreement.contract_renewal_cycles,
    contract_renewal_mode: agreement.contract_renewal_mode,
    ship_to: agreement.ship_to,
    recurring_total: agreement.recurring_total,
    mrr: agreement.mrr,
    approval: agreement.approval && { ...agreement.approval },
    payment_source: facts.payment_source,
    problem: agreement.problem,
    url: facts.url,
    metadata: agreement.metadata,
    created_at: agreement.created_at,
    updated_at: agreement.updated_at,
  }
}

/** The last second of the day before. */
export function lastSecond(end: Day): Date {
  return new Date(midnight(end).getTime() - 1000)
}

/** In advance the period that was billed last, in arrears the one that runs; nothing once it is over. */
function currentPeriod(agreement: Agreement): { from: CalendarDate; until: CalendarDate } | null {
  if (agreement.canceled || agreement.finished) return null
  const { period_from, period_until } = agreement
  if (agreement.bill_in === 'advance' && period_from !== null && period_until !== null)
    return { from: period_from, until: period_until }
  const { whole, from } = nextCharged(agreement)
  return { from, until: whole.end }
}

/** First match wins; store.ts says the same in SQL, and a test compares the two. */
export function statusOf(agreement: Agreement, pastDue: boolean, today: CalendarDate): Subscription['status'] {
  if (agreement.canceled) return 'canceled'
  if (agreement.finished) return 'finished'
  if (agreement.pending_renewal) return 'pending_renewal'
  if (agreement.paused) return 'paused'
  if (pastDue) return 'past_due'
  if (agreement.start_date > today) return 'not_started'
  return 'active'
}
