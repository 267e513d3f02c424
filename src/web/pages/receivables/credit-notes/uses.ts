import type { CreditNote } from '../../../records.ts'

type Used = Pick<CreditNote, 'amount_applied_to_invoice' | 'amount_credited' | 'amount_refunded'>

/** What has become of the credit, in words; only what there is. */
export function creditUses(note: Used): readonly (readonly [label: string, amount: number])[] {
  const uses = [
    ['Applied to invoices', note.amount_applied_to_invoice],
    ['Moved to the credit balance', note.amount_credited],
    ['Refunded', note.amount_refunded],
  ] as const
  return uses.filter(([, amount]) => amount !== 0)
}
