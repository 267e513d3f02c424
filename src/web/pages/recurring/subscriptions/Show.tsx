import { Alert, Grid, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import { IconBan, IconEdit, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import { planOf, type Subscription } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { rhythmText } from '../../catalog/plans/plan-text.ts'
import { customerId, customerName, InvoiceCard, invoiceColumns } from '../../receivables/invoices/columns.tsx'
import { sentence } from '../../receivables/invoices/methods.ts'
import { planName } from './List.tsx'
import { SubscriptionBadge } from './SubscriptionBadge.tsx'

export function SubscriptionPage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /subscriptions/{id}', { id, query: { expand: 'customer,plan,addons.plan' } })}>
      {(subscription) => <SubscriptionSummary subscription={subscription} />}
    </Shown>
  )
}

function SubscriptionSummary({ subscription }: { readonly subscription: Subscription }) {
  const { actions, more } = useActions(subscription)
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
    <Paper p="md" component="section">
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
        <Fact label="Ends after">{cycles === null ? null : `${cycles} ${cycles === 1 ? 'bill' : 'bills'}`}</Fact>
        <Fact label="Term until">{day(contract_period_end)}</Fact>
        <Fact label="Canceled">{day(subscription.canceled_at)}</Fact>
        <Fact label="Reason">{subscription.canceled_reason}</Fact>
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

function useActions({ id, paused, canceled, finished, cancel_at_period_end }: Subscription): {
  actions: Action[]
  more: Action[]
} {
  const ended = canceled ? 'It is canceled.' : finished ? 'It is finished.' : undefined
  const pause = useWrite(() => call('POST /subscriptions/{id}/pause', { id }), { onDone: () => toast('Paused.') })
  const resume = useWrite(() => call('POST /subscriptions/{id}/resume', { id, body: {} }), { onDone: () => toast('Resumed.') })
  const atEnd = useWrite((ends: boolean) => call('PATCH /subscriptions/{id}', { id, body: { cancel_at_period_end: ends } }), {
    onDone: (changed) => toast(changed.cancel_at_period_end ? 'It ends with its period.' : 'It goes on.'),
  })
  const cancel = useWrite(() => call('DELETE /subscriptions/{id}', { id }), { quiet: true, onDone: () => toast('Canceled.') })
  const shared = { needs: 'subscriptions.edit', reason: ended } as const
  const main: Action = paused
    ? {
        ...shared,
        label: 'Resume',
        icon: <IconPlayerPlay size={16} />,
        loading: resume.isPending,
        run: () => resume.mutate(undefined),
      }
    : {
        ...shared,
        label: 'Pause',
        icon: <IconPlayerPause size={16} />,
        loading: pause.isPending,
        run: () => pause.mutate(undefined),
      }
  const ending: Action = {
    ...shared,
    label: cancel_at_period_end ? 'Let it go on' : 'Cancel at the end of the period',
    icon: cancel_at_period_end ? <IconPlayerPlay size={16} /> : <IconX size={16} />,
    run: () => atEnd.mutate(!cancel_at_period_end),
  }
  const askToCancel = () =>
    confirm({
      title: 'Cancel this subscription now?',
      text: 'Nothing more is billed. Invoices that were made stay. This cannot be undone.',
      verb: 'Cancel subscription',
      danger: true,
      run: () => cancel.mutateAsync(undefined),
    })
  const canceling: Action = {
    label: 'Cancel now',
    icon: <IconBan size={16} />,
    danger: true,
    reason: ended,
    needs: 'subscriptions.delete',
    run: askToCancel,
  }
  const changing: Action = {
    ...shared,
    label: 'Change',
    icon: <IconEdit size={16} />,
    to: paths.editSubscription(id),
  }
  return { actions: [changing, main], more: [ending, canceling] }
}
