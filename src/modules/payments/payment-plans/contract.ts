import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, DayStart, DecimalIn, FlagIn, Instant, InstantIn, Nothing, Related } from '../../../contract/wire.ts'

/** A plan has at most this many installments (published API). */
export const INSTALLMENTS_MAX = 100

const InstallmentIn = z.object({
  date: InstantIn,
  amount: DecimalIn,
  balance: DecimalIn.optional().describe('What of it is still open; all of it where left out'),
})
export type InstallmentIn = z.output<typeof InstallmentIn>

export const PaymentPlanDraft = z.object({
  installments: z.array(InstallmentIn).min(1).max(INSTALLMENTS_MAX),
  autopay: FlagIn.optional().describe('Collect each installment by itself; true unless said otherwise'),
  require_approval: FlagIn.optional().describe('Begins when the customer has agreed'),
})
export type PaymentPlanDraft = z.output<typeof PaymentPlanDraft>

export const PaymentPlan = z.object({
  id: z.int(),
  object: z.literal('payment_plan'),
  status: z.enum(['pending_signup', 'active', 'finished', 'canceled']),
  installments: z.array(z.object({ id: z.int(), date: DayStart, amount: Amount, balance: Amount })),
  approval: z.object({ id: z.int(), timestamp: Instant, ip: z.string(), user_agent: z.string() }).nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type PaymentPlan = z.output<typeof PaymentPlan>

/** Events say besides whose plan it is, and for which invoice. */
const ToldPlan = PaymentPlan.extend({ customer: Related, invoice: Related })
export type ToldPlan = z.output<typeof ToldPlan>

const path = '/invoices/{id}/payment_plan'
const write = { path, scope: 'invoices:write', permission: 'invoices.edit' } as const

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'Retrieve the payment plan of an invoice',
    scope: 'invoices:read',
    reply: PaymentPlan,
  }),
  set: operation({
    method: 'PUT',
    ...write,
    summary: 'Create or replace the payment plan of an invoice',
    success: 201,
    body: PaymentPlanDraft,
    reply: PaymentPlan,
  }),
  create: operation({
    method: 'POST',
    ...write,
    summary: 'Create a payment plan for an invoice',
    body: PaymentPlanDraft,
    reply: PaymentPlan,
  }),
  cancel: operation({ method: 'DELETE', ...write, summary: 'Cancel the payment plan of an invoice', reply: Nothing }),
}

export const events = {
  'payment_plan.created': { object: ToldPlan, as: 'payment_plan.created' },
  'payment_plan.updated': { object: ToldPlan, as: 'payment_plan.updated' },
  'payment_plan.deleted': { object: ToldPlan, as: 'payment_plan.deleted' },
} as const
