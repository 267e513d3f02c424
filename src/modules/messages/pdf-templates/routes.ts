import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type operations, PdfTemplate } from './contract.ts'
import * as service from './service.ts'

/** What a template looks like is shown where documents are printed: messages/papers. */
export const routes: Handlers<Omit<typeof operations, 'preview'>> = {
  list: (work, { list }) => service.listPdfTemplates(work, list),
  create: (desk, { body }) => service.createPdfTemplate(desk, body),
  get: (work, { id }) => service.findPdfTemplate(work, id),
  update: (desk, { id, body }) => service.updatePdfTemplate(desk, id, body),
  delete: (work, { id }) => service.deletePdfTemplate(work, id),
}

export const expanders: Expanders = {
  pdf_template: async (work, ids) =>
    new Map(
      (await service.findPdfTemplates(work, ids.map(Number))).map((template) => [template.id, encodeWire(PdfTemplate, template)]),
    ),
}
