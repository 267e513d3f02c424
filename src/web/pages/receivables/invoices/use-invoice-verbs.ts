import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'

/** What can be done with an invoice at once, or after one question. */
export function useInvoiceVerbs(invoice: Invoice) {
  const go = useGo()
  const { id } = invoice
  const name = invoice.number ?? 'the draft'
  const issue = useWrite(() => call('PATCH /invoices/{id}', { id, body: { draft: false } }), {
    onDone: (issued) => {
      toast(`Invoice ${issued.number ?? ''} issued.`)
      go(paths.issuedInvoice(id), { replace: true })
    },
  })
  const markSent = useWrite(() => call('PATCH /invoices/{id}', { id, body: { sent: true } }), {
    onDone: () => toast('Marked as sent.'),
  })
  const voiding = useWrite(() => call('POST /invoices/{id}/void', { id }), {
    quiet: true,
    onDone: () => toast(`${name} voided.`),
  })
  const writeOff = useWrite(() => call('POST /invoices/{id}/bad_debt', { id }), {
    quiet: true,
    onDone: () => toast(`${name} written off.`),
  })
  const remove = useWrite(() => call('DELETE /invoices/{id}', { id }), { quiet: true })
  return {
    issue: () => issue.mutate(undefined),
    isIssuing: issue.isPending,
    markSent: () => markSent.mutateAsync(undefined),
    copyLink: () => {
      if (invoice.url) navigator.clipboard.writeText(invoice.url).then(() => toast('Link copied.'), toastProblem)
    },
    askToVoid: () =>
      confirm({
        title: `Void ${name}?`,
        text: 'It owes nothing any more and keeps its number. This cannot be undone.',
        verb: 'Void invoice',
        danger: true,
        run: () => voiding.mutateAsync(undefined),
      }),
    askToWriteOff: () =>
      confirm({
        title: `Write off ${name}?`,
        text: `${moneyText(invoice.balance, invoice.currency)} is booked as bad debt and the invoice is closed.`,
        verb: 'Write off',
        danger: true,
        run: () => writeOff.mutateAsync(undefined),
      }),
    askToDelete: () =>
      confirm({
        title: 'Delete this draft?',
        text: 'It has no number yet, so nothing is left behind.',
        verb: 'Delete draft',
        danger: true,
        run: async () => {
          go(paths.invoices('drafts'))
          await remove.mutateAsync(undefined)
          toast('Draft deleted.')
        },
      }),
  }
}
