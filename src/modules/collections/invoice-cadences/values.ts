/** What starts a step of an invoice's schedule; the place in the list is the published number. */
export const TRIGGERS = ['on_issue', 'before_due', 'after_due', 'repeating', 'on_date', 'after_issue'] as const
export type Trigger = (typeof TRIGGERS)[number]

export const STEPS_MAX = 100
/** How often a repeating step comes back (published API). */
export const REPEATS_MAX = 10
export const DAYS_MAX = 365
/** When a step comes that names no hour. */
export const HOUR_DEFAULT = 9

/** Which further option a trigger needs. */
export const NEEDS: Readonly<Record<Trigger, readonly ('days' | 'repeats' | 'date')[]>> = {
  on_issue: [],
  before_due: ['days'],
  after_due: ['days'],
  repeating: ['days', 'repeats'],
  on_date: ['date'],
  after_issue: ['days'],
}
