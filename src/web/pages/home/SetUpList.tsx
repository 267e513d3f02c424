import { Group, Paper, Progress, Text, Title } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { paths } from '../../paths.ts'
import { useList, useRead } from '../../query.ts'
import { useCompany } from '../../session.ts'
import { PlainLink } from '../../ui/links.tsx'
import classes from './Home.module.css'

/** The first steps of a company, told from what it has; gone once all are done. */
export function SetUpList() {
  const company = useCompany()
  const profile = useRead('GET /company').data ?? company
  const one = { query: { per_page: 1 } }
  const customers = useList('GET /customers', one).data
  const items = useList('GET /items', one).data
  const issued = useList('GET /invoices', { query: { per_page: 1, filter: { draft: 0 } } }).data
  const sent = useList('GET /invoices', { query: { per_page: 1, filter: { sent: 1 } } }).data
  const payments = useList('GET /payments', one).data
  if (!customers || !items || !issued || !sent || !payments) return null
  const steps = [
    { label: 'Add your address', to: paths.companyProfile(), done: Boolean(profile.address1) },
    { label: 'Add your logo', to: paths.companyProfile(), done: profile.logo_file !== null },
    { label: 'Add a customer', to: paths.newCustomer(), done: customers.total > 0 },
    { label: 'Add an item you sell', to: paths.newItem(), done: items.total > 0 },
    { label: 'Issue an invoice', to: paths.newInvoice(), done: issued.total > 0 },
    { label: 'Send it', to: paths.invoices('outstanding'), done: sent.total > 0 },
    { label: 'Get paid', to: paths.payments(), done: payments.total > 0 },
  ]
  const done = steps.filter((step) => step.done).length
  if (done === steps.length) return null
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" mb={8}>
        <Title order={2}>Set up</Title>
        <Text c="dimmed" fz="xs">{`${done} of ${steps.length} done`}</Text>
      </Group>
      <Progress value={(done / steps.length) * 100} size="sm" mb="xs" aria-label="Set-up progress" />
      <ul className={classes.steps}>
        {steps.map((step) => (
          <li key={step.label}>
            {step.done ? (
              <span className={classes.step}>
                <IconCircleCheckFilled size={18} color="var(--paid)" aria-label="Done" />
                <span className={classes.done}>{step.label}</span>
              </span>
            ) : (
              <PlainLink to={step.to} className={classes.step ?? ''}>
                <IconCircle size={18} color="var(--mantine-color-dimmed)" aria-hidden />
                {step.label}
              </PlainLink>
            )}
          </li>
        ))}
      </ul>
    </Paper>
  )
}
