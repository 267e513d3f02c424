/** What a mail about a credit note may name. Source of the names: the published behaviour. */
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import { sumText, type Values } from '../templates/variables.ts'

/** @param wire the credit note as published */
export function creditNoteValues(note: CreditNote, wire: Values, words: Writing): Values {
  return {
    credit_note_number: note.number ?? '',
    credit_note_date: words.date(note.date.date),
    total: words.money(note.total),
    discounts: sumText(
      note.discounts.map(({ amount }) => amount),
      words,
    ),
    notes: note.notes ?? '',
    credit_note: wire,
    url: note.url ?? '',
  }
}
