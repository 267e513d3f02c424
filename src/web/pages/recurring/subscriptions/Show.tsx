import { Alert, Grid, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { counted } from '../../../../core/counted.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead } from '../../../query.ts'
import { planOf, type Subscription } from '../../../records.ts'
import { DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { rhythmText } from '../../catalog/plans/plan-text.ts'
import { CustomFieldFacts } from '../../company/custom-fields/CustomFieldFacts.tsx'
import { customerId, customerName, InvoiceCard, invoiceColumns } from '../../receivables/invoices/columns.tsx'
import { sentence } from '../../receivables/invoices/methods.ts'
import { planName } from './List.tsx'
import { Prorations } from './Prorations.tsx'
import { renewalText } from './renewals.ts'
import { SubscriptionBadge } from './SubscriptionBadge.tsx'
import { useSubscriptionActions } from './use-subscription-actions.tsx'

export function SubscriptionPage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /subscriptions/{id}', { id, query: { expand: 'customer,plan,addons.plan' } })}>
      {(subscription) => <SubscriptionSummary subscription={subscription} />}
    </Shown>
  )
}

function SubscriptionSummary({ subscription }: { readonly subscription: Subscription }) {
  const { actions, more, dialog } = useSubscriptionActions(subscription)
  return (
    <>
      <PageHeader
        title={planName(subscription)}
        crumbs={[{ label: 'Subscriptions', to: paths.subscriptions() }]}
        badge={<SubscriptionBadge status={subscription.status} />}
        actions={actions}
        more={more}
        subtitle={
          <>
            for <TextLink to={paths.customer(customerId(subscription))}>{customerName(subscription)}</TextLink>
          </>
        }
      />
      {dialog}
      {subscription.pending_renewal ? (
        <Alert color="amber" variant="light" mb="md" title="The term is over">
          Nothing is billed until the next term begins. Begin it, or cancel the subscription.
        </Alert>
      ) : null}
      {subscription.problem ? (
        <Alert color="brick" variant="light" role="alert" mb="md" title="The last bill could not be made">
          {subscription.problem}
        </Alert>
      ) : null}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 2, md: 1 }}>
          <Bills subscription={subscription} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 1, md: 2 }}>
          <Stack gap="md">
            <Agreement subscription={subscription} />
            <Addons subscription={subscription} />
            <Prorations subscription={subscription} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Agreement({ subscription }: { readonly subscription: Subscription }) {
  const { currency, period_start, period_end, cycles, contract_period_end } = subscription
  const plan = planOf(subscription)
  const day = (at: number | null) => (at === null ? null : <DateText at={at} />)
  return (
    <Paper p="md" component="section" aria-label="Agreement">
      <Title order={2} mb="sm">
        Agreement
      </Title>
      <SimpleGrid cols={2} spacing="sm">
        <Fact label="Each time">
          <Money amount={subscription.recurring_total} currency={currency} fw={600} />
        </Fact>
        <Fact label="Billed">{plan ? `${sentence(rhythmText(plan))}, in ${subscription.bill_in}` : null}</Fact>
        <Fact label="Quantity">{subscription.quantity}</Fact>
        <Fact label="Per month on average">
          <Money amount={subscription.mrr} currency={currency} />
        </Fact>
        <Fact label="Period">
          {period_start === null ? null : (
            <>
              <DateText at={period_start} /> – <DateText at={period_end} />
            </>
          )}
        </Fact>
        <Fact label="Next bill">{day(subscription.renews_next)}</Fact>
        <Fact label="Began">{day(subscription.start_date)}</Fact>
        <Fact label="Term">{cycles === null ? null : counted(cycles, 'bill')}</Fact>
        <Fact label="Term until">{day(contract_period_end)}</Fact>
        <Fact label="After the term">{cycles === null ? null : renewalText(subscription)}</Fact>
        <Fact label="Canceled">{day(subscription.canceled_at)}</Fact>
        <Fact label="Reason">{subscription.canceled_reason}</Fact>
        <CustomFieldFacts object="subscription" metadata={subscription.metadata} currency={currency} />
        <Fact label="At the end of the period">
          {subscription.cancel_at_period_end && !subscription.canceled ? 'It ends' : null}
        </Fact>
      </SimpleGrid>
    </Paper>
  )
}

function Addons({ subscription: { addons } }: { readonly subscription: Subscription }) {
  if (addons.length === 0) return null
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        Addons
      </Title>
      <Stack gap={6}>
        {addons.map((addon) => (
          <Fact key={addon.id} label={planOf(addon)?.name ?? String(addon.plan)}>{`Quantity ${addon.quantity}`}</Fact>
        ))}
      </Stack>
    </Paper>
  )
}

function Bills({ subscription }: { readonly subscription: Subscription }) {
  const search = useListSearch()
  const invoices = useList('GET /invoices', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'date desc',
      filter: { subscription: subscription.id },
    },
  })
  return (
    <section>
      <Title order={2} mb="xs">
        Invoices
      </Title>
      <DataTable
        noun="invoices"
        columns={invoiceColumns.filter(({ id }) => id !== 'customer')}
        hidden={['order']}
        search={search}
        list={invoices}
        keyOf={(invoice) => invoice.id}
        linkOf={(invoice) => paths.invoice(invoice.id)}
        card={(invoice) => <InvoiceCard invoice={invoice} />}
        empty={{ title: 'No invoices yet', text: 'The first bill appears here when it is due.' }}
      />
    </section>
  )
}
