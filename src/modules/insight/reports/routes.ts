import type { Hono } from 'hono'
import { Refusal } from '../../../core/refusal.ts'
import { isSealed } from '../../../platform/file-links.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { renderPdf } from '../../../platform/pdf.ts'
import { openWork } from '../../../platform/work.ts'
import type { operations, Report } from './contract.ts'
import { reportCsv } from './csv.ts'
import { reportPaper } from './paper.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  create: (work, { body }) => service.createReport(work, body),
  get: (work, { id }) => service.findReport(work, id),
}

/** Downloads of a report by signed link. */
export function mountReports(app: Hono, platform: Platform): void {
  app.get('/files/reports/:company/:id/:seal/:name', async (c) => {
    const { company, id, seal, name } = c.req.param()
    const found = await readSealed(platform, company, id, seal)
    const isPdf = name.endsWith('.pdf')
    const printed = isPdf
      ? (await renderPdf(reportPaper(found.report, found.company), { creation: found.report.timestamp })).pdf
      : new TextEncoder().encode(reportCsv(found.report))
    return new Response(printed as Uint8Array<ArrayBuffer>, {
      headers: {
        'Content-Type': isPdf ? 'application/pdf' : 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${found.report.filename}.${isPdf ? 'pdf' : 'csv'}"`,
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'private, no-store',
      },
    })
  })
}

interface Sealed {
  readonly report: Report
  readonly company: { readonly name: string; readonly country: string; readonly language: string; readonly color: string | null }
}

async function readSealed(platform: Platform, company: string, id: string, seal: string): Promise<Sealed> {
  const gone = new Refusal('not_found', 'report_not_found', 'There is no report under this link, or the link has expired.')
  if (!/^\d{1,15}$/.test(company) || !/^\d{1,15}$/.test(id)) throw gone
  const [companyId, reportId] = [Number(company), Number(id)]
  const genuine = (now: Date) => isSealed(platform.config, service.sealOf(companyId, reportId), seal, now)
  if (!genuine(new Date(0))) throw gone
  return openWork(platform, { companyId, actor: { kind: 'system' } }, async (work) => {
    if (!genuine(work.now)) throw gone
    return { report: await service.findReport(work, reportId), company: work.company }
  })
}
