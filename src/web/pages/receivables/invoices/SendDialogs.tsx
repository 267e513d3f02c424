import { Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import type { Invoice } from '../../../records.ts'
import { SendDialog } from '../../messages/emails/SendDialog.tsx'
import { customerId } from './columns.tsx'

interface SendNowDialogProps {
  readonly invoice: Invoice
  readonly opened: boolean
  readonly close: () => void
  readonly send: () => void
  readonly markSent: () => Promise<unknown>
}

/** The question after issuing. */
export function SendNowDialog({ invoice, opened, close, send, markSent }: SendNowDialogProps) {
  const [marking, setMarking] = useState(false)
  const mark = async () => {
    setMarking(true)
    await markSent().then(close, () => undefined)
    setMarking(false)
  }
  return (
    <Modal opened={opened} onClose={close} title="Send it now?">
      <Text mb="lg">
        {invoice.number} is issued. Your customer gets it by e-mail with the PDF and a button to view and pay it.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" loading={marking} onClick={mark}>
          I already sent it
        </Button>
        <Button onClick={send} data-autofocus>
          Send Invoice
        </Button>
      </Group>
    </Modal>
  )
}

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
