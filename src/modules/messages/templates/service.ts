import type { ListQuery, Sorting } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { emailLayout } from '../../../platform/email-layout.ts'
import { checkTemplate, renderBody, renderSubject, type TemplateVariables } from '../../../platform/templating.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { addressLines } from '../../receivables/documents/paper/party.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import { TEMPLATE_IDS, type TemplateId } from './catalog.ts'
import type { EmailPreview, EmailTemplate, EmailTemplateChanges, EmailTemplateDraft } from './contract.ts'
import { exampleValues } from './example.ts'
import type { ResolvedTemplate } from './rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { textsIn } from './texts.ts'
import { buttonOf, customerValues, invoiceValues, mailWriting, type Values, variablesOf } from './variables.ts'

export type { ResolvedTemplate } from './rules.ts'

function homeOf({ company }: Work): rules.Home {
  return { language: company.language, created_at: company.created_at }
}

/** The template a mail is written with, in the reader's language as far as there is a text. @throws Refusal invalid `unknown_template` */
export async function findTemplate(work: Work, id: string, language: string | null): Promise<ResolvedTemplate> {
  const resolved = rules.resolveTemplate(id, await store.find(work, id), language ?? work.company.language, homeOf(work))
  if (!resolved)
    throw new Refusal(
      'invalid',
      'unknown_template',
      `There is no e-mail template "${id}"; ours are ${TEMPLATE_IDS.join(', ')}.`,
      'template',
    )
  return resolved
}

/** Whether there still is such a template. */
export async function isKnownTemplate(work: Work, id: string): Promise<boolean> {
  return rules.resolveTemplate(id, await store.find(work, id), work.company.language, homeOf(work)) !== null
}

/** What a template does by itself, such as `send_on_issue`. */
export async function templateOptions(work: Work, id: TemplateId): Promise<rules.ResolvedTemplate['options']> {
  return (await findTemplate(work, id, null)).options
}

export async function listTemplates(work: Work, list: ListQuery, language: string | undefined): Promise<Page<EmailTemplate>> {
  const kept = new Map((await store.list(work)).map((template) => [template.id, template]))
  const ids = [...new Set([...TEMPLATE_IDS, ...kept.keys()])]
  const all = ids.map((id) => show(work, id, kept.get(id) ?? null, language)!)
  const wanted = all.filter((template) =>
    list.filters.every(({ property, operator, value }) =>
      matches(String(template[property as 'id' | 'name' | 'type']), operator, String(value ?? '')),
    ),
  )
  const [first] = list.order
  const sorted = first ? wanted.toSorted((a, b) => compare(a, b, first)) : wanted
  const rows = sorted.slice((list.page - 1) * list.per_page, list.page * list.per_page)
  return { rows, total: list.counted ? sorted.length : null }
}

function compare(a: EmailTemplate, b: EmailTemplate, { property, direction }: Sorting): number {
  const order = a[property as 'id' | 'name' | 'type'].localeCompare(b[property as 'id' | 'name' | 'type'])
  return direction === 'asc' ? order : -order
}

/** The few templates are compared here, as they come from the program and the database alike. */
function matches(text: string, operator: string, value: string): boolean {
  const [left, right] = [text.toLowerCase(), value.toLowerCase()]
  if (operator === '=') return text === value
  if (operator === '<>') return text !== value
  if (operator === 'starts_with') return left.startsWith(right)
  if (operator === 'ends_with') return left.endsWith(right)
  if (operator === 'contains') return left.includes(right)
  if (operator === 'not_contains') return !left.includes(right)
  throw new Refusal('invalid', 'unknown_operator', `Templates cannot be compared by ${operator}.`, 'filter')
}

function show(work: Work, id: string, kept: rules.KeptTemplate | null, language: string | undefined): EmailTemplate | null {
  const resolved = rules.resolveTemplate(id, kept, language ?? work.company.language, homeOf(work))
  return resolved && rules.presentTemplate(resolved, kept, homeOf(work))
}

export async function getTemplate(work: Work, id: string, language: string | undefined): Promise<EmailTemplate> {
  const template = show(work, id, await store.find(work, id), language)
  if (!template) throw notFound(id)
  return template
}

function notFound(id: string): Refusal {
  return new Refusal('not_found', 'email_template_not_found', `No e-mail template "${id}".`)
}

export async function createTemplate(work: Work, { id, ...changes }: EmailTemplateDraft): Promise<EmailTemplate> {
  if (await store.find(work, id))
    throw new Refusal('invalid', 'id_taken', `There is a template "${id}" already; change it, or choose another id.`, 'id')
  return saveTemplate(work, id, changes, undefined)
}

/** Changes a template in one language; one of ours becomes the company's own by it. */
export async function saveTemplate(
  work: Work,
  id: string,
  changes: EmailTemplateChanges,
  language: string | undefined,
): Promise<EmailTemplate> {
  if (!/^[\w-]{2,64}$/.test(id)) throw notFound(id)
  const before = await store.find(work, id)
  const written = (changes.language === undefined ? language : changes.language) ?? ''
  const current = rules.resolveTemplate(id, before, written || work.company.language, homeOf(work))
  const { template, text } = rules.changeTemplate(id, before, changes, {
    language: keyOf(work, before, written),
    current,
    now: work.now,
  })
  const after = {
    ...template,
    texts: [...(before?.texts ?? []).filter((kept) => kept.language !== text?.language), ...(text ? [text] : [])],
  }
  if (text) refuseUnreadable(rules.resolveTemplate(id, after, written || work.company.language, homeOf(work))!, changes)
  await store.save(work, template, text)
  return show(work, id, after, written || undefined)!
}

/** The company's own language has one text, under its code or under none. */
function keyOf({ company }: Work, before: rules.KeptTemplate | null, language: string): string {
  if (language !== '' && language !== company.language) return language
  return before?.texts.some((text) => text.language === company.language) ? company.language : ''
}

/** Refuses texts that cannot be read or name variables that there are not. */
function refuseUnreadable(
  { family }: ResolvedTemplate,
  texts: { readonly subject?: string | undefined; readonly body?: string | undefined; readonly message?: string | undefined },
): void {
  for (const field of ['subject', 'body', 'message'] as const) {
    const problems = texts[field] === undefined ? [] : checkTemplate(texts[field], variablesOf(family))
    const unknown = problems.flatMap((problem) => (problem.code === 'unknown_variable' ? [problem.variable] : []))
    if (unknown.length > 0)
      throw new Refusal(
        'invalid',
        'unknown_variable',
        `${field} names ${unknown.map((name) => `"${name}"`).join(', ')}, which ${unknown.length === 1 ? 'is' : 'are'} not known here. Known are: ${variablesOf(family).join(', ')}.`,
        field,
      )
    if (problems[0]) throw new Refusal('invalid', 'template_invalid', problems[0].message, field)
  }
}

export async function deleteTemplate(work: Work, id: string, language: string | undefined): Promise<null> {
  const languages = language === undefined ? null : language === work.company.language ? [language, ''] : [language]
  if (!(await store.remove(work, id, languages))) throw notFound(id)
  return null
}

/** What fills a template in, and what is written instead of its texts. */
export interface Letter {
  readonly values: Values
  /** Where the mail's button leads. */
  readonly url?: string | null
  readonly subject?: string | undefined
  readonly message?: string | undefined
  readonly open_pixel_url?: string
  /** `cid:` of the company's logo. */
  readonly logo_url?: string | null
}

/** A mail, written: a subject, and a body as text and as HTML with the company around it. */
export function writeMail(work: Work, template: ResolvedTemplate, letter: Letter): EmailPreview {
  const { subject, message, url } = letter
  refuseUnreadable(template, { subject, message })
  const { company } = work
  const button = url && template.button_text ? { text: template.button_text, url } : null
  const name = buttonOf(template.family)
  // The engine makes a copy of what it is given; records of ours are plain values all the way down.
  const values = { ...letter.values, ...(name && { [name]: button }) } as TemplateVariables
  const body = renderBody(message ?? template.body, values, company.color)
  const line = renderSubject(subject ?? template.subject, values)
  const language = template.language
  const words = mailWriting(language, company.country)
  const mail = emailLayout({
    company: {
      name: company.name,
      color: company.color,
      logo_url: letter.logo_url ?? null,
      address: addressLines(company, '', words).join('\n'),
    },
    body,
    // A message of somebody's own words still leads to the document.
    ...(button && !body.text.includes(button.url) && { button }),
    footer: textsIn(language).footer.replace('{company}', () => company.name),
    ...(letter.open_pixel_url && { open_pixel_url: letter.open_pixel_url }),
    language,
    title: line,
  })
  return { subject: line, text: mail.text, html: mail.html, language }
}

export interface PreviewInput {
  readonly subject?: string | undefined
  readonly body?: string | undefined
  readonly language?: string | null | undefined
  readonly invoice?: number | null | undefined
}

/** A template filled in, with a document or with an example. Nothing is sent. */
export async function previewTemplate(
  work: Work,
  id: string,
  { subject, body, language, invoice }: PreviewInput,
): Promise<EmailPreview> {
  const template = rules.resolveTemplate(id, await store.find(work, id), language ?? work.company.language, homeOf(work))
  if (!template) throw notFound(id)
  refuseUnreadable(template, { subject, body })
  const words = mailWriting(template.language, work.company.country)
  const url = work.config.BASE_URL
  const example = exampleValues(
    { currency: work.company.currency, today: work.today.date, url, button_text: template.button_text },
    words,
  )
  const real = invoice ? await valuesOfInvoice(work, invoice, template) : null
  const company = customerValues(work.company, NOBODY, null, {}, words)
  const values = { ...pick(company, 'company_'), ...example, ...real?.values }
  return writeMail(work, template, { values, url: real ? real.url : url, subject, message: body })
}

async function valuesOfInvoice(
  work: Work,
  id: number,
  template: ResolvedTemplate,
): Promise<{ values: Values; url: string | null }> {
  const invoice = await findInvoice(work, id)
  const customer = await findCustomer(work, invoice.customer)
  const words = mailWriting(template.language, work.company.country)
  const values = {
    ...customerValues(work.company, customer, null, wireValues(Customer, customer), words),
    ...invoiceValues(invoice, wireValues(Invoice, invoice), words),
  }
  return { values, url: invoice.url }
}

/** A record as templates may name its fields: as it is published. */
export function wireValues(schema: Parameters<typeof encodeWire>[0], record: unknown): Values {
  return encodeWire(schema, record) as Values // what travels as JSON is made of nothing else
}

function pick(values: Values, prefix: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith(prefix)))
}

const NOBODY = {
  name: '',
  number: '',
  attention_to: null,
  address1: null,
  address2: null,
  city: null,
  state: null,
  postal_code: null,
  country: '',
}
