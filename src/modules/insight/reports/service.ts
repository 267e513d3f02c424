import { sealedPath } from '../../../platform/file-links.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import type { Report, ReportDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** Builds a report at once and keeps it, so that its links show what it showed. */
export async function createReport(work: Work, draft: ReportDraft): Promise<Report> {
  const { aging_buckets: ages, aging_date: age_by } = settingsOf(work.company)
  const asked = rules.askFor(draft, work.today, { ages, age_by })
  const data = rules.tablesOf(asked, await store.ask(work, asked), work.company.currency)
  const report: store.KeptReport = {
    id: await work.newId(),
    type: asked.kind.type,
    title: asked.kind.title,
    filename: rules.fileNameOf(asked),
    timestamp: work.now,
    data,
    definition: null,
    parameters: rules.parametersOf(asked),
    created_at: work.now,
    updated_at: work.now,
  }
  await store.removeOld(work)
  await store.insert(work, report)
  return withLinks(work, report)
}

export async function findReport(work: Work, id: number): Promise<Report> {
  return withLinks(work, await store.find(work, id))
}

/** What a seal of a report's link is about. */
export const sealOf = (companyId: number, id: number) => `report:${companyId}:${id}`

/** Signed addresses that work for a week: a browser that downloads has no key. */
function withLinks({ config, companyId, now }: Work, report: store.KeptReport): Report {
  const seal = sealedPath(config, sealOf(companyId, report.id), now)
  const link = (form: string) => `${config.BASE_URL}/files/reports/${companyId}/${report.id}/${seal}/${report.filename}.${form}`
  return { ...report, csv_url: link('csv'), pdf_url: link('pdf') }
}
