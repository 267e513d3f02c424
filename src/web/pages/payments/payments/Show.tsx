import { Grid, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconBan, IconEdit, IconFileDownload } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import { type Application, customerOf, idOf, numberOf, type Payment } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldFacts } from '../../company/custom-fields/CustomFieldFacts.tsx'
import { methodText, sentence } from '../../receivables/invoices/methods.ts'
import { ChargeCard } from '../charges/ChargeCard.tsx'
import { hasFailed, PaymentBadge, payerName } from './List.tsx'

export function PaymentPage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown
      read={useRead('GET /payments/{id}', {
        id,
        query: { expand: 'customer,applied_to.invoice,applied_to.estimate,applied_to.credit_note', include: 'applied_to' },
      })}
    >
      {(payment) => <PaymentSummary payment={payment} />}
    </Shown>
  )
}

function PaymentSummary({ payment }: { readonly payment: Payment }) {
  const customer = customerOf(payment)
  const charge = idOf(payment.charge)
  const askToVoid = useVoiding(payment)
  const receipt = payment.pdf_url
    ? { href: payment.pdf_url }
    : { reason: 'There is a receipt once the whole payment is applied.' }
  const fixed = reasonAgainstChange(payment)
  const editing = fixed ? { reason: fixed } : { to: paths.editPayment(payment.id) }
  const voiding = fixed ? { reason: fixed } : { run: askToVoid }
  return (
    <>
      <PageHeader
        title={`Payment of ${moneyText(payment.amount, payment.currency)}`}
        crumbs={[{ label: 'Payments', to: paths.payments() }]}
        badge={<PaymentBadge payment={payment} />}
        subtitle={
          customer ? (
            <>
              from <TextLink to={paths.customer(customer.id)}>{customer.name}</TextLink>
            </>
          ) : (
            payerName(payment)
          )
        }
        actions={[
          {
            label: payment.balance > 0 ? 'Edit or apply' : 'Edit',
            icon: <IconEdit size={16} />,
            needs: 'payments.edit',
            ...editing,
          },
          { label: 'Receipt', icon: <IconFileDownload size={16} />, ...receipt },
        ]}
        more={[{ label: 'Void', icon: <IconBan size={16} />, danger: true, needs: 'payments.delete', ...voiding }]}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <AppliedTo payment={payment} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Details payment={payment} />
            {charge > 0 ? <ChargeCard id={charge} /> : null}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function reasonAgainstChange(payment: Payment): string | undefined {
  if (payment.status === 'pending') return 'The money is still on its way.'
  if (hasFailed(payment)) return 'The payment failed.'
  return payment.voided ? 'The payment is voided.' : undefined
}

function useVoiding({ id }: Payment): () => void {
  const voiding = useWrite(() => call('DELETE /payments/{id}', { id }), { quiet: true, onDone: () => toast('Payment voided.') })
  return () =>
    confirm({
      title: 'Void this payment?',
      text: 'Its invoices are open again by what it had paid. This cannot be undone.',
      verb: 'Void payment',
      danger: true,
      run: () => voiding.mutateAsync(undefined),
    })
}

function AppliedTo({ payment: { applied_to = [], balance, currency } }: { readonly payment: Payment }) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="sm">
        Applied to
      </Title>
      {applied_to.length === 0 ? <Text c="dimmed">Nothing yet.</Text> : null}
      <Stack gap="xs">
        {applied_to.map((part) => (
          <Part key={part.id} part={part} currency={currency} />
        ))}
        <Group justify="space-between">
          <Text c="dimmed">Not applied</Text>
          <Money amount={balance} currency={currency} />
        </Group>
      </Stack>
    </Paper>
  )
}

function Details({ payment }: { readonly payment: Payment }) {
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        Details
      </Title>
      <SimpleGrid cols={2} spacing="sm">
        <Fact label="Date">
          <DateText at={payment.date} />
        </Fact>
        <Fact label="Method">{methodText(payment.method)}</Fact>
        <Fact label="Reference">{payment.reference}</Fact>
        <Fact label="Source">{sentence(payment.source)}</Fact>
        <CustomFieldFacts object="payment" metadata={payment.metadata} currency={payment.currency} />
      </SimpleGrid>
      {payment.notes ? (
        <Text mt="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {payment.notes}
        </Text>
      ) : null}
    </Paper>
  )
}

function Part({ part, currency }: { readonly part: Application; readonly currency: string }) {
  return (
    <Group justify="space-between">
      <PartName part={part} />
      <Money amount={part.amount} currency={currency} fw={550} />
    </Group>
  )
}

/** What a part of a payment settles, in words. */
export function PartName({ part }: { readonly part: Application }) {
  const places = [
    { id: idOf(part.invoice), to: paths.invoice, name: numberOf(part.invoice) ?? 'Invoice' },
    { id: idOf(part.estimate), to: paths.estimate, name: `Deposit for ${numberOf(part.estimate) ?? 'an estimate'}` },
  ]
  const place = places.find(({ id }) => id > 0)
  const note = idOf(part.credit_note)
  return (
    <div>
      {place ? (
        <TextLink to={place.to(place.id)}>{place.name}</TextLink>
      ) : (
        <Text span>{UNPLACED[part.type] ?? sentence(part.type)}</Text>
      )}
      {part.type === 'credit_note' && note > 0 ? (
        <Text span c="dimmed">
          {' from '}
          <TextLink to={paths.creditNote(note)}>{numberOf(part.credit_note) ?? 'a credit note'}</TextLink>
        </Text>
      ) : null}
      {part.type === 'applied_credit' ? (
        <Text span c="dimmed">
          {' from the credit balance'}
        </Text>
      ) : null}
    </div>
  )
}

/** Splits that settle no document. */
const UNPLACED: Readonly<Record<string, string>> = {
  credit: 'Credit balance of the customer',
  credit_note: 'Credit balance of the customer',
  convenience_fee: 'Fee for the way of paying',
}
