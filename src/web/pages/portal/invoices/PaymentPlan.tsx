import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { call } from '../../../api.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { PaymentPlan, PortalCompany, PortalInvoice } from '../../../records.ts'
import { Money } from '../../../ui/Money.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { LoadingRows } from '../../../ui/states.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { DocumentPart, dayText, type PortalAddress } from '../Document.tsx'

interface PaymentPlanPartProps {
  readonly shown: PortalInvoice
  readonly address: PortalAddress
}

/** The installments of an invoice, and the agreement to them where the sender waits for it. */
export function PaymentPlanPart({ shown: { company, customer, invoice, preview }, address }: PaymentPlanPartProps) {
  const { username, key } = address
  const plan = useRead('GET /portal/{username}/invoices/{key}/payment_plan', { username, key })
  if (plan.data?.status === 'canceled' || plan.error) return null
  return (
    <DocumentPart label="Payment plan">
      {plan.data ? (
        <Stack gap="sm">
          <Installments plan={plan.data} company={company} currency={invoice.currency} />
          {plan.data.status !== 'pending_signup' ? null : preview ? (
            <Text c="dimmed">It waits for your customer, who agrees to it here. Nobody of your company can.</Text>
          ) : (
            <Agreement address={address} />
          )}
          {plan.data.approval ? (
            <Text
              fz="xs"
              c="dimmed"
            >{`${preview ? `${customer.name} has` : 'You'} agreed to this plan on ${dayText(plan.data.approval.timestamp, company)}.`}</Text>
          ) : null}
        </Stack>
      ) : (
        <LoadingRows noun="payment plan" count={3} />
      )}
    </DocumentPart>
  )
}

interface InstallmentsProps {
  readonly plan: PaymentPlan
  readonly company: PortalCompany
  readonly currency: string
}

function Installments({ plan, company, currency }: InstallmentsProps) {
  return (
    <Stack component="ol" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
      {plan.installments.map((installment) => (
        <Group component="li" key={installment.id} justify="space-between" gap="xs">
          <Group gap="xs">
            <Text>{dayText(installment.date, company)}</Text>
            {installment.balance === 0 ? <StatusBadge tone="good">Paid</StatusBadge> : null}
          </Group>
          <Money amount={installment.amount} currency={currency} />
        </Group>
      ))}
    </Stack>
  )
}

function Agreement({ address: { username, key } }: Pick<PaymentPlanPartProps, 'address'>) {
  const agree = useWrite(() => call('POST /portal/{username}/invoices/{key}/payment_plan/approve', { username, key }), {
    quiet: true,
  })
  return (
    <div className="no-print">
      {agree.error ? (
        <Alert color="brick" variant="light" role="alert" mb="sm">
          {problemText(agree.error)}
        </Alert>
      ) : null}
      <Button loading={agree.isPending} onClick={() => agree.mutate(undefined)}>
        Agree to this plan
      </Button>
    </div>
  )
}
