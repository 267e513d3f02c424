import type { Hono } from 'hono'
import type { Handlers, Papers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { findPaymentByPortalKey } from '../../payments/payments/service.ts'
import { findCreditNoteByPortalKey } from '../../receivables/credit-notes/service.ts'
import { findEstimateByPortalKey } from '../../receivables/estimates/service.ts'
import { findInvoiceByPortalKey } from '../../receivables/invoices/service.ts'
import type { operations as templateOperations } from '../pdf-templates/contract.ts'
import type { operations as themeOperations } from '../themes/contract.ts'
import {
  creditNotePaper,
  estimatePaper,
  invoicePaper,
  paperOfCreditNote,
  paperOfEstimate,
  paperOfInvoice,
  paperOfPayment,
  previewTemplate,
  previewTheme,
  printLater,
  receiptPaper,
  servePaper,
} from './service.ts'

export const papers: Papers = {
  invoices: { get: async (work, { id }: { readonly id: number }) => printLater(await invoicePaper(work, id)) },
  estimates: { get: async (work, { id }: { readonly id: number }) => printLater(await estimatePaper(work, id)) },
  credit_notes: { get: async (work, { id }: { readonly id: number }) => printLater(await creditNotePaper(work, id)) },
  payments: { get: async (work, { id }: { readonly id: number }) => printLater(await receiptPaper(work, id)) },
}

/** What a theme looks like is seen where documents are printed. */
export const themeRoutes: Handlers<Pick<typeof themeOperations, 'preview'>> = {
  preview: (desk, { body }) => previewTheme(desk, body),
}

/** And so is a company's own design. */
export const templateRoutes: Handlers<Pick<typeof templateOperations, 'preview'>> = {
  preview: (desk, { body }) => previewTemplate(desk, body),
}

/** The PDF of documents for whoever has the link. What was voided or is no document yet has none. */
export function mountPapers(app: Hono, platform: Platform): void {
  app.get('/portal/:username/invoices/:key/pdf', (c) =>
    servePaper(c, platform, async (work, key) => {
      const invoice = await findInvoiceByPortalKey(work, key)
      return invoice && !invoice.draft && !invoice.voided ? paperOfInvoice(work, invoice) : null
    }),
  )
  app.get('/portal/:username/estimates/:key/pdf', (c) =>
    servePaper(c, platform, async (work, key) => {
      const estimate = await findEstimateByPortalKey(work, key)
      return estimate && !estimate.draft && !estimate.voided ? paperOfEstimate(work, estimate) : null
    }),
  )
  app.get('/portal/:username/credit_notes/:key/pdf', (c) =>
    servePaper(c, platform, async (work, key) => {
      const note = await findCreditNoteByPortalKey(work, key)
      return note && !note.draft && !note.voided ? paperOfCreditNote(work, note) : null
    }),
  )
  app.get('/portal/:username/payments/:key/pdf', (c) =>
    servePaper(c, platform, async (work, key) => {
      const payment = await findPaymentByPortalKey(work, key)
      return payment?.pdf_url ? paperOfPayment(work, payment) : null
    }),
  )
}
