import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { EmailIn, FlagIn, Instant, LineIn, orNull, Related, TextIn } from '../../../contract/wire.ts'

export const STATES = ['queued', 'sent', 'deferred', 'rejected', 'bounced', 'soft-bounced', 'invalid'] as const
export type EmailState = (typeof STATES)[number]

/** To one mail go at most this many people (published API). */
export const RECIPIENTS_MAX = 5

const RecipientIn = z.union([
  EmailIn.transform((email) => ({ email, name: null })),
  z
    .object({ email: EmailIn, name: orNull(LineIn(255)).optional() })
    .transform(({ email, name }) => ({ email, name: name ?? null })),
])
export type Recipient = z.output<typeof RecipientIn>

const BccIn = LineIn(1500)
  .transform((text): (string | number)[] => text.split(/[,;]/).flatMap((part) => part.trim() || []))
  .pipe(z.array(EmailIn).max(RECIPIENTS_MAX))

/** How any document is mailed. What is left out follows from the document, its customer and the template. */
export const EmailRequest = z.object({
  to: orNull(z.array(RecipientIn).max(RECIPIENTS_MAX)).optional(),

  bcc: orNull(BccIn).optional(),
  template: orNull(LineIn(64)).optional(),
  subject: orNull(LineIn(1000)).optional(),
  message: orNull(TextIn(50_000)).optional().describe('Instead of the body of the template; may name the same variables'),
})
export type EmailRequest = z.output<typeof EmailRequest>

export const Email = z.object({
  id: z.string(),
  object: z.literal('email'),
  state: z.enum(STATES),
  reject_reason: z.string().nullable(),
  withheld: z
    .boolean()
    .describe('A reminder that was not sent, as there was nothing to remind of any more; it needs no attention'),
  email: z.string(),
  name: z.string().nullable(),
  bcc: z.array(z.string()),
  template: z.string(),
  language: z.string(),
  subject: z.string(),
  message: z.string(),
  /** Only with include=html. */
  html: z.string().optional(),
  opens: z.int(),
  opens_detail: z.array(z.object({ timestamp: Instant, ip: z.string().nullable(), user_agent: z.string().nullable() })),
  customer: Related.nullable(),
  document_type: z.string().nullable().describe('What it is about: invoice, payment …'),
  document_id: z.int().nullable(),
  attachments: z.array(z.object({ name: z.string(), type: z.string() })),
  sent_by: Related.nullable().describe(
    'The member who had it sent, or issued what is sent by that; none for programs and what goes by itself',
  ),
  attempts_made: z.int(),
  next_attempt_at: Instant.nullable(),
  sent_at: Instant.nullable(),
  transcript: z.array(z.object({ timestamp: Instant, address: z.string(), outcome: z.string(), said: z.string() })),
  created_at: Instant,
  updated_at: Instant,
})
export type Email = z.output<typeof Email>

const expand = { customer: 'customer', sent_by: 'user' } as const
const LIST = {
  properties: {
    id: 'text',
    created_at: COMMON.created_at,
    updated_at: COMMON.updated_at,
    state: 'text',
    withheld: 'flag',
    email: 'text',
    template: 'text',
    language: 'text',
    subject: 'text',
    customer: 'whole',
    document_type: 'text',
    document_id: 'whole',
    opens: 'whole',
    sent_at: 'instant',
    next_attempt_at: 'instant',
  },
} as const satisfies ListSpec

export const operations = {
  list: operation({
    method: 'GET',
    path: '/emails',
    summary: 'List e-mails',
    scope: 'emails:read',
    expand,
    list: LIST,
    query: z.object({ needs_attention: FlagIn.optional().describe('Only those that did not arrive') }),
    reply: z.array(Email),
  }),
  get: operation({
    method: 'GET',
    path: '/emails/{code}',
    summary: 'Retrieve an e-mail',
    scope: 'emails:read',
    expand,
    reply: Email,
  }),
  retry: operation({
    method: 'POST',
    path: '/emails/{code}/retry',
    summary: 'Try an e-mail again that did not arrive',
    scope: 'emails:write',
    permission: 'emails.send',
    expand,
    outside: true,
    success: 200,
    reply: Email,
  }),
}

export const events = {
  /** Written; what hands it to the mail server follows. */
  'email.queued': { object: Email, as: null },
  'email.sent': { object: Email, as: 'email.sent' },
  /** It will not arrive, and nobody tries any more. */
  'email.not_sent': { object: Email, as: 'email.not_sent' },
  /** A reminder that was kept back, as there was nothing to remind of any more. */
  'email.withheld': { object: Email, as: null },
} as const
