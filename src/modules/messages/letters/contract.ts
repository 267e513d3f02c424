import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { DayStart, Instant, Related } from '../../../contract/wire.ts'
import { StatementRequest } from '../statements/contract.ts'

export const STATES = ['queued', 'sent', 'delivered', 'returned', 'canceled', 'failed'] as const

export const Letter = z.object({
  id: z.string(),
  object: z.literal('letter'),
  state: z.enum(STATES).describe('Canceled is what was kept back, as nothing was owed any more, or what the vendor stopped'),
  reject_reason: z.string().nullable().describe('Why it was not posted'),
  to: z.string().describe('The address as it is printed'),
  num_pages: z.int(),
  expected_delivery_date: DayStart.nullable(),
  customer: Related,
  document_type: z.string(),
  document_id: z.int(),
  sent_by: Related.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type Letter = z.output<typeof Letter>

const expand = { customer: 'customer', sent_by: 'user' } as const
const read = { scope: 'letters:read', expand } as const
/** The letter, as documented; to the client libraries that walk through a list it comes as the only one of its list. */
const send = {
  method: 'POST',
  scope: 'letters:write',
  permission: 'letters.send',
  outside: true,
  success: 201,
  reply: z.union([Letter, z.array(Letter)]),
} as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/letters',
    summary: 'List letters',
    ...read,
    list: {
      properties: { ...COMMON, id: 'text', state: 'text', customer: 'whole', document_type: 'text', document_id: 'whole' },
    },
    reply: z.array(Letter),
  }),
  get: operation({ method: 'GET', path: '/letters/{code}', summary: 'Retrieve a letter', ...read, reply: Letter }),
  invoice: operation({
    ...send,
    path: '/invoices/{id}/letters',
    summary: 'Post a printed invoice',
  }),
  statement: operation({
    ...send,
    path: '/customers/{id}/letters',
    summary: 'Post a printed statement',
    body: StatementRequest,
  }),
}

export const events = {
  'letter.sent': { object: Letter, as: 'letter.sent' },
  /** A reminder that was kept back, as nothing was owed any more. */
  'letter.withheld': { object: Letter, as: null },
} as const
