import { Alert, Modal, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { Email } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { LoadingRows } from '../../../ui/states.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'
import { isRefused } from '../../receivables/invoices/mail-state.ts'

interface SendDialogProps {
  readonly customer: number
  readonly title: string
  /** What the button says, such as "Send Invoice". */
  readonly verb: string
  /** What goes along with the text. */
  readonly note: string
  readonly send: (body: Body<'POST /invoices/{id}/emails'>, idempotencyKey: string) => Promise<Email[]>
  readonly opened: boolean
  readonly close: () => void
}

/** To whom a document is mailed, and with which words; both are known already and may be changed. */
export function SendDialog({ title, opened, ...props }: SendDialogProps) {
  const { customer: id, close } = props
  const customer = useRead('GET /customers/{id}', { id }, { enabled: opened })
  const contacts = useRead('GET /customers/{customer_id}/contacts', { customer_id: id }, { enabled: opened })
  const addresses = [
    customer.data?.email,
    ...(contacts.data ?? []).filter((contact) => contact.primary).map((contact) => contact.email),
  ]
  const to = [...new Set(addresses.flatMap((address) => address ?? []))].slice(0, 5)
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      {customer.data && contacts.data ? (
        <SendForm {...props} to={to} name={customer.data.name} />
      ) : (
        <LoadingRows noun="recipients" count={3} />
      )}
    </Modal>
  )
}

interface SendFormProps extends Omit<SendDialogProps, 'title' | 'opened' | 'customer'> {
  readonly to: string[]
  readonly name: string
}

function SendForm({ to, name, verb, note, close, ...props }: SendFormProps) {
  const write = useWrite(useOnce(props.send), { quiet: true })
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
          {note}
        </Text>
        <DialogButtons close={close} verb={verb} saving={saving} />
      </Stack>
    </form>
  )
}

function refusalText({ email, reject_reason }: Email): string {
  return `${email}: ${reject_reason ?? 'not accepted'}`
}
