import { Button, Checkbox, Group, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import { type Invoice, type InvoiceDelivery, idOf } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useForbidden } from '../../../session.ts'
import { instantText, useZone } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { type Entry, Timeline } from '../../../ui/Timeline.tsx'
import { AddressesDialog, deliveryBody, isOwn, ScheduleDialog } from './DeliveryDialogs.tsx'
import { PromiseCard } from './Promise.tsx'

/** How an open invoice is reminded of on its own, and when its customer said they will pay. */
export function InvoiceChasing({ invoice }: { readonly invoice: Invoice }) {
  const isOpen = !invoice.paid && !invoice.closed && !invoice.voided
  const delivery = useRead('GET /invoices/{id}/delivery', { id: invoice.id }, { enabled: isOpen }).data
  if (!isOpen || !delivery) return null
  const taken = delivery.moments.flatMap(entryOf).toReversed()
  return (
    <>
      {invoice.draft ? null : <PromiseCard invoice={invoice} promise={delivery.promise} />}
      <Paper p="md" component="section" aria-label="Chasing">
        <Group justify="space-between" mb="xs">
          <Title order={2}>Chasing</Title>
          {delivery.disabled ? <StatusBadge tone="quiet">Off</StatusBadge> : null}
        </Group>
        <Stack gap="sm">
          <Choices delivery={delivery} />
          {delivery.disabled ? null : <NextMoment delivery={delivery} isDraft={invoice.draft} />}
          {taken.length > 0 ? <Timeline entries={taken} /> : null}
        </Stack>
      </Paper>
    </>
  )
}

const OWN = 'own'

function Choices({ delivery }: { readonly delivery: InvoiceDelivery }) {
  const { invoice, disabled, emails } = delivery
  const cadence = idOf(delivery.cadence_id)
  const [asked, setAsked] = useState<'addresses' | 'schedule' | null>(null)
  const forbidden = useForbidden()('invoices.edit') !== undefined
  const cadences = useList('GET /invoice_chasing_cadences', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const change = useWrite((body: Body<'PUT /invoices/{id}/delivery'>) =>
    call('PUT /invoices/{id}/delivery', { id: invoice, body }),
  )
  const isShut = forbidden || change.isPending
  const options = cadences.map(({ id, name }) => ({ value: String(id), label: name }))
  const close = () => setAsked(null)
  return (
    <>
      <Checkbox
        label="Send reminders of this invoice"
        checked={!disabled}
        disabled={isShut}
        onChange={(event) => change.mutate({ ...deliveryBody(delivery), disabled: !event.currentTarget.checked })}
      />
      {disabled ? null : (
        <Select
          label="Cadence"
          placeholder="None"
          clearable
          disabled={isShut}
          data={[...options, { value: OWN, label: 'A schedule of its own' }]}
          value={isOwn(delivery) ? OWN : cadence === 0 ? null : String(cadence)}
          onChange={(value) => {
            if (value === OWN) setAsked('schedule')
            else change.mutate({ cadence_id: value === null ? null : Number(value), emails, disabled })
          }}
        />
      )}
      <Fact label="Reminders go to">{emails ?? 'The contacts of the customer'}</Fact>
      {forbidden ? null : (
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => setAsked('addresses')}>
            Change addresses
          </Button>
          {isOwn(delivery) && !disabled ? (
            <Button variant="default" size="xs" onClick={() => setAsked('schedule')}>
              Change schedule
            </Button>
          ) : null}
        </Group>
      )}
      <AddressesDialog delivery={delivery} opened={asked === 'addresses'} close={close} />
      <ScheduleDialog delivery={delivery} opened={asked === 'schedule'} close={close} />
    </>
  )
}

const WAYS = { email: 'e-mail', sms: 'text message', mail: 'letter' } as const

function NextMoment({ delivery, isDraft }: { readonly delivery: InvoiceDelivery; readonly isDraft: boolean }) {
  const zone = useZone()
  const { chase_schedule, chasing, moments } = delivery
  const next = moments.find(({ state }) => state === 'planned' || state === 'ahead')
  const said = quietText(delivery, isDraft)
  return (
    <>
      {next && chasing !== 'off' ? (
        <Fact label="Next step">
          {next.name}, by {next.actions.map((action) => WAYS[action]).join(' and ')}
          <Text fz="xs" c="dimmed" component="div">
            {instantText(next.at, zone)}
          </Text>
        </Fact>
      ) : null}
      {said ? (
        <Text fz="sm" c="dimmed">
          {said}
        </Text>
      ) : chase_schedule.length > 0 && !next ? (
        <Text fz="sm" c="dimmed">
          No step is left.
        </Text>
      ) : null}
    </>
  )
}

/** Why nothing is sent for now; null where nothing stands in the way. */
function quietText({ chase_schedule, chasing }: InvoiceDelivery, isDraft: boolean): string | null {
  if (isDraft) return chase_schedule.length > 0 ? 'Begins when the invoice is issued.' : null
  if (chase_schedule.length === 0) return 'Without a cadence, only reminders about the whole account mention it.'
  if (chasing === 'held') return 'Left alone for now: disputed, promised, or with a payment under way.'
  if (chasing === 'off') return 'Nobody is reminded: chasing is off for this customer or this invoice.'
  return chasing === 'waiting' ? 'Waits: it is not its time, or money comes by itself.' : null
}

const ENDED = { done: 'Sent', skipped: 'Left out', failed: 'Not possible' } as const

function entryOf({ name, at, state, said }: InvoiceDelivery['moments'][number], index: number): Entry[] {
  if (state !== 'done' && state !== 'skipped' && state !== 'failed') return []
  const detail = [ENDED[state], said].filter(Boolean).join(': ')
  return [{ key: index, title: name, detail, at, ...(state === 'failed' ? { tone: 'bad' as const } : {}) }]
}
