import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { companyIdOf } from '../../../platform/company.ts'
import type { Desk, Paper, Print } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { renderPdf } from '../../../platform/pdf.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { fieldsShownOn } from '../../company/custom-fields/service.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { Payment } from '../../payments/payments/contract.ts'
import { findPayment } from '../../payments/payments/service.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { findCreditNote } from '../../receivables/credit-notes/service.ts'
import type { PaperApplication, PaperDocument } from '../../receivables/documents/paper/facts.ts'
import { paperOf } from '../../receivables/documents/paper/paper.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { findEstimate } from '../../receivables/estimates/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoice, findInvoices, keepIssuedPdf } from '../../receivables/invoices/service.ts'
import { findFiles } from '../files/service.ts'
import type { PdfTemplate, PdfTemplatePreview, PdfTemplateTrial } from '../pdf-templates/contract.ts'
import { draftTemplate } from '../pdf-templates/rules.ts'
import { EXAMPLES, printDesigned, recordFailure } from '../pdf-templates/service.ts'
import type { TemplatedKind } from '../themes/choices.ts'
import type { ThemeChanges, ThemePreview } from '../themes/contract.ts'
import { type Appearance, appearanceIn, appearanceOf, rehearseTheme } from '../themes/service.ts'
import {
  type CompanyFacts,
  type Correspondents,
  contentOf,
  fileName,
  isCreditNoteAsIssued,
  isInvoiceAsIssued,
  type PaperFacts,
  type PrintedCustomer,
  paperCompany,
  paperFor,
} from './paper.ts'
import * as store from './store.ts'

/** Everything it takes to print a document, gathered in one unit of work. Printing happens after it, outside. */
export interface PaperOrder {
  readonly companyId: number
  readonly document: PaperDocument
  readonly filename: string
  /** The date the file states as its own. */
  readonly creation: Date
  /** Content of the company's logo in the storage. */
  readonly logo_hash: string | null
  /** Where a copy is to be kept for good; null for a paper that only shows how things stand now. */
  readonly key: store.PaperKey | null
  /** The copy that was kept before. */
  readonly kept: string | null
  /** The company's own design for this kind of paper. */
  readonly template: PdfTemplate | null
}

/** A printed document in the storage, as a mail attaches it. */
export interface KeptPaper {
  readonly name: string
  readonly type: 'application/pdf'
  readonly content_hash: string
  readonly size: number
}

/**
 * An invoice on paper. As long as it stands as it was issued this is the kept copy; an edit makes a further one. With
 * payments, credits or a void on it the paper shows them, and is made when it is asked for.
 */
export async function invoicePaper(work: Work, id: number): Promise<PaperOrder> {
  return paperOfInvoice(work, await findInvoice(work, id))
}

/** The same for an invoice at hand. */
export async function paperOfInvoice(work: Work, invoice: Invoice, customer?: Customer): Promise<PaperOrder> {
  const payer = customer ?? (await findCustomer(work, invoice.customer))
  const fields = await fieldsShownOn(work, 'invoice', invoice)
  const order = await orderPaper(work, 'invoice', payer, { invoice, fields }, invoice.date_issued ?? invoice.created_at)
  return isInvoiceAsIssued(invoice) ? keptFor(work, 'invoice', invoice.id, order) : order
}

/** A credit note on paper: the kept copy as long as nothing of it was used. */
export async function creditNotePaper(work: Work, id: number): Promise<PaperOrder> {
  return paperOfCreditNote(work, await findCreditNote(work, id))
}

export async function paperOfCreditNote(work: Work, note: CreditNote, customer?: Customer): Promise<PaperOrder> {
  const [payer, corrected] = await Promise.all([
    customer ?? findCustomer(work, note.customer),
    note.invoice === null ? null : findInvoice(work, note.invoice),
  ])
  const fields = await fieldsShownOn(work, 'credit_note', note)
  const facts = { credit_note: note, invoice_number: corrected?.number ?? null, fields }
  const order = await orderPaper(work, 'credit_note', payer, facts, note.date_issued ?? note.created_at)
  return isCreditNoteAsIssued(note) ? keptFor(work, 'credit_note', note.id, order) : order
}

/** An estimate on paper, as it stands. */
export async function estimatePaper(work: Work, id: number): Promise<PaperOrder> {
  return paperOfEstimate(work, await findEstimate(work, id))
}

export async function paperOfEstimate(work: Work, estimate: Estimate, customer?: Customer): Promise<PaperOrder> {
  const payer = customer ?? (await findCustomer(work, estimate.customer))
  const fields = await fieldsShownOn(work, 'estimate', estimate)
  return orderPaper(work, 'estimate', payer, { estimate, fields }, estimate.date_issued ?? estimate.created_at)
}

/** The copy that was made when the document said the same, or the place for one. */
async function keptFor(
  work: Work,
  document_type: 'invoice' | 'credit_note',
  document_id: number,
  order: PaperOrder,
): Promise<PaperOrder> {
  const key = { document_type, document_id, facts_hash: sha256(contentOf(order.document)) }
  return { ...order, key, kept: await store.find(work, key) }
}

/** A receipt for a payment, showing what it settled. */
export async function receiptPaper(work: Work, paymentId: number): Promise<PaperOrder> {
  return paperOfPayment(work, await findPayment(work, paymentId, ['applied_to']))
}

/** The same for a payment at hand, loaded with its splits. Money of an unknown payer gets a receipt in nobody's name. */
export async function paperOfPayment(work: Work, payment: Payment): Promise<PaperOrder> {
  const [customer, applications] = await Promise.all([
    payment.customer === null ? null : findCustomer(work, payment.customer),
    applicationsOf(work, payment),
  ])
  const fields = await fieldsShownOn(work, 'payment', { metadata: payment.metadata })
  return orderPaper(work, 'receipt', customer ?? nobody, { payment, applications, fields }, payment.created_at)
}

/** The part of a customer that a paper shows, all empty. */
const nobody: PrintedCustomer = {
  name: '—',
  number: '',
  language: null,
  attention_to: null,
  tax_id: null,
  address1: null,
  address2: null,
  city: null,
  state: null,
  postal_code: null,
  country: '',
}

/** What of the payment's own money went where; credits that were spent with it are not its money. */
async function applicationsOf(work: Work, payment: Payment): Promise<PaperApplication[]> {
  const splits = payment.applied_to ?? []
  const invoices = new Map(
    (
      await findInvoices(
        work,
        splits.flatMap(({ invoice }) => invoice ?? []),
      )
    ).map((invoice) => [invoice.id, invoice]),
  )
  return splits.flatMap(({ type, amount, invoice }) => {
    if (type !== 'invoice' && type !== 'estimate' && type !== 'convenience_fee' && type !== 'credit') return []
    const settled = invoice === null ? undefined : invoices.get(invoice)
    return [{ type, amount, number: settled?.number ?? null, date: settled?.date.date ?? null, total: settled?.total ?? null }]
  })
}

/**
 * Gathers what any kind of document needs to be printed, with the company and its logo. `creation` is the date the file
 * states, usually that of issue: the same facts and date give the same bytes.
 */
export async function orderPaper<Kind extends keyof PaperFacts>(
  work: Work,
  kind: Kind,
  customer: PrintedCustomer,
  facts: PaperFacts[Kind],
  creation: Date,
): Promise<PaperOrder> {
  const company: CompanyFacts = work.company
  const correspondents: Correspondents = { company, customer, logo: null }
  const { theme, template } = await appearanceOf(work, kind, customer.language ?? company.language)
  const document = { ...paperFor(kind, { ...facts, ...correspondents }), theme }
  const logo_hash = await logoOf(work)
  const filename = fileName(document)
  return { companyId: work.companyId, document, filename, creation, logo_hash, key: null, kept: null, template }
}

async function logoOf(work: Work): Promise<string | null> {
  const { logo_file } = work.company
  if (logo_file === null) return null
  const [file] = await findFiles(work, [logo_file])
  return file?.content_hash ?? null
}

/** Serves the paper: the kept copy, or a fresh one, which is kept where it is for good. Never inside a unit of work. */
export async function printPaper(platform: Platform, order: PaperOrder): Promise<Paper> {
  return { bytes: (await printed(platform, order)).bytes, filename: order.filename }
}

/** Prints the paper into the storage, for a mail: exactly what was sent can be shown later. Never inside a unit of work. */
export async function keepPaper(platform: Platform, order: PaperOrder): Promise<KeptPaper> {
  const { bytes, content_hash } = await printed(platform, order)
  const hash = content_hash ?? (await platform.outside.storage.keep(bytes))
  return { name: order.filename, type: 'application/pdf', content_hash: hash, size: bytes.length }
}

/** The handler form of an order, for the `papers` of modules/index.ts. */
export function printLater(order: PaperOrder): Print {
  return (platform) => printPaper(platform, order)
}

interface Copy {
  readonly bytes: Uint8Array
  /** Null while it is not in the storage. */
  readonly content_hash: string | null
}

async function printed(platform: Platform, order: PaperOrder): Promise<Copy> {
  const { storage } = platform.outside
  const stored = order.kept && (await storage.read(order.kept))
  if (stored) return { bytes: stored, content_hash: order.kept }
  const document = await withLogo(platform, order)
  const { pdf } = await setPaper(platform, { ...order, document })
  return order.key ? keepCopy(platform, order.companyId, order.key, pdf) : { bytes: pdf, content_hash: null }
}

interface SetPaper {
  readonly pdf: Uint8Array
  readonly pages: number
  readonly svg: string | null
  /** Why the company's own design was not used. */
  readonly problem: string | null
}

/** By the company's own design where it has one and that works, else as ours; the company then sees why. */
async function setPaper(
  platform: Platform,
  { companyId, document, creation, template }: PaperOrder,
  options: { readonly drawn?: boolean } = {},
): Promise<SetPaper> {
  const rendering = { creation, ...options }
  const designed = template && (await printDesigned(template, document, rendering))
  if (designed?.ok) return { pdf: designed.pdf, pages: designed.pages, svg: designed.svg, problem: null }
  if (designed) await recordFailure(platform, companyId, template, designed)
  const { pdf, pages, svg } = await renderPdf(paperOf(document), rendering)
  return { pdf, pages, svg, problem: designed ? designed.said : null }
}

/** An example of a kind in a theme that need not be saved, with the company's own name, colour and logo. */
export async function previewTheme(
  { platform, work }: Pick<Desk, 'platform' | 'work'>,
  { kind = 'invoice', ...changes }: ThemeChanges & { readonly kind?: TemplatedKind | undefined },
): Promise<ThemePreview> {
  const order = await work(async (work) =>
    exampleOrder(work, kind, await appearanceIn(work, await rehearseTheme(work, changes), kind, work.company.language)),
  )
  const document = await withLogo(platform, order)
  const { pdf, pages, svg, problem } = await setPaper(platform, { ...order, document }, { drawn: true })
  return { pdf: Buffer.from(pdf).toString('base64'), svg: svg ?? '', pages, problem }
}

/** An example set by a template that need not be saved. One that cannot be printed is an answer that says where. */
export async function previewTemplate(
  { platform, work }: Pick<Desk, 'platform' | 'work'>,
  trial: PdfTemplateTrial,
): Promise<PdfTemplatePreview> {
  const { template, order } = await work(async (work) => {
    const template = draftTemplate({ ...trial, name: 'Preview' }, { id: 0, now: work.now })
    const kind = template.document_type
    const { theme } = await appearanceOf(work, kind, work.company.language)
    return { template, order: await exampleOrder(work, kind, { theme, template }) }
  })
  const document = await withLogo(platform, order)
  const result = await printDesigned(template, document, { creation: order.creation, drawn: true })
  if (!result.ok) {
    const { part, line, column, said } = result
    return { pdf: null, svg: null, pages: 0, problem: { part, line, column, said } }
  }
  return { pdf: Buffer.from(result.pdf).toString('base64'), svg: result.svg, pages: result.pages, problem: null }
}

/** The example of a kind as a paper of this company. */
async function exampleOrder(work: Work, kind: TemplatedKind, { theme, template }: Appearance): Promise<PaperOrder> {
  const company = paperCompany(work.company, null)
  const document = { ...EXAMPLES[kind], company, language: work.company.language, theme }
  const logo_hash = await logoOf(work)
  return { companyId: work.companyId, document, filename: '', creation: work.now, logo_hash, key: null, kept: null, template }
}

async function withLogo(platform: Platform, { document, logo_hash }: PaperOrder): Promise<PaperDocument> {
  const logo = logo_hash ? await platform.outside.storage.read(logo_hash) : null
  return { ...document, company: { ...document.company, logo } }
}

/** The content goes to the storage first; a row that names it is written only then. */
async function keepCopy(platform: Platform, companyId: number, key: store.PaperKey, pdf: Uint8Array): Promise<Copy> {
  const hash = await platform.outside.storage.keep(pdf)
  const first = await openWork(platform, { companyId, actor: { kind: 'system' } }, async (work) => {
    const first = await store.insert(work, key, hash)
    if (key.document_type === 'invoice') await keepIssuedPdf(work, key.document_id, first)
    return first
  })
  if (first === hash) return { bytes: pdf, content_hash: hash }
  return { bytes: (await platform.outside.storage.read(first)) ?? pdf, content_hash: first }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Answers a portal link `…/:username/…/:key/pdf` with the paper. `order` finds the document by its key, on behalf of its
 * customer; null for one that has no paper any more.
 */
export async function servePaper(
  c: Context,
  platform: Platform,
  order: (work: Work, key: string) => Promise<PaperOrder | null>,
): Promise<Response> {
  const { username = '', key = '' } = c.req.param()
  const companyId = /^[0-9A-Za-z]{24}$/.test(key) ? await companyIdOf(platform.pool, username) : null
  const found =
    companyId &&
    (await openWork(platform, { companyId, actor: { kind: 'customer', customer_id: null } }, (work) => order(work, key)))
  return found ? paperResponse(await printPaper(platform, found)) : notFound()
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
