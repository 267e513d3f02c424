import type { Handlers } from '../../../platform/http/handlers.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { customerOfStatementKey, statementOf } from '../../messages/statements/service.ts'
import { noSuchLink, presentCustomer } from '../companies/rules.ts'
import { enterPortal, showCompany } from '../companies/service.ts'
import type { operations } from './contract.ts'

export const routes: Handlers<typeof operations> = {
  get: async (desk, { query, ...link }) => {
    const visit = await enterPortal(desk, link)
    return visit.work(async (work) => {
      const id = await customerOfStatementKey(work, link.key)
      if (id === null) throw noSuchLink()
      const customer = await findCustomer(work, id)
      const statement = await statementOf(work, customer, query)
      return { company: showCompany(work), customer: presentCustomer(customer), statement }
    })
  },
}
