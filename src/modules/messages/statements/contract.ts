import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, CurrencyIn, DayStart, InstantIn, orNull } from '../../../contract/wire.ts'
import { Email, EmailRequest } from '../emails/contract.ts'

export const ROW_TYPES = [
  'previous_balance',
  'invoice',
  'credit_note',
  'applied_credit',
  'payment',
  'refund',
  'credit_balance_adjustment',
] as const
/** What moves an account, in the order in which it stands within a day (published API). */
export type RowType = (typeof ROW_TYPES)[number]

/** Which statement is wanted; by default what moved the account since the first of the month. */
export const statementFields = {
  type: z.union([z.literal('').transform(() => undefined), z.enum(['balance_forward', 'open_item'])]).optional(),
  start: orNull(InstantIn).optional().describe('Balance forward: its first day, the first of the month unless said otherwise'),
  end: orNull(InstantIn).optional().describe('Its last day, today unless said otherwise'),
  items: z
    .union([z.literal('').transform(() => undefined), z.enum(['past_due', 'outstanding', 'all'])])
    .optional()
    .describe('Open item: only what is late'),
  currency: orNull(CurrencyIn).optional(),
}

export const StatementRequest = z.object(statementFields)
export type StatementRequest = z.output<typeof StatementRequest>

export const Statement = z.object({
  object: z.literal('statement'),
  type: z.enum(['balance_forward', 'open_item']),
  customer: z.int(),
  currency: z.string(),
  start: DayStart.nullable(),
  end: DayStart,
  rows: z.array(
    z.object({
      type: z.enum(ROW_TYPES),
      id: z.int().nullable(),
      customer: z.int().nullable(),
      number: z.string().nullable(),
      date: DayStart,
      due_date: DayStart.nullable(),
      amount: Amount.describe('What it adds to the account; of an open item its total'),
      balance: Amount.describe('The account after it; of an open item what is open of it'),
    }),
  ),
  balance: Amount.describe('What is owed at the end'),
  credit_balance: Amount.describe('Credit that is not put to use; not part of the balance'),
  aging: z.array(z.object({ from_days: z.int().nullable(), to_days: z.int().nullable(), amount: Amount })),
  url: z.string().describe('Where the customer sees it'),
  pdf_url: z.string(),
})
export type Statement = z.output<typeof Statement>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/customers/{id}/statement',
    summary: "Retrieve a customer's statement",
    scope: 'customers:read',
    pdf: true,
    query: StatementRequest,
    reply: Statement,
  }),
  email: operation({
    method: 'POST',
    path: '/customers/{id}/emails',
    summary: 'E-mail a statement',
    scope: 'emails:write',
    permission: 'emails.send',
    outside: true,
    success: 201,
    body: EmailRequest.extend(statementFields),
    reply: z.array(Email),
  }),
}
