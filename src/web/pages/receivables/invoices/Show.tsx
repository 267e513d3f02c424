import { Grid, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { paths } from '../../../paths.ts'
import { useList, useRead } from '../../../query.ts'
import { type Invoice, idOf, numberOf } from '../../../records.ts'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { LoadingRows, Shown } from '../../../ui/states.tsx'
import { Timeline } from '../../../ui/Timeline.tsx'
import { CustomFieldFacts } from '../../company/custom-fields/CustomFieldFacts.tsx'
import { useLineFields } from '../../company/custom-fields/use-line-fields.ts'
import { InvoiceChasing } from './Chasing.tsx'
import { CreditToUse } from './CreditToUse.tsx'
import { customerId, customerName } from './columns.tsx'
import { historyOf } from './event-text.ts'
import { InvoiceBadge } from './InvoiceBadge.tsx'
import { InvoiceLines } from './InvoiceLines.tsx'
import { Mails, useMails } from './Mails.tsx'
import { methodText, sentence } from './methods.ts'
import { NextStep } from './NextStep.tsx'
import { Posts, usePosts } from './Posts.tsx'
import { useInvoiceActions } from './use-invoice-actions.tsx'

export function InvoicePage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /invoices/{id}', { id, query: { expand: 'customer,estimate' } })}>
      {(invoice) => <InvoiceSummary invoice={invoice} />}
    </Shown>
  )
}

function InvoiceSummary({ invoice }: { readonly invoice: Invoice }) {
  const { actions, more, dialogs, open } = useInvoiceActions(invoice)
  const lineFields = useLineFields(invoice.items)
  return (
    <>
      <PageHeader
        title={invoice.number ?? 'Draft invoice'}
        crumbs={[{ label: 'Invoices', to: paths.invoices() }]}
        badge={<InvoiceBadge status={invoice.status} />}
        actions={actions}
        more={more}
        subtitle={
          <>
            for <TextLink to={paths.customer(customerId(invoice))}>{customerName(invoice)}</TextLink>
          </>
        }
      />
      <NextStep invoice={invoice} open={open} />
      <CreditToUse invoice={invoice} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Paper p="lg" component="section" aria-label="Invoice">
              <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" mb="lg">
                <Fact label="Date">
                  <DateText at={invoice.date} />
                </Fact>
                <Fact label="Due">
                  <DateText at={invoice.due_date} />
                </Fact>
                <Fact label="Terms">{invoice.payment_terms}</Fact>
                <Fact label="Number">{invoice.number ?? 'Assigned on issue'}</Fact>
                <Fact label="Purchase order">{invoice.purchase_order}</Fact>
                <Fact label="From estimate">
                  {idOf(invoice.estimate) > 0 ? (
                    <TextLink to={paths.estimate(idOf(invoice.estimate))}>{numberOf(invoice.estimate) ?? 'Estimate'}</TextLink>
                  ) : null}
                </Fact>
                <CustomFieldFacts object="invoice" metadata={invoice.metadata} currency={invoice.currency} />
              </SimpleGrid>
              <InvoiceLines invoice={invoice} fields={lineFields} />
              {invoice.notes ? (
                <Text mt="lg" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {invoice.notes}
                </Text>
              ) : null}
            </Paper>
            <Payments invoice={invoice} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Paper p="md" component="section" aria-label="Timeline">
              <Title order={2} mb="md">
                Timeline
              </Title>
              <History invoice={invoice} />
            </Paper>
            <InvoiceChasing invoice={invoice} />
            <Mails document={invoice} />
            <Posts document={invoice} />
          </Stack>
        </Grid.Col>
      </Grid>
      {dialogs}
    </>
  )
}

function Payments({ invoice }: { readonly invoice: Invoice }) {
  const payments = useList('GET /payments', {
    query: { per_page: 100, sort: 'date desc', include: 'applied_to', invoice: invoice.id, filter: { voided: 0 } },
  })
  const applied = (payments.data?.rows ?? []).flatMap((payment) =>
    (payment.applied_to ?? []).filter((part) => idOf(part.invoice) === invoice.id).map((part) => ({ payment, part })),
  )
  if (applied.length === 0) return null
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="xs">
        Payments
      </Title>
      <Stack gap="xs">
        {applied.map(({ payment, part }) => (
          <Group key={part.id} justify="space-between" wrap="nowrap">
            <div>
              <TextLink to={paths.payment(payment.id)}>
                {part.type === 'invoice' ? methodText(payment.method) : sentence(part.type)}
                {payment.reference && !payment.charge ? ` ${payment.reference}` : ''}
              </TextLink>
              <Text fz="xs" c="dimmed">
                <DateText at={payment.date} />
              </Text>
            </div>
            <Money amount={part.amount} currency={payment.currency} fw={550} />
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}

function History({ invoice }: { readonly invoice: Invoice }) {
  const mails = useMails(invoice)
  const posts = usePosts(invoice)
  const events = useRead(
    'GET /events',
    { query: { related_to: `invoice,${invoice.id}`, include: 'user', per_page: 50 } },
    { refetchInterval: 15_000 },
  )
  if (!events.data) return <LoadingRows noun="timeline" count={4} />
  if (events.data.length === 0) return <Text c="dimmed">Nothing has happened yet.</Text>
  return <Timeline entries={historyOf(events.data, mails, posts)} />
}
