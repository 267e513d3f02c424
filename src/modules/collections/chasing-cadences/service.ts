import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { lookAgain } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { findSmsTemplate } from '../../messages/sms-templates/service.ts'
import { findTemplate } from '../../messages/templates/service.ts'
import { refuseStranger } from '../tasks/service.ts'
import type { CadenceChanges, CadenceDraft, ChasingCadence, ChasingStep, StepIn } from './contract.ts'
import type { Cadence } from './rules.ts'
import * as rules from './rules.ts'
import { nextRun } from './schedule.ts'
import * as store from './store.ts'

export async function createCadence(work: Work, draft: CadenceDraft): Promise<ChasingCadence> {
  rules.refuseTooMany(await store.count(work))
  await refuseUnknownParts(work, draft.steps)
  const cadence = rules.draftCadence(draft, await work.newId(), await factsOf(work, draft.steps.length))
  if (cadence.assignment_mode === 'default') await store.clearDefault(work, cadence.id)
  await store.insert(work, cadence)
  lookAgain(work, cadence.next_run)
  return present(cadence)
}

export async function updateCadence(work: Work, id: number, changes: CadenceChanges): Promise<ChasingCadence> {
  const before = await store.lock(work, id)
  await refuseUnknownParts(work, changes.steps ?? [])
  const cadence = rules.changeCadence(before, changes, await factsOf(work, changes.steps?.length ?? 0))
  if (changes.steps) rules.refuseMovedSteps(before, cadence, await customersOf(work, id))
  if (cadence.assignment_mode === 'default') await store.clearDefault(work, id)
  await store.update(work, before, cadence)
  lookAgain(work, cadence.next_run)
  return present(cadence)
}

export async function deleteCadence(work: Work, id: number): Promise<null> {
  const cadence = await store.lock(work, id)
  rules.refuseUsed(cadence, await customersOf(work, id))
  await store.remove(work, id)
  return null
}

async function customersOf(work: Work, id: number): Promise<number> {
  return (await store.usedBy(work, [id])).get(id) ?? 0
}

async function factsOf(work: Work, steps: number): Promise<rules.CadenceFacts> {
  const ids = await Promise.all(Array.from({ length: steps }, () => work.newId()))
  return { now: work.now, zone: work.zone, ids: ids.toSorted((left, right) => left - right) }
}

/** Templates and people that a step names, and that there are not, are the fault of that step. */
async function refuseUnknownParts(work: Work, steps: readonly StepIn[]): Promise<void> {
  for (const [index, { email_template_id, sms_template_id, assigned_user_id }] of steps.entries()) {
    if (email_template_id) await refuseForeignTemplate(work, email_template_id, `steps[${index}].email_template_id`)
    if (sms_template_id) await inField(`steps[${index}].sms_template_id`, findSmsTemplate(work, sms_template_id))
    await refuseStranger(work, assigned_user_id, `steps[${index}].assigned_user_id`)
  }
}

async function refuseForeignTemplate(work: Work, id: string, field: string): Promise<void> {
  const template = await findTemplate(work, id, null).catch((error: unknown) => {
    throw error instanceof Refusal ? new Refusal(error.kind, error.code, error.message, field) : error
  })
  if (template.family === 'chasing') return
  throw new Refusal(
    'invalid',
    'template_not_fitting',
    `The template ${id} (${template.name}) is not about an account; choose one of the type chasing.`,
    field,
  )
}

export async function listCadences(work: Work, list: ListQuery, include: readonly string[]): Promise<Page<ChasingCadence>> {
  const { rows, total } = await store.list(work, list)
  const used = await countedBy(work, rows, include)
  return {
    rows: rows.map((row) => {
      const { steps, ...cadence } = present(row, used)
      return include.includes('steps') ? { ...cadence, steps: steps! } : cadence
    }),
    total,
  }
}

export async function findCadence(work: Work, id: number, include: readonly string[]): Promise<ChasingCadence> {
  const cadence = await store.find(work, id)
  return present(cadence, await countedBy(work, [cadence], include))
}

async function countedBy(work: Work, cadences: readonly Cadence[], include: readonly string[]) {
  if (!include.includes('num_customers')) return null
  return store.usedBy(
    work,
    cadences.map(({ id }) => id),
  )
}

/** A paused cadence has no next run. */
function present(cadence: Cadence, used: ReadonlyMap<number, number> | null = null): ChasingCadence {
  const shown: ChasingCadence = cadence.paused ? { ...cadence, next_run: null } : cadence
  return used ? { ...shown, num_customers: used.get(cadence.id) ?? 0 } : shown
}

export async function findCadences(work: Work, ids: readonly number[]): Promise<ChasingCadence[]> {
  return (await store.findMany(work, ids)).map((cadence) => present(cadence))
}

/** Says that a cadence has run now, and when it runs again. */
export async function finishRun(work: Work, cadence: Cadence): Promise<void> {
  await store.stampRun(work, cadence, nextRun(cadence, work.now, work.zone))
}

export const activeCadences = store.active
export const nextCadenceRun = store.nextRunAt
export const findSteps = store.findSteps
export type { ChasingStep }
