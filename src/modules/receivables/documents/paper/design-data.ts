/**
 * What a company's own template may name: every fact of the document as finished text in its language, under the names the API
 * gives them, and under `paper` the words and rows as our own paper has them. A template that wants to calculate has to do
 * without: amounts are words here.
 */
import { calendarDate, isCalendarDate } from '../../../../core/date.ts'
import type { Decimal } from '../../../../core/decimal.ts'
import type { Money } from '../../../../core/money.ts'
import type { PaperDocument } from './facts.ts'
import { fieldFacts } from './fields.ts'
import { type Writing, writing } from './locale.ts'
import { type PaperContent, paperOf } from './paper.ts'
import { addressLines } from './party.ts'

type Said = string | number | boolean | null | readonly Said[] | { readonly [name: string]: Said }

export interface DesignData {
  readonly [name: string]: Said | PaperContent
}

export function designData(document: PaperDocument): DesignData {
  const { company, customer, theme, fields, ...facts } = document
  const { content } = paperOf({ ...document, company: { ...company, logo: null } })
  const words = writing(document.language ?? company.language, company.country, theme?.titles)
  const { logo: _, address, ...own } = company
  const record = {
    ...spokenRecord(facts, words),
    fields: fieldFacts(fields, document.currency, words).map((fact) => ({ ...fact })),
  }
  const address_lines = (of: Parameters<typeof addressLines>[0]) => addressLines(of, company.country, words).join('\n')
  return {
    paper: content,
    company: {
      ...spokenRecord(own, words),
      ...spokenRecord(address ?? {}, words),
      address: address ? address_lines(address) : '',
    },
    customer: { ...spokenRecord(customer, words), address: address_lines(customer) },
    document: record,
    // A template for invoices names `invoice`, as it would elsewhere.
    [document.kind]: record,
    terms: document.terms ?? theme?.terms ?? null,
    footer: theme?.footer ?? null,
    url: document.url,
  }
}

function spokenRecord(value: object, words: Writing): { readonly [name: string]: Said } {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoken(one, words)]))
}

function spoken(value: unknown, words: Writing): Said {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return isCalendarDate(value) ? words.date(calendarDate(value)) : value
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((one) => spoken(one, words))
  if (isMoney(value)) return words.money(value)
  if (isDecimal(value)) return words.quantity(value)
  return spokenRecord(value as object, words)
}

function isMoney(value: unknown): value is Money {
  return (
    typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value && Object.keys(value).length === 2
  )
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'object' && value !== null && 'digits' in value && 'scale' in value
}
