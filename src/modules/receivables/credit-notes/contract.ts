import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CurrencyIn,
  DayStart,
  DecimalIn,
  FlagIn,
  IdIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  Related,
  TextIn,
} from '../../../contract/wire.ts'
import { CustomerDraft } from '../../customers/customers/contract.ts'
import { AppliedDiscount, AppliedTax, contentIn, LineItem } from '../documents/contract.ts'
import { CREDIT_NOTE_STATUSES } from './status.ts'

const { ship_to: _, ...content } = contentIn

const changeable = {
  name: orNull(LineIn(255)).optional(),
  number: orNull(LineIn(32)).optional(),
  date: orNull(InstantIn).optional(),
  purchase_order: orNull(LineIn(32)).optional(),
  notes: orNull(TextIn(20_000)).optional(),
  draft: FlagIn.optional(),
  closed: FlagIn.optional(),
  currency: orNull(CurrencyIn).optional(),
  metadata: MetadataIn.optional(),
  attachments: z.array(IdIn).max(100).optional(),
  ...content,
}

export const CreditNoteDraft = z.object({
  ...changeable,
  /** An object instead of an id creates the customer. */
  customer: z.union([IdIn, CustomerDraft]),
  /** The credit is applied to this invoice at once; what is left of it stays open. */
  invoice: orNull(IdIn).optional(),
  /** E-mail it at once. */
  send: FlagIn.optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
})
export type CreditNoteDraft = z.output<typeof CreditNoteDraft>

export const CreditNoteChanges = z.object({
  ...changeable,
  /** Marks it as delivered. */
  sent: FlagIn.optional(),
})
export type CreditNoteChanges = z.output<typeof CreditNoteChanges>

export const CreditNote = z.object({
  id: z.int(),
  object: z.literal('credit_note'),
  customer: Related,
  invoice: Related.nullable(),
  name: z.string(),
  number: z.string().nullable(),
  purchase_order: z.string().nullable(),
  currency: z.string(),
  draft: z.boolean(),
  closed: z.boolean(),
  paid: z.boolean(),
  voided: z.boolean(),
  sent: z.boolean(),
  viewed: z.boolean(),
  status: z.enum(CREDIT_NOTE_STATUSES),
  date: DayStart,
  items: z.array(LineItem),
  notes: z.string().nullable(),
  subtotal: Amount,
  discounts: z.array(AppliedDiscount),
  taxes: z.array(AppliedTax),
  total: Amount,
  amount_applied_to_invoice: Amount,
  /** Moved to the customer's credit balance, or adjusted away. */
  amount_credited: Amount,
  amount_refunded: Amount,
  /** Credit that can still be used. */
  balance: Amount,
  tax_rounding: z.enum(['per_step', 'per_rate']),
  url: z.string().nullable(),
  pdf_url: z.string().nullable(),
  date_issued: Instant.nullable(),
  date_sent: Instant.nullable(),
  date_viewed: Instant.nullable(),
  date_voided: Instant.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type CreditNote = z.output<typeof CreditNote>

/** Money that goes back to the customer, by whatever way it went. */
export const RefundDraft = z.object({
  /** All that is left of the credit note, when left out. */
  amount: DecimalIn.optional(),
  method: LineIn(64, 1).optional(),
  date: orNull(InstantIn).optional(),
  reference: orNull(LineIn(255)).optional(),
  notes: orNull(TextIn(20_000)).optional(),
})
export type RefundDraft = z.output<typeof RefundDraft>

const EXPAND = { customer: 'customer', invoice: 'invoice', 'items.catalog_item': 'item' } as const

const LIST = {
  properties: {
    ...COMMON,
    customer: 'whole',
    invoice: 'whole',
    name: 'text',
    number: 'text',
    currency: 'text',
    status: 'text',
    date: 'day',
    purchase_order: 'text',
    subtotal: 'amount',
    total: 'amount',
    balance: 'amount',
    amount_applied_to_invoice: 'amount',
    amount_credited: 'amount',
    amount_refunded: 'amount',
    closed: 'flag',
    draft: 'flag',
    paid: 'flag',
    voided: 'flag',
    sent: 'flag',
    viewed: 'flag',
    date_voided: 'instant',
  },
  metadata: true,
  dates: ['date'],
} as const satisfies ListSpec

const read = { scope: 'credit_notes:read', expand: EXPAND } as const
const write = { scope: 'credit_notes:write', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/credit_notes',
    summary: 'List credit notes',
    ...read,
    list: LIST,
    reply: z.array(CreditNote),
  }),
  create: operation({
    method: 'POST',
    path: '/credit_notes',
    summary: 'Create a credit note',
    ...write,
    permission: 'credit_notes.create',
    body: CreditNoteDraft,
    reply: CreditNote,
  }),
  get: operation({
    method: 'GET',
    path: '/credit_notes/{id}',
    summary: 'Retrieve a credit note',
    ...read,
    pdf: true,
    reply: CreditNote,
  }),
  update: operation({
    method: 'PATCH',
    path: '/credit_notes/{id}',
    summary: 'Update a credit note',
    ...write,
    permission: 'credit_notes.edit',
    body: CreditNoteChanges,
    reply: CreditNote,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/credit_notes/{id}',
    summary: 'Delete a draft or void an issued credit note',
    ...write,
    permission: 'credit_notes.delete',
    reply: Nothing,
  }),
  void: operation({
    method: 'POST',
    path: '/credit_notes/{id}/void',
    summary: 'Void a credit note',
    ...write,
    permission: 'credit_notes.void',
    success: 200,
    reply: CreditNote,
  }),
  refund: operation({
    method: 'POST',
    path: '/credit_notes/{id}/refunds',
    summary: 'Record that money went back to the customer',
    ...write,
    permission: 'refunds.create',
    body: RefundDraft,
    reply: CreditNote,
  }),
}

/** What happened, in our words; `as` is the name under which the outside world is told. */
export const events = {
  'credit_note.created': { object: CreditNote, as: 'credit_note.created' },
  'credit_note.updated': { object: CreditNote, as: 'credit_note.updated' },
  'credit_note.deleted': { object: CreditNote, as: 'credit_note.deleted' },
  'credit_note.viewed': { object: CreditNote, as: 'credit_note.viewed' },
  /** Numbered and in the books. */
  'credit_note.issued': { object: CreditNote, as: null },
  'credit_note.send_requested': { object: CreditNote, as: null },
  'credit_note.voided': { object: CreditNote, as: 'credit_note.updated' },
} as const
