import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { useToday } from '../../../ui/dates.tsx'
import { useGo } from '../../../ui/links.tsx'
import { toast } from '../../../ui/toasts.ts'
import { metadataBody } from '../../company/custom-fields/metadata.ts'
import { useEditing } from '../documents/use-editing.ts'
import { bodyOf, draftOf, type InvoiceDraft, newDraft } from './draft.ts'

/** An invoice while it is written. */
export function useInvoiceEditing(invoice: Invoice | undefined) {
  const { currency, time_zone } = useCompany()
  const today = useToday()
  return useEditing<InvoiceDraft>({
    initial: invoice ? draftOf(invoice, time_zone) : newDraft(today, currency),
    isKept: invoice !== undefined,
    save: useSaving(invoice),
    bring: (customer) => ({ payment_terms: customer?.payment_terms ?? '' }),
  })
}

type Written = Omit<Body<'POST /invoices'>, 'send' | 'tax_rounding'>

/** A new invoice is written once, however often the button is pressed or the network fails. */
function useSaving(invoice: Invoice | undefined) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useOnce((body: Written, idempotencyKey) => call('POST /invoices', { body, idempotencyKey }))
  const write = useWrite(
    ({ customer, ...changes }: Written) =>
      invoice ? call('PATCH /invoices/{id}', { id: invoice.id, body: changes }) : create({ customer, ...changes }),
    { quiet: true },
  )
  return async (draft: InvoiceDraft, isDraft: boolean) => {
    const isIssued = invoice !== undefined && !invoice.draft
    const saved = await write.mutateAsync({
      customer: draft.customer ?? 0,
      ...bodyOf(draft, time_zone),
      ...metadataBody(invoice?.metadata, draft.metadata),
      ...(isIssued ? {} : { draft: isDraft }),
    })
    toast(isIssued ? 'Invoice saved.' : isDraft ? 'Draft saved.' : `Invoice ${saved.number ?? ''} issued.`)
    go(isIssued || isDraft ? paths.invoice(saved.id) : paths.issuedInvoice(saved.id))
  }
}
