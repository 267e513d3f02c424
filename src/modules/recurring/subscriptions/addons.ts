/**
 * Owns: which plans the addons of a subscription name, and which addons a change keeps.
 * Does not own: what they cost (billing/price.ts), whether they fit the main plan.
 * Invariants: an addon is a plan, by whatever name it was ordered.
 */
import { ONE } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import type { Addon } from '../billing/agreement.ts'
import type { AddonIn } from './contract.ts'

/** Addons as a change says: with an id kept or edited, others new, missing ones gone. */
export function changedAddons(before: readonly Addon[], inputs: readonly AddonIn[], ids: readonly number[], now: Date): Addon[] {
  return inputs.map((input, i) => {
    const kept = input.id === undefined ? undefined : before.find(({ id }) => id === input.id)
    if (input.id !== undefined && !kept) {
      const says = `This subscription has no addon ${input.id}. Leave the id out to add one.`
      throw new Refusal('invalid', 'addon_unknown', says, `addons[${i}].id`)
    }
    const plan = planOf(input, kept !== undefined) ?? kept?.plan
    if (plan === undefined) throw new Refusal('invalid', 'plan_missing', 'An addon needs a plan.', `addons[${i}].plan`)
    return {
      id: kept?.id ?? ids[i]!,
      plan,
      quantity: input.quantity ?? kept?.quantity ?? ONE,
      amount: input.amount === undefined ? (kept?.amount ?? null) : input.amount,
      description: input.description === undefined ? (kept?.description ?? null) : input.description,
      created_at: kept?.created_at ?? now,
      updated_at: now,
    }
  })
}

/** The plan that an addon names. A kept addon names its item beside it, as it was read. */
export function planOf({ plan, catalog_item }: AddonIn, isKept: boolean): string | undefined {
  return plan ?? (isKept ? undefined : (catalog_item ?? undefined))
}

/** What new addons name by the older name alone. */
export function itemsNamed(addons: readonly AddonIn[]): string[] {
  return addons.flatMap((addon) => (addon.plan === undefined && addon.id === undefined ? (addon.catalog_item ?? []) : []))
}

/**
 * An addon that names an item is the plan that sells it as often as the subscription is billed. What is the id of a plan itself is
 * that plan, and what no plan sells stays as it is, to be refused like a plan that does not exist.
 * @param named the main plan, and plans whose ids are named @param sold plans that sell what is named
 * @throws Refusal invalid where several plans sell it, or none that is billed as often
 */
export function addonsByPlans(
  addons: readonly AddonIn[],
  { main, named, sold }: { readonly main: string; readonly named: readonly Plan[]; readonly sold: readonly Plan[] },
): AddonIn[] {
  const own = named.find(({ id }) => id === main)
  return addons.map((addon, i) => {
    const item = itemsNamed([addon])[0]
    const selling = sold.filter(({ catalog_item }) => catalog_item === item)
    if (!own || item === undefined || selling.length === 0 || named.some(({ id }) => id === item)) return addon
    const fitting = selling.filter((plan) => isBilledAlike(plan, own))
    if (fitting.length === 1) return { ...addon, plan: fitting[0]!.id }
    const refuse = (code: string, says: string): never => {
      throw new Refusal('invalid', code, says, `addons[${i}].catalog_item`)
    }
    const names = fitting.map(({ id }) => id).join(', ')
    if (fitting.length > 1) refuse('plan_ambiguous', `"${item}" is sold by several plans: ${names}. Name one as plan.`)
    const says = `No plan that sells "${item}" is billed as often and in the currency of "${main}". Make one, or name another.`
    return refuse('interval_mismatch', says)
  })
}

function isBilledAlike(one: Plan, other: Plan): boolean {
  return one.interval === other.interval && one.interval_count === other.interval_count && one.currency === other.currency
}

/** The same with the field in which it stands. */
export function addonNamed(addon: AddonIn, index: number): { readonly code: string | undefined; readonly field: string } {
  const field = addon.plan === undefined && addon.catalog_item ? 'catalog_item' : 'plan'
  return { code: planOf(addon, addon.id !== undefined), field: `addons[${index}].${field}` }
}
