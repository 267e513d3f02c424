/** Owns: which credit notes may be mailed. Does not own: texts, recipients, sending. */
import { Refusal } from '../../../core/refusal.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { can } from '../../receivables/credit-notes/status.ts'

export function refuseUnsendable({ status }: Pick<CreditNote, 'status'>): void {
  if (can('send', status)) return
  throw new Refusal('refused', 'credit_note_not_sendable', `This credit note is ${status}: it cannot be sent; issue it first.`)
}
