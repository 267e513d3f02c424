import type { Invoice } from '../../../records.ts'

/** Why something cannot be done with the invoice now; undefined when it can. */
export interface Reasons {
  readonly edit: string | undefined
  readonly issue: string | undefined
  readonly send: string | undefined
  readonly markSent: string | undefined
  readonly pay: string | undefined
  readonly void: string | undefined
  readonly writeOff: string | undefined
  readonly remove: string | undefined
}

export function reasonsOf(invoice: Invoice): Reasons {
  const { status } = invoice
  const hasPayments = invoice.balance !== invoice.total && status !== 'voided'
  const settled = status === 'voided' ? 'The invoice is voided.' : status === 'paid' ? 'The invoice is paid.' : invoice.closed ? 'The invoice is closed.' : undefined
  const isDraft = status === 'draft' ? 'Issue the draft first.' : undefined
  return {
    edit: settled,
    issue: status === 'draft' ? undefined : 'The invoice is issued already.',
    send: isDraft ?? (status === 'voided' ? settled : undefined),
    markSent: isDraft ?? settled ?? (status === 'not_sent' ? undefined : 'The invoice counts as sent already.'),
    pay: isDraft ?? settled ?? (status === 'pending' ? 'A payment is on its way.' : undefined),
    void: isDraft ? 'Delete the draft instead.' : status === 'voided' ? settled : hasPayments ? 'Void its payments first.' : settled,
    writeOff: isDraft ?? settled ?? (status === 'pending' ? 'A payment is on its way.' : undefined),
    remove: status === 'draft' ? undefined : 'Only drafts can be deleted. Void an issued invoice.',
  }
}
