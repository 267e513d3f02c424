import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import {
  Amount,
  CountryIn,
  CurrencyIn,
  DecimalIn,
  EmailIn,
  FlagIn,
  IdIn,
  Instant,
  LanguageIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  Related,
  TextIn,
  WholeIn,
} from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import { TermsIn } from '../../catalog/payment-terms/contract.ts'
import { TaxRate, TaxRateCodesIn } from '../../catalog/tax-rates/contract.ts'
import { SourceDraft } from '../../payments/gateways/contract.ts'

/** Where somebody lives and is reached: customers and contacts alike. */
export const AddressFields = {
  email: orNull(EmailIn).optional(),
  phone: orNull(LineIn(64)).optional(),
  address1: orNull(LineIn(255)).optional(),
  address2: orNull(LineIn(255)).optional(),
  city: orNull(LineIn(255)).optional(),
  state: orNull(LineIn(255)).optional(),
  postal_code: orNull(LineIn(32)).optional(),
  country: orNull(CountryIn).optional(),
}

/** A form says "none" with an empty value. */
function listIn<S extends z.ZodType>(schema: S, max: number) {
  return z.union([z.literal('').transform((): z.output<S>[] => []), z.array(schema).max(max)])
}

const CustomerFields = {
  ...AddressFields,
  type: z.enum(['company', 'person']).optional(),
  active: FlagIn.optional(),
  autopay: FlagIn.optional(),
  autopay_delay_days: orNull(WholeIn(-1, 365)).optional(),
  payment_terms: orNull(TermsIn).optional(),
  attention_to: orNull(LineIn(255)).optional(),
  language: orNull(LanguageIn).optional(),
  currency: orNull(CurrencyIn).optional(),
  chase: FlagIn.optional(),
  chasing_cadence: orNull(IdIn).optional(),
  next_chase_step: orNull(IdIn).optional(),
  credit_hold: FlagIn.optional(),
  credit_limit: orNull(DecimalIn).optional(),
  owner: orNull(IdIn).optional(),
  taxable: FlagIn.optional(),
  taxes: TaxRateCodesIn.optional(),
  tax_id: orNull(LineIn(64)).optional(),
  avalara_entity_use_code: orNull(LineIn(64)).optional(),
  avalara_exemption_number: orNull(LineIn(64)).optional(),
  parent_customer: orNull(IdIn).optional(),
  bill_to_parent: FlagIn.optional(),
  consolidated: FlagIn.optional(),
  convenience_fee: FlagIn.optional(),
  surcharging: FlagIn.optional(),
  late_fee_schedule: orNull(IdIn).optional(),
  notes: orNull(TextIn(20_000)).optional(),
  sign_up_page: orNull(IdIn).optional(),
  ach_gateway: orNull(IdIn).optional(),
  cc_gateway: orNull(IdIn).optional(),
  disabled_payment_methods: listIn(LineIn(64, 1), 50).optional(),
  metadata: MetadataIn.optional(),
}

/** What a new customer takes, and what PUT replaces a customer by; what is not given falls back to its default. */
export const CustomerDraft = z.object({ ...CustomerFields, name: LineIn(255, 1), number: orNull(LineIn(32, 1)).optional() })
export type CustomerDraft = z.output<typeof CustomerDraft>

/** What PATCH changes; what is not given stays. */
export const CustomerChanges = z.object({ ...CustomerFields, name: LineIn(255, 1).optional(), number: LineIn(32, 1).optional() })
export type CustomerChanges = z.output<typeof CustomerChanges>

/** A card or account that was read says nothing new when it is sent back. */
const SourceRead = withoutCardNumbers({ object: z.enum(['card', 'bank_account']) }).transform((): undefined => undefined)
const NewSource = orNull(z.union([SourceDraft, SourceRead]))
  .optional()
  .describe('A token, saved and made the default with the customer; null takes the default away')

export const PayingDraft = CustomerDraft.extend({ payment_source: NewSource })
export type PayingDraft = z.output<typeof PayingDraft>
const PayingChanges = CustomerChanges.extend({ payment_source: NewSource })
export type PayingChanges = z.output<typeof PayingChanges>

const text = z.string().nullable()

export const Customer = z.object({
  id: z.int(),
  object: z.literal('customer'),
  name: z.string(),
  number: z.string(),
  email: text,
  type: z.enum(['company', 'person']),
  active: z.boolean(),
  autopay: z.boolean(),
  autopay_delay_days: z.int().nullable(),
  payment_terms: text.describe('Null while autopay is on'),
  payment_source: z.record(z.string(), z.unknown()).nullable().describe('The default card or bank account'),
  attention_to: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  postal_code: text,
  country: z.string(),
  language: text,
  currency: z
    .custom<Currency>((value) => typeof value === 'string')
    .nullable()
    .meta({ type: ['string', 'null'], description: "Null: the company's currency" }),
  phone: text,
  chase: z.boolean(),
  chasing_cadence: Related.nullable(),
  next_chase_step: Related.nullable(),
  credit_hold: z.boolean(),
  credit_limit: Amount.nullable(),
  owner: Related.nullable(),
  taxable: z.boolean(),
  taxes: z.array(TaxRate),
  tax_id: text,
  avalara_entity_use_code: text,
  avalara_exemption_number: text,
  parent_customer: Related.nullable(),
  bill_to_parent: z.boolean(),
  consolidated: z.boolean(),
  convenience_fee: z.boolean(),
  surcharging: z.boolean(),
  late_fee_schedule: Related.nullable(),
  notes: text,
  sign_up_page: Related.nullable(),
  sign_up_url: text,
  statement_pdf_url: z.string(),
  ach_gateway: Related.nullable(),
  cc_gateway: Related.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
/** Inside, a customer also says which payment methods it is not offered; that is taken in and never stated. */
export type Customer = z.output<typeof Customer> & { readonly disabled_payment_methods: readonly string[] }

const expand = {
  network_connection: NOBODYS,
  parent_customer: 'customer',
  owner: 'user',
  chasing_cadence: 'chasing_cadence',
  next_chase_step: 'chasing_cadence_step',
  ach_gateway: 'merchant_account',
  cc_gateway: 'merchant_account',
  sign_up_page: 'sign_up_page',
  late_fee_schedule: 'late_fee_schedule',
} as const

const properties = {
  ...COMMON,
  name: 'text',
  number: 'text',
  email: 'text',
  type: 'text',
  active: 'flag',
  autopay: 'flag',
  autopay_delay_days: 'whole',
  payment_terms: 'text',
  attention_to: 'text',
  address1: 'text',
  address2: 'text',
  city: 'text',
  state: 'text',
  postal_code: 'text',
  country: 'text',
  language: 'text',
  currency: 'text',
  phone: 'text',
  chase: 'flag',
  chasing_cadence: 'whole',
  next_chase_step: 'whole',
  credit_hold: 'flag',
  credit_limit: 'amount',
  credit_balance: 'amount',
  owner: 'whole',
  taxable: 'flag',
  tax_id: 'text',
  avalara_entity_use_code: 'text',
  avalara_exemption_number: 'text',
  parent_customer: 'whole',
  bill_to_parent: 'flag',
  consolidated: 'flag',
  convenience_fee: 'flag',
  surcharging: 'flag',
  late_fee_schedule: 'whole',
  default_source_type: 'text',
  network_connection: 'whole',
} as const satisfies ListSpec['properties']

export const operations = {
  list: operation({
    method: 'GET',
    path: '/customers',
    summary: 'List customers',
    scope: 'customers:read',
    expand,
    query: z.object({
      payment_source: FlagIn.optional().describe('With or without a default card or bank account'),
      open_balance: FlagIn.optional().describe('With or without an open invoice'),
      balance: FlagIn.optional().describe('With or without a credit balance'),
      owner: IdIn.optional(),
      late_fee_schedule_id: IdIn.optional(),
    }),
    list: { properties, metadata: true },
    reply: z.array(Customer),
  }),
  create: operation({
    method: 'POST',
    path: '/customers',
    summary: 'Create a customer',
    scope: 'customers:write',
    permission: 'customers.create',
    outside: 'payment_source',
    expand,
    body: PayingDraft,
    reply: Customer,
  }),
  get: operation({
    method: 'GET',
    path: '/customers/{id}',
    summary: 'Retrieve a customer',
    scope: 'customers:read',
    expand,
    reply: Customer,
  }),
  update: operation({
    method: 'PATCH',
    path: '/customers/{id}',
    summary: 'Update a customer',
    scope: 'customers:write',
    permission: 'customers.edit',
    outside: 'payment_source',
    expand,
    body: PayingChanges,
    reply: Customer,
  }),
  replace: operation({
    method: 'PUT',
    path: '/customers/{id}',
    summary: 'Replace a customer',
    scope: 'customers:write',
    permission: 'customers.edit',
    outside: 'payment_source',
    expand,
    body: PayingDraft,
    reply: Customer,
  }),
  merge: operation({
    method: 'POST',
    path: '/customers/{id}/merge',
    summary: 'Move everything of another customer to this one, and delete the other',
    scope: 'customers:write',
    permission: 'customers.delete',
    success: 200,
    expand,
    body: z.object({ customer: IdIn }),
    reply: Customer,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/customers/{id}',
    summary: 'Delete a customer',
    scope: 'customers:write',
    permission: 'customers.delete',
    reply: Nothing,
  }),
}

export const events = {
  'customer.created': { object: Customer, as: 'customer.created' },
  'customer.updated': { object: Customer, as: 'customer.updated' },
  'customer.deleted': { object: Customer, as: 'customer.deleted' },
  'customer.merged': { object: Customer, as: 'customer.merged' },
} as const
