/**
 * Owns: what a sign-up page offers and asks for.
 * Does not own: plans and items it names, who signs up (portal/sign-ups).
 * Invariants: a page that begins subscriptions has a plan; plans of a page and its recurring addons are billed alike, so that
 * any choice makes a subscription; what an addon charges is named.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Item } from '../../catalog/items/contract.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import type { SignUpPageAddonChanges, SignUpPageAddonDraft, SignUpPageChanges, SignUpPageDraft } from './contract.ts'

/** A page as it is kept: tax rates by their codes. */
export interface Page {
  readonly id: number
  readonly name: string
  readonly type: 'recurring' | 'autopay'
  readonly plans: readonly string[]
  readonly setup_fee: string | null
  readonly taxes: readonly string[]
  readonly has_quantity: boolean
  readonly has_coupon_code: boolean
  readonly trial_period_days: number
  readonly snap_to_nth_day: number | null
  readonly header_text: string | null
  readonly billing_address: boolean
  readonly shipping_address: boolean
  readonly custom_fields: readonly string[]
  readonly tos_url: string | null
  readonly thanks_url: string | null
  readonly allow_multiple_subscriptions: boolean
  readonly created_at: Date
  readonly updated_at: Date
}

export interface Addon {
  readonly id: number
  readonly sign_up_page_id: number
  readonly type: 'boolean' | 'quantity'
  readonly required: boolean
  readonly recurring: boolean
  readonly plan: string | null
  readonly catalog_item: string | null
  readonly order: number
  readonly created_at: Date
  readonly updated_at: Date
}

export function draftPage(id: number, draft: SignUpPageDraft, now: Date): Page {
  const empty: Page = {
    id,
    name: draft.name,
    type: 'recurring',
    plans: [],
    setup_fee: null,
    taxes: [],
    has_quantity: false,
    has_coupon_code: false,
    trial_period_days: 0,
    snap_to_nth_day: null,
    header_text: null,
    billing_address: false,
    shipping_address: false,
    custom_fields: [],
    tos_url: null,
    thanks_url: null,
    allow_multiple_subscriptions: false,
    created_at: now,
    updated_at: now,
  }
  return changePage(empty, draft, now)
}

export function changePage(before: Page, changes: SignUpPageChanges, now: Date): Page {
  return { ...before, ...sent(changes), updated_at: now }
}

export function draftAddon(id: number, draft: SignUpPageAddonDraft, now: Date): Addon {
  const { sign_up_page_id, type, recurring } = draft
  const empty = { id, sign_up_page_id, type, recurring, required: false, plan: null, catalog_item: null, order: 0 }
  return changeAddon({ ...empty, created_at: now, updated_at: now }, draft, now)
}

export function changeAddon(before: Addon, changes: SignUpPageAddonChanges, now: Date): Addon {
  return { ...before, ...sent(changes), updated_at: now }
}

function sent<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast says what the filter does.
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/** What a page names, as far as it exists. */
export interface Named {
  readonly plans: ReadonlyMap<string, Plan>
  readonly items: ReadonlyMap<string, Pick<Item, 'id'>>
}

/** @throws Refusal invalid, naming the field that is at fault */
export function refuseBadPage(page: Page, { plans, items }: Named): void {
  if (page.type === 'recurring' && page.plans.length === 0)
    refuse('plan_missing', 'Name at least one plan, or make a page of type autopay.', 'plans')
  page.plans.forEach((code, i) => {
    const plan = plans.get(code)
    if (!plan) refuse('plan_not_found', `No plan "${code}".`, `plans[${i}]`)
    if (plan.pricing_mode === 'custom')
      refuse('plan_custom', `The price of "${code}" is agreed one by one; it cannot be offered.`, `plans[${i}]`)
    refuseOther(plan, plans.get(page.plans[0]!)!, `plans[${i}]`)
  })
  if (page.setup_fee !== null && !items.has(page.setup_fee)) refuse('item_not_found', `No item "${page.setup_fee}".`, 'setup_fee')
  const snapped = plans.get(page.plans[0] ?? '')
  if (page.snap_to_nth_day !== null && snapped && page.snap_to_nth_day > daysOf(snapped))
    refuse('snap_out_of_range', `A ${snapped.interval} cannot be aligned to day ${page.snap_to_nth_day}.`, 'snap_to_nth_day')
}

/** @throws Refusal invalid, naming the field that is at fault */
export function refuseBadAddon(addon: Addon, page: Page, { plans, items }: Named): void {
  if (page.type !== 'recurring') refuse('page_without_plans', 'Only pages with plans have addons.', 'sign_up_page_id')
  const plan = addon.plan === null ? undefined : plans.get(addon.plan)
  if (addon.plan !== null && (!plan || plan.pricing_mode === 'custom'))
    refuse('plan_not_found', `No plan "${addon.plan}" that can be offered.`, 'plan')
  if (!addon.recurring) {
    if (addon.catalog_item === null) refuse('item_missing', 'An addon that is charged once needs a catalog_item.', 'catalog_item')
    if (!items.has(addon.catalog_item)) refuse('item_not_found', `No item "${addon.catalog_item}".`, 'catalog_item')
    return
  }
  if (!plan) refuse('plan_missing', 'A recurring addon needs a plan.', 'plan')
  const main = plans.get(page.plans[0] ?? '')
  if (main) refuseOther(plan, main, 'plan')
}

/**
 * A page goes on with the addons it has; those that are no longer sold are not offered, and hold up nothing.
 * @throws Refusal invalid, naming the field of the page that is at fault
 */
export function refuseUnfit(page: Page, addons: readonly Addon[], { plans }: Named): void {
  if (page.type !== 'recurring' && addons.length > 0)
    refuse('page_with_addons', 'Only pages with plans have addons. Delete those of this page first.', 'type')
  const main = plans.get(page.plans[0] ?? '')
  for (const { recurring, plan } of addons) {
    const sold = recurring ? plans.get(plan ?? '') : undefined
    if (main && sold) refuseOther(sold, main, 'plans')
  }
}

/** The page with what of it can be ordered now. */
export function soldOn(page: Page, addons: readonly Addon[], { plans, items }: Named) {
  const { setup_fee } = page
  return {
    page: {
      ...page,
      plans: page.plans.filter((code) => plans.has(code)),
      setup_fee: setup_fee !== null && items.has(setup_fee) ? setup_fee : null,
    },
    addons: addons.filter(({ recurring, plan, catalog_item }) =>
      recurring ? plans.has(plan ?? '') : items.has(catalog_item ?? ''),
    ),
  }
}

/** Whatever is chosen together is billed together. */
function refuseOther(plan: Plan, main: Plan, field: string): void {
  if (plan.interval !== main.interval || plan.interval_count !== main.interval_count || plan.currency !== main.currency)
    refuse('interval_mismatch', `"${plan.id}" is not billed as often, or not in the currency of "${main.id}".`, field)
}

function daysOf({ interval, interval_count }: Plan): number {
  return interval_count === 1 ? { day: 0, week: 7, month: 31, year: 365 }[interval] : 0
}

function refuse(code: string, says: string, field: string): never {
  throw new Refusal('invalid', code, says, field)
}
