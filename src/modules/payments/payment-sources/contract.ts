import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Nothing, WholeIn } from '../../../contract/wire.ts'
import { SourceDraft } from '../gateways/contract.ts'

const common = {
  id: z.int(),
  customer: z.int().meta({ type: ['integer', 'object'] }),
  last4: z.string(),
  gateway: z.string(),
  gateway_id: z.string().nullable(),
  gateway_customer: z.string().nullable(),
  merchant_account: z
    .int()
    .meta({ type: ['integer', 'object', 'null'] })
    .nullable(),
  chargeable: z.boolean(),
  failure_reason: z.string().nullable(),
  receipt_email: z.string().nullable(),
  created_at: z.int().describe('UNIX seconds'),
  updated_at: z.int().describe('UNIX seconds'),
}

export const Card = z.object({
  object: z.literal('card'),
  brand: z.string(),
  exp_month: z.int(),
  exp_year: z.int(),
  funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']),
  issuing_country: z.string().nullable(),
  ...common,
})

export const BankAccount = z.object({
  object: z.literal('bank_account'),
  type: z.enum(['checking', 'savings']).nullable().describe('Null where the gateway does not say'),
  bank_name: z.string(),
  routing_number: z.string().nullable(),
  verified: z.boolean(),
  country: z.string(),
  currency: z.string(),
  account_holder_name: z.string().nullable(),
  account_holder_type: z.string().nullable(),
  ...common,
})

/** A saved card or bank account, as the database spells it out. */
export const PaymentSource = z.discriminatedUnion('object', [Card, BankAccount])
export type PaymentSource = z.output<typeof PaymentSource>

const TEXTS = [
  'brand',
  'funding',
  'issuing_country',
  'last4',
  'gateway',
  'gateway_id',
  'gateway_customer',
  'failure_reason',
  'receipt_email',
  'bank_name',
  'country',
  'currency',
  'routing_number',
  'account_holder_name',
  'account_holder_type',
] as const
const text = Object.fromEntries(TEXTS.map((name) => [name, 'text'])) as Record<(typeof TEXTS)[number], 'text'>

const write = { scope: 'customers:write', permission: 'customers.edit', outside: true } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/customers/{customer_id}/payment_sources',
    summary: 'List saved cards and bank accounts',
    scope: 'customers:read',
    expand: { customer: 'customer', merchant_account: 'merchant_account' },
    list: {
      properties: {
        id: 'whole',
        customer: 'whole',
        ...text,
        exp_month: 'whole',
        exp_year: 'whole',
        exp_date: 'day',
        type: 'text',
        chargeable: 'flag',
        verified: 'flag',
        merchant_account: 'whole',
        created_at: 'instant',
        updated_at: 'instant',
      },
    },
    query: z.object({ include_hidden: FlagIn.optional() }),
    reply: z.array(PaymentSource),
  }),
  create: operation({
    method: 'POST',
    path: '/customers/{customer_id}/payment_sources',
    summary: 'Save a card or bank account from a token',
    ...write,
    body: SourceDraft,
    reply: PaymentSource,
  }),
  deleteCard: operation({
    method: 'DELETE',
    path: '/customers/{customer_id}/cards/{id}',
    summary: 'Remove a card, also at the gateway',
    ...write,
    reply: Nothing,
  }),
  deleteBankAccount: operation({
    method: 'DELETE',
    path: '/customers/{customer_id}/bank_accounts/{id}',
    summary: 'Remove a bank account, also at the gateway',
    ...write,
    reply: Nothing,
  }),
  verify: operation({
    method: 'POST',
    path: '/customers/{customer_id}/bank_accounts/{id}/verify',
    summary: 'Prove a bank account by its two small deposits',
    ...write,
    success: 200,
    body: z.object({ amount1: WholeIn(1, 10_000), amount2: WholeIn(1, 10_000) }),
    reply: PaymentSource,
  }),
}

export const events = {
  'payment_source.created': { object: PaymentSource, as: 'payment_source.created' },
  'payment_source.updated': { object: PaymentSource, as: 'payment_source.updated' },
  'payment_source.deleted': { object: PaymentSource, as: 'payment_source.deleted' },
} as const
