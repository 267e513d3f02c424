import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import { linesOfSubscription } from '../pending-line-items/service.ts'
import type { SubscriptionChanges } from '../subscriptions/contract.ts'
import { updateSubscription } from '../subscriptions/service.ts'
import type { ChangePreview } from './contract.ts'
import * as store from './store.ts'

/** What a change would come to: it is made, looked at and undone. */
export async function previewChange(desk: Desk, id: number, changes: SubscriptionChanges): Promise<ChangePreview> {
  return desk.work((work) => tryChange(work, id, changes), { rehearse: true })
}

async function tryChange(work: Work, id: number, changes: SubscriptionChanges): Promise<ChangePreview> {
  const before = await madeFor(work, id)
  const { recurring_total, mrr } = await updateSubscription(work, id, await withFields(work, 'subscription', changes))
  const after = await madeFor(work, id)
  const known = new Set(before.lines.map((line) => line.id))
  return {
    recurring_total,
    mrr,
    waiting: after.lines.filter((line) => !known.has(line.id)),
    invoice: after.invoice === null || after.invoice === before.invoice ? null : await findInvoice(work, after.invoice),
  }
}

/** What there is of a subscription: lines that wait, and its newest invoice. */
async function madeFor(work: Work, subscription: number) {
  const lines = await linesOfSubscription(work, subscription)
  return { lines, invoice: await store.newestInvoice(work, subscription) }
}
