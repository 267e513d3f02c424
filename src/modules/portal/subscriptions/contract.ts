import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, DayStart, DecimalNumber, Instant, LineIn, orNull } from '../../../contract/wire.ts'
import { STATUSES } from '../../recurring/subscriptions/contract.ts'
import { PortalCompany, PortalCustomer, Preview } from '../companies/contract.ts'
import { PortalMethod } from '../invoices/contract.ts'
import { PaymentInfoDraft, PortalSource, SourceCheckoutDraft } from '../payment-info/contract.ts'
import { CheckoutBegun } from '../payments/contract.ts'

/** A subscription as its customer sees it. */
export const PortalSubscription = z.object({
  name: z.string(),
  status: z.enum(STATUSES),
  quantity: DecimalNumber,
  currency: z.string(),
  recurring_total: Amount,
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: z.int(),
  start_date: Instant,
  period_start: Instant.nullable(),
  period_end: Instant.nullable(),
  contract_period_end: Instant.nullable(),
  cancel_at_period_end: z.boolean(),
  canceled_at: Instant.nullable(),
  addons: z.array(z.object({ name: z.string(), quantity: DecimalNumber })),
  approval: z.object({ name: z.string().nullable(), initials: z.string(), timestamp: z.int() }).nullable(),
  url: z.string(),
})
export type PortalSubscription = z.output<typeof PortalSubscription>

export const PortalSubscriptionPage = z.object({
  company: PortalCompany,
  customer: PortalCustomer,
  subscription: PortalSubscription,
  /** When it is billed next, and what that comes to; null where nothing is to come. */
  next_bill: z.object({ date: DayStart, total: Amount }).nullable(),
  /** Bills that are not paid. */
  open_invoices: z.array(
    z.object({ number: z.string().nullable(), balance: Amount, due_date: DayStart.nullable(), url: z.string().nullable() }),
  ),
  /** What else the customer has here. */
  others: z.array(PortalSubscription),
  autopay: z.boolean(),
  saving_mandate: z.string().nullable().describe('What saving a card or account agrees to; null while AutoPay is off'),
  payment_sources: z.array(PortalSource),
  payment_methods: z.array(PortalMethod),
  preview: Preview,
  can_approve: z.boolean(),
  can_cancel: z.boolean(),
  can_keep: z.boolean(),
})
export type PortalSubscriptionPage = z.output<typeof PortalSubscriptionPage>

const path = '/portal/{username}/subscriptions/{key}'
const read = { access: 'public', scope: 'portal:read' } as const
const write = { access: 'public', scope: 'portal:write', success: 200 } as const

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'A subscription, for whoever has its link',
    ...read,
    reply: PortalSubscriptionPage,
  }),
  approve: operation({
    method: 'POST',
    path: `${path}/approve`,
    summary: 'Agree to a subscription',
    ...write,
    body: z.object({ name: LineIn(255, 1), initials: LineIn(10, 1) }),
    reply: PortalSubscriptionPage,
  }),
  cancel: operation({
    method: 'POST',
    path: `${path}/cancel`,
    summary: 'End a subscription at the end of its period',
    ...write,
    body: z.object({ reason: orNull(LineIn(50)).optional() }),
    reply: PortalSubscriptionPage,
  }),
  keep: operation({
    method: 'POST',
    path: `${path}/keep`,
    summary: 'Take back that a subscription ends',
    ...write,
    reply: PortalSubscriptionPage,
  }),
  savePaymentSource: operation({
    method: 'POST',
    path: `${path}/payment_source`,
    summary: 'Save the card or bank account by which a subscription is paid',
    ...write,
    body: PaymentInfoDraft,
    reply: PortalSubscriptionPage,
  }),
  checkoutPaymentSource: operation({
    method: 'POST',
    path: `${path}/payment_source/checkout`,
    summary: "Save a card or bank account for a subscription on the gateway's own page",
    ...write,
    body: SourceCheckoutDraft,
    reply: CheckoutBegun,
  }),
}

export const events = {} as const
