import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, Instant, LineIn, Nothing, orNull, TextIn, WholeIn } from '../../../contract/wire.ts'

const SettingsIn = z.record(z.string().max(64), z.union([z.string().max(5000), z.number(), z.boolean()]))

const changeable = {
  name: orNull(LineIn(255)).optional(),
  gateway_id: orNull(LineIn(255)).optional(),
  /** What the gateway must be told that is no secret. Replaces the whole set. */
  settings: SettingsIn.optional(),
  /** Keys and secrets: kept encrypted and never shown again. Replaces the whole set. */
  credentials: SettingsIn.optional(),
}

export const MerchantAccountDraft = z.object({ gateway: LineIn(64, 1), ...changeable })
export type MerchantAccountDraft = z.output<typeof MerchantAccountDraft>

export const MerchantAccountChanges = z.object({ ...changeable, gateway: LineIn(64, 1).optional() })
export type MerchantAccountChanges = z.output<typeof MerchantAccountChanges>

/** An account at a payment gateway. */
export const MerchantAccount = z.object({
  id: z.int(),
  object: z.literal('merchant_account'),
  gateway: z.string(),
  gateway_id: z.string(),
  name: z.string().nullable(),
  top_up_threshold_num_of_days: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  webhook_url: z.string().describe('Where the gateway sends its notices'),
  test: z.boolean().describe('No money moves'),
  created_at: Instant,
  updated_at: Instant,
})
export type MerchantAccount = z.output<typeof MerchantAccount>

/** A card or account to save, by the token that a gateway made of it. */
export const SourceDraft = withoutCardNumbers({
  method: z.enum(['credit_card', 'ach', 'direct_debit']),
  make_default: FlagIn.optional(),
  /** Exactly one of the two. */
  invoiced_token: orNull(LineIn(255)).optional(),
  gateway_token: orNull(LineIn(255)).optional(),
})
export type SourceDraft = z.output<typeof SourceDraft>

export const METHODS = ['credit_card', 'ach', 'direct_debit', 'paypal', 'wire_transfer', 'check', 'cash', 'other'] as const

export const PaymentMethodChanges = z.object({
  name: orNull(LineIn(255)).optional(),
  enabled: FlagIn.optional(),
  order: WholeIn(0, 1000).optional(),
  meta: orNull(TextIn(5000)).optional(),
  gateway: orNull(LineIn(64)).optional(),
  merchant_account: orNull(IdIn).optional(),
  min: orNull(WholeIn(0, 1_000_000_000)).optional(),
  max: orNull(WholeIn(0, 1_000_000_000)).optional(),
  convenience_fee: WholeIn(0, 10_000).optional().describe('Hundredths of a percent of what is paid'),
})
export type PaymentMethodChanges = z.output<typeof PaymentMethodChanges>

/** A way of paying, and how the company takes it. */
export const PaymentMethod = z.object({
  id: z.enum(METHODS),
  object: z.literal('payment_method'),
  name: z.string(),
  enabled: z.boolean(),
  order: z.int(),
  meta: z.string().nullable(),
  gateway: z.string().nullable(),
  merchant_account: z
    .int()
    .meta({ type: ['integer', 'object', 'null'] })
    .nullable(),
  test: z.boolean().describe('No money moves'),
  supports_autopay: z.boolean(),
  min: z.int().nullable(),
  max: z.int().nullable(),
  convenience_fee: z.int().describe('Hundredths of a percent of what is paid; 0 for none'),
  created_at: Instant.nullable(),
  updated_at: Instant.nullable(),
})
export type PaymentMethod = z.output<typeof PaymentMethod>

const write = { scope: 'settings:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/merchant_accounts',
    summary: 'List merchant accounts',
    scope: 'settings:read',
    /** Deleted ones only where `deleted` or `deleted_at` is asked for. */
    list: {
      properties: { ...COMMON, gateway: 'text', gateway_id: 'text', name: 'text', deleted: 'flag', deleted_at: 'instant' },
    },
    reply: z.array(MerchantAccount),
  }),
  create: operation({
    method: 'POST',
    path: '/merchant_accounts',
    summary: 'Create a merchant account',
    ...write,
    outside: true,
    body: MerchantAccountDraft,
    reply: MerchantAccount,
  }),
  get: operation({
    method: 'GET',
    path: '/merchant_accounts/{id}',
    summary: 'Retrieve a merchant account',
    scope: 'settings:read',
    reply: MerchantAccount,
  }),
  update: operation({
    method: 'PATCH',
    path: '/merchant_accounts/{id}',
    summary: 'Update a merchant account',
    ...write,
    outside: true,
    body: MerchantAccountChanges,
    reply: MerchantAccount,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/merchant_accounts/{id}',
    summary: 'Delete a merchant account',
    ...write,
    reply: Nothing,
  }),
}

export const methodOperations = {
  list: operation({
    method: 'GET',
    path: '/payment_methods',
    summary: 'List payment methods',
    scope: 'settings:read',
    expand: { merchant_account: 'merchant_account' },
    /** As they are shown to payers, where nothing else is asked for. */
    list: { properties: { id: 'text' }, order: [] },
    reply: z.array(PaymentMethod),
  }),
  get: operation({
    method: 'GET',
    path: '/payment_methods/{method}',
    summary: 'Retrieve a payment method',
    scope: 'settings:read',
    expand: { merchant_account: 'merchant_account' },
    reply: PaymentMethod,
  }),
  update: operation({
    method: 'PATCH',
    path: '/payment_methods/{method}',
    summary: 'Update a payment method',
    ...write,
    body: PaymentMethodChanges,
    reply: PaymentMethod,
  }),
}

export const events = {} as const
