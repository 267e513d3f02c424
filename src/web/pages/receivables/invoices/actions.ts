import { type InvoiceVerb, reasonAgainst } from '../../../../modules/receivables/invoices/status.ts'
import type { Invoice } from '../../../records.ts'

/** Why something cannot be done with the invoice now; undefined when it can. The table is the server's own. */
export function reasonsOf(invoice: Invoice): Readonly<Record<InvoiceVerb | 'mark_sent', string | undefined>> {
  const against = (verb: InvoiceVerb) => reasonAgainst(verb, invoice.status) ?? undefined
  const hasMoney = invoice.amount_paid !== 0 || invoice.amount_credited !== 0
  const closed = invoice.closed ? 'This invoice is closed.' : undefined
  return {
    edit: against('edit') ?? closed,
    issue: against('issue'),
    send: against('send'),
    apply: against('apply') ?? closed,
    pay: against('pay') ?? closed,
    void: against('void') ?? (hasMoney ? 'Void its payments and take its credits off first.' : undefined),
    delete: against('delete'),
    close: against('close'),
    reopen: against('reopen'),
    bad_debt: against('bad_debt') ?? closed,
    mark_sent: against('send') ?? (invoice.sent ? 'This invoice counts as sent already.' : undefined),
  }
}
