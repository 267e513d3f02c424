import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { CountryIn, Instant, LineIn, Nothing, orNull, RelatedCode } from '../../../contract/wire.ts'
import { TaxRateCodeIn } from '../tax-rates/contract.ts'

const Place = { country: orNull(CountryIn).optional(), state: orNull(LineIn(255)).optional() }

export const TaxRuleDraft = z.object({ tax_rate: TaxRateCodeIn, ...Place })
export type TaxRuleDraft = z.output<typeof TaxRuleDraft>

export const TaxRuleChanges = z.object({ tax_rate: TaxRateCodeIn.optional(), ...Place })
export type TaxRuleChanges = z.output<typeof TaxRuleChanges>

/** Charges a tax rate to every taxable customer at these places; no country or no state means every one. */
export const TaxRule = z.object({
  id: z.int(),
  object: z.literal('tax_rule'),
  tax_rate: RelatedCode,
  country: z.string().nullable(),
  state: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type TaxRule = z.output<typeof TaxRule>

const expand = { tax_rate: 'tax_rate' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/tax_rules',
    summary: 'List tax rules',
    scope: 'tax_rules:read',
    expand,
    list: { properties: { ...COMMON, tax_rate: 'text', country: 'text', state: 'text' } },
    reply: z.array(TaxRule),
  }),
  create: operation({
    method: 'POST',
    path: '/tax_rules',
    summary: 'Create a tax rule',
    scope: 'tax_rules:write',
    permission: 'settings.edit',
    expand,
    body: TaxRuleDraft,
    reply: TaxRule,
  }),
  get: operation({
    method: 'GET',
    path: '/tax_rules/{id}',
    summary: 'Retrieve a tax rule',
    scope: 'tax_rules:read',
    expand,
    reply: TaxRule,
  }),
  update: operation({
    method: 'PATCH',
    path: '/tax_rules/{id}',
    summary: 'Update a tax rule',
    scope: 'tax_rules:write',
    permission: 'settings.edit',
    expand,
    body: TaxRuleChanges,
    reply: TaxRule,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/tax_rules/{id}',
    summary: 'Delete a tax rule',
    scope: 'tax_rules:write',
    permission: 'settings.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
