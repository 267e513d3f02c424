import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CurrencyIn,
  DayStart,
  DecimalIn,
  IdIn,
  Instant,
  InstantIn,
  Nothing,
  orNull,
  Related,
  TextIn,
} from '../../../contract/wire.ts'

const changeable = {
  /** Positive gives credit, negative takes it away. */
  amount: DecimalIn.optional(),
  date: orNull(InstantIn).optional(),
  notes: orNull(TextIn(20_000)).optional(),
}

export const CreditBalanceAdjustmentDraft = z.object({
  ...changeable,
  customer: IdIn,
  currency: orNull(CurrencyIn).optional(),
  amount: DecimalIn,
})
export type CreditBalanceAdjustmentDraft = z.output<typeof CreditBalanceAdjustmentDraft>

export const CreditBalanceAdjustmentChanges = z.object(changeable)
export type CreditBalanceAdjustmentChanges = z.output<typeof CreditBalanceAdjustmentChanges>

export const CreditBalanceAdjustment = z.object({
  id: z.int(),
  object: z.literal('credit_balance_adjustment'),
  customer: Related,
  currency: z.string(),
  amount: Amount,
  date: DayStart,
  notes: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type CreditBalanceAdjustment = z.output<typeof CreditBalanceAdjustment>

const LIST = {
  properties: { ...COMMON, customer: 'whole', currency: 'text', amount: 'amount', date: 'day', notes: 'text' },
  dates: ['date'],
} as const satisfies ListSpec

const path = '/credit_balance_adjustments'
const expand = { customer: 'customer' } as const
const write = { scope: 'credit_balance_adjustments:write', permission: 'credits.create', expand } as const
const read = { scope: 'credit_balance_adjustments:read', expand } as const

export const operations = {
  list: operation({
    method: 'GET',
    path,
    summary: 'List credit balance adjustments',
    ...read,
    list: LIST,
    reply: z.array(CreditBalanceAdjustment),
  }),
  create: operation({
    method: 'POST',
    path,
    summary: 'Give a customer credit, or take it away',
    ...write,
    body: CreditBalanceAdjustmentDraft,
    reply: CreditBalanceAdjustment,
  }),
  get: operation({
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'Retrieve a credit balance adjustment',
    ...read,
    reply: CreditBalanceAdjustment,
  }),
  update: operation({
    method: 'PATCH',
    path: `${path}/{id}`,
    summary: 'Update a credit balance adjustment',
    ...write,
    body: CreditBalanceAdjustmentChanges,
    reply: CreditBalanceAdjustment,
  }),
  delete: operation({
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Delete a credit balance adjustment',
    ...write,
    reply: Nothing,
  }),
}

/** For the record of what was done; the published API tells nobody. */
export const events = {
  'credit_balance_adjustment.created': { object: CreditBalanceAdjustment, as: null },
  'credit_balance_adjustment.updated': { object: CreditBalanceAdjustment, as: null },
  'credit_balance_adjustment.deleted': { object: CreditBalanceAdjustment, as: null },
} as const
