import { Paper, Text, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import { customerOf, type Payment } from '../../../records.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { LoadingRows, ProblemNote, Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { PaymentForm, type WrittenPayment } from './PaymentForm.tsx'
import { OWING_MAX, rowsOf } from './splitting.ts'

/** What was noted wrongly of a payment is put right: when, how and for what it came. */
export function EditPayment() {
  const id = Number(useParams({ strict: false }).id)
  const query = { expand: 'customer,applied_to.invoice,applied_to.estimate,applied_to.credit_note', include: 'applied_to' }
  return (
    <Shown read={useRead('GET /payments/{id}', { id, query })}>
      {(payment) => <WithOwing key={payment.id} payment={payment} title="Edit payment" crumbs={crumbsOf(payment)} />}
    </Shown>
  )
}

interface WithOwingProps {
  readonly payment: WrittenPayment
  readonly title: string
  readonly crumbs: readonly { readonly label: string; readonly to: string }[]
}

/** The form needs what its customer owes; a payment of an unknown payer is first given one. */
export function WithOwing({ payment, title, crumbs }: WithOwingProps) {
  const customer = customerOf(payment)?.id ?? null
  const owing = useList(
    'GET /invoices',
    {
      query: {
        per_page: OWING_MAX,
        sort: 'due_date asc',
        filter: { customer: customer ?? 0, currency: payment.currency, draft: 0, paid: 0, closed: 0, voided: 0 },
      },
    },
    { enabled: customer !== null },
  )
  if (customer === null) return <GivePayer payment={payment} crumbs={crumbs} />
  if (owing.error) return <ProblemNote error={owing.error} retry={() => void owing.refetch()} />
  if (!owing.data) return <LoadingRows noun="payment" count={5} />
  const rows = payment.id === 0 || payment.amount > 0 ? rowsOf(payment, owing.data.rows) : []
  return <PaymentForm payment={payment} rows={rows} title={title} crumbs={crumbs} />
}

const nameOf = (payment: Payment) => `Payment of ${moneyText(payment.amount, payment.currency)}`
const crumbsOf = (payment: Payment) => [
  { label: 'Payments', to: paths.payments() },
  { label: nameOf(payment), to: paths.payment(payment.id) },
]

function GivePayer({ payment, crumbs }: Omit<WithOwingProps, 'title'>) {
  const give = useWrite((customer: number) => call('PATCH /payments/{id}', { id: payment.id, body: { customer } }), {
    onDone: () => toast('The payment has its customer now.'),
  })
  return (
    <>
      <PageHeader title="Edit payment" crumbs={crumbs} />
      <Paper p="lg" maw={560} component="section">
        <Title order={2} mb="sm">
          Who paid?
        </Title>
        <Text c="dimmed" mb="md">
          Nobody knows yet whose payment this is. Choose the customer; then say what it pays.
        </Text>
        <CustomerPicker value={null} onChange={(customer) => customer && give.mutate(customer.id)} disabled={give.isPending} />
      </Paper>
    </>
  )
}
