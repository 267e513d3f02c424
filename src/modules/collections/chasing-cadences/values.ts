/** The words of cadences (published API), and their limits. */
export const ACTIONS = ['email', 'sms', 'phone', 'mail', 'escalate'] as const
export type Action = (typeof ACTIONS)[number]
export const FREQUENCIES = ['daily', 'day_of_week', 'day_of_month'] as const
export type Frequency = (typeof FREQUENCIES)[number]
export const ASSIGNMENTS = ['none', 'default', 'conditions'] as const

export const STEPS_MAX = 100
/** A company has at most this many of each kind. */
export const CADENCES_MAX = 100
