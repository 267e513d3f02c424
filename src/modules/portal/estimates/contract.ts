import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Amount, LineIn, Nothing } from '../../../contract/wire.ts'
import { Approval, Estimate } from '../../receivables/estimates/contract.ts'
import { PortalCompany, PortalCustomer, PortalFields, Preview } from '../companies/contract.ts'
import { PortalMethod } from '../invoices/contract.ts'

/** The estimate without what is for the company alone. */
export const PortalEstimateDocument = Estimate.omit({ metadata: true, disabled_payment_methods: true }).extend({
  approval: Approval.omit({ ip: true, user_agent: true, noted_by: true })
    .extend({ noted: z.boolean().describe('The company says so; the customer did not do it here') })
    .nullable(),
})

export const PortalEstimate = z.object({
  company: PortalCompany,
  customer: PortalCustomer,
  estimate: PortalEstimateDocument,
  ...PortalFields.shape,
  preview: Preview,
  /** What the customer may do now. */
  can_approve: z.boolean(),
  can_decline: z.boolean(),
  /** What of the deposit can be paid now; nothing before the estimate is approved. */
  deposit_due: Amount,
  /** A payment of the deposit has not ended yet. */
  deposit_pending: z.boolean(),
  /** How the deposit can be paid. */
  payment_methods: z.array(PortalMethod),
})
export type PortalEstimate = z.output<typeof PortalEstimate>

const path = '/portal/{username}/estimates/{key}'
const reading = { method: 'GET', access: 'public', scope: 'portal:read' } as const
const writing = { method: 'POST', access: 'public', scope: 'portal:write' } as const

export const operations = {
  get: operation({ ...reading, path, summary: 'An estimate, for whoever has its link', reply: PortalEstimate }),
  viewed: operation({
    ...writing,
    path: `${path}/viewed`,
    summary: 'The customer has the estimate before them',
    success: 204,
    reply: Nothing,
  }),
  approve: operation({
    ...writing,
    path: `${path}/approve`,
    summary: 'Accept an estimate',
    success: 200,
    body: z.object({ name: LineIn(255, 1), initials: LineIn(10, 1) }),
    reply: PortalEstimate,
  }),
  decline: operation({
    ...writing,
    path: `${path}/decline`,
    summary: 'Decline an estimate',
    success: 200,
    reply: PortalEstimate,
  }),
}

export const events = {} as const
