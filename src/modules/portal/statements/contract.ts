import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Statement, StatementRequest } from '../../messages/statements/contract.ts'
import { PortalCompany, PortalCustomer } from '../companies/contract.ts'

export const operations = {
  get: operation({
    method: 'GET',
    path: '/portal/{username}/statements/{key}',
    summary: 'See a statement by its link',
    scope: 'portal:read',
    access: 'public',
    query: StatementRequest,
    reply: z.object({ company: PortalCompany, customer: PortalCustomer, statement: Statement }),
  }),
}

export const events = {} as const
