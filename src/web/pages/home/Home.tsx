import { Grid, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import { paths } from '../../paths.ts'
import { useList } from '../../query.ts'
import { customerOf, type Invoice } from '../../records.ts'
import { useCompany, useSession } from '../../session.ts'
import { PlainLink, TextLink } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { LoadingRows } from '../../ui/states.tsx'
import { InvoiceCard } from '../receivables/invoices/columns.tsx'
import classes from './Home.module.css'
import { NeedsAttention } from './NeedsAttention.tsx'
import { Receivable } from './Receivable.tsx'
import { SetUpList } from './SetUpList.tsx'

export function Home() {
  const company = useCompany()
  const user = useSession()?.user
  const first = user?.name?.split(' ')[0]
  return (
    <>
      <PageHeader
        title={first ? `Hello, ${first}` : 'Dashboard'}
        subtitle={`Receivables of ${company.name}`}
        actions={[
          { label: 'New invoice', icon: <IconFileInvoice size={16} />, to: paths.newInvoice(), needs: 'invoices.create' },
        ]}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Receivable />
            <RecentInvoices
              title="Past due"
              tab="past_due"
              query={{ sort: 'due_date asc', filter: { status: 'past_due' } }}
              nothing="Nothing is past due."
            />
            <RecentInvoices title="Latest invoices" tab="all" query={{ sort: 'id desc' }} nothing="Your invoices appear here." />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <NeedsAttention />
            <SetUpList />
            <RecentPayments />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

interface RecentInvoicesProps {
  readonly title: string
  readonly tab: string
  readonly query: { readonly sort: string; readonly filter?: Readonly<Record<string, string>> }
  readonly nothing: string
}

function RecentInvoices({ title, tab, query, nothing }: RecentInvoicesProps) {
  const invoices = useList('GET /invoices', { query: { per_page: 5, expand: 'customer', ...query } })
  const rows: readonly Invoice[] = invoices.data?.rows ?? []
  return (
    <Paper component="section">
      <Group justify="space-between" p="md" pb={6}>
        <Title order={2}>{title}</Title>
        {rows.length > 0 ? <TextLink to={paths.invoices(tab)}>All {invoices.data?.total.toLocaleString()}</TextLink> : null}
      </Group>
      {invoices.data ? null : <LoadingRows noun="invoices" count={3} />}
      {invoices.data && rows.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {nothing}
        </Text>
      ) : null}
      <ul className={classes.rows}>
        {rows.map((invoice) => (
          <li key={invoice.id}>
            <PlainLink to={paths.invoice(invoice.id)} className={classes.row ?? ''}>
              <InvoiceCard invoice={invoice} />
            </PlainLink>
          </li>
        ))}
      </ul>
    </Paper>
  )
}

function RecentPayments() {
  const payments = useList('GET /payments', {
    query: { per_page: 5, sort: 'id desc', expand: 'customer', amount: JSON.stringify(['>', 0]), filter: { voided: 0 } },
  })
  const rows = payments.data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <Paper component="section">
      <Title order={2} p="md" pb={6}>
        Latest payments
      </Title>
      <ul className={classes.rows}>
        {rows.map((payment) => (
          <li key={payment.id}>
            <PlainLink to={paths.payment(payment.id)} className={classes.row ?? ''}>
              <SimpleGrid cols={2}>
                <Text truncate>{customerOf(payment)?.name ?? 'Unknown payer'}</Text>
                <Money amount={payment.amount} currency={payment.currency} ta="right" fw={550} />
              </SimpleGrid>
            </PlainLink>
          </li>
        ))}
      </ul>
    </Paper>
  )
}
