import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Nothing } from '../../../contract/wire.ts'
import { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { PortalCompany, PortalCustomer, PortalFields } from '../companies/contract.ts'

export const PortalCreditNote = z.object({
  company: PortalCompany,
  customer: PortalCustomer,
  /** Without what is for the company alone. */
  credit_note: CreditNote.omit({ metadata: true }),
  ...PortalFields.shape,
})
export type PortalCreditNote = z.output<typeof PortalCreditNote>

const path = '/portal/{username}/credit_notes/{key}'

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'A credit note, for whoever has its link',
    access: 'public',
    scope: 'portal:read',
    reply: PortalCreditNote,
  }),
  viewed: operation({
    method: 'POST',
    path: `${path}/viewed`,
    summary: 'The customer has the credit note before them',
    access: 'public',
    scope: 'portal:write',
    success: 204,
    reply: Nothing,
  }),
}

export const events = {} as const
