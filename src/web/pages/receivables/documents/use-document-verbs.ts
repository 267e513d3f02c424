import { useWrite } from '../../../query.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { toast } from '../../../ui/toasts.ts'

interface DocumentVerbs<Document> {
  readonly document: { readonly id: number; readonly number: string | null }
  /** In the middle of a sentence: "credit note". */
  readonly noun: 'invoice' | 'estimate' | 'credit note'
  readonly write: (changes: { readonly draft?: false; readonly sent?: true }) => Promise<Document>
  readonly void: () => Promise<unknown>
  readonly remove: () => Promise<unknown>
  /** What voiding does to it, in a sentence. */
  readonly voided: string
  /** Where to be once it is issued: its own page, asking whether to send it. */
  readonly issued: string
  /** Where to be once a draft is gone. */
  readonly list: string
}

/** What can be done with any document at once, or after one question. */
export function useDocumentVerbs<Document extends { readonly number: string | null }>(given: DocumentVerbs<Document>) {
  const { document, noun, write, voided, issued, list } = given
  const go = useGo()
  const name = document.number ?? 'the draft'
  const issue = useWrite(() => write({ draft: false }), {
    onDone: ({ number }) => {
      toast(`${noun.replace(/^./, (first) => first.toUpperCase())} ${number ?? ''} issued.`)
      go(issued, { replace: true })
    },
  })
  const markSent = useWrite(() => write({ sent: true }), { onDone: () => toast('Marked as sent.') })
  const voiding = useWrite(given.void, { quiet: true, onDone: () => toast(`${name} voided.`) })
  const remove = useWrite(given.remove, { quiet: true })
  return {
    issue: () => issue.mutate(undefined),
    isIssuing: issue.isPending,
    markSent: () => markSent.mutateAsync(undefined),
    askToVoid: () =>
      confirm({
        title: `Void ${name}?`,
        text: `${voided} This cannot be undone.`,
        verb: `Void ${noun}`,
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
          go(list)
          await remove.mutateAsync(undefined)
          toast('Draft deleted.')
        },
      }),
  }
}
