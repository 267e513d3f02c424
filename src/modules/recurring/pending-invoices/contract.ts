import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn } from '../../../contract/wire.ts'
import { Invoice, operations as invoices } from '../../receivables/invoices/contract.ts'

export const operations = {
  trigger: operation({
    method: 'POST',
    path: '/customers/{customer_id}/invoices',
    summary: 'Bill the pending line items of a customer now',
    scope: 'invoices:write',
    permission: 'invoices.create',
    expand: invoices.create.expand,
    body: z.object({ draft: FlagIn.optional(), send: FlagIn.optional(), calculate_taxes: FlagIn.optional() }),
    reply: Invoice,
  }),
}

export const events = {} as const
