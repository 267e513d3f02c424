import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Estimate } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useDocumentVerbs } from '../documents/use-document-verbs.ts'

/** What can be done with an estimate at once, or after one question. */
export function useEstimateVerbs(estimate: Estimate) {
  const go = useGo()
  const { id } = estimate
  const verbs = useDocumentVerbs({
    document: estimate,
    noun: 'estimate',
    write: (body) => call('PATCH /estimates/{id}', { id, body }),
    void: () => call('POST /estimates/{id}/void', { id }),
    remove: () => call('DELETE /estimates/{id}', { id }),
    voided: 'It can no longer be approved and keeps its number.',
    issued: paths.issuedEstimate(id),
    list: paths.estimates(),
  })
  const once = useOnce((_: undefined, idempotencyKey) => call('POST /estimates/{id}/invoice', { id, idempotencyKey }))
  const convert = useWrite(() => once(undefined), {
    onDone: (invoice) => {
      toast(invoice.number ? `Invoice ${invoice.number} made.` : 'Draft invoice made.')
      go(paths.invoice(invoice.id))
    },
  })
  const takeBack = useWrite(() => call('PATCH /estimates/{id}', { id, body: { approved: null } }), {
    quiet: true,
    onDone: () => toast('The approval is taken back.'),
  })
  const askToTakeBack = () =>
    confirm({
      title: 'Take back the approval?',
      text: 'The estimate can be changed again, and waits for an answer. Your customer can approve it in the portal.',
      verb: 'Take back',
      run: () => takeBack.mutateAsync(undefined),
    })
  return { ...verbs, askToTakeBack, convert: () => convert.mutate(undefined), isConverting: convert.isPending }
}
