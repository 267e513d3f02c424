import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Email, EmailRequest } from '../emails/contract.ts'

export const operations = {
  send: operation({
    method: 'POST',
    path: '/credit_notes/{id}/emails',
    summary: 'E-mail a credit note',
    scope: 'emails:write',
    permission: 'emails.send',
    outside: true,
    success: 201,
    body: EmailRequest,
    reply: z.array(Email),
  }),
}
