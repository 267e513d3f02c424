import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  CurrencyIn,
  DecimalIn,
  DecimalNumber,
  FlagIn,
  Instant,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  TextIn,
} from '../../../contract/wire.ts'
import { CodeIn, TaxRate, TaxRateCodesIn } from '../tax-rates/contract.ts'

const ItemFields = {
  name: LineIn(255, 1),
  description: orNull(TextIn(5000)).optional(),
  type: orNull(LineIn(64)).optional(),
  taxable: FlagIn.optional(),
  discountable: FlagIn.optional(),
  taxes: TaxRateCodesIn.optional(),
  avalara_tax_code: orNull(LineIn(64)).optional(),
  avalara_location_code: orNull(LineIn(64)).optional(),
  gl_account: orNull(LineIn(64)).optional(),
  metadata: MetadataIn.optional(),
}

export const ItemDraft = z.object({
  ...ItemFields,
  id: orNull(CodeIn).optional(),
  currency: orNull(CurrencyIn).optional(),
  unit_cost: DecimalIn.optional(),
})
export type ItemDraft = z.output<typeof ItemDraft>

/** The price and the currency of an item never change: documents and reports rely on them. */
export const ItemChanges = z.object({ ...ItemFields, name: LineIn(255, 1).optional() })
export type ItemChanges = z.output<typeof ItemChanges>

export const Item = z.object({
  id: z.string(),
  object: z.literal('item'),
  name: z.string(),
  currency: z.string().nullable(),
  unit_cost: DecimalNumber,
  description: z.string().nullable(),
  type: z.string().nullable(),
  taxable: z.boolean(),
  discountable: z.boolean(),
  taxes: z.array(TaxRate),
  avalara_tax_code: z.string().nullable(),
  avalara_location_code: z.string().nullable(),
  gl_account: z.string().nullable(),
  archived: z.boolean(),
  service: z.null().describe('Published without a meaning, and always null'),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Item = z.output<typeof Item>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/items',
    aliases: ['/catalog_items'],
    summary: 'List items',
    scope: 'items:read',
    query: z.object({ archived: FlagIn.optional() }),
    list: {
      properties: {
        id: 'text',
        name: 'text',
        type: 'text',
        currency: 'text',
        unit_cost: 'amount',
        taxable: 'flag',
        discountable: 'flag',
        description: 'text',
        taxes: 'text',
        avalara_tax_code: 'text',
        avalara_location_code: 'text',
        gl_account: 'text',
        archived: 'flag',
        created_at: COMMON.created_at,
        updated_at: COMMON.updated_at,
      },
      metadata: true,
    },
    reply: z.array(Item),
  }),
  create: operation({
    method: 'POST',
    path: '/items',
    aliases: ['/catalog_items'],
    summary: 'Create an item',
    scope: 'items:write',
    permission: 'catalog.edit',
    body: ItemDraft,
    reply: Item,
  }),
  get: operation({
    method: 'GET',
    path: '/items/{code}',
    aliases: ['/catalog_items/{code}'],
    summary: 'Retrieve an item',
    scope: 'items:read',
    reply: Item,
  }),
  update: operation({
    method: 'PATCH',
    path: '/items/{code}',
    aliases: ['/catalog_items/{code}'],
    summary: 'Update an item',
    scope: 'items:write',
    permission: 'catalog.edit',
    body: ItemChanges,
    reply: Item,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/items/{code}',
    aliases: ['/catalog_items/{code}'],
    summary: 'Archive an item',
    scope: 'items:write',
    permission: 'catalog.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
