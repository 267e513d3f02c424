import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useDocumentVerbs } from '../documents/use-document-verbs.ts'

/** What can be done with an invoice at once, or after one question. */
export function useInvoiceVerbs(invoice: Invoice) {
  const { id } = invoice
  const name = invoice.number ?? 'the draft'
  const verbs = useDocumentVerbs({
    document: invoice,
    noun: 'invoice',
    write: (body) => call('PATCH /invoices/{id}', { id, body }),
    void: () => call('POST /invoices/{id}/void', { id }),
    remove: () => call('DELETE /invoices/{id}', { id }),
    voided: 'It owes nothing any more and keeps its number.',
    issued: paths.issuedInvoice(id),
    list: paths.invoices('drafts'),
  })
  const writeOff = useWrite(() => call('POST /invoices/{id}/bad_debt', { id }), {
    quiet: true,
    onDone: () => toast(`${name} written off.`),
  })
  return {
    ...verbs,
    askToWriteOff: () =>
      confirm({
        title: `Write off ${name}?`,
        text: `${moneyText(invoice.balance, invoice.currency)} is booked as bad debt and the invoice is closed.`,
        verb: 'Write off',
        danger: true,
        run: () => writeOff.mutateAsync(undefined),
      }),
  }
}
