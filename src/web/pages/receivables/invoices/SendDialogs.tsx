import { call } from '../../../api.ts'
import type { Invoice } from '../../../records.ts'
import { SendDialog } from '../../messages/emails/SendDialog.tsx'
import { customerId } from './columns.tsx'

interface SendInvoiceDialogProps {
  readonly invoice: Invoice
  readonly opened: boolean
  readonly close: () => void
}

export function SendInvoiceDialog({ invoice, opened, close }: SendInvoiceDialogProps) {
  return (
    <SendDialog
      opened={opened}
      close={close}
      customer={customerId(invoice)}
      title={`Send ${invoice.number ?? 'invoice'}`}
      verb="Send Invoice"
      note="The PDF is attached, and a button leads to the invoice in your customer portal."
      send={(body, idempotencyKey) => call('POST /invoices/{id}/emails', { id: invoice.id, body, idempotencyKey })}
    />
  )
}
