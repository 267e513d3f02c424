import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount } from '../../../contract/wire.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'
import { PendingLine } from '../pending-line-items/contract.ts'
import { SubscriptionChanges } from '../subscriptions/contract.ts'

/** What a change would come to. */
export const ChangePreview = z.object({
  recurring_total: Amount,
  mrr: Amount,
  waiting: z.array(PendingLine).describe('Lines that would wait for the next invoice; what comes back is below zero'),
  invoice: Invoice.nullable().describe(
    'What would be billed at once; its balance is what is left after the credit that comes back',
  ),
})
export type ChangePreview = z.output<typeof ChangePreview>

export const operations = {
  preview: operation({
    method: 'POST',
    path: '/subscriptions/{id}/preview',
    summary: 'Price a change of a subscription without making it',
    scope: 'subscriptions:read',
    success: 200,
    safe: true,
    outside: true,
    body: SubscriptionChanges,
    reply: ChangePreview,
  }),
}

export const events = {} as const
