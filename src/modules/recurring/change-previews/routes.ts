import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  preview: (desk, { id, body }) => service.previewChange(desk, id, body),
}
