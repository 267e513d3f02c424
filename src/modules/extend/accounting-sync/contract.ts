import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant } from '../../../contract/wire.ts'

/** How a record stands with an accounting system. None is connected, and so nothing is synchronised. */
export const AccountingSyncStatus = z.object({
  synced: z.boolean(),
  error: z.object({ message: z.string() }).nullable(),
  source: z.string().nullable(),
  first_synced: Instant.nullable(),
  last_synced: Instant.nullable(),
  accounting_system: z.string().nullable(),
  accounting_id: z.string().nullable(),
})
export type AccountingSyncStatus = z.output<typeof AccountingSyncStatus>

const read = { method: 'GET', reply: AccountingSyncStatus } as const

export const operations = {
  customer: operation({
    ...read,
    path: '/customers/{id}/accounting_sync_status',
    summary: 'How a customer stands with an accounting system',
    scope: 'customers:read',
  }),
  invoice: operation({
    ...read,
    path: '/invoices/{id}/accounting_sync_status',
    summary: 'How an invoice stands with an accounting system',
    scope: 'invoices:read',
  }),
  payment: operation({
    ...read,
    path: '/payments/{id}/accounting_sync_status',
    summary: 'How a payment stands with an accounting system',
    scope: 'payments:read',
  }),
  credit_note: operation({
    ...read,
    path: '/credit_notes/{id}/accounting_sync_status',
    summary: 'How a credit note stands with an accounting system',
    scope: 'credit_notes:read',
  }),
  transaction: operation({
    ...read,
    path: '/transactions/{id}/accounting_sync_status',
    summary: 'How a transaction stands with an accounting system',
    scope: 'payments:read',
  }),
}
