import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (desk, { query, ...link }) => service.showSignUp(desk, link, query.customer ?? null),
  quote: (desk, { body, ...link }) => service.quote(desk, link, body),
  submit: (desk, { body, ...link }) => service.signUp(desk, link, body),
}
