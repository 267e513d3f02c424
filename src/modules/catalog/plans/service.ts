import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import { findItem } from '../items/service.ts'
import type { Plan, PlanChanges, PlanDraft } from './contract.ts'
import { refuseBadPrice } from './pricing.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createPlan(work: Work, draft: PlanDraft): Promise<Plan> {
  const plan = rules.draftPlan(draft.id ?? randomCode(6), draft, work.company.currency, work.now)
  refuseBadPrice(plan)
  if (plan.catalog_item) await inField('catalog_item', findItem(work, plan.catalog_item))
  await store.insert(work, plan)
  return plan
}

export async function updatePlan(work: Work, id: string, changes: PlanChanges): Promise<Plan> {
  const plan = rules.changePlan(await store.find(work, id), changes, work.now)
  await store.update(work, plan)
  return plan
}

/** Archives a plan that no subscription uses. */
export async function archivePlan(work: Work, id: string): Promise<null> {
  const plan = await store.find(work, id)
  await store.hold(work, [id], 'update')
  const uses = await store.countSubscriptions(work, [id])
  await store.update(work, rules.archivePlan(plan, uses.get(id) ?? 0, work.now))
  return null
}

export async function listPlans(work: Work, list: ListQuery, archived: boolean, include: readonly string[]): Promise<Page<Plan>> {
  const { rows, total } = await store.list(work, list, archived)
  return { rows: await withUses(work, rows, include), total }
}

export async function showPlan(work: Work, id: string, include: readonly string[]): Promise<Plan> {
  return (await withUses(work, [await store.find(work, id)], include))[0]!
}

async function withUses(work: Work, plans: readonly Plan[], include: readonly string[]): Promise<readonly Plan[]> {
  if (!include.includes('num_subscriptions')) return plans
  const uses = await store.countSubscriptions(
    work,
    plans.map(({ id }) => id),
  )
  return plans.map((plan) => ({ ...plan, num_subscriptions: uses.get(plan.id) ?? 0 }))
}

/**
 * The plans among these codes that can be subscribed to, held until the work ends; codes that name none are left out.
 */
export async function holdPlans(work: Work, ids: readonly string[]): Promise<Plan[]> {
  await store.hold(work, ids, 'share')
  return store.findMany(work, ids)
}

/** Plans by their code, with every one that is named anew, held; a plan that is in use already may be archived. */
export async function holdNamedPlans(
  work: Work,
  named: readonly { readonly code: string | undefined; readonly field: string }[],
  known: ReadonlyMap<string, Plan>,
): Promise<ReadonlyMap<string, Plan>> {
  const fresh = named.flatMap(({ code }) => (code === undefined || known.has(code) ? [] : [code]))
  const found = new Map([...known, ...(await holdPlans(work, [...new Set(fresh)])).map((one) => [one.id, one] as const)])
  for (const { code, field } of named) {
    if (code !== undefined && !found.has(code)) throw new Refusal('invalid', 'plan_not_found', `No plan "${code}".`, field)
  }
  return found
}

export const plansSelling = store.selling
/** The plans that subscriptions name, archived ones too. One query. */
export const findKeptPlans = store.findKept
