import { Button, Code, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { Webhook } from '../../../records.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { LoadingRows } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'

const COMMON_EVENTS = [
  'customer.created',
  'customer.updated',
  'invoice.created',
  'invoice.updated',
  'invoice.viewed',
  'invoice.paid',
  'payment.created',
  'payment.deleted',
  'charge.failed',
  'email.not_sent',
]

export function WebhookForm({ close }: { readonly close: () => void }) {
  const write = useWrite((body: { url: string; events: string[] }) => call('POST /webhooks', { body }), { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { url: '', events: [] as string[] },
    check: (values) => ({
      url: /^https?:\/\/\S+$/.test(values.url.trim()) ? null : 'Enter an address that begins with https://.',
    }),
    save: async (values) => {
      await write.mutateAsync({ url: values.url.trim(), events: values.events.length > 0 ? values.events : ['*'] })
      toast('Webhook added.')
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput
          label="Address"
          type="url"
          required
          placeholder="https://example.com/hooks"
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TagsInput
          label="Events"
          description="Leave empty for all."
          data={COMMON_EVENTS}
          clearable
          {...form.getInputProps('events')}
        />
        <DialogButtons close={close} verb="Add webhook" saving={saving} />
      </Stack>
    </form>
  )
}

/** With it a receiver checks that a call is really ours. */
export function SecretDialog({ webhook }: { readonly webhook: Webhook }) {
  const listed = useList('GET /webhooks', { query: { per_page: 100, include: 'secret' } })
  const secret = listed.data?.rows.find(({ id }) => id === webhook.id)?.secret
  const rotate = useWrite(() => call('POST /webhooks/{id}/rotate_secret', { id: webhook.id }), {
    onDone: () => toast('Secret replaced. The old one stays valid for 24 hours.'),
  })
  if (!listed.data) return <LoadingRows noun="secret" count={2} />
  return (
    <>
      <Text>Each call is signed with this secret, in the Standard Webhooks headers.</Text>
      <Group gap={6} wrap="nowrap">
        <Code block style={{ flex: 1, overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
          {secret ?? 'Not available'}
        </Code>
        {secret ? <CopyButton value={secret} label="Copy the secret" /> : null}
      </Group>
      <Group justify="flex-end">
        <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
          Replace the secret
        </Button>
      </Group>
    </>
  )
}
