import { Tabs } from '@mantine/core'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import classes from '../../../ui/DataTable.module.css'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { LinkButton, TextLink } from '../../../ui/links.tsx'
import { type ListSearch, useListSearch } from '../../../ui/list-search.ts'
import { PaymentCard, paymentColumns } from '../../payments/payments/List.tsx'
import { CreditNoteBadge } from '../../receivables/credit-notes/CreditNoteBadge.tsx'
import { creditNoteColumns } from '../../receivables/credit-notes/List.tsx'
import { DocumentCard } from '../../receivables/documents/columns.tsx'
import { EstimateBadge } from '../../receivables/estimates/EstimateBadge.tsx'
import { estimateColumns } from '../../receivables/estimates/List.tsx'
import { InvoiceCard, invoiceColumns } from '../../receivables/invoices/columns.tsx'
import { SubscriptionCard, subscriptionColumns } from '../../recurring/subscriptions/List.tsx'

const SHOWN = 10

const TABS = [
  { value: 'invoices', label: 'Invoices', List: Invoices },
  { value: 'payments', label: 'Payments', List: Payments },
  { value: 'estimates', label: 'Estimates', List: Estimates },
  { value: 'credit_notes', label: 'Credit notes', List: CreditNotes },
  { value: 'subscriptions', label: 'Subscriptions', List: Subscriptions },
] as const

interface ListProps {
  readonly customer: Customer
}

/** Everything between the company and the customer, a tab for each kind; only the tab that is looked at is asked for. */
export function Account({ customer }: ListProps) {
  const search = useListSearch()
  const tab = TABS.find(({ value }) => value === search.get('tab')) ?? TABS[0]
  const choose = (value: string | null) =>
    search.set({ tab: value === 'invoices' ? undefined : (value ?? undefined), sort: undefined })
  return (
    <Tabs value={tab.value} onChange={choose} keepMounted={false}>
      <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }} aria-label="What there is">
        {TABS.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(({ value, List }) => (
        <Tabs.Panel key={value} value={value} pt="md">
          <List customer={customer} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

function Invoices({ customer }: ListProps) {
  const search = useListSearch()
  const list = useList('GET /invoices', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'date desc', filter: { customer: customer.id } },
  })
  return (
    <DataTable
      noun="invoices"
      columns={withoutCustomer(invoiceColumns)}
      hidden={['order']}
      search={search}
      list={list}
      keyOf={(invoice) => invoice.id}
      linkOf={(invoice) => paths.invoice(invoice.id)}
      card={(invoice) => <InvoiceCard invoice={invoice} />}
      empty={{
        title: 'No invoices yet',
        text: `Nothing has been billed to ${customer.name}.`,
        action: <LinkButton to={paths.newInvoice(customer.id)}>New invoice</LinkButton>,
      }}
    />
  )
}

function Payments({ customer }: ListProps) {
  const search = useShort()
  const list = useList('GET /payments', { query: newest(search, 'date desc', { filter: { customer: customer.id } }) })
  return (
    <DataTable
      noun="payments"
      foot={<All noun="payments" total={list.data?.total} to={paths.ofCustomer(paths.payments(), customer.id)} />}
      columns={withoutCustomer(paymentColumns)}
      search={search}
      list={list}
      keyOf={(payment) => payment.id}
      linkOf={(payment) => paths.payment(payment.id)}
      card={(payment) => <PaymentCard payment={payment} />}
      empty={{ title: 'No payments yet', text: `${customer.name} has not paid anything yet.` }}
    />
  )
}

function Estimates({ customer }: ListProps) {
  const search = useShort()
  const list = useList('GET /estimates', { query: newest(search, 'date desc', { filter: { customer: customer.id } }) })
  return (
    <DataTable
      noun="estimates"
      foot={<All noun="estimates" total={list.data?.total} to={paths.ofCustomer(paths.estimates(), customer.id)} />}
      columns={withoutCustomer(estimateColumns)}
      search={search}
      list={list}
      keyOf={(estimate) => estimate.id}
      linkOf={(estimate) => paths.estimate(estimate.id)}
      card={(estimate) => <DocumentCard document={estimate} badge={<EstimateBadge status={estimate.status} />} />}
      empty={{
        title: 'No estimates yet',
        text: `Nothing has been offered to ${customer.name}.`,
        action: <LinkButton to={paths.newEstimate(customer.id)}>New estimate</LinkButton>,
      }}
    />
  )
}

function CreditNotes({ customer }: ListProps) {
  const search = useShort()
  const list = useList('GET /credit_notes', { query: newest(search, 'date desc', { filter: { customer: customer.id } }) })
  return (
    <DataTable
      noun="credit notes"
      foot={<All noun="credit notes" total={list.data?.total} to={paths.ofCustomer(paths.creditNotes(), customer.id)} />}
      columns={withoutCustomer(creditNoteColumns)}
      search={search}
      list={list}
      keyOf={(note) => note.id}
      linkOf={(note) => paths.creditNote(note.id)}
      card={(note) => <DocumentCard document={note} badge={<CreditNoteBadge status={note.status} />} />}
      empty={{
        title: 'No credit notes yet',
        text: `Nothing has been given back to ${customer.name}.`,
        action: <LinkButton to={paths.newCreditNote(customer.id)}>New credit note</LinkButton>,
      }}
    />
  )
}

function Subscriptions({ customer }: ListProps) {
  const search = useShort()
  const list = useList('GET /subscriptions', {
    query: newest(search, 'created_at desc', { all: true, customer: customer.id, expand: 'plan' }),
  })
  return (
    <DataTable
      noun="subscriptions"
      foot={<All noun="subscriptions" total={list.data?.total} to={paths.ofCustomer(paths.subscriptions(), customer.id)} />}
      columns={withoutCustomer(subscriptionColumns).map((column) => ({ ...column, primary: column.id === 'plan' }))}
      search={search}
      list={list}
      keyOf={(subscription) => subscription.id}
      linkOf={(subscription) => paths.subscription(subscription.id)}
      card={(subscription) => <SubscriptionCard subscription={subscription} />}
      empty={{
        title: 'No subscriptions yet',
        text: `Subscribe ${customer.name} to a plan; the bills are made by themselves.`,
        action: <LinkButton to={paths.newSubscription(customer.id)}>New subscription</LinkButton>,
      }}
    />
  )
}

/** A short list can be ordered, and has one page. */
function useShort(): ListSearch {
  return { ...useListSearch(), page: 1, per_page: SHOWN, isFiltered: false }
}

function newest<More extends object>({ sort, page, per_page }: ListSearch, order: string, more: More) {
  return { page, per_page, sort: sort ?? order, ...more }
}

function withoutCustomer<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  return columns.filter(({ id }) => id !== 'customer')
}

interface AllProps {
  readonly noun: string
  readonly total: number | undefined
  readonly to: string
}

/** The way to the whole list. */
function All({ noun, total = 0, to }: AllProps) {
  return (
    <div className={classes.foot}>
      <span className="figures">{total > SHOWN ? `The newest ${SHOWN} of ${total.toLocaleString()}` : null}</span>
      <TextLink to={to}>{`All ${noun} of this customer`}</TextLink>
    </div>
  )
}
