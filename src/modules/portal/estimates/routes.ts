import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (desk, link) => service.showEstimate(desk, link),
  viewed: (desk, link) => service.noteView(desk, link),
  approve: (desk, { body, ...link }) => service.approve(desk, link, body),
  decline: (desk, link) => service.decline(desk, link),
}
