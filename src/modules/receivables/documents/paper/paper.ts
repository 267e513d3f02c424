/**
 * How documents look on paper, as far as words go.
 * Owns: which words, numbers and parties stand on an invoice, credit note, estimate, receipt or statement, in which
 * order, in which language. Does not own: totals (they arrive as facts), the layout (the `.typ` files beside this one).
 * Invariants: a pure function of its facts; every amount shown is one of them, formatted; no text of a person becomes
 * part of a template.
 */
import { assert } from '../../../../core/assert.ts'
import type { Money } from '../../../../core/money.ts'
import { accent } from './accent.ts'
import type { PaperCompany, PaperDocument, PaperKind, PaperStyle, PaperTheme } from './facts.ts'
import { itemized } from './itemized.ts'
import type { LabelKey } from './labels.ts'
import { type Writing, writing } from './locale.ts'
import { companyLines, type Party } from './party.ts'
import { receipt } from './receipt.ts'
import { statement } from './statement.ts'

export type * from './facts.ts'

/** A document ready to be printed: which template, what stands in it, and the images. */
export interface PaperData {
  readonly template: string
  readonly content: PaperContent
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** What the templates read. All texts are finished; a template only places them. */
export interface PaperContent extends PaperBody {
  readonly kind: PaperKind
  readonly language: string
  readonly right_to_left: boolean
  readonly paper: 'a4' | 'us-letter'
  readonly style: PaperStyle
  readonly color: string
  /** Title of the PDF, and the running head from the second page on. */
  readonly title: string
  readonly heading: string
  readonly number: string | null
  readonly stamp: { readonly label: string; readonly tone: 'draft' | 'paid' | 'voided' } | null
  /** `label` stands above it, such as "From"; null for no label. */
  readonly company: { readonly label: string | null; readonly name: string; readonly lines: readonly string[] }
  /** With `{page}` and `{pages}`, which only the layout knows. */
  readonly page_label: string
  /** The company's name as it stands at the edge of each page. */
  readonly running_name: string
}

/** The part that differs between the kinds. */
export interface PaperBody {
  /** Labelled facts beside the addresses. */
  readonly facts: readonly PaperFact[]
  readonly parties: readonly Party[]
  /** The figures that matter most, the first one large. */
  readonly highlights: readonly PaperFact[]
  /** A title of its own, above the table. */
  readonly subject: string | null
  readonly table: PaperTable | null
  /** Said when there is no table. */
  readonly empty: string | null
  readonly totals: readonly PaperTotal[]
  /** Columns of a small table under the totals. */
  readonly aging: { readonly label: string; readonly buckets: readonly PaperFact[] } | null
  /** Paragraphs at the end: how to pay, notes, terms. One without a label is the last word. */
  readonly closing: readonly PaperFact[]
  /** The address is also printed, for whoever reads it on paper. */
  readonly link: { readonly label: string; readonly href: string } | null
}

export interface PaperFact {
  readonly label: string
  readonly value: string
}

export interface PaperTable {
  readonly columns: readonly { readonly label: string; readonly align: 'start' | 'end'; readonly wide: boolean }[]
  readonly rows: readonly PaperRow[]
}

export interface PaperRow {
  /** One text for each column. */
  readonly cells: readonly string[]
  /** Smaller text under the first cell. */
  readonly details: readonly string[]
  /** Amounts under the last cell, each with its name: line discounts and taxes. */
  readonly adjustments: readonly PaperFact[]
}

export interface PaperTotal extends PaperFact {
  readonly weight: 'plain' | 'strong' | 'final'
}

/** Where the templates are, below `src/modules`. */
const TEMPLATES = 'receivables/documents/paper'

/** The document in words, in the customer's language (the company's if the customer has none). */
export function paperOf(document: PaperDocument): PaperData {
  const { company, kind } = document
  assertOneCurrency(document)
  const theme = document.theme ?? null
  const words = writing(document.language ?? company.language, company.country, theme?.titles)
  const heading = theme?.heading ?? words.label(kind)
  const content: PaperContent = {
    kind,
    language: words.language,
    right_to_left: words.right_to_left,
    style: theme?.style ?? 'classic',
    paper: paperSize(company.country),
    color: accent(company.color),
    title: oneLine(words.numbered(kind, document.number)),
    heading,
    number: document.number,
    stamp: stampOf(document, words),
    company: {
      label: theme ? words.label('from') || null : null,
      name: company.name,
      lines: companyLines(shownOf(company, theme), document.customer.country, words),
    },
    page_label: words.label('page'),
    running_name: oneLine(company.name),
    ...bodyOf(document, words),
  }
  return { template: `${TEMPLATES}/${kind}.typ`, content, files: company.logo ? { logo: company.logo } : {} }
}

/** The company as far as its theme shows it. */
function shownOf(company: PaperCompany, theme: PaperTheme | null): PaperCompany {
  if (!theme) return company
  const { email, phone, website } = company
  return {
    ...company,
    email: theme.show_email ? email : null,
    phone: theme.show_phone ? phone : null,
    website: theme.show_website ? website : null,
  }
}

/** On which paper people of a country write. */
export function paperSize(country: string): 'a4' | 'us-letter' {
  return LETTER.has(country.toUpperCase()) ? 'us-letter' : 'a4'
}

function bodyOf(document: PaperDocument, words: Writing): PaperBody {
  switch (document.kind) {
    case 'receipt':
      return receipt(document, words)
    case 'statement':
      return statement(document, words)
    default:
      return itemized(document, words)
  }
}

/** Column heads name the currency once for all rows, so a stray one would be printed as something it is not. */
function assertOneCurrency(document: PaperDocument): void {
  const stray = moneyOf(document).find(({ currency }) => currency !== document.currency)
  assert(!stray, `an amount in ${stray?.currency} on a document in ${document.currency}`)
}

function moneyOf(document: PaperDocument): readonly Money[] {
  switch (document.kind) {
    case 'receipt':
      return [document.amount, document.unapplied, ...document.applications.map(({ amount }) => amount)]
    case 'statement':
      return [document.balance, document.credit_balance, ...document.rows.flatMap(({ amount, balance }) => [amount, balance])]
    default:
      return [document.subtotal, document.total, document.balance, ...document.items.map(({ amount }) => amount)]
  }
}

/** For the edges of the page, where there is one line and no more. */
function oneLine(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ').trim()]
  return characters.length <= EDGE_MAX ? characters.join('') : `${characters.slice(0, EDGE_MAX - 1).join('')}…`
}

const EDGE_MAX = 60

/** A credit note is never "paid" in the customer's eyes, so it does not say so. */
function stampOf({ kind, status }: PaperDocument, words: Writing): PaperContent['stamp'] {
  const tone = status === 'draft' || status === 'voided' ? status : status === 'paid' && kind === 'invoice' ? 'paid' : null
  return tone && { label: words.label(tone satisfies LabelKey), tone }
}

/** Countries that write on Letter. Source: Unicode CLDR 48, supplemental data, paperSize US-Letter. */
const LETTER = new Set(['BZ', 'CA', 'CL', 'CO', 'CR', 'GT', 'MX', 'NI', 'PA', 'PH', 'PR', 'SV', 'US', 'VE'])
