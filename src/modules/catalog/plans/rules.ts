/**
 * Owns: what a plan costs and how often. Does not own: who subscribes to it (recurring), what a quantity comes to
 * (pricing.ts). Invariants: price, currency and interval never change; a plan in use is not archived.
 */
import type { Currency } from '../../../core/currency.ts'
import { compareDecimals, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Plan, PlanChanges, PlanDraft } from './contract.ts'

export function draftPlan(id: string, draft: PlanDraft, currency: Currency, now: Date): Plan {
  if (draft.amount && compareDecimals(draft.amount, ZERO) < 0)
    throw new Refusal('invalid', 'amount_negative', 'amount must not be negative.', 'amount')
  const tiers = draft.tiers?.map(({ min_qty, max_qty, unit_cost }) => ({
    min_qty: min_qty ?? null,
    max_qty: max_qty ?? null,
    unit_cost,
  }))
  return {
    object: 'plan',
    id,
    name: draft.name,
    catalog_item: draft.catalog_item ?? null,
    currency: draft.currency ?? currency,
    amount: draft.amount ?? null,
    pricing_mode: draft.pricing_mode ?? 'per_unit',
    quantity_type: draft.quantity_type ?? 'constant',
    interval: draft.interval,
    interval_count: draft.interval_count ?? 1,
    tiers: tiers && tiers.length > 0 ? tiers : null,
    description: draft.description ?? null,
    archived: false,
    tier: null,
    metadata: draft.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

export function changePlan(plan: Plan, { name, description, metadata }: PlanChanges, now: Date): Plan {
  return {
    ...plan,
    name: name ?? plan.name,
    description: description === undefined ? plan.description : description,
    metadata: metadata ?? plan.metadata,
    updated_at: now,
  }
}

export function archivePlan(plan: Plan, subscriptions: number, now: Date): Plan {
  if (subscriptions > 0)
    throw new Refusal(
      'refused',
      'plan_in_use',
      `${subscriptions === 1 ? 'One subscription uses' : `${subscriptions} subscriptions use`} the plan "${plan.id}". Move or cancel what uses it first.`,
      'id',
    )
  return { ...plan, archived: true, updated_at: now }
}
