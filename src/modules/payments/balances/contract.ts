import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, CurrencyIn, Instant } from '../../../contract/wire.ts'

/** What a customer owes and what we owe the customer, in one currency. */
export const Balance = z.object({
  currency: z.string(),
  /** Issued, unpaid, dated until today. */
  total_outstanding: Amount,
  due_now: Amount,
  /** Whether anything is overdue, in any currency. */
  past_due: z.boolean(),
  available_credits: Amount,
  open_credit_notes: Amount,
  /** Of the credit balance, newest first. */
  history: z.array(z.object({ timestamp: Instant, currency: z.string(), balance: Amount })),
})
export type Balance = z.output<typeof Balance>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/customers/{id}/balance',
    summary: "Retrieve a customer's balance",
    scope: 'customers:read',
    query: z.object({ currency: CurrencyIn.optional() }),
    reply: Balance,
  }),
}

export const events = {} as const
