import type { Task } from '../../../records.ts'

/** The kinds of activities, in words. */
export const ACTION_TEXTS: Readonly<Record<Task['action'], string>> = {
  phone: 'Call',
  letter: 'Letter',
  email: 'E-mail',
  review: 'Review',
}
