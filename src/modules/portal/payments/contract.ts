import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { operation } from '../../../contract/operation.ts'
import { Amount, DayStart, DecimalIn, EmailIn, FlagIn, LineIn, orNull } from '../../../contract/wire.ts'
import { PortalCompany, PortalCustomer } from '../companies/contract.ts'
import { PortalInvoiceDocument, PortalMethod } from '../invoices/contract.ts'

const KeyIn = LineIn(64, 6).describe('The same key again is the same payment')

export const PortalPaymentDraft = withoutCardNumbers({
  method: LineIn(64, 1),
  /** What the gateway's form made of the card or account. */
  token: LineIn(255, 1),
  amount: orNull(DecimalIn).optional().describe('What is owed, unless less is said'),
  idempotency_key: KeyIn,
  receipt_email: orNull(EmailIn).optional(),
  save: FlagIn.optional(),
  make_default: FlagIn.optional(),
})
export type PortalPaymentDraft = z.output<typeof PortalPaymentDraft>

export const CheckoutDraft = withoutCardNumbers({
  method: LineIn(64, 1),
  amount: orNull(DecimalIn).optional(),
  idempotency_key: KeyIn,
  receipt_email: orNull(EmailIn).optional(),
  save: FlagIn.optional(),
  make_default: FlagIn.optional(),
})
export type CheckoutDraft = z.output<typeof CheckoutDraft>

/** What the payer is told. `unknown` is neither paid nor failed: the page shows the result as soon as it is known. */
export const PaymentOutcome = z.object({
  status: z.enum(['succeeded', 'pending', 'declined', 'unknown']),
  message: z.string(),
  payment: z
    .object({
      id: z.int(),
      date: DayStart,
      amount: Amount,
      currency: z.string(),
      method: z.string(),
      pdf_url: z.string().nullable(),
    })
    .optional(),
  invoice: PortalInvoiceDocument,
})
export type PaymentOutcome = z.output<typeof PaymentOutcome>

/** Where the payer goes now: to the gateway's own page, or to what it says. */
export const CheckoutBegun = z.object({
  how: z.enum(['redirect', 'instructions']),
  url: z.string().nullable(),
  instructions: z.string().nullable(),
})
export type CheckoutBegun = z.output<typeof CheckoutBegun>

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
  autopay: z.boolean(),
  payment_sources: z.array(PortalSource),
  payment_methods: z.array(PortalMethod),
})
export type PaymentInfo = z.output<typeof PaymentInfo>

export const PaymentInfoDraft = withoutCardNumbers({ method: LineIn(64, 1), token: LineIn(255, 1), idempotency_key: KeyIn })
export type PaymentInfoDraft = z.output<typeof PaymentInfoDraft>

export const operations = {
  pay: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/pay',
    summary: 'Pay an invoice, with its link',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: PortalPaymentDraft,
    reply: PaymentOutcome,
  }),
  checkout: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/checkout',
    summary: "Pay an invoice on the gateway's own page",
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: CheckoutDraft,
    reply: CheckoutBegun,
  }),
  paymentInfo: operation({
    method: 'GET',
    path: '/portal/{username}/invoices/{key}/payment_info',
    summary: 'What the customer of an invoice pays with by itself',
    access: 'public',
    scope: 'portal:read',
    reply: PaymentInfo,
  }),
  savePaymentInfo: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/payment_info',
    summary: 'Save a card or bank account to pay with by itself',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: PaymentInfoDraft,
    reply: PaymentInfo,
  }),
  checkoutPaymentInfo: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/payment_info/checkout',
    summary: "Save a card or bank account on the gateway's own page",
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: z.object({ method: LineIn(64, 1), idempotency_key: KeyIn }),
    reply: CheckoutBegun,
  }),
}

export const events = {} as const
