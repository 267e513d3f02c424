import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { PortalSubscriptionPage } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { rhythmText } from '../../catalog/plans/plan-text.ts'
import { dayText, type PortalAddress } from '../Document.tsx'
import { TestSources } from '../payments/TestSources.tsx'

interface DialogProps {
  readonly shown: PortalSubscriptionPage
  readonly address: PortalAddress
  readonly opened: boolean
  readonly close: () => void
}

/** Accepting a subscription: the name and initials that are kept with it. */
export function ApproveDialog({ opened, ...props }: DialogProps) {
  return (
    <Modal opened={opened} onClose={props.close} title="Approve this subscription">
      <ApproveForm {...props} />
    </Modal>
  )
}

function ApproveForm({ shown: { company, subscription }, address, close }: Omit<DialogProps, 'opened'>) {
  const approve = useWrite(
    (body: { name: string; initials: string }) =>
      call('POST /portal/{username}/subscriptions/{key}/approve', { ...address, body }),
    { quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '', initials: '' },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter your name.',
      initials: values.initials.trim() ? null : 'Enter your initials.',
    }),
    save: async ({ name, initials }) => {
      await approve.mutateAsync({ name: name.trim(), initials: initials.trim() })
      close()
    },
  })
  const price = `${moneyText(subscription.recurring_total, subscription.currency)} ${rhythmText(subscription)}`
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>{`You agree to ${subscription.name} of ${company.name}: ${price}.`}</Text>
        <TextInput
          label="Your name"
          required
          autoComplete="name"
          maxLength={255}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label="Your initials" required maxLength={10} {...form.getInputProps('initials')} />
        <DialogButtons close={close} verb="Approve" saving={saving} />
      </Stack>
    </form>
  )
}

/** Ending it at the end of what is paid, or taking that back. */
export function EndDialog({ shown, address, verb, opened, close }: DialogProps & { readonly verb: 'cancel' | 'keep' }) {
  const { company, subscription } = shown
  const [reason, setReason] = useState('')
  const end = useWrite(
    () =>
      verb === 'cancel'
        ? call('POST /portal/{username}/subscriptions/{key}/cancel', { ...address, body: { reason: reason.trim() } })
        : call('POST /portal/{username}/subscriptions/{key}/keep', address),
    { quiet: true, onDone: close },
  )
  const until = dayText(subscription.period_end, company)
  return (
    <Modal opened={opened} onClose={close} title={verb === 'cancel' ? 'End this subscription?' : 'Keep this subscription?'}>
      <FormProblem problem={end.error ? problemText(end.error) : null} />
      <Text mb="lg">
        {verb === 'cancel'
          ? `${subscription.name} goes on until ${until ?? 'the end of its period'}. Nothing is billed after that.`
          : `${subscription.name} goes on, and is billed again from the end of its period.`}
      </Text>
      {verb === 'cancel' ? (
        <TextInput
          label="Why? (optional)"
          maxLength={50}
          mb="lg"
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Close
        </Button>
        <Button {...(verb === 'cancel' && { color: 'brick' })} loading={end.isPending} onClick={() => end.mutate(undefined)}>
          {verb === 'cancel' ? 'End it' : 'Keep it'}
        </Button>
      </Group>
    </Modal>
  )
}

/** Another card or account, from which bills are paid from now on. */
export function SourceDialog({ opened, ...props }: DialogProps) {
  return (
    <Modal opened={opened} onClose={props.close} title="Pay with something else">
      <SourceForm {...props} />
    </Modal>
  )
}

function SourceForm({ shown: { payment_methods, saving_mandate }, address, close }: Omit<DialogProps, 'opened'>) {
  const [chosen, setChosen] = useState(payment_methods[0]?.id ?? '')
  const method = payment_methods.find(({ id }) => id === chosen)
  const [token, setToken] = useState(method?.test_sources[0]?.token ?? '')
  const agreed = saving_mandate ? { mandate: saving_mandate } : {}
  const keep = useOnce((source: string, idempotency_key) =>
    call('POST /portal/{username}/subscriptions/{key}/payment_source', {
      ...address,
      body: { method: chosen, token: source, idempotency_key, ...agreed },
    }),
  )
  const leave = useOnce((_: string, idempotency_key) =>
    call('POST /portal/{username}/subscriptions/{key}/payment_source/checkout', {
      ...address,
      body: { method: chosen, idempotency_key, ...agreed },
    }),
  )
  const save = useWrite(keep, { quiet: true, onDone: close })
  const go = useWrite(leave, {
    quiet: true,
    onDone: ({ url }) => {
      if (url) window.location.assign(url)
    },
  })
  const problem = save.error ?? go.error
  return (
    <Stack gap="md">
      <FormProblem problem={problem ? problemText(problem) : null} />
      {payment_methods.length > 1 ? (
        <SegmentedControl
          fullWidth
          aria-label="Way of paying"
          value={chosen}
          onChange={(id) => {
            setChosen(id)
            setToken(payment_methods.find((one) => one.id === id)?.test_sources[0]?.token ?? '')
          }}
          data={payment_methods.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      {method?.how === 'token' ? <TestSources method={method} token={token} choose={setToken} /> : null}
      {method?.how === 'redirect' ? (
        <Text>It is entered on the page of the payment provider, and you come back here.</Text>
      ) : null}
      {method?.how === 'instructions' ? (
        <Text>{method.instructions ?? 'Please ask the company how to pay this way.'}</Text>
      ) : null}
      {saving_mandate && method && method.how !== 'instructions' ? <Text>{saving_mandate}</Text> : null}
      {method && method.how !== 'instructions' ? (
        <Button
          size="md"
          loading={save.isPending || go.isPending}
          disabled={method.how === 'token' && token === ''}
          onClick={() => (method.how === 'token' ? save.mutate(token) : go.mutate(''))}
        >
          {`${saving_mandate ? 'I agree, ' : ''}${method.how === 'token' ? 'save and use it' : 'go on'}`.replace(
            /^[a-z]/,
            (first) => first.toUpperCase(),
          )}
        </Button>
      ) : null}
    </Stack>
  )
}
