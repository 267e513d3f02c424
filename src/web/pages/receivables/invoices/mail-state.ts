import type { Email } from '../../../records.ts'
import type { Tone } from '../../../ui/StatusBadge.tsx'

/** How far a mail came, in the reader's words. */
export const MAIL_STATES: Readonly<Record<Email['state'], readonly [string, Tone]>> = {
  queued: ['Waiting', 'quiet'],
  sent: ['Sent', 'good'],
  deferred: ['Trying again', 'warm'],
  rejected: ['Rejected', 'bad'],
  bounced: ['Bounced', 'bad'],
  'soft-bounced': ['Bounced', 'bad'],
  invalid: ['Invalid address', 'bad'],
}

/** Whether it did not arrive and nobody tries any more. */
export function isRefused({ state }: Pick<Email, 'state'>): boolean {
  return MAIL_STATES[state][1] === 'bad'
}
