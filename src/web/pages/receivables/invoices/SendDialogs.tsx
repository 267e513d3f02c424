import { Alert, Button, Group, Modal, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { Email, Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { LoadingRows } from '../../../ui/states.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'
import { customerId } from './columns.tsx'
import { isRefused } from './mail-state.ts'

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

interface SendDialogProps {
  readonly invoice: Invoice
  readonly opened: boolean
  readonly close: () => void
}

export function SendDialog({ invoice, opened, close }: SendDialogProps) {
  const id = customerId(invoice)
  const customer = useRead('GET /customers/{id}', { id }, { enabled: opened })
  const contacts = useRead('GET /customers/{customer_id}/contacts', { customer_id: id }, { enabled: opened })
  const addresses = [
    customer.data?.email,
    ...(contacts.data ?? []).filter((contact) => contact.primary).map((contact) => contact.email),
  ]
  const to = [...new Set(addresses.flatMap((address) => address ?? []))].slice(0, 5)
  return (
    <Modal opened={opened} onClose={close} title={`Send ${invoice.number ?? 'invoice'}`} size="lg">
      {customer.data && contacts.data ? (
        <SendForm invoice={invoice} to={to} name={customer.data.name} close={close} />
      ) : (
        <LoadingRows noun="recipients" count={3} />
      )}
    </Modal>
  )
}

function SendForm({
  invoice,
  to,
  name,
  close,
}: {
  readonly invoice: Invoice
  readonly to: string[]
  readonly name: string
  readonly close: () => void
}) {
  const send = useOnce((body: Body<'POST /invoices/{id}/emails'>, idempotencyKey) =>
    call('POST /invoices/{id}/emails', { id: invoice.id, body, idempotencyKey }),
  )
  const write = useWrite(send, { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { to, subject: '', message: '' },
    check: (values) => ({
      to: values.to.length === 0 ? 'Enter at least one address.' : values.to.length > 5 ? 'At most five addresses.' : null,
    }),
    save: async (values) => {
      const emails = await write.mutateAsync({
        to: values.to.map((email) => ({ name, email })),
        ...(values.subject.trim() ? { subject: values.subject.trim() } : {}),
        ...(values.message.trim() ? { message: values.message.trim() } : {}),
      })
      const refused = emails.filter(isRefused)
      const isAccepted = emails.every(({ state }) => state === 'sent')
      if (refused.length > 0) toastProblem(new Error(refused.map(refusalText).join('\n')))
      else toast(isAccepted ? `Sent to ${values.to.join(', ')}.` : `On its way to ${values.to.join(', ')}.`)
      close()
    },
    fieldOf: (param) => (param.startsWith('to') ? 'to' : param),
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        {to.length === 0 ? (
          <Alert color="amber" variant="light">
            {name} has no e-mail address yet.
          </Alert>
        ) : null}
        <TagsInput
          label="To"
          type="email"
          placeholder={form.values.to.length > 0 ? '' : 'billing@customer.com'}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          data-autofocus
          {...form.getInputProps('to')}
        />
        <TextInput label="Subject" placeholder="As in the template" {...form.getInputProps('subject')} />
        <Textarea label="Message" placeholder="As in the template" autosize minRows={3} {...form.getInputProps('message')} />
        <Text fz="xs" c="dimmed">
          The PDF is attached, and a button leads to the invoice in your customer portal.
        </Text>
        <DialogButtons close={close} verb="Send Invoice" saving={saving} />
      </Stack>
    </form>
  )
}

function refusalText({ email, reject_reason }: Email): string {
  return `${email}: ${reject_reason ?? 'not accepted'}`
}
