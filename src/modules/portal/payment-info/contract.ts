import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, LineIn, TextIn } from '../../../contract/wire.ts'
import { PortalCompany, PortalCustomer, Preview } from '../companies/contract.ts'
import { PortalMethod } from '../invoices/contract.ts'
import { CheckoutBegun, KeyIn } from '../payments/contract.ts'

/** A card or account, as its owner may see it behind a link. */
export const PortalSource = z.object({
  object: z.enum(['card', 'bank_account']),
  name: z.string(),
  last4: z.string(),
  is_default: z.boolean(),
})

/** What a customer pays with by itself. */
export const PaymentInfo = z.object({
  company: PortalCompany,
  customer: PortalCustomer,
  preview: Preview,
  autopay: z.boolean(),
  mandate: z.string().nullable().describe('What turning AutoPay on agrees to; null until a card or account is saved'),
  saving_mandate: z
    .string()
    .nullable()
    .describe('What saving a card or account agrees to, which is then charged; null while AutoPay is off'),
  payment_sources: z.array(PortalSource),
  payment_methods: z.array(PortalMethod),
})
export type PaymentInfo = z.output<typeof PaymentInfo>

const MandateIn = TextIn(2000, 1)
  .optional()
  .describe('While AutoPay is on: the words that were agreed to, as they were read here')

export const PaymentInfoDraft = withoutCardNumbers({
  method: LineIn(64, 1),
  token: LineIn(255, 1),
  idempotency_key: KeyIn,
  mandate: MandateIn,
})
export type PaymentInfoDraft = z.output<typeof PaymentInfoDraft>

/** A card or account that is entered on the gateway's own page. */
export const SourceCheckoutDraft = z.object({ method: LineIn(64, 1), idempotency_key: KeyIn, mandate: MandateIn })
export type SourceCheckoutDraft = z.output<typeof SourceCheckoutDraft>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/portal/{username}/invoices/{key}/payment_info',
    summary: 'What the customer of an invoice pays with by itself',
    access: 'public',
    scope: 'portal:read',
    reply: PaymentInfo,
  }),
  save: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/payment_info',
    summary: 'Save a card or bank account to pay with by itself',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: PaymentInfoDraft,
    reply: PaymentInfo,
  }),
  checkout: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/payment_info/checkout',
    summary: "Save a card or bank account on the gateway's own page",
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: SourceCheckoutDraft,
    reply: CheckoutBegun,
  }),
  setAutopay: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/payment_info/autopay',
    summary: 'Let the company collect what falls due from the saved card or account, or stop it',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: z.object({
      enabled: FlagIn,
      mandate: TextIn(2000, 1).optional().describe('To turn it on: the words that were agreed to, as they were read here'),
    }),
    reply: PaymentInfo,
  }),
}

export const events = {} as const
