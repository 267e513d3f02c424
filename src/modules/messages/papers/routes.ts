import type { Context, Hono } from 'hono'
import { companyIdOf } from '../../../platform/company.ts'
import { errorReply } from '../../../platform/http/errors.ts'
import type { Paper, Papers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { findPaymentByPortalKey } from '../../payments/payments/service.ts'
import { findCreditNoteByPortalKey } from '../../receivables/credit-notes/service.ts'
import { findEstimateByPortalKey } from '../../receivables/estimates/service.ts'
import { findInvoiceByPortalKey } from '../../receivables/invoices/service.ts'
import {
  creditNotePaper,
  estimatePaper,
  invoicePaper,
  type PaperOrder,
  paperOfCreditNote,
  paperOfEstimate,
  paperOfInvoice,
  paperOfPayment,
  printLater,
  printPaper,
  receiptPaper,
} from './service.ts'

export const papers: Papers = {
  invoices: { get: async (work, { id }: { readonly id: number }) => printLater(await invoicePaper(work, id)) },
  estimates: { get: async (work, { id }: { readonly id: number }) => printLater(await estimatePaper(work, id)) },
  credit_notes: { get: async (work, { id }: { readonly id: number }) => printLater(await creditNotePaper(work, id)) },
  payments: { get: async (work, { id }: { readonly id: number }) => printLater(await receiptPaper(work, id)) },
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

export async function servePaper(
  c: Context,
  platform: Platform,
  order: (work: Work, key: string) => Promise<PaperOrder | null>,
): Promise<Response> {
  const { username = '', key = '' } = c.req.param()
  try {
    const companyId = /^[0-9A-Za-z]{24}$/.test(key) ? await companyIdOf(platform.pool, username) : null
    const found =
      companyId &&
      (await openWork(platform, { companyId, actor: { kind: 'customer', customer_id: null } }, (work) => order(work, key)))
    return found ? paperResponse(await printPaper(platform, found)) : notFound()
  } catch (error) {
    const { status, body, headers } = errorReply(error, '')
    return Response.json(body, { status, headers: { ...headers, ...PRIVATE } })
  }
}

const PRIVATE = {
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
}

function paperResponse({ bytes, filename }: Paper): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Length': String(bytes.length),
      'Content-Disposition': `inline; filename="${filename}"`,
      'Content-Security-Policy': "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
      ...PRIVATE,
    },
  })
}

function notFound(): Response {
  return new Response('There is no document under this link.\n', {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...PRIVATE },
  })
}
