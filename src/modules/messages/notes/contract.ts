import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { IdIn, Instant, MetadataOut, Nothing, orNull, Related, TextIn } from '../../../contract/wire.ts'

const NotesIn = TextIn(20_000, 1)

const SubjectIn = orNull(IdIn).optional()
export const NoteDraft = z.object({
  customer_id: SubjectIn,
  invoice_id: SubjectIn,
  customer: SubjectIn.describe('As customer_id, in the words of the note itself'),
  invoice: SubjectIn.describe('As invoice_id, in the words of the note itself'),
  notes: NotesIn,
})
export type NoteDraft = z.output<typeof NoteDraft>

/** Under a customer or an invoice, where the path says what the note is about. */
export const NoteTextIn = z.object({ notes: NotesIn })

export const NoteChanges = z.object({ notes: NotesIn.optional() })
export type NoteChanges = z.output<typeof NoteChanges>

export const Author = z.object({
  id: z.int(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  email: z.string(),
})
export type Author = z.output<typeof Author>

export const Note = z.object({
  id: z.int(),
  object: z.literal('note'),
  notes: z.string(),
  customer: Related,
  invoice: Related.nullable(),
  user: Author.nullable().describe('The member who wrote it; null for programs'),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Note = z.output<typeof Note>

const expand = { customer: 'customer', invoice: 'invoice' } as const
const list = {
  properties: {
    ...COMMON,
    customer: 'whole',
    customer_id: 'whole',
    invoice: 'whole',
    invoice_id: 'whole',
    user_id: 'whole',
    member: 'whole',
    notes: 'text',
  },
} as const

const reading = { scope: 'notes:read', expand } as const
const creating = { scope: 'notes:write', permission: 'notes.create', expand } as const
const editing = { scope: 'notes:write', permission: 'notes.edit', expand } as const
const deleting = { scope: 'notes:write', permission: 'notes.delete' } as const

export const operations = {
  list: operation({ method: 'GET', path: '/notes', summary: 'List notes', ...reading, list, reply: z.array(Note) }),
  create: operation({ method: 'POST', path: '/notes', summary: 'Create a note', ...creating, body: NoteDraft, reply: Note }),
  get: operation({ method: 'GET', path: '/notes/{id}', summary: 'Retrieve a note', ...reading, reply: Note }),
  update: operation({
    method: 'PATCH',
    path: '/notes/{id}',
    summary: 'Update a note',
    ...editing,
    body: NoteChanges,
    reply: Note,
  }),
  delete: operation({ method: 'DELETE', path: '/notes/{id}', summary: 'Delete a note', ...deleting, reply: Nothing }),

  list_of_customer: operation({
    method: 'GET',
    path: '/customers/{customer_id}/notes',
    aliases: ['/customer/{customer_id}/notes'],
    summary: 'List the notes of a customer, without those of its invoices',
    ...reading,
    list,
    reply: z.array(Note),
  }),
  create_of_customer: operation({
    method: 'POST',
    path: '/customers/{customer_id}/notes',
    aliases: ['/customer/{customer_id}/notes'],
    summary: 'Create a note about a customer',
    ...creating,
    body: NoteTextIn,
    reply: Note,
  }),
  get_of_customer: operation({
    method: 'GET',
    path: '/customers/{customer_id}/notes/{id}',
    aliases: ['/customer/{customer_id}/notes/{id}'],
    summary: 'Retrieve a note about a customer',
    ...reading,
    reply: Note,
  }),
  update_of_customer: operation({
    method: 'PATCH',
    path: '/customers/{customer_id}/notes/{id}',
    aliases: ['/customer/{customer_id}/notes/{id}'],
    summary: 'Update a note about a customer',
    ...editing,
    body: NoteChanges,
    reply: Note,
  }),
  delete_of_customer: operation({
    method: 'DELETE',
    path: '/customers/{customer_id}/notes/{id}',
    aliases: ['/customer/{customer_id}/notes/{id}'],
    summary: 'Delete a note about a customer',
    ...deleting,
    reply: Nothing,
  }),

  list_of_invoice: operation({
    method: 'GET',
    path: '/invoices/{invoice_id}/notes',
    aliases: ['/invoice/{invoice_id}/notes'],
    summary: 'List the notes of an invoice',
    ...reading,
    list,
    reply: z.array(Note),
  }),
  create_of_invoice: operation({
    method: 'POST',
    path: '/invoices/{invoice_id}/notes',
    aliases: ['/invoice/{invoice_id}/notes'],
    summary: 'Create a note about an invoice',
    ...creating,
    body: NoteTextIn,
    reply: Note,
  }),
  get_of_invoice: operation({
    method: 'GET',
    path: '/invoices/{invoice_id}/notes/{id}',
    aliases: ['/invoice/{invoice_id}/notes/{id}'],
    summary: 'Retrieve a note about an invoice',
    ...reading,
    reply: Note,
  }),
  update_of_invoice: operation({
    method: 'PATCH',
    path: '/invoices/{invoice_id}/notes/{id}',
    aliases: ['/invoice/{invoice_id}/notes/{id}'],
    summary: 'Update a note about an invoice',
    ...editing,
    body: NoteChanges,
    reply: Note,
  }),
  delete_of_invoice: operation({
    method: 'DELETE',
    path: '/invoices/{invoice_id}/notes/{id}',
    aliases: ['/invoice/{invoice_id}/notes/{id}'],
    summary: 'Delete a note about an invoice',
    ...deleting,
    reply: Nothing,
  }),
}

export const events = {
  'note.created': { object: Note, as: 'note.created' },
  'note.updated': { object: Note, as: 'note.updated' },
  'note.deleted': { object: Note, as: 'note.deleted' },
} as const
