import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import type { CreditNote } from '../../../records.ts'
import { useDocumentVerbs } from '../documents/use-document-verbs.ts'

/** What can be done with a credit note at once, or after one question. */
export function useCreditNoteVerbs(note: CreditNote) {
  const { id } = note
  return useDocumentVerbs({
    document: note,
    noun: 'credit note',
    write: (body) => call('PATCH /credit_notes/{id}', { id, body }),
    void: () => call('POST /credit_notes/{id}/void', { id }),
    remove: () => call('DELETE /credit_notes/{id}', { id }),
    voided: 'Its credit is gone and it keeps its number.',
    issued: paths.issuedCreditNote(id),
    list: paths.creditNotes(),
  })
}
