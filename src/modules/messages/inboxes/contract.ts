import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { Instant } from '../../../contract/wire.ts'

/** Where answers to a company's mails are to arrive. */
export const Inbox = z.object({
  id: z.int(),
  external_id: z.string().describe('Ten letters and digits that no other inbox has'),
  email: z.string(),
  created_at: Instant,
  updated_at: Instant,
})
export type Inbox = z.output<typeof Inbox>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/inboxes',
    summary: 'List inboxes',
    scope: 'inboxes:read',
    list: { properties: { ...COMMON, external_id: 'text' } },
    reply: z.array(Inbox),
  }),
  get: operation({
    method: 'GET',
    path: '/inboxes/{id}',
    summary: 'Retrieve an inbox',
    scope: 'inboxes:read',
    reply: Inbox,
  }),
}

export const events = {} as const
