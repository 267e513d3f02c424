import { inField } from '../../../core/refusal.ts'
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

/** Archives a plan; `inUse` says how many subscriptions still run on it. */
export async function archivePlan(work: Work, id: string, inUse: number): Promise<null> {
  await store.update(work, rules.archivePlan(await store.find(work, id), inUse, work.now))
  return null
}

export const findPlan = store.find
/** The plans among these codes that can still be subscribed to; codes that name none are left out. One query. */
export const findPlans = store.findMany
