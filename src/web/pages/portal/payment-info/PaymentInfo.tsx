import { Alert, Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { sourceText } from '../../../../modules/payments/autopay-consents/rules.ts'
import { call } from '../../../api.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { PaymentInfo } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { problemText, toast } from '../../../ui/toasts.ts'
import classes from '../Document.module.css'
import { type PortalAddress, PortalGround, usePortalAddress } from '../Document.tsx'
import { PreviewNote } from '../PreviewNote.tsx'
import { GoingThere, TokenForm } from '../payments/PayDialog.tsx'

/** Where the mail about a payment that did not go through leads: what is charged by itself, and how to change it. */
export function PortalPaymentInfoPage() {
  const { username, key } = usePortalAddress()
  const read = useRead('GET /portal/{username}/invoices/{key}/payment_info', { username, key })
  return (
    <PortalGround read={read} noun="payment information">
      {(info) => <Shown info={info} address={{ username, key }} />}
    </PortalGround>
  )
}

interface ShownProps {
  readonly info: PaymentInfo
  readonly address: PortalAddress
}

function Shown({ info, address }: ShownProps) {
  const { company, customer } = info
  const told = useListSearch().get('payment')
  return (
    <>
      <title>{`Payment information · ${company.name}`}</title>
      <header className={classes.top}>
        <div className={classes.seller}>{company.logo ? <img src={company.logo} alt={company.name} /> : company.name}</div>
      </header>
      {info.preview ? (
        <PreviewNote
          company={company}
          text="Only they can agree to AutoPay here, or take that back. On their page in the dashboard you can save what they pay with."
        />
      ) : null}
      <Stack gap="md">
        <div>
          <Title order={1}>Payment information</Title>
          <Text c="dimmed">{`What ${customer.name} pays ${company.name} with.`}</Text>
        </div>
        {told === 'saved' ? (
          <Alert color="pine" variant="light" role="status">
            It is saved, and is charged from now on.
          </Alert>
        ) : told ? (
          <Alert color="amber" variant="light" role="status">
            Nothing was saved yet. If you finished on the other page, it shows here within some minutes.
          </Alert>
        ) : null}
        <Sources info={info} />
        {info.preview && info.autopay ? null : <AddSource info={info} address={address} />}
        <Autopay info={info} address={address} />
      </Stack>
    </>
  )
}

function Sources({ info: { payment_sources, autopay } }: Pick<ShownProps, 'info'>) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="sm">
        On file
      </Title>
      {payment_sources.length === 0 ? <Text c="dimmed">No card or bank account yet. Add one below.</Text> : null}
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {payment_sources.map((source, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: behind a link a card has no id, and the list is read anew after each change
          <Group component="li" key={index} justify="space-between">
            <Text>{sourceText(source)}</Text>
            {source.is_default ? <StatusBadge tone="good">{autopay ? 'Used for AutoPay' : 'Default'}</StatusBadge> : null}
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}

function AddSource({ info, address }: ShownProps) {
  const methods = info.payment_methods.filter(({ how }) => how !== 'instructions')
  const [chosen, setChosen] = useState(methods[0]?.id ?? '')
  const [isOpen, setOpen] = useState(info.payment_sources.length === 0)
  const method = methods.find(({ id }) => id === chosen)
  const { saving_mandate } = info
  const agreed = saving_mandate ? { mandate: saving_mandate } : {}
  if (!method)
    return <Text c="dimmed">{`${info.company.name} does not take cards or bank accounts here. Please ask how to pay.`}</Text>
  if (!isOpen)
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          Replace it with another
        </Button>
      </Group>
    )
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="sm">
        {info.payment_sources.length === 0 ? 'Add a card or bank account' : 'Use another one'}
      </Title>
      <Stack gap="md">
        {methods.length > 1 ? (
          <SegmentedControl
            aria-label="Kind"
            value={chosen}
            onChange={setChosen}
            data={methods.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        {saving_mandate ? <Text>{saving_mandate}</Text> : null}
        {method.how === 'token' ? (
          <TokenForm
            key={method.id}
            method={method}
            label={saving_mandate ? 'I agree, save it' : 'Save'}
            run={(body) =>
              call('POST /portal/{username}/invoices/{key}/payment_info', { ...address, body: { ...body, ...agreed } })
            }
            done={() => {
              setOpen(false)
              toast('Saved. It is used from now on.')
            }}
          />
        ) : (
          <GoingThere
            key={method.id}
            method={method}
            label={saving_mandate ? 'I agree, continue' : 'Continue'}
            begin={(body) =>
              call('POST /portal/{username}/invoices/{key}/payment_info/checkout', { ...address, body: { ...body, ...agreed } })
            }
          />
        )}
      </Stack>
    </Paper>
  )
}

/** The agreement that what falls due is collected, in words, and the way out of it. */
function Autopay({ info, address }: ShownProps) {
  const { autopay, company, mandate, payment_sources } = info
  const source = payment_sources.find(({ is_default }) => is_default)
  const change = useWrite(
    (enabled: boolean) =>
      call('POST /portal/{username}/invoices/{key}/payment_info/autopay', {
        ...address,
        body: { enabled, ...(enabled && mandate ? { mandate } : {}) },
      }),
    { quiet: true, onDone: (now) => toast(now.autopay ? 'AutoPay is on.' : 'AutoPay is off.') },
  )
  return (
    <Paper p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>AutoPay</Title>
        <StatusBadge tone={autopay ? 'good' : 'quiet'}>{autopay ? 'On' : 'Off'}</StatusBadge>
      </Group>
      <Stack gap="md">
        {change.error ? (
          <Alert color="brick" variant="light" role="alert">
            {problemText(change.error)}
          </Alert>
        ) : null}
        {autopay ? (
          <Text>{`${company.name} collects its invoices from ${source ? `the ${sourceText(source)}` : 'what you have on file'} when they are due.`}</Text>
        ) : (
          <Text>
            {mandate ??
              `Once a card or bank account is saved, ${company.name} can collect its invoices by itself when they are due.`}
          </Text>
        )}
        {(mandate || autopay) && !info.preview ? (
          <Group>
            <Button variant={autopay ? 'default' : 'filled'} loading={change.isPending} onClick={() => change.mutate(!autopay)}>
              {autopay ? 'Turn off AutoPay' : 'I agree, turn on AutoPay'}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Paper>
  )
}
