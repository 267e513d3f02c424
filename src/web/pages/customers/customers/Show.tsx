import { Anchor, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconEdit, IconFileInvoice, IconFileMinus, IconFileText, IconRepeat, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { LinkButton, useGo } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { postalLines } from '../../../ui/postal.ts'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { InvoiceCard, invoiceColumns } from '../../receivables/invoices/columns.tsx'
import { Chasing } from './Chasing.tsx'
import { Contacts } from './Contacts.tsx'
import { Notes } from './Notes.tsx'

export function CustomerPage() {
  const id = Number(useParams({ strict: false }).id)
  return <Shown read={useRead('GET /customers/{id}', { id })}>{(customer) => <CustomerAccount customer={customer} />}</Shown>
}

function CustomerAccount({ customer }: { readonly customer: Customer }) {
  const go = useGo()
  const remove = useWrite(() => call('DELETE /customers/{id}', { id: customer.id }), { quiet: true })
  const askToDelete = () =>
    confirm({
      title: `Delete ${customer.name}?`,
      text: 'Only customers without invoices and payments can be deleted. This cannot be undone.',
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
          { label: 'Edit', icon: <IconEdit size={16} />, to: paths.editCustomer(customer.id), needs: 'customers.edit' },
        ]}
        more={[
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
          { label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: askToDelete, needs: 'customers.delete' },
        ]}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 2, md: 1 }}>
          <Stack gap="md">
            <CustomerInvoices customer={customer} />
            <Notes customer={customer} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 1, md: 2 }}>
          <Stack gap="md">
            <BalanceCard customer={customer} />
            <Chasing customer={customer} />
            <Details customer={customer} />
            <Contacts customer={customer} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function BalanceCard({ customer }: { readonly customer: Customer }) {
  const balance = useRead('GET /customers/{id}/balance', { id: customer.id })
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
      <Group justify="space-between" mt={8}>
        <Text c="dimmed">Due now</Text>
        <Money amount={due_now} currency={currency} />
      </Group>
      <Group justify="space-between">
        <Text c="dimmed">Credits</Text>
        <Money amount={available_credits} currency={currency} />
      </Group>
    </Paper>
  )
}

function Details({ customer }: { readonly customer: Customer }) {
  const home = useCompany().country
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
      </Stack>
    </Paper>
  )
}

function CustomerInvoices({ customer }: { readonly customer: Customer }) {
  const search = useListSearch()
  const invoices = useList('GET /invoices', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'date desc', filter: { customer: customer.id } },
  })
  const columns = invoiceColumns.filter((column) => column.id !== 'customer')
  return (
    <section>
      <Title order={2} mb="xs">
        Invoices
      </Title>
      <DataTable
        noun="invoices"
        columns={columns}
        hidden={['order']}
        search={search}
        list={invoices}
        keyOf={(invoice) => invoice.id}
        linkOf={(invoice) => paths.invoice(invoice.id)}
        card={(invoice) => <InvoiceCard invoice={invoice} />}
        empty={{
          title: 'No invoices yet',
          text: `Nothing has been billed to ${customer.name}.`,
          action: <LinkButton to={paths.newInvoice(customer.id)}>New invoice</LinkButton>,
        }}
      />
    </section>
  )
}
