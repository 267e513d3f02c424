/**
 * Owns: cadences as people write them: when they run, for whom, with which steps.
 * Does not own: who is at which step (chasing), the texts (messages).
 * Invariants: a cadence has at least one step; while customers use it no step is taken away or put at another time; at most
 * one cadence of a company is the default.
 */
import { compareDecimals, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { readConditions, type Test } from './conditions.ts'
import type { CadenceChanges, CadenceDraft, ChasingCadence, ChasingStep, StepIn } from './contract.ts'
import { nextRun, refuseBadDays } from './schedule.ts'
import { CADENCES_MAX } from './values.ts'

/** A cadence with its steps in their order. */
export type Cadence = ChasingCadence & { readonly steps: ChasingStep[]; readonly next_run: Date }

export interface CadenceFacts {
  readonly now: Date
  readonly zone: string
  /** Ids for steps that have none yet, at least as many as are sent. */
  readonly ids: readonly number[]
}

export function draftCadence(draft: CadenceDraft, id: number, { now, zone, ids }: CadenceFacts): Cadence {
  const times = daysGiven({ frequency: 'daily', run_date: null, run_days: null }, draft)
  const cadence: Cadence = {
    id,
    object: 'chasing_cadence',
    name: draft.name,
    time_of_day: draft.time_of_day,
    ...times,
    last_run: null,
    next_run: nextRun({ ...times, time_of_day: draft.time_of_day }, now, zone),
    paused: draft.paused ?? false,
    min_balance: draft.min_balance ?? null,
    assignment_mode: draft.assignment_mode ?? 'none',
    assignment_conditions: draft.assignment_conditions ?? '',
    steps: stepsGiven([], draft.steps, ids, now),
    created_at: now,
    updated_at: now,
  }
  refuseBad(cadence)
  return cadence
}

/** What is not given stays. It runs anew from now where its times changed or it was paused. */
export function changeCadence(before: Cadence, changes: CadenceChanges, { now, zone, ids }: CadenceFacts): Cadence {
  const times = daysGiven(before, changes)
  const time_of_day = changes.time_of_day ?? before.time_of_day
  const paused = changes.paused ?? before.paused
  const isRetimed =
    time_of_day !== before.time_of_day ||
    (['frequency', 'run_date', 'run_days'] as const).some((field) => times[field] !== before[field]) ||
    (before.paused && !paused)
  const cadence: Cadence = {
    ...before,
    ...times,
    time_of_day,
    paused,
    name: changes.name ?? before.name,
    next_run: isRetimed ? nextRun({ ...times, time_of_day }, now, zone) : before.next_run,
    min_balance: changes.min_balance === undefined ? before.min_balance : changes.min_balance,
    assignment_mode: changes.assignment_mode ?? before.assignment_mode,
    assignment_conditions:
      changes.assignment_conditions === undefined ? before.assignment_conditions : (changes.assignment_conditions ?? ''),
    steps: changes.steps ? stepsGiven(before.steps, changes.steps, ids, now) : before.steps,
    updated_at: now,
  }
  refuseBad(cadence)
  return cadence
}

type Days = Pick<ChasingCadence, 'frequency' | 'run_date' | 'run_days'>

function daysGiven(before: Days, given: Partial<Pick<CadenceDraft, keyof Days>>): Days {
  const frequency = given.frequency ?? before.frequency
  if (frequency === 'daily') return { frequency, run_date: null, run_days: null }
  const run_date = given.run_date === undefined ? before.run_date : given.run_date || null
  const run_days = given.run_days === undefined ? (given.run_date ? null : before.run_days) : given.run_days || null
  const days = { frequency, run_date: run_days ? null : run_date, run_days }
  refuseBadDays(days)
  return days
}

function refuseBad({ min_balance, assignment_mode, assignment_conditions }: Cadence): void {
  if (min_balance && compareDecimals(min_balance, ZERO) < 0)
    throw new Refusal('invalid', 'min_balance_negative', 'min_balance must not be negative.', 'min_balance')
  if (assignment_mode === 'conditions') testOf({ assignment_conditions })
}

/** Whether a customer, as published, is one of the cadence's. */
export function testOf({ assignment_conditions }: Pick<ChasingCadence, 'assignment_conditions'>): Test {
  return readConditions(assignment_conditions, CUSTOMER_FIELDS)
}

const CUSTOMER_FIELDS: ReadonlySet<string> = new Set(Object.keys(Customer.shape))

/** Steps keep their ids where the caller names them, in the order in which they were sent. */
function stepsGiven(before: readonly ChasingStep[], given: readonly StepIn[], ids: readonly number[], now: Date): ChasingStep[] {
  return given.map(({ id, ...step }, index) => {
    const known = before.find((one) => one.id === id)
    if (id !== undefined && (!known || given.findIndex((other) => other.id === id) !== index))
      throw new Refusal(
        'invalid',
        'unknown_step',
        `This cadence has no step ${id}; leave the id out for a new one.`,
        `steps[${index}].id`,
      )
    return {
      id: known?.id ?? ids[index]!,
      object: 'chasing_cadence_step',
      name: step.name,
      action: step.action,
      schedule: step.schedule,
      email_template_id: step.email_template_id ?? null,
      sms_template_id: step.sms_template_id ?? null,
      assigned_user_id: step.assigned_user_id ?? null,
      role: step.role ?? null,
      created_at: known?.created_at ?? now,
      updated_at: now,
    }
  })
}

/** While customers walk through the steps, those stay where they are; new ones may come (published behaviour). */
export function refuseMovedSteps(before: Cadence, after: Cadence, customers: number): void {
  if (customers === 0) return
  const kept = after.steps.filter((step) => before.steps.some(({ id }) => id === step.id))
  const isSame = before.steps.every(({ id, schedule }, index) => kept[index]?.id === id && kept[index].schedule === schedule)
  if (isSame) return
  throw new Refusal(
    'refused',
    'chasing_cadence_used',
    `${customersText(customers)} "${before.name}": its steps cannot be removed, reordered or put at another time. Make a new cadence, or give them another first.`,
    'steps',
  )
}

export function refuseUsed({ name }: Cadence, customers: number): void {
  if (customers === 0) return
  throw new Refusal(
    'refused',
    'chasing_cadence_used',
    `${customersText(customers)} "${name}". Give them another cadence first, or pause this one.`,
  )
}

function customersText(customers: number): string {
  return customers === 1 ? 'One customer uses' : `${customers} customers use`
}

export function refuseTooMany(cadences: number): void {
  if (cadences < CADENCES_MAX) return
  throw new Refusal('refused', 'too_many_cadences', `A company has at most ${CADENCES_MAX} cadences of a kind. Delete one first.`)
}
