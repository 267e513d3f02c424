import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing, orNull, Related } from '../../../contract/wire.ts'
import { AddressFields } from '../customers/contract.ts'

const ContactFields = {
  ...AddressFields,
  title: orNull(LineIn(255)).optional(),
  role: orNull(LineIn(255)).optional(),
  department: orNull(LineIn(255)).optional(),
  /** One published client sends null for what it does not say. */
  primary: z.union([z.null().transform(() => undefined), FlagIn]).optional(),
  sms_enabled: z.union([z.null().transform(() => false), FlagIn]).optional(),
}

export const ContactDraft = z.object({ ...ContactFields, name: LineIn(255, 1) })
export type ContactDraft = z.output<typeof ContactDraft>

export const ContactChanges = z.object({ ...ContactFields, name: LineIn(255, 1).optional() })
export type ContactChanges = z.output<typeof ContactChanges>

const text = z.string().nullable()

export const Contact = z.object({
  id: z.int(),
  object: z.literal('contact'),
  customer: Related,
  name: z.string(),
  title: text,
  role: text,
  department: text,
  email: text,
  phone: text,
  primary: z.boolean().describe('Receives the mail of the customer'),
  sms_enabled: z.boolean(),
  address1: text,
  address2: text,
  city: text,
  state: text,
  postal_code: text,
  country: text,
  created_at: Instant,
  updated_at: Instant,
})
export type Contact = z.output<typeof Contact>

const expand = { customer: 'customer', role: NOBODYS } as const
const properties = {
  ...COMMON,
  name: 'text',
  title: 'text',
  role: 'text',
  department: 'text',
  email: 'text',
  phone: 'text',
  primary: 'flag',
  sms_enabled: 'flag',
  address1: 'text',
  address2: 'text',
  city: 'text',
  state: 'text',
  postal_code: 'text',
  country: 'text',
  customer: 'whole',
  customer_id: 'whole',
} as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/customers/{customer_id}/contacts',
    summary: 'List the contacts of a customer',
    scope: 'customers:read',
    expand,
    list: { properties },
    reply: z.array(Contact),
  }),
  create: operation({
    method: 'POST',
    path: '/customers/{customer_id}/contacts',
    summary: 'Add a contact',
    scope: 'customers:write',
    permission: 'customers.edit',
    expand,
    body: ContactDraft,
    reply: Contact,
  }),
  get: operation({
    method: 'GET',
    path: '/customers/{customer_id}/contacts/{id}',
    summary: 'Retrieve a contact',
    scope: 'customers:read',
    expand,
    reply: Contact,
  }),
  update: operation({
    method: 'PATCH',
    path: '/customers/{customer_id}/contacts/{id}',
    summary: 'Update a contact',
    scope: 'customers:write',
    permission: 'customers.edit',
    expand,
    body: ContactChanges,
    reply: Contact,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/customers/{customer_id}/contacts/{id}',
    summary: 'Delete a contact',
    scope: 'customers:write',
    permission: 'customers.edit',
    reply: Nothing,
  }),
}

export const events = {
  'contact.created': { object: Contact, as: 'contact.created' },
  'contact.updated': { object: Contact, as: 'contact.updated' },
  'contact.deleted': { object: Contact, as: 'contact.deleted' },
} as const
