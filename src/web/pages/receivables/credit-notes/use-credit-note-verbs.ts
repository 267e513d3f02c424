import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { CreditNote } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { toast } from '../../../ui/toasts.ts'

/** What can be done with a credit note at once, or after one question. */
export function useCreditNoteVerbs(note: CreditNote) {
  const go = useGo()
  const { id } = note
  const name = note.number ?? 'the draft'
  const issue = useWrite(() => call('PATCH /credit_notes/{id}', { id, body: { draft: false } }), {
    onDone: ({ number }) => {
      toast(`Credit note ${number ?? ''} issued.`)
      go(paths.issuedCreditNote(id), { replace: true })
    },
  })
  const markSent = useWrite(() => call('PATCH /credit_notes/{id}', { id, body: { sent: true } }), {
    onDone: () => toast('Marked as sent.'),
  })
  const voiding = useWrite(() => call('POST /credit_notes/{id}/void', { id }), {
    quiet: true,
    onDone: () => toast(`${name} voided.`),
  })
  const remove = useWrite(() => call('DELETE /credit_notes/{id}', { id }), { quiet: true })
  return {
    issue: () => issue.mutate(undefined),
    isIssuing: issue.isPending,
    markSent: () => markSent.mutateAsync(undefined),
    askToVoid: () =>
      confirm({
        title: `Void ${name}?`,
        text: 'Its credit is gone and it keeps its number. This cannot be undone.',
        verb: 'Void credit note',
        danger: true,
        run: () => voiding.mutateAsync(undefined),
      }),
    askToDelete: () =>
      confirm({
        title: 'Delete this draft?',
        text: 'It has no number yet, so nothing is left behind.',
        verb: 'Delete draft',
        danger: true,
        run: async () => {
          go(paths.creditNotes())
          await remove.mutateAsync(undefined)
          toast('Draft deleted.')
        },
      }),
  }
}
