import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Email, EmailRequest } from '../emails/contract.ts'

export const operations = {
  send: operation({
    method: 'POST',
    path: '/estimates/{id}/emails',
    summary: 'E-mail an estimate',
    scope: 'emails:write',
    permission: 'emails.send',
    outside: true,
    success: 201,
    body: EmailRequest,
    reply: z.array(Email),
  }),
}
