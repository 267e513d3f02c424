import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomers } from '../../customers/customers/service.ts'
import type { UsageEvent, UsageEventIn, UsageResult } from './contract.ts'
import { type Judged, judgeEvent } from './rules.ts'
import * as store from './store.ts'

/** Takes reports of usage; each has its own result. The same transaction sent again is told, and counts once. */
export async function reportUsage(work: Work, inputs: readonly UsageEventIn[]): Promise<{ results: UsageResult[] }> {
  const known = await knownOf(work, inputs)
  const taken = new Map(known.taken)
  const judged: Judged[] = []
  for (const input of inputs) {
    const verdict = judgeEvent(input, await work.newId(), { ...known, taken })
    if (verdict.event.status !== 'rejected') taken.set(input.transaction_id, verdict.event)
    judged.push(verdict)
  }
  const fresh = judged.filter(({ kept }) => !kept).map(({ event }) => event)
  if ((await store.insert(work, fresh)) < fresh.length)
    throw new Refusal(
      'conflict',
      'usage_in_progress',
      'The same transactions are being reported right now; send them again.',
      'events',
    )
  return { results: judged.map(({ result }) => result) }
}

async function knownOf(work: Work, inputs: readonly UsageEventIn[]) {
  const customers = distinct(inputs.map(({ customer }) => customer))
  const subscriptions = distinct(inputs.map(({ subscription }) => subscription))
  const plans = distinct(inputs.map(({ plan }) => plan))
  const [meters, found, taken] = await Promise.all([
    store.meters(work, { plans, customers, subscriptions }),
    findCustomers(work, customers),
    store.findTaken(work, distinct(inputs.map(({ transaction_id }) => transaction_id))),
  ])
  const here = new Set([...found.map(({ id }) => id), ...meters.map(({ customer }) => customer)])
  return {
    meters,
    customers: here,
    taken: new Map(taken.map((event): [string, UsageEvent] => [event.transaction_id, event])),
    now: work.now,
  }
}

function distinct<T>(values: readonly (T | null | undefined)[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== null && value !== undefined))]
}

export const listUsage = store.list
export const findUsage = store.find
/** Hands over what was used of a subscription's plan before an instant to the line that charges it, and says how much. */
export const takeUsage = store.take
