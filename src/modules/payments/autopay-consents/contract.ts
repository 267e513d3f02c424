import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant, Related } from '../../../contract/wire.ts'

/** The card or bank account that the words name, as it was then. */
const ConsentSource = z.object({
  object: z.enum(['card', 'bank_account']),
  id: z.int(),
  name: z.string(),
  last4: z.string(),
})

/** A customer agreed to be charged by itself, or took that back. Neither is ever changed. */
export const AutopayConsent = z.object({
  id: z.int(),
  object: z.literal('autopay_consent'),
  customer: Related,
  action: z.enum(['given', 'withdrawn']),
  stated_by: z
    .enum(['customer', 'company'])
    .describe(
      'The customer, by the portal; or the company, which turned AutoPay on or off, or saved what it charges, and was told elsewhere',
    ),
  mandate: z.string().nullable().describe('The very words that were agreed to; null for a withdrawal'),
  payment_source: ConsentSource.nullable().describe('What the words name, as it was then'),
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: Instant,
})
export type AutopayConsent = z.output<typeof AutopayConsent>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/customers/{customer_id}/autopay_consents',
    summary: 'List what a customer agreed to about AutoPay, and took back',
    scope: 'customers:read',
    expand: { customer: 'customer' },
    list: { properties: { id: 'whole', action: 'text', stated_by: 'text', ip: 'text', created_at: 'instant' } },
    reply: z.array(AutopayConsent),
  }),
}

export const events = {
  'autopay_consent.given': { object: AutopayConsent, as: 'autopay_consent.given' },
  'autopay_consent.withdrawn': { object: AutopayConsent, as: 'autopay_consent.withdrawn' },
} as const
