import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import {
  IconCash,
  IconEdit,
  IconFileDollar,
  IconFileInvoice,
  IconFileMinus,
  IconFileText,
  IconRepeat,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink, useGo } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { postalLines } from '../../../ui/postal.ts'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldFacts } from '../../company/custom-fields/CustomFieldFacts.tsx'
import { SavedSources } from '../../payments/sources/SavedSources.tsx'
import { Mails } from '../../receivables/invoices/Mails.tsx'
import { Posts } from '../../receivables/invoices/Posts.tsx'
import { Account } from './Account.tsx'
import { Autopay } from './AutopayConsents.tsx'
import { Chasing } from './Chasing.tsx'
import { Contacts } from './Contacts.tsx'
import { Notes } from './Notes.tsx'
import classes from './Show.module.css'
import { StatementDialog } from './StatementDialog.tsx'
import { useCredit } from './use-credit.ts'

export function CustomerPage() {
  const id = Number(useParams({ strict: false }).id)
  return <Shown read={useRead('GET /customers/{id}', { id })}>{(customer) => <CustomerAccount customer={customer} />}</Shown>
}

function CustomerAccount({ customer }: { readonly customer: Customer }) {
  const go = useGo()
  const [isStating, setStating] = useState(false)
  const remove = useWrite(() => call('DELETE /customers/{id}', { id: customer.id }), { quiet: true })
  const activity = useActivity(customer)
  const askToDelete = () =>
    confirm({
      title: `Delete ${customer.name}?`,
      text: 'Only customers without invoices and payments can be deleted; others can be made inactive. This cannot be undone.',
      verb: 'Delete customer',
      danger: true,
      run: async () => {
        await remove.mutateAsync(undefined)
        toast(`${customer.name} deleted.`)
        go(paths.customers())
      },
    })
  return (
    <>
      <PageHeader
        title={customer.name}
        crumbs={[{ label: 'Customers', to: paths.customers() }]}
        subtitle={customer.number}
        badge={customer.active === false ? <StatusBadge tone="quiet">Inactive</StatusBadge> : null}
        actions={[
          {
            label: 'New invoice',
            icon: <IconFileInvoice size={16} />,
            to: paths.newInvoice(customer.id),
            needs: 'invoices.create',
          },
          { label: 'Statement', icon: <IconFileDollar size={16} />, run: () => setStating(true) },
          { label: 'Edit', icon: <IconEdit size={16} />, to: paths.editCustomer(customer.id), needs: 'customers.edit' },
        ]}
        more={[
          {
            label: 'Record payment',
            icon: <IconCash size={16} />,
            to: paths.newPayment(customer.id),
            needs: 'payments.create',
          },
          {
            label: 'New estimate',
            icon: <IconFileText size={16} />,
            to: paths.newEstimate(customer.id),
            needs: 'estimates.create',
          },
          {
            label: 'New subscription',
            icon: <IconRepeat size={16} />,
            to: paths.newSubscription(customer.id),
            needs: 'subscriptions.create',
          },
          {
            label: 'New credit note',
            icon: <IconFileMinus size={16} />,
            to: paths.newCreditNote(customer.id),
            needs: 'credit_notes.create',
          },
          activity,
          { label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: askToDelete, needs: 'customers.delete' },
        ]}
      />
      <StatementDialog customer={customer} opened={isStating} close={() => setStating(false)} />
      <div className={classes.layout}>
        <div className={classes.balance}>
          <BalanceCard customer={customer} />
        </div>
        <Stack gap="md" className={classes.account ?? ''}>
          <Account customer={customer} />
          <Notes customer={customer} />
        </Stack>
        <Stack gap="md" className={classes.about ?? ''}>
          <Chasing customer={customer} />
          <SavedSources customer={customer} />
          <Autopay customer={customer} />
          <Details customer={customer} />
          <Contacts customer={customer} />
          <Mails document={customer} />
          <Posts document={customer} />
        </Stack>
      </div>
    </>
  )
}

/** Whoever is billed no more stays with all that was, and is offered nowhere. */
function useActivity({ id, name, active }: Customer): Action {
  const write = useWrite((now: boolean) => call('PATCH /customers/{id}', { id, body: { active: now } }), { quiet: true })
  const needs = 'customers.edit'
  if (!active)
    return {
      label: 'Make active again',
      icon: <IconUserCheck size={16} />,
      needs,
      run: () => write.mutateAsync(true).then(() => toast(`${name} is active again.`)),
    }
  const ask = () =>
    confirm({
      title: `Make ${name} inactive?`,
      text: 'No new invoices, estimates or credit notes can be made for an inactive customer. What there is stays as it is.',
      verb: 'Make inactive',
      run: async () => {
        await write.mutateAsync(false)
        toast(`${name} is inactive.`)
      },
    })
  return { label: 'Make inactive', icon: <IconUserOff size={16} />, needs, run: ask }
}

function BalanceCard({ customer }: { readonly customer: Customer }) {
  const home = useCompany()
  const balance = useRead('GET /customers/{id}/balance', { id: customer.id })
  const credit = useCredit(customer.id, balance.data?.currency ?? customer.currency ?? home.currency)
  if (!balance.data) return null
  const { currency, total_outstanding, due_now, past_due, available_credits } = balance.data
  return (
    <Paper p="md" component="section" aria-label="Balance">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fz="xs" c="dimmed">
            Balance
          </Text>
          <Money amount={total_outstanding} currency={currency} fz="1.5rem" fw={620} />
        </div>
        {past_due ? <StatusBadge tone="bad">Past due</StatusBadge> : null}
      </Group>
      {due_now === total_outstanding ? null : (
        <Group justify="space-between" mt={8}>
          <Text c="dimmed">For the customer to pay now</Text>
          <Money amount={due_now} currency={currency} />
        </Group>
      )}
      <Group justify="space-between" mt={due_now === total_outstanding ? 8 : 0}>
        <Text c="dimmed">Credits</Text>
        <Money amount={available_credits} currency={currency} />
      </Group>
      {credit?.payments.map((payment) => (
        <Group key={payment.id} justify="space-between">
          <TextLink to={paths.payment(payment.id)}>Payment not applied yet</TextLink>
          <Money amount={payment.balance} currency={currency} />
        </Group>
      ))}
    </Paper>
  )
}

function Details({ customer }: { readonly customer: Customer }) {
  const { country: home, currency } = useCompany()
  const address = [customer.attention_to, ...postalLines(customer, home)].filter(Boolean)
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="xs">
        Details
      </Title>
      <Stack gap={8}>
        <Fact label="E-mail">
          {customer.email ? (
            <Anchor href={`mailto:${customer.email}`} style={{ overflowWrap: 'anywhere' }}>
              {customer.email}
            </Anchor>
          ) : null}
        </Fact>
        <Fact label="Phone">{customer.phone}</Fact>
        <Fact label="Address">{address.length > 0 ? address.map((line) => <div key={line}>{line}</div>) : null}</Fact>
        <Fact label="Terms">{customer.payment_terms}</Fact>
        <Fact label="Tax ID">{customer.tax_id}</Fact>
        <Fact label="Customer since">
          <DateText at={customer.created_at} />
        </Fact>
        <CustomFieldFacts object="customer" metadata={customer.metadata} currency={customer.currency ?? currency} />
      </Stack>
    </Paper>
  )
}
