import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

/** What a theme looks like is shown where documents are printed: messages/papers. */
export const routes: Handlers<Omit<typeof operations, 'preview'>> = {
  list: (work, { list }) => service.listThemes(work, list),
  create: (work, { body }) => service.createTheme(work, body),
  get: (work, { code }) => service.findTheme(work, code),
  update: (work, { code, body }) => service.updateTheme(work, code, body),
  delete: (work, { code }) => service.deleteTheme(work, code),
}
