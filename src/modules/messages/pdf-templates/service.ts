import type { Desk } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { type Rendering, renderDesigned } from '../../../platform/pdf.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { designData } from '../../receivables/documents/paper/design-data.ts'
import {
  exampleCreditNote,
  exampleEstimate,
  exampleInvoice,
  exampleReceipt,
  exampleStatement,
} from '../../receivables/documents/paper/example.ts'
import type { PaperDocument } from '../../receivables/documents/paper/facts.ts'
import { paperOf } from '../../receivables/documents/paper/paper.ts'
import type { PdfTemplate, PdfTemplateChanges, PdfTemplateDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findPdfTemplate = store.find
export const findPdfTemplates = store.findMany
export const listPdfTemplates = store.list

/** Tries the template with an example, and keeps it only if that could be printed. */
export async function createPdfTemplate(desk: Desk, draft: PdfTemplateDraft): Promise<PdfTemplate> {
  const template = await desk.work(async (work) => {
    const { templates, characters } = await store.weigh(work)
    rules.refuseTooMuch({ templates: templates + 1, characters })
    return rules.draftTemplate(draft, { id: await work.newId(), now: work.now })
  })
  rules.refuseFailed(await printDesigned(template, EXAMPLES[template.document_type], { creation: new Date(0) }))
  return desk.work(async (work) => {
    await store.insert(work, template)
    rules.refuseTooMuch(await store.weigh(work))
    return template
  })
}

export async function updatePdfTemplate(desk: Desk, id: number, changes: PdfTemplateChanges): Promise<PdfTemplate> {
  const tried = await desk.work(async (work) => rules.changeTemplate(await store.find(work, id), changes, work.now))
  rules.refuseFailed(await printDesigned(tried, EXAMPLES[tried.document_type], { creation: new Date(0) }))
  return desk.work(async (work) => {
    const before = await store.find(work, id)
    const template = rules.changeTemplate(before, changes, work.now)
    await store.update(work, template)
    if (rules.lengthOf(template) > rules.lengthOf(before)) rules.refuseTooMuch(await store.weigh(work))
    return template
  })
}

export async function deletePdfTemplate(work: Work, id: number): Promise<null> {
  await store.find(work, id)
  await store.remove(work, id)
  return null
}

export const EXAMPLES: Readonly<Record<PdfTemplate['document_type'], PaperDocument>> = {
  invoice: exampleInvoice,
  estimate: exampleEstimate,
  credit_note: exampleCreditNote,
  receipt: exampleReceipt,
  statement: exampleStatement,
}

export type Designed = Awaited<ReturnType<typeof renderDesigned>>

/** A document set by a company's own template. A template that fails is an answer. Never inside a unit of work. */
export function printDesigned(template: PdfTemplate, document: PaperDocument, rendering: Rendering): Promise<Designed> {
  const { content } = paperOf(document)
  const { html, css, header_html, header_css, footer_html, footer_css } = template
  return renderDesigned(
    {
      engine: template.template_engine,
      ...{ html, css, header_html, header_css, footer_html, footer_css },
      margins: {
        top: template.margin_top,
        bottom: template.margin_bottom,
        left: template.margin_left,
        right: template.margin_right,
      },
    },
    { content, data: designData(document), logo: document.company.logo },
    rendering,
  )
}

/** Lets the company see why its template was not used. */
export async function recordFailure(
  platform: Platform,
  companyId: number,
  template: PdfTemplate,
  result: rules.TrialResult,
): Promise<void> {
  await openWork(platform, { companyId, actor: { kind: 'system' } }, (work) =>
    store.recordFailure(work, template, rules.failureText(result)),
  )
}
