/** Owns: when an estimate is mailed by itself. Does not own: texts, recipients, sending. */
import type { Estimate } from '../../receivables/estimates/contract.ts'

/** Only who has still to decide is reminded. */
export function awaitsDecision({ status }: Pick<Estimate, 'status'>): boolean {
  return status === 'sent' || status === 'viewed'
}
