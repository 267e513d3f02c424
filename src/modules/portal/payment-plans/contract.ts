import { operation } from '../../../contract/operation.ts'
import { PaymentPlan } from '../../payments/payment-plans/contract.ts'

const path = '/portal/{username}/invoices/{key}/payment_plan'

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'See the payment plan of an invoice by its link',
    scope: 'portal:read',
    access: 'public',
    reply: PaymentPlan,
  }),
  approve: operation({
    method: 'POST',
    path: `${path}/approve`,
    summary: 'Agree to the payment plan of an invoice',
    scope: 'portal:write',
    access: 'public',
    success: 200,
    reply: PaymentPlan,
  }),
}

export const events = {} as const
