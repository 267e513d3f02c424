import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { operation } from '../../../contract/operation.ts'
import { Amount, DayStart, DecimalIn, EmailIn, FlagIn, LineIn, orNull, TextIn } from '../../../contract/wire.ts'
import { PortalInvoiceDocument } from '../invoices/contract.ts'

export const KeyIn = LineIn(64, 6).describe('The same key again is the same payment')

export const PortalPaymentDraft = withoutCardNumbers({
  method: LineIn(64, 1),
  /** What the gateway's form made of the card or account. */
  token: LineIn(255, 1),
  amount: orNull(DecimalIn).optional().describe('What is owed, unless less is said'),
  idempotency_key: KeyIn,
  receipt_email: orNull(EmailIn).optional(),
  save: FlagIn.optional(),
  make_default: FlagIn.optional(),
  mandate: TextIn(2000, 1)
    .optional()
    .describe('To have AutoPay charge what is saved from now on: the words of saving_mandate that were agreed to'),
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
}

export const events = {} as const
