import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work) => service.findCompany(work),
  update: async (desk, { body }) => {
    const company = await desk.work((work) => service.updateCompany(work, body))
    desk.platform.companies.forget(company.id)
    return company
  },
}
