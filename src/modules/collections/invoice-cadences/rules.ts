/**
 * Owns: schedules of single invoices as people write them.
 * Does not own: when the steps of an invoice come (chasing/moments.ts), what is sent.
 * Invariants: every step has a way to the customer and what its trigger needs; no step is there twice; at most one cadence
 * of a company is the default.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { ChaseStep, InvoiceCadence, InvoiceCadenceChanges, InvoiceCadenceDraft, StepIn } from './contract.ts'
import { HOUR_DEFAULT, NEEDS, TRIGGERS, type Trigger } from './values.ts'

export function draftCadence(
  draft: InvoiceCadenceDraft,
  { id, now }: { readonly id: number; readonly now: Date },
): InvoiceCadence {
  return {
    id,
    object: 'invoice_chasing_cadence',
    name: draft.name,
    chase_schedule: scheduleGiven(draft.chase_schedule),
    default: draft.default ?? false,
    created_at: now,
    updated_at: now,
  }
}

export function changeCadence(before: InvoiceCadence, changes: InvoiceCadenceChanges, now: Date): InvoiceCadence {
  return {
    ...before,
    name: changes.name ?? before.name,
    chase_schedule: changes.chase_schedule ? scheduleGiven(changes.chase_schedule) : before.chase_schedule,
    default: changes.default ?? before.default,
    updated_at: now,
  }
}

/**
 * A schedule with the options its triggers have.
 * @throws Refusal invalid, naming the option (`chase_schedule[1].options.days`)
 */
export function scheduleGiven(given: readonly StepIn[]): ChaseStep[] {
  const steps = given.map(stepGiven)
  steps.forEach((step, index) => {
    if (steps.findIndex((other) => nameOf(other) === nameOf(step)) === index) return
    throw new Refusal(
      'invalid',
      'step_repeated',
      'This step is there already; give it another day, or leave it out.',
      `chase_schedule[${index}].trigger`,
    )
  })
  return steps
}

function stepGiven({ trigger, options }: StepIn, index: number): ChaseStep {
  const field = (name: string) => `chase_schedule[${index}].options.${name}`
  const { hour = HOUR_DEFAULT, email = false, sms = false, letter = false, role } = options
  if (!email && !sms && !letter)
    throw new Refusal('invalid', 'channel_missing', 'Say how it is sent: set email, sms or letter.', field('email'))
  const needed = NEEDS[triggerOf({ trigger })]
  for (const name of needed) {
    if (options[name] === undefined || options[name] === null)
      throw new Refusal('invalid', `${name}_missing`, `This step needs ${name}.`, field(name))
  }
  if (needed.includes('repeats') && options.days === 0)
    throw new Refusal('invalid', 'days_missing', 'A repeating step needs at least one day in between.', field('days'))
  const { days, repeats, date } = options
  return {
    trigger,
    options: {
      ...{ hour, email, sms, letter, role: role ?? null },
      ...(needed.includes('days') && { days: days! }),
      ...(needed.includes('repeats') && { repeats: repeats! }),
      ...(needed.includes('date') && { date: date! }),
    },
  }
}

export function triggerOf({ trigger }: { readonly trigger: number }): Trigger {
  return TRIGGERS[trigger]!
}

/** What makes a step the step it is, whatever the schedule it stands in: an invoice takes it once. */
export function nameOf({ trigger, options: { days, date } }: ChaseStep): string {
  return [trigger, date ?? days].filter((part) => part !== undefined).join(':')
}
