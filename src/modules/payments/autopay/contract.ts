import { operation } from '../../../contract/operation.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'

export const operations = {
  pay: operation({
    method: 'POST',
    path: '/invoices/{id}/pay',
    summary: 'Collect an invoice on AutoPay now',
    scope: 'payments:write',
    permission: 'charges.create',
    success: 200,
    outside: true,
    expand: { customer: 'customer', payment_plan: 'payment_plan', subscription: 'subscription' },
    reply: Invoice,
  }),
}

export const events = {} as const
