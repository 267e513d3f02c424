import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { IdIn, Instant, Nothing } from '../../../contract/wire.ts'
import { File } from '../files/contract.ts'

export const PARENT_TYPES = ['invoice', 'credit_note', 'estimate', 'payment'] as const
export type ParentType = (typeof PARENT_TYPES)[number]

export const AttachmentDraft = z.object({
  parent_type: z.enum(PARENT_TYPES),
  parent_id: IdIn,
  file_id: IdIn,
  location: z.enum(['attachment', 'pdf']).optional(),
})
export type AttachmentDraft = z.output<typeof AttachmentDraft>

export const Attachment = z.object({
  id: z.int(),
  object: z.literal('attachment'),
  parent_type: z.enum(PARENT_TYPES),
  parent_id: z.int(),
  file: File,
  location: z.enum(['attachment', 'pdf']),
  created_at: Instant,
  updated_at: Instant,
})
export type Attachment = z.output<typeof Attachment>

const list = { properties: { ...COMMON, file_id: 'whole', location: 'text' } } as const
const reading = { list, reply: z.array(Attachment) } as const
/** One published client lists with POST and an empty body. */
const posted = { method: 'POST', safe: true, success: 200, ...reading } as const

export const operations = {
  list_of_invoice: operation({
    method: 'GET',
    path: '/invoices/{id}/attachments',
    summary: 'List the files on an invoice',
    scope: 'invoices:read',
    ...reading,
  }),
  list_of_credit_note: operation({
    method: 'GET',
    path: '/credit_notes/{id}/attachments',
    summary: 'List the files on a credit note',
    scope: 'credit_notes:read',
    ...reading,
  }),
  list_of_estimate: operation({
    method: 'GET',
    path: '/estimates/{id}/attachments',
    summary: 'List the files on an estimate',
    scope: 'estimates:read',
    ...reading,
  }),
  post_of_invoice: operation({
    ...posted,
    path: '/invoices/{id}/attachments',
    summary: 'List the files on an invoice (as one client library asks)',
    scope: 'invoices:read',
  }),
  post_of_credit_note: operation({
    ...posted,
    path: '/credit_notes/{id}/attachments',
    summary: 'List the files on a credit note (as one client library asks)',
    scope: 'credit_notes:read',
  }),
  post_of_estimate: operation({
    ...posted,
    path: '/estimates/{id}/attachments',
    summary: 'List the files on an estimate (as one client library asks)',
    scope: 'estimates:read',
  }),
  create: operation({
    method: 'POST',
    path: '/attachments',
    summary: 'Attach a file',
    scope: 'files:write',
    body: AttachmentDraft,
    reply: Attachment,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/attachments/{id}',
    summary: 'Take a file off',
    scope: 'files:write',
    reply: Nothing,
  }),
}

export const events = {} as const
