import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { isNegative, type Money as Received } from '../../../../core/money.ts'
import { paths } from '../../../paths.ts'
import type { Application } from '../../../records.ts'
import { DateText } from '../../../ui/dates.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money, majorUnits } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import type { PartsForm } from './PaymentForm.tsx'
import { PartName } from './Show.tsx'
import { OWING_MAX, oldestFirst, type Row, unapplied } from './splitting.ts'

interface EditPartsProps {
  readonly form: PartsForm
  readonly amount: Received
  readonly rows: readonly Row[]
  readonly kept: readonly Application[]
}

/** What a payment settles: its invoices and those that are still owed, the credit balance, and what stays over. */
export function EditParts({ form, amount, rows, kept }: EditPartsProps) {
  const { currency } = amount
  const left = unapplied(amount, form.values.parts, kept)
  return (
    <Paper p="lg" component="section" aria-label="Applied to">
      <Group justify="space-between" mb="sm">
        <Title order={2}>Applied to</Title>
        {rows.length > 0 ? (
          <Button
            variant="default"
            size="xs"
            onClick={() => form.setFieldValue('parts', { ...form.values.parts, ...oldestFirst(amount, rows, kept) })}
          >
            Oldest invoices first
          </Button>
        ) : null}
      </Group>
      <Stack gap="sm">
        {kept.map((part) => (
          <Group key={part.id} justify="space-between">
            <PartName part={part} />
            <Money amount={part.amount} currency={currency} fw={550} />
          </Group>
        ))}
        {rows.map(({ id, number, due_date, most }) => (
          <Place
            key={id}
            name={<TextLink to={paths.invoice(id)}>{number ?? 'Invoice'}</TextLink>}
            about={
              <>
                <Money amount={majorUnits(most)} currency={currency} /> at most
                {due_date === null ? null : (
                  <>
                    , due <DateText at={due_date} />
                  </>
                )}
              </>
            }
            field={
              <MoneyField
                aria-label={`Amount for ${number ?? `invoice ${id}`}`}
                currency={currency}
                w={140}
                {...form.getInputProps(`parts.${id}`)}
              />
            }
          />
        ))}
        {rows.length >= OWING_MAX ? <Text fz="xs" c="dimmed">{`Listed are the ${OWING_MAX} that are due first.`}</Text> : null}
        <Place
          name={<Text>Credit balance</Text>}
          about="Kept on the customer's account for invoices to come."
          field={
            <MoneyField
              aria-label="Amount for the credit balance"
              currency={currency}
              w={140}
              {...form.getInputProps('parts.credit')}
            />
          }
        />
        <Group justify="space-between" role="status">
          <Text c="dimmed">Not applied</Text>
          <Money amount={majorUnits(left)} currency={currency} fw={600} {...(isNegative(left) ? { c: 'brick' } : {})} />
        </Group>
        {form.errors['parts.total'] ? (
          <Text c="var(--mantine-color-error)" fz="xs" role="alert">
            {form.errors['parts.total']}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  )
}

interface PlaceProps {
  readonly name: ReactNode
  readonly about: ReactNode
  readonly field: ReactNode
}

function Place({ name, about, field }: PlaceProps) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        {name}
        <Text fz="xs" c="dimmed" component="div">
          {about}
        </Text>
      </div>
      <div style={{ flex: 'none' }}>{field}</div>
    </Group>
  )
}
