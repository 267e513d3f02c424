import { Refusal } from '../../../core/refusal.ts'
import { eachInTurn, type Place } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import type { ChasedStep } from './contract.ts'
import * as store from './store.ts'

export type { About, Kept } from './store.ts'

export interface Plan {
  readonly once: store.Once
  readonly customer: number
  readonly chasing_cadence: number | null
  readonly name: string
  readonly actions: ChasedStep['actions']
  /** What a step of a customer writes about. */
  readonly invoices?: readonly number[]
}

/** Writes down that a step is to be done today. False where that was written before: it is done once, whoever comes. */
export async function planStep(work: Work, { once, invoices = [], ...plan }: Plan): Promise<boolean> {
  const step: ChasedStep = {
    id: await work.newId(),
    object: 'chased_step',
    invoice: once.invoice_id,
    chase_step: once.step_id,
    ...plan,
    date: work.today,
    state: 'planned',
    said: null,
    created_at: work.now,
    updated_at: work.now,
  }
  return store.insert(work, { step, once, invoices })
}

/** How a step ended. `within` happens in the very transaction that says so. */
export interface Outcome {
  readonly state: 'done' | 'skipped' | 'failed'
  readonly said?: string | undefined
  readonly within?: (work: Work) => Promise<unknown>
}

/** Why it is done, for what is sent: from one cause comes one message, however often it is tried. */
export function causeOf({ id }: ChasedStep): string {
  return `chase:${id}`
}

/**
 * Does all that is planned, also what a process left behind that died. A step that cannot be done says why; one that fails on
 * our side stays planned, is tried again by the queue, and keeps no other from its turn.
 */
export async function takePlanned(place: Place, about: store.About, act: (kept: store.Kept) => Promise<Outcome>): Promise<void> {
  await eachInTurn(await place.work((work) => store.planned(work, about)), async (kept) => {
    const outcome = await act(kept).catch(refused)
    await place.work((work) => finishStep(work, kept.step.id, outcome))
  })
}

function refused(error: unknown): Outcome {
  if (error instanceof Refusal) return { state: 'failed', said: error.message }
  throw error
}

async function finishStep(work: Work, id: number, { state, said, within }: Outcome): Promise<void> {
  const kept = await store.lockPlanned(work, id)
  if (!kept) return
  const step: ChasedStep = { ...kept.step, state, said: said ?? null, updated_at: work.now }
  await store.finish(work, step)
  await within?.(work)
  await work.emit('chasing.step_taken', step)
}

/** A step that was told as done was not: all its messages were kept back when their turn came. */
export async function tellWithheld(work: Work, message: string): Promise<void> {
  const found = await store.endedBy(work, message)
  if (found?.went.step.state !== 'skipped') return
  await work.emit('chasing.step_taken', { ...found.went.step, updated_at: work.now }, { before: found.done.step })
}

export const anyPlanned = store.anyPlanned
export const latestSteps = store.latestOf
export const stepsOfInvoice = store.ofInvoice
