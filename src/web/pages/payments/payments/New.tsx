import { Paper, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { paths } from '../../../paths.ts'
import type { Customer } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { secondsOf, useToday } from '../../../ui/dates.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { usePresetCustomer } from '../../customers/customers/use-preset-customer.ts'
import { WithOwing } from './Edit.tsx'

const TITLE = 'Record payment'
const CRUMBS = [{ label: 'Payments', to: paths.payments() }]

/** Money that came outside the portal, for one invoice, for several, or ahead of any. */
export function NewPayment() {
  const company = useCompany()
  const today = useToday()
  const [customer, setCustomer] = useState<Customer | null>(null)
  usePresetCustomer(setCustomer, customer !== null)
  if (customer)
    return (
      <WithOwing
        payment={{
          id: 0,
          customer: customer as unknown as number, // as it comes with expand
          amount: 0,
          currency: customer.currency ?? company.currency,
          date: secondsOf(today, company.time_zone),
          method: 'check',
          reference: null,
          notes: null,
          metadata: {},
          charge: null,
          applied_to: [],
        }}
        title={TITLE}
        crumbs={CRUMBS}
      />
    )
  return (
    <>
      <PageHeader title={TITLE} crumbs={CRUMBS} />
      <Paper p="lg" maw={560} component="section">
        <Title order={2} mb="sm">
          Who paid?
        </Title>
        <CustomerPicker value={null} onChange={setCustomer} autoFocus />
        <Text c="dimmed" mt="md">
          Then say how much, and which invoices it pays.
        </Text>
      </Paper>
    </>
  )
}
