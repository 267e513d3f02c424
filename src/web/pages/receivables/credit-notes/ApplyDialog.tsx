import { Group, Modal, Stack, Text } from '@mantine/core'
import { subtract } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useOnce, useWrite } from '../../../query.ts'
import type { CreditNote, Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DateText } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money, majorUnits, moneyOf, moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { LoadingRows, ProblemNote } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { customerId } from '../invoices/columns.tsx'
import { checkSpending, type Spending, spent, splitsOf, suggestedSpending, takes } from './spending.ts'

interface ApplyDialogProps {
  readonly note: CreditNote
  readonly opened: boolean
  readonly close: () => void
}

/** Spends a credit note: on invoices that the customer still owes, or into the customer's credit balance. */
export function ApplyDialog({ note, opened, close }: ApplyDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Apply ${note.number ?? 'credit note'}`} size="lg" closeOnClickOutside={false}>
      <OpenInvoices note={note} close={close} />
    </Modal>
  )
}

function OpenInvoices({ note, close }: Omit<ApplyDialogProps, 'opened'>) {
  const read = useList('GET /invoices', {
    query: {
      per_page: 100,
      sort: 'due_date asc',
      filter: { customer: customerId(note), currency: note.currency, draft: 0, paid: 0, closed: 0, voided: 0 },
    },
  })
  if (read.error) return <ProblemNote error={read.error} retry={() => void read.refetch()} />
  if (!read.data) return <LoadingRows noun="open invoices" count={3} />
  const invoices = read.data.rows.filter((invoice) => takes(invoice, note.currency).amount > 0)
  return <ApplyForm note={note} invoices={invoices} close={close} />
}

function ApplyForm(props: { readonly note: CreditNote; readonly invoices: readonly Invoice[]; readonly close: () => void }) {
  const { note, invoices, close } = props
  const { form, submit, saving, problem } = useApplying(props)
  const { currency } = note
  const left = subtract(moneyOf(note.balance, currency), spent(form.values, currency))
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="sm">
        {invoices.length === 0 ? (
          <Text c="dimmed">This customer owes nothing in this currency now. The credit can wait on the account.</Text>
        ) : null}
        {invoices.map((invoice, index) => (
          <Group key={invoice.id} justify="space-between" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <TextLink to={paths.invoice(invoice.id)}>{invoice.number}</TextLink>
              <Text fz="xs" c="dimmed">
                <Money amount={invoice.balance} currency={currency} /> owed, due <DateText at={invoice.due_date} />
              </Text>
            </div>
            <MoneyField
              aria-label={`Amount for ${invoice.number}`}
              currency={currency}
              w={140}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
              {...form.getInputProps(String(invoice.id))}
            />
          </Group>
        ))}
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text>Credit balance</Text>
            <Text fz="xs" c="dimmed">
              Kept on the customer's account for invoices to come.
            </Text>
          </div>
          <MoneyField
            aria-label="Amount for the credit balance"
            currency={currency}
            w={140}
            {...(invoices.length === 0 ? { 'data-autofocus': true } : {})}
            {...form.getInputProps('rest')}
          />
        </Group>
        <Group justify="space-between" role="status">
          <Text c="dimmed">Stays on the credit note</Text>
          <Text span className="figures" fw={600}>
            {moneyText(majorUnits(left), currency)}
          </Text>
        </Group>
        {form.errors['total'] ? (
          <Text c="var(--mantine-color-error)" fz="xs" role="alert">
            {form.errors['total']}
          </Text>
        ) : null}
        <DialogButtons close={close} verb="Apply credit" saving={saving} />
      </Stack>
    </form>
  )
}

function useApplying({
  note,
  invoices,
  close,
}: {
  readonly note: CreditNote
  readonly invoices: readonly Invoice[]
  readonly close: () => void
}) {
  const apply = useOnce((body: Body<'POST /payments'>, idempotencyKey) => call('POST /payments', { body, idempotencyKey }))
  const write = useWrite(apply, { quiet: true })
  return useRecordForm<Spending>({
    initial: suggestedSpending(note, invoices),
    check: (spending) => checkSpending(spending, note, invoices),
    save: async (spending) => {
      await write.mutateAsync({
        customer: customerId(note),
        currency: note.currency,
        amount: 0,
        applied_to: splitsOf(spending, note),
      })
      toast(`${moneyText(majorUnits(spent(spending, note.currency)), note.currency)} of credit applied.`)
      close()
    },
  })
}
