import { Button, Group, Modal, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Invoice, PaymentPromise } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useForbidden } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { DateText, dateOf, secondsOf, useToday, useZone } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'

interface Promised {
  readonly invoice: Pick<Invoice, 'id'>
  readonly promise: PaymentPromise | null
}

/** When the customer said they will pay; until that day has passed nobody reminds them. */
export function PromiseCard({ invoice, promise }: Promised) {
  const [opened, setOpened] = useState(false)
  const zone = useZone()
  const today = useToday()
  const forbidden = useForbidden()('invoices.edit')
  const remove = useWrite(() => call('DELETE /invoices/{id}/promise', { id: invoice.id }), {
    onDone: () => toast('Promise removed.'),
  })
  const close = () => setOpened(false)
  return (
    <Paper p="md" component="section" aria-label="Promise to pay">
      <Group justify="space-between" mb="xs">
        <Title order={2}>Promise to pay</Title>
        {promise && dateOf(promise.date, zone) < today ? <StatusBadge tone="bad">Not kept</StatusBadge> : null}
      </Group>
      <Stack gap="sm">
        {promise ? (
          <>
            <Fact label="Pays on">
              <DateText at={promise.date} />
            </Fact>
            <Fact label="How">{promise.method}</Fact>
            <Fact label="Note">{promise.reference}</Fact>
          </>
        ) : (
          <Text fz="sm" c="dimmed">
            None yet. Once one is noted, the customer is not reminded of this invoice until that day has passed.
          </Text>
        )}
        {forbidden === undefined ? (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => setOpened(true)}>
              {promise ? 'Change' : 'Note a promise'}
            </Button>
            {promise ? (
              <Button variant="subtle" size="xs" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
                Remove
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Stack>
      <Modal opened={opened} onClose={close} title="Promise to pay" closeOnClickOutside={false}>
        <PromiseForm invoice={invoice} promise={promise} close={close} />
      </Modal>
    </Paper>
  )
}

function PromiseForm({ invoice, promise, close }: Promised & { readonly close: () => void }) {
  const zone = useZone()
  const today = useToday()
  const write = useWrite(
    (body: Body<'PUT /invoices/{id}/promise'>) => call('PUT /invoices/{id}/promise', { id: invoice.id, body }),
    { quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: { date: (promise ? dateOf(promise.date, zone) : today) as string, reference: promise?.reference ?? '' },
    check: ({ date }) => ({ date: date ? null : 'Enter a date.' }),
    save: async ({ date, reference }) => {
      await write.mutateAsync({
        date: secondsOf(date, zone),
        method: promise?.method ?? null,
        reference: reference.trim() || null,
      })
      toast('Promise noted.')
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <DateField label="They pay on" required minDate={today} data-autofocus {...form.getInputProps('date')} />
        <TextInput label="Note" maxLength={255} placeholder="Check 1450" {...form.getInputProps('reference')} />
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}
