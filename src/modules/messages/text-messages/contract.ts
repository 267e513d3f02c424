import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { IdIn, Instant, LineIn, orNull, Related, TextIn } from '../../../contract/wire.ts'
import { statementFields } from '../statements/contract.ts'

/** One message goes to at most this many telephones. */
const RECIPIENTS_MAX = 5

const RecipientIn = z.union([
  LineIn(40, 1).transform((phone) => ({ phone, name: null })),
  z
    .object({ phone: LineIn(40, 1), name: orNull(LineIn(255)).optional() })
    .transform(({ phone, name }) => ({ phone, name: name ?? null })),
])
export type Recipient = z.output<typeof RecipientIn>

/** What is left out: the contacts who take text messages, and our own words. A message goes before a template. */
export const TextMessageRequest = z.object({
  to: z.array(RecipientIn).max(RECIPIENTS_MAX).optional(),
  message: orNull(TextIn(2000)).optional().describe('May name company_name, customer_name, contact_name, total, balance, url …'),
  template: orNull(IdIn).optional().describe('A template of text messages, whose words are used where there is no message'),
})
export type TextMessageRequest = z.output<typeof TextMessageRequest>

export const TextMessage = z.object({
  id: z.string(),
  object: z.literal('text_message'),
  to: z.string(),
  name: z.string().nullable(),
  state: z
    .enum(['queued', 'sent', 'delivered', 'failed', 'canceled'])
    .describe('Canceled is what was kept back, as nothing was owed any more'),
  reject_reason: z.string().nullable().describe('Why it was not sent'),
  message: z.string(),
  customer: Related,
  document_type: z.string(),
  document_id: z.int(),
  sent_by: Related.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type TextMessage = z.output<typeof TextMessage>

const expand = { customer: 'customer', sent_by: 'user' } as const
const read = { scope: 'text_messages:read', expand } as const
const send = {
  method: 'POST',
  scope: 'text_messages:write',
  permission: 'text_messages.send',
  outside: true,
  success: 201,
  reply: z.array(TextMessage),
} as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/text_messages',
    summary: 'List text messages',
    ...read,
    list: {
      properties: {
        ...COMMON,
        id: 'text',
        to: 'text',
        state: 'text',
        customer: 'whole',
        document_type: 'text',
        document_id: 'whole',
      },
    },
    reply: z.array(TextMessage),
  }),
  get: operation({
    method: 'GET',
    path: '/text_messages/{code}',
    summary: 'Retrieve a text message',
    ...read,
    reply: TextMessage,
  }),
  invoice: operation({
    ...send,
    path: '/invoices/{id}/text_messages',
    summary: 'Text the link of an invoice',
    body: TextMessageRequest,
  }),
  statement: operation({
    ...send,
    path: '/customers/{id}/text_messages',
    summary: 'Text the link of a statement',
    body: TextMessageRequest.extend(statementFields),
  }),
}

export const events = {
  'text_message.sent': { object: TextMessage, as: 'text_message.sent' },
  /** A reminder that was kept back, as nothing was owed any more. */
  'text_message.withheld': { object: TextMessage, as: null },
} as const
