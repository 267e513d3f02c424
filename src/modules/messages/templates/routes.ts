import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => service.listTemplates(work, list, query.language),
  create: (work, { body }) => service.createTemplate(work, body),
  get: (work, { code, query }) => service.getTemplate(work, code, query.language),
  update: (work, { code, query, body }) => service.saveTemplate(work, code, body, query.language),
  delete: (work, { code, query }) => service.deleteTemplate(work, code, query.language),
  preview: (work, { code, body }) => service.previewTemplate(work, code, body),
}
