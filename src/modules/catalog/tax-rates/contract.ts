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

/** A code chosen by the caller: at least two letters, digits, `_`, `-` or `:`. */
export const CodeIn = TextIn(64, 2).refine((text) => /^[\w:-]+$/.test(text), 'must consist of letters, digits, _, - and :')

/** A tax rate by its code, or as the object that was read before. */
export const TaxRateCodeIn = z
  .union([
    CodeIn,
    z
      .record(z.string(), z.unknown())
      .transform(({ id }) => id)
      .pipe(CodeIn),
  ])
  .meta({ type: 'string', description: 'A tax rate, by id or as an object' })

/** Tax rates that something is always charged with; a form says "none" with an empty value. */
export const TaxRateCodesIn = z.union([z.literal('').transform((): string[] => []), z.array(TaxRateCodeIn).max(10)])

export const TaxRateDraft = z.object({
  id: orNull(CodeIn).optional(),
  name: LineIn(255, 1),
  currency: orNull(CurrencyIn).optional(),
  value: DecimalIn,
  inclusive: FlagIn.optional(),
  is_percent: FlagIn.optional(),
  metadata: MetadataIn.optional(),
})
export type TaxRateDraft = z.output<typeof TaxRateDraft>

/** What a rate charges never changes: documents and reports rely on it. */
export const TaxRateChanges = z.object({ name: LineIn(255, 1).optional(), metadata: MetadataIn.optional() })
export type TaxRateChanges = z.output<typeof TaxRateChanges>

export const TaxRate = z.object({
  id: z.string(),
  object: z.literal('tax_rate'),
  name: z.string(),
  currency: z.string().nullable(),
  value: DecimalNumber.describe('A percentage, or major units of the currency'),
  inclusive: z.boolean(),
  is_percent: z.boolean(),
  archived: z.boolean(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type TaxRate = z.output<typeof TaxRate>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/tax_rates',
    summary: 'List tax rates',
    scope: 'tax_rates:read',
    query: z.object({ archived: FlagIn.optional() }),
    list: {
      properties: {
        id: 'text',
        name: 'text',
        currency: 'text',
        value: 'amount',
        inclusive: 'flag',
        is_percent: 'flag',
        archived: 'flag',
        created_at: COMMON.created_at,
        updated_at: COMMON.updated_at,
      },
      metadata: true,
    },
    reply: z.array(TaxRate),
  }),
  create: operation({
    method: 'POST',
    path: '/tax_rates',
    summary: 'Create a tax rate',
    scope: 'tax_rates:write',
    permission: 'catalog.edit',
    body: TaxRateDraft,
    reply: TaxRate,
  }),
  get: operation({
    method: 'GET',
    path: '/tax_rates/{code}',
    summary: 'Retrieve a tax rate',
    scope: 'tax_rates:read',
    reply: TaxRate,
  }),
  update: operation({
    method: 'PATCH',
    path: '/tax_rates/{code}',
    summary: 'Update a tax rate',
    scope: 'tax_rates:write',
    permission: 'catalog.edit',
    body: TaxRateChanges,
    reply: TaxRate,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/tax_rates/{code}',
    summary: 'Archive a tax rate',
    scope: 'tax_rates:write',
    permission: 'catalog.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
