import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, DayStart, Nothing } from '../../../contract/wire.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'
import { PortalCompany, PortalCustomer, PortalFields, Preview } from '../companies/contract.ts'

/** The invoice without what is for the company alone. */
export const PortalInvoiceDocument = Invoice.omit({
  metadata: true,
  needs_attention: true,
  chase: true,
  late_fees: true,
  attempt_count: true,
  payment_source: true,
  disabled_payment_methods: true,
  tags: true,
  amount_written_off: true,
  date_bad_debt: true,
})
export type PortalInvoiceDocument = z.output<typeof PortalInvoiceDocument>

/** What was paid on the document. */
export const PortalPayment = z.object({
  date: DayStart,
  amount: Amount,
  method: z.string(),
  pdf_url: z.string().nullable(),
})
export type PortalPayment = z.output<typeof PortalPayment>

/** A way of paying that is open to this payer now. */
export const PortalMethod = z.object({
  id: z.string(),
  name: z.string(),
  gateway: z.string().nullable(),
  test: z.boolean().describe('No money moves'),
  /** A token from the page, the gateway's own page, or words to read. */
  how: z.enum(['token', 'redirect', 'instructions']),
  instructions: z.string().nullable(),
  convenience_fee: z.int().describe('Hundredths of a percent that are added'),
  can_save: z.boolean(),
  test_sources: z.array(z.object({ token: z.string(), label: z.string() })),
})
export type PortalMethod = z.output<typeof PortalMethod>

export const PortalInvoice = z.object({
  company: PortalCompany,
  customer: PortalCustomer,
  invoice: PortalInvoiceDocument,
  preview: Preview,
  ...PortalFields.shape,
  payments: z.array(PortalPayment),
  payment_methods: z.array(PortalMethod),
})
export type PortalInvoice = z.output<typeof PortalInvoice>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/portal/{username}/invoices/{key}',
    summary: 'An invoice, for whoever has its link',
    access: 'public',
    scope: 'portal:read',
    reply: PortalInvoice,
  }),
  viewed: operation({
    method: 'POST',
    path: '/portal/{username}/invoices/{key}/viewed',
    summary: 'The customer has the invoice before them',
    access: 'public',
    scope: 'portal:write',
    reply: Nothing,
    success: 204,
  }),
}

export const events = {} as const
