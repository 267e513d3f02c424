import { Checkbox, Group, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { counted } from '../../../../core/counted.ts'
import { call } from '../../../api.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { ChasedStep, Customer, CustomerChasing } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useForbidden } from '../../../session.ts'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { type Entry, Timeline } from '../../../ui/Timeline.tsx'
import { stepText } from '../../collections/cadences/cadence-texts.ts'

/** How the customer is reminded: by which cadence, what comes next, and what was done. */
export function Chasing({ customer }: { readonly customer: Customer }) {
  const chasing = useRead('GET /customers/{id}/chasing', { id: customer.id })
  if (!chasing.data) return null
  return (
    <Paper p="md" component="section" aria-label="Chasing">
      <Group justify="space-between" mb="xs">
        <Title order={2}>Chasing</Title>
        <ChasingBadge chasing={chasing.data} />
      </Group>
      <Stack gap="sm">
        <Choices chasing={chasing.data} />
        <NextStep chasing={chasing.data} />
        {chasing.data.steps.length > 0 ? <Timeline entries={chasing.data.steps.map(entryOf)} /> : null}
      </Stack>
    </Paper>
  )
}

function ChasingBadge({ chasing: { chase, chasing_cadence } }: { readonly chasing: CustomerChasing }) {
  if (!chase) return <StatusBadge tone="quiet">Off</StatusBadge>
  return chasing_cadence?.paused ? <StatusBadge tone="quiet">Paused</StatusBadge> : null
}

function Choices({ chasing }: { readonly chasing: CustomerChasing }) {
  const { customer, chase, chasing_cadence: cadence, next_step } = chasing
  const forbidden = useForbidden()('customers.edit') !== undefined
  const cadences = useList('GET /customer_chasing_cadences', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const change = useWrite((body: Body<'PATCH /customers/{id}'>) => call('PATCH /customers/{id}', { id: customer, body }))
  const isShut = forbidden || change.isPending
  return (
    <>
      <Checkbox
        label="Remind this customer"
        checked={chase}
        disabled={isShut}
        onChange={(event) => change.mutate({ chase: event.currentTarget.checked })}
      />
      <Select
        label="Cadence"
        placeholder="None"
        clearable
        disabled={isShut}
        data={cadences.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={cadence ? String(cadence.id) : null}
        onChange={(value) => change.mutate({ chasing_cadence: value === null ? null : Number(value) })}
      />
      {cadence ? (
        <Select
          label="Next step"
          placeholder="None until something is paid"
          disabled={isShut}
          allowDeselect={false}
          data={(cadence.steps ?? []).map((step) => ({ value: String(step.id), label: `${step.name} (${stepText(step)})` }))}
          value={next_step ? String(next_step.id) : null}
          onChange={(value) => change.mutate({ next_chase_step: Number(value) })}
        />
      ) : null}
    </>
  )
}

function NextStep({ chasing }: { readonly chasing: CustomerChasing }) {
  const { next_date, past_due_age, held } = chasing
  return (
    <>
      <Fact label="Comes on">{next_date ? <DateText at={next_date} /> : null}</Fact>
      <Fact label="Late for">{past_due_age === null ? null : counted(past_due_age, 'day')}</Fact>
      {held > 0 ? (
        <Text fz="sm" c="dimmed">
          {held === 1 ? 'One invoice is' : `${held} invoices are`} left alone for now: disputed, promised, or with a payment under
          way.
        </Text>
      ) : null}
    </>
  )
}

const STATES: Readonly<Record<ChasedStep['state'], string>> = {
  planned: 'Under way',
  done: '',
  skipped: 'Left out',
  failed: 'Not possible',
}

function entryOf(step: ChasedStep): Entry {
  const ended = [STATES[step.state], step.said].filter(Boolean).join(': ')
  const detail = [step.invoice === null ? '' : 'One invoice', ended].filter(Boolean).join(' · ') || undefined
  return {
    key: step.id,
    title: step.name,
    detail,
    at: step.updated_at,
    ...(step.state === 'failed' ? { tone: 'bad' as const } : {}),
  }
}
