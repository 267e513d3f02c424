import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { DecimalNumber, FlagIn, Instant, LineIn, Nothing } from '../../../contract/wire.ts'

/** The text of payment terms, as it stands on customers and documents. */
export const TermsIn = LineIn(255, 1).transform((text) => text.trim())

export const PaymentTermDraft = z.object({ name: TermsIn, active: FlagIn.optional() })
export type PaymentTermDraft = z.output<typeof PaymentTermDraft>

export const PaymentTermChanges = z.object({ name: TermsIn.optional(), active: FlagIn.optional() })
export type PaymentTermChanges = z.output<typeof PaymentTermChanges>

export const PaymentTerm = z.object({
  id: z.int(),
  object: z.literal('payment_term'),
  name: z.string(),
  active: z.boolean(),
  due_in_days: z.int().nullable().describe('Told from the name; null where it promises no day'),
  discount_value: DecimalNumber.nullable().describe('Percent off for paying early'),
  discount_expires_in_days: z.int().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type PaymentTerm = z.output<typeof PaymentTerm>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/payment_terms',
    summary: 'List payment terms',
    scope: 'payment_terms:read',
    list: { properties: { ...COMMON, name: 'text', active: 'flag' } },
    reply: z.array(PaymentTerm),
  }),
  create: operation({
    method: 'POST',
    path: '/payment_terms',
    summary: 'Add payment terms',
    scope: 'payment_terms:write',
    permission: 'settings.edit',
    body: PaymentTermDraft,
    reply: PaymentTerm,
  }),
  get: operation({
    method: 'GET',
    path: '/payment_terms/{id}',
    summary: 'Retrieve payment terms',
    scope: 'payment_terms:read',
    reply: PaymentTerm,
  }),
  update: operation({
    method: 'PATCH',
    path: '/payment_terms/{id}',
    summary: 'Update payment terms',
    scope: 'payment_terms:write',
    permission: 'settings.edit',
    body: PaymentTermChanges,
    reply: PaymentTerm,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/payment_terms/{id}',
    summary: 'Remove payment terms from the list',
    scope: 'payment_terms:write',
    permission: 'settings.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
