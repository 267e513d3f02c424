import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Estimate } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { toast } from '../../../ui/toasts.ts'

/** What can be done with an estimate at once, or after one question. */
export function useEstimateVerbs(estimate: Estimate) {
  const go = useGo()
  const { id } = estimate
  const name = estimate.number ?? 'the draft'
  const issue = useWrite(() => call('PATCH /estimates/{id}', { id, body: { draft: false } }), {
    onDone: ({ number }) => {
      toast(`Estimate ${number ?? ''} issued.`)
      go(paths.issuedEstimate(id), { replace: true })
    },
  })
  const markSent = useWrite(() => call('PATCH /estimates/{id}', { id, body: { sent: true } }), {
    onDone: () => toast('Marked as sent.'),
  })
  const once = useOnce((_: undefined, idempotencyKey) => call('POST /estimates/{id}/invoice', { id, idempotencyKey }))
  const convert = useWrite(() => once(undefined), {
    onDone: (invoice) => {
      toast(invoice.number ? `Invoice ${invoice.number} made.` : 'Draft invoice made.')
      go(paths.invoice(invoice.id))
    },
  })
  const voiding = useWrite(() => call('POST /estimates/{id}/void', { id }), {
    quiet: true,
    onDone: () => toast(`${name} voided.`),
  })
  const remove = useWrite(() => call('DELETE /estimates/{id}', { id }), { quiet: true })
  return {
    issue: () => issue.mutate(undefined),
    isIssuing: issue.isPending,
    markSent: () => markSent.mutateAsync(undefined),
    convert: () => convert.mutate(undefined),
    isConverting: convert.isPending,
    askToVoid: () =>
      confirm({
        title: `Void ${name}?`,
        text: 'It can no longer be approved and keeps its number. This cannot be undone.',
        verb: 'Void estimate',
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
          go(paths.estimates())
          await remove.mutateAsync(undefined)
          toast('Draft deleted.')
        },
      }),
  }
}
