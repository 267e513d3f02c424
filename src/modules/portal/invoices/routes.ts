import type { Hono } from 'hono'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openWork } from '../../../platform/work.ts'
import { isPortalKey, noSuchLink } from '../companies/rules.ts'
import { companyByUsername } from '../companies/service.ts'
import type { operations } from './contract.ts'
import { invoiceCsv } from './csv.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (desk, link) => service.showInvoice(desk, link),
  viewed: (desk, link) => service.noteView(desk, link),
}

/** The lines of an invoice for spreadsheets, for whoever has its link. */
export function mountInvoiceCsv(app: Hono, platform: Platform): void {
  app.get('/portal/:username/invoices/:key/csv', async (c) => {
    const { username = '', key = '' } = c.req.param()
    if (!isPortalKey(key)) throw noSuchLink()
    const { id } = await companyByUsername(platform, username)
    const invoice = await openWork(platform, { companyId: id, actor: { kind: 'customer', customer_id: null } }, (work) =>
      service.invoiceBehind(work, key),
    )
    return c.body(invoiceCsv(invoice), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${(invoice.number ?? 'invoice').replace(/[^\w.-]/g, '_')}.csv"`,
      'Cache-Control': 'private, no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    })
  })
}
