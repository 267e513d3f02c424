import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { DecimalIn, FlagIn, LineIn, MetadataIn, Nothing, orNull, Related, TextIn } from '../../../contract/wire.ts'
import { LineItem, LineItemIn } from '../../receivables/documents/contract.ts'

const { id: _, ...draftFields } = LineItemIn.shape

export const PendingLineDraft = z.object(draftFields)
export type PendingLineDraft = z.output<typeof PendingLineDraft>

/** The item of a line stays. */
export const PendingLineChanges = z.object({
  type: orNull(LineIn(64)).optional(),
  name: orNull(TextIn(255)).optional(),
  description: orNull(TextIn(5000)).optional(),
  quantity: DecimalIn.optional(),
  unit_cost: DecimalIn.optional(),
  discountable: FlagIn.optional(),
  discounts: draftFields.discounts,
  taxable: FlagIn.optional(),
  taxes: draftFields.taxes,
  metadata: MetadataIn.optional(),
})
export type PendingLineChanges = z.output<typeof PendingLineChanges>

/** A line that waits for the next invoice of its customer. */
export const PendingLine = z.object({
  ...LineItem.shape,
  customer: Related,
  currency: z.string(),
})
export type PendingLine = z.output<typeof PendingLine>

const EXPAND = { customer: 'customer', catalog_item: 'item', plan: 'plan' } as const
const read = { scope: 'line_items:read', expand: EXPAND } as const
const write = { scope: 'line_items:write', permission: 'invoices.create', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/customers/{customer_id}/line_items',
    summary: 'List the pending line items of a customer',
    ...read,
    list: {
      properties: {
        ...COMMON,
        customer: 'whole',
        customer_id: 'whole',
        catalog_item: 'text',
        item: 'text',
        plan: 'text',
        type: 'text',
        name: 'text',
        description: 'text',
        quantity: 'amount',
        unit_cost: 'amount',
        amount: 'amount',
        discountable: 'flag',
        taxable: 'flag',
        prorated: 'flag',
        subscription: 'whole',
        period_start: 'instant',
        period_end: 'instant',
      },
      metadata: true,
    },
    reply: z.array(PendingLine),
  }),
  create: operation({
    method: 'POST',
    path: '/customers/{customer_id}/line_items',
    summary: 'Create a pending line item',
    ...write,
    body: PendingLineDraft,
    reply: PendingLine,
  }),
  get: operation({
    method: 'GET',
    path: '/customers/{customer_id}/line_items/{id}',
    summary: 'Retrieve a pending line item',
    ...read,
    reply: PendingLine,
  }),
  update: operation({
    method: 'PATCH',
    path: '/customers/{customer_id}/line_items/{id}',
    summary: 'Update a pending line item',
    ...write,
    body: PendingLineChanges,
    reply: PendingLine,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/customers/{customer_id}/line_items/{id}',
    summary: 'Remove a pending line item',
    ...write,
    reply: Nothing,
  }),
}

export const events = {
  'line_item.created': { object: PendingLine, as: 'line_item.created' },
  'line_item.updated': { object: PendingLine, as: 'line_item.updated' },
  'line_item.deleted': { object: PendingLine, as: 'line_item.deleted' },
} as const
