import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  create: (desk, { body }) => service.openCompany(desk, body),
  username_available: (desk, { query }) => service.usernameAvailable(desk, query.username),
}
