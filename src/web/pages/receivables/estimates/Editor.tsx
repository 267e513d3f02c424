import { Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { isPositive } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { Estimate } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { useToday } from '../../../ui/dates.tsx'
import { useGo } from '../../../ui/links.tsx'
import { majorUnits, moneyText } from '../../../ui/Money.tsx'
import { MoneyField, PercentField } from '../../../ui/number-fields.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { metadataBody } from '../../company/custom-fields/metadata.ts'
import { TermsField } from '../../customers/customers/TermsField.tsx'
import { DocumentEditor } from '../documents/Editor.tsx'
import { useEditing } from '../documents/use-editing.ts'
import { bodyOf, depositOf, depositProblem, draftOf, type EstimateDraft, newDraft } from './draft.ts'

export function NewEstimate() {
  return <EstimateEditor />
}

export function EditEstimate() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /estimates/{id}', { id })}>
      {(estimate) => <EstimateEditor key={estimate.id} estimate={estimate} />}
    </Shown>
  )
}

function EstimateEditor({ estimate }: { readonly estimate?: Estimate }) {
  const editing = useEstimateEditing(estimate)
  const { form } = editing
  const isSent = estimate !== undefined && !estimate.draft && estimate.sent
  return (
    <DocumentEditor
      editing={editing}
      noun="estimate"
      kept={estimate}
      room={{ label: 'Estimates', to: paths.estimates() }}
      back={estimate ? paths.estimate(estimate.id) : paths.estimates()}
      subtitle={isSent ? 'The customer has this estimate already. Send it again after changing it.' : undefined}
      dates={
        <>
          <TermsField {...form.getInputProps('payment_terms')} />
          <DateField label="Valid until" placeholder="No end" clearable {...form.getInputProps('expiration_date')} />
        </>
      }
      beside={<Deposit editing={editing} />}
    />
  )
}

/** What the customer is asked to pay in advance. */
function Deposit({ editing: { form, preview } }: { readonly editing: ReturnType<typeof useEstimateEditing> }) {
  const { deposit_kind, currency } = form.values
  const amount = depositOf(form.values, preview.totals?.total ?? null)
  const field = {
    label: 'Deposit',
    placeholder: 'None',
    style: { flex: '1 1 110px' },
    ...form.getInputProps('deposit'),
  }
  return (
    <Stack gap={4} mt="md">
      <Group align="flex-end" gap="xs">
        {deposit_kind === 'percent' ? <PercentField {...field} /> : <MoneyField currency={currency} {...field} />}
        <SegmentedControl
          aria-label="How the deposit is stated"
          data={[
            { value: 'amount', label: 'Amount' },
            { value: 'percent', label: '% of total' },
          ]}
          {...form.getInputProps('deposit_kind')}
        />
      </Group>
      <Text fz="xs" c="dimmed" role="status">
        {deposit_kind === 'percent' && amount && isPositive(amount) ? `That is ${moneyText(majorUnits(amount), currency)}. ` : ''}
        Asked for once the customer approves; it counts towards the invoice.
      </Text>
    </Stack>
  )
}

function useEstimateEditing(estimate: Estimate | undefined) {
  const { currency, time_zone } = useCompany()
  const today = useToday()
  return useEditing<EstimateDraft>({
    initial: estimate ? draftOf(estimate, time_zone) : newDraft(today, currency),
    isKept: estimate !== undefined,
    check: (draft) => ({ deposit: depositProblem(draft) }),
    save: useSaving(estimate),
    bring: (customer) => ({ payment_terms: customer?.payment_terms ?? '' }),
  })
}

type Written = Omit<Body<'POST /estimates'>, 'send' | 'tax_rounding'>

/** A new estimate is written once, however often the button is pressed or the network fails. */
function useSaving(estimate: Estimate | undefined) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useOnce((body: Written, idempotencyKey) => call('POST /estimates', { body, idempotencyKey }))
  const write = useWrite(
    ({ customer, ...changes }: Written) =>
      estimate ? call('PATCH /estimates/{id}', { id: estimate.id, body: changes }) : create({ customer, ...changes }),
    { quiet: true },
  )
  return async (draft: EstimateDraft, isDraft: boolean) => {
    const isIssued = estimate !== undefined && !estimate.draft
    const saved = await write.mutateAsync({
      customer: draft.customer ?? 0,
      ...bodyOf(draft, time_zone, estimate?.deposit),
      ...metadataBody(estimate?.metadata, draft.metadata),
      ...(isIssued ? {} : { draft: isDraft }),
    })
    toast(isIssued ? 'Estimate saved.' : isDraft ? 'Draft saved.' : `Estimate ${saved.number ?? ''} issued.`)
    go(isIssued || isDraft ? paths.estimate(saved.id) : paths.issuedEstimate(saved.id))
  }
}
