import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Email, EmailRequest } from '../emails/contract.ts'

const send = {
  scope: 'emails:write',
  permission: 'emails.send',
  outside: true,
  success: 201,
  body: EmailRequest,
  reply: z.array(Email),
} as const

export const operations = {
  invoice: operation({ method: 'POST', path: '/invoices/{id}/emails', summary: 'E-mail an invoice', ...send }),
  receipt: operation({ method: 'POST', path: '/payments/{id}/emails', summary: 'E-mail the receipt of a payment', ...send }),
  transactionReceipt: operation({
    method: 'POST',
    path: '/transactions/{id}/emails',
    summary: 'E-mail the receipt of a transaction',
    ...send,
  }),
}
