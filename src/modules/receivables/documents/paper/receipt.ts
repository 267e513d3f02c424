/** The body of a receipt: what was paid, how, and what it settled. */
import { isZero, subtract } from '../../../../core/money.ts'
import { closingOf, linkOf } from './closing.ts'
import type { PaperApplication, PaperReceipt } from './facts.ts'
import { fieldFacts } from './fields.ts'
import type { LabelKey } from './labels.ts'
import type { Writing } from './locale.ts'
import type { PaperBody, PaperFact, PaperRow, PaperTable, PaperTotal } from './paper.ts'
import { billTo, shownNumber } from './party.ts'

export function receipt(document: PaperReceipt, words: Writing): PaperBody {
  return {
    facts: factsOf(document, words),
    parties: [billTo(document.customer, words.label('received_from'), document.company, words)],
    highlights: [
      { label: words.label('amount_received'), value: words.money(document.amount) },
      { label: words.label('payment_date'), value: words.date(document.date) },
    ],
    subject: null,
    table: document.applications.length > 0 ? tableOf(document, words) : null,
    empty: null,
    totals: totalsOf(document, words),
    aging: null,
    closing: closingOf(document, words, false),
    link: linkOf(document.url, words, 'view_online'),
  }
}

function factsOf(document: PaperReceipt, words: Writing): PaperFact[] {
  const fact = (key: LabelKey, value: string | null | undefined): PaperFact[] =>
    value ? [{ label: words.label(key), value }] : []
  return [
    ...fact('receipt_number', document.number),
    ...fact('payment_date', words.date(document.date)),
    ...fact('payment_method', methodName(document.method, words)),
    ...fact(document.method === 'check' ? 'check_number' : 'reference', document.reference),
    ...fact('customer_number', shownNumber(document)),
    ...fieldFacts(document.fields, document.currency, words),
  ]
}

const METHODS: ReadonlySet<string> = new Set([
  'ach',
  'cash',
  'check',
  'credit_card',
  'direct_debit',
  'eft',
  'other',
  'wire_transfer',
])

/** The name of a method of ours; the word itself for any other, which a company may have named. */
function methodName(method: string, words: Writing): string {
  return METHODS.has(method) ? words.label(`method_${method}` as LabelKey) : method
}

function tableOf(document: PaperReceipt, words: Writing): PaperTable {
  const columns = [
    { label: words.label('applied_to'), align: 'start', wide: true },
    { label: words.label('date'), align: 'start', wide: false },
    { label: words.label('document_total'), align: 'end', wide: false },
    { label: words.label('amount_applied', { currency: document.currency.toUpperCase() }), align: 'end', wide: false },
  ] as const
  return { columns, rows: document.applications.map((application) => rowOf(application, words)) }
}

function rowOf(application: PaperApplication, words: Writing): PaperRow {
  const { date, total, amount } = application
  return {
    cells: [
      applicationName(application, words),
      date ? words.shortDate(date) : '',
      total ? words.amount(total) : '',
      words.amount(amount),
    ],
    details: [],
    adjustments: [],
  }
}

function applicationName({ type, number }: PaperApplication, words: Writing): string {
  return words.numbered(type === 'credit' ? 'kept_as_credit' : type, number)
}

function totalsOf({ amount, unapplied, applications }: PaperReceipt, words: Writing): PaperTotal[] {
  const received: PaperTotal = { label: words.label('amount_received'), value: words.money(amount), weight: 'final' }
  if (isZero(unapplied)) return [received]
  const applied: PaperTotal = {
    label: words.label('total_applied'),
    value: words.money(subtract(amount, unapplied)),
    weight: 'plain',
  }
  const kept: PaperTotal = { label: words.label('kept_as_credit'), value: words.money(unapplied), weight: 'plain' }
  return applications.length > 0 ? [applied, kept, received] : [kept, received]
}
