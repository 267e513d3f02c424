import { useMemo } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useOnce, useWrite } from '../../../query.ts'
import type { Customer, Subscription } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { useGo } from '../../../ui/links.tsx'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { metadataBody } from '../../company/custom-fields/metadata.ts'
import { usePresetCustomer } from '../../customers/customers/use-preset-customer.ts'
import { changeBody, checkDraft, draftOf, newBody, newDraft, type SubscriptionDraft } from './draft.ts'

export type SubscriptionEditing = ReturnType<typeof useSubscriptionEditing>

/** A subscription while it is written or changed. */
export function useSubscriptionEditing(subscription: Subscription | undefined) {
  const { time_zone } = useCompany()
  const list = useList('GET /plans', { query: { per_page: 100, sort: 'name asc' } })
  const rows = list.data?.rows
  const plans = useMemo(() => new Map((rows ?? []).map((plan) => [plan.id, plan])), [rows])
  const save = useSaving(subscription, plans)
  const record = useRecordForm<SubscriptionDraft>({
    initial: subscription ? draftOf(subscription, time_zone) : newDraft(),
    check: (draft) => checkDraft(draft, plans),
    save,
  })
  const choose = (customer: Customer | null) => {
    record.form.clearFieldError('customer')
    record.form.setFieldValue('customer', customer?.id ?? null)
  }
  usePresetCustomer(choose, subscription !== undefined)
  return { ...record, plans, isLoading: list.isLoading, choose }
}

type Plans = Parameters<typeof newBody>[1]

/** A new subscription begins once, however often the button is pressed or the network fails. */
function useSaving(subscription: Subscription | undefined, plans: Plans) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useWrite(
    useOnce((body: Body<'POST /subscriptions'>, idempotencyKey) => call('POST /subscriptions', { body, idempotencyKey })),
    { quiet: true },
  )
  const change = useWrite(
    useOnce((body: Body<'PATCH /subscriptions/{id}'>, idempotencyKey) =>
      call('PATCH /subscriptions/{id}', { id: subscription?.id ?? 0, body, idempotencyKey }),
    ),
    { quiet: true },
  )
  return async (draft: SubscriptionDraft) => {
    if (subscription) {
      const body = changeBody(draft, plans, time_zone)
      if (!body) return
      await change.mutateAsync({ ...body, ...metadataBody(subscription.metadata, draft.metadata) })
      toast('Subscription changed.')
      go(paths.subscription(subscription.id))
      return
    }
    const body = newBody(draft, plans, time_zone)
    if (!body) return
    const made = await create.mutateAsync({ ...body, ...metadataBody(undefined, draft.metadata) })
    toast('Subscription started.')
    go(paths.subscription(made.id))
  }
}
