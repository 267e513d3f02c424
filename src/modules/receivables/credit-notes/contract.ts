import { z } from 'zod'
import type { ListSpec } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import { Amount, DecimalIn, IdIn, InstantIn, LineIn, Nothing, orNull, Related, TextIn } from '../../../contract/wire.ts'
import { DOCUMENT_PROPERTIES, documentIn, documentOut, keptDocumentIn, newDocumentIn } from '../documents/contract.ts'
import { CREDIT_NOTE_STATUSES } from './status.ts'

const { ship_to: _, ...changeable } = documentIn

export const CreditNoteDraft = z.object({
  ...changeable,
  ...newDocumentIn,
  /** The credit is applied to this invoice at once; what is left of it stays open. */
  invoice: orNull(IdIn).optional(),
})
export type CreditNoteDraft = z.output<typeof CreditNoteDraft>

export const CreditNoteChanges = z.object({
  ...changeable,
  ...keptDocumentIn,
})
export type CreditNoteChanges = z.output<typeof CreditNoteChanges>

export const CreditNote = z.object({
  ...documentOut,
  object: z.literal('credit_note'),
  invoice: Related.nullable(),
  paid: z.boolean(),
  status: z.enum(CREDIT_NOTE_STATUSES),
  amount_applied_to_invoice: Amount,
  /** Moved to the customer's credit balance, or adjusted away. */
  amount_credited: Amount,
  amount_refunded: Amount,
  /** Credit that can still be used. */
  balance: Amount,
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

const EXPAND = { customer: 'customer', invoice: 'invoice', network_document: NOBODYS, 'items.catalog_item': 'item' } as const

const LIST = {
  properties: {
    ...DOCUMENT_PROPERTIES,
    invoice: 'whole',
    balance: 'amount',
    amount_applied_to_invoice: 'amount',
    amount_credited: 'amount',
    amount_refunded: 'amount',
    paid: 'flag',
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
    outside: 'customer.payment_source',
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
