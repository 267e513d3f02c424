import type { Email } from '../../../records.ts'
import type { Tone } from '../../../ui/StatusBadge.tsx'

const STATES: Readonly<Record<Email['state'], readonly [string, Tone]>> = {
  queued: ['Waiting', 'quiet'],
  sent: ['Sent', 'good'],
  deferred: ['Trying again', 'warm'],
  rejected: ['Rejected', 'bad'],
  bounced: ['Bounced', 'bad'],
  'soft-bounced': ['Bounced', 'bad'],
  invalid: ['Invalid address', 'bad'],
}

/** How far a mail came, in the reader's words. */
export function mailState({ state, withheld }: Pick<Email, 'state' | 'withheld'>): readonly [string, Tone] {
  return withheld ? ['Not needed', 'quiet'] : STATES[state]
}

/** Whether it did not arrive and nobody tries any more. */
export function isRefused(mail: Pick<Email, 'state' | 'withheld'>): boolean {
  return mailState(mail)[1] === 'bad'
}
