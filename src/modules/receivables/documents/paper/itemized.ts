/** The body of documents made of lines: invoices, credit notes, estimates. */
import { minorDigits } from '../../../../core/currency.ts'
import { isZero, type Money, negate } from '../../../../core/money.ts'
import { closingOf, linkOf } from './closing.ts'
import type { PaperAdjustment, PaperCreditNote, PaperEstimate, PaperInvoice, PaperItem } from './facts.ts'
import { fieldFacts } from './fields.ts'
import type { LabelKey } from './labels.ts'
import type { Writing } from './locale.ts'
import type { PaperBody, PaperFact, PaperRow, PaperTable, PaperTotal } from './paper.ts'
import { billTo, shipTo, shownNumber } from './party.ts'

type Itemized = PaperInvoice | PaperCreditNote | PaperEstimate

export function itemized(document: Itemized, words: Writing): PaperBody {
  const { company, customer } = document
  return {
    facts: factsOf(document, words),
    parties: [billTo(customer, words.label('bill_to'), company, words), ...listed(shipTo(document.ship_to, company, words))],
    highlights: highlightsOf(document, words),
    subject: subjectOf(document, words),
    table: document.items.length > 0 ? tableOf(document, words) : null,
    empty: null,
    totals: totalsOf(document, words),
    aging: null,
    closing: closingOf(document, words, isPayable(document)),
    link: linkOf(document.url, words, linkLabel(document)),
  }
}

function factsOf(document: Itemized, words: Writing): PaperFact[] {
  const fact = (key: LabelKey, value: string | null | undefined): PaperFact[] =>
    value ? [{ label: words.label(key), value }] : []
  const number = { invoice: 'invoice_number', credit_note: 'credit_note_number', estimate: 'estimate_number' } as const
  return [
    ...fact(number[document.kind], document.number),
    ...fact('date', words.date(document.date)),
    ...fact('due_date', document.due_date && words.date(document.due_date)),
    ...fact(
      'expiration_date',
      document.kind === 'estimate' && document.expiration_date ? words.date(document.expiration_date) : null,
    ),
    ...fact('invoice_reference', document.kind === 'credit_note' ? document.invoice_number : null),
    ...fact('payment_terms', document.payment_terms),
    ...fact('purchase_order', document.purchase_order),
    ...fact('customer_number', shownNumber(document)),
    ...fieldFacts(document.fields, document.currency, words),
  ]
}

function highlightsOf(document: Itemized, words: Writing): PaperFact[] {
  if (document.kind === 'credit_note') return [{ label: words.label('credit_amount'), value: words.money(document.total) }]
  if (document.kind === 'estimate') {
    const until = document.expiration_date
    return [
      { label: words.label('total'), value: words.money(document.total) },
      ...(until ? [{ label: words.label('expiration_date'), value: words.date(until) }] : []),
    ]
  }
  const due = isPayable(document) ? document.due_date : null
  return [
    { label: words.label('balance_due'), value: words.money(document.balance) },
    ...(due ? [{ label: words.label('due_date'), value: words.date(due) }] : []),
  ]
}

/** A name that only says "Invoice" is the default of the API and not worth a line. */
function subjectOf({ kind, name }: Itemized, words: Writing): string | null {
  const title = name?.trim() ?? ''
  const isKind = [words.label(kind), kind.replace('_', ' ')].some((word) => word.toLowerCase() === title.toLowerCase())
  return title === '' || isKind ? null : title
}

function tableOf({ items, currency }: Itemized, words: Writing): PaperTable {
  const columns = [
    { label: words.label('item'), align: 'start', wide: true },
    { label: words.label('quantity'), align: 'end', wide: false },
    { label: words.label('unit_cost'), align: 'end', wide: false },
    { label: words.label('amount', { currency: currency.toUpperCase() }), align: 'end', wide: false },
  ] as const
  return { columns, rows: items.map((item) => rowOf(item, words)) }
}

function rowOf(item: PaperItem, words: Writing): PaperRow {
  const digits = minorDigits(item.amount.currency)
  const period = item.period ? [words.range(item.period.start, item.period.end)] : []
  const description = item.description?.trim() ?? ''
  const fields = fieldFacts(item.fields, item.amount.currency, words).map(({ label, value }) => `${label}: ${value}`)
  return {
    cells: [item.name, words.quantity(item.quantity), words.price(item.unit_cost, digits), words.amount(item.amount)],
    details: [...(description === '' ? [] : [description]), ...period, ...fields],
    adjustments: [
      ...item.discounts.map((discount) => named(discount, 'discount', words, words.amount(negate(discount.amount)))),
      ...item.taxes.map((tax) => named(tax, 'tax', words, words.amount(tax.amount))),
    ],
  }
}

function named({ name }: PaperAdjustment, fallback: 'discount' | 'tax', words: Writing, value: string): PaperFact {
  return { label: name?.trim() || words.label(fallback), value }
}

function totalsOf(document: Itemized, words: Writing): PaperTotal[] {
  const { subtotal, discounts, taxes, total } = document
  return [
    { label: words.label('subtotal'), value: words.money(subtotal), weight: 'plain' },
    ...discounts.map((each) => plain(named(each, 'discount', words, words.money(negate(each.amount))))),
    ...taxes.map((each) => plain(named(each, 'tax', words, words.money(each.amount)))),
    { label: words.label('total'), value: words.money(total), weight: 'strong' },
    ...settlementOf(document, words),
  ]
}

/** What became of the total: paid, credited, left. */
function settlementOf(document: Itemized, words: Writing): PaperTotal[] {
  const reduction = (key: LabelKey, amount: Money): PaperTotal[] =>
    isZero(amount) ? [] : [{ label: words.label(key), value: words.money(negate(amount)), weight: 'plain' }]
  const final = (key: LabelKey, amount: Money): PaperTotal => ({
    label: words.label(key),
    value: words.money(amount),
    weight: 'final',
  })

  if (document.kind === 'invoice') {
    return [
      ...reduction('amount_paid', document.amount_paid),
      ...reduction('amount_credited', document.amount_credited),
      final('balance_due', document.balance),
    ]
  }
  if (document.kind === 'credit_note') {
    const used = [...reduction('credit_applied', document.amount_credited), ...reduction('credit_refunded', document.amount_paid)]
    return used.length === 0 ? [] : [...used, final('credit_left', document.balance)]
  }
  const deposit = document.deposit && !isZero(document.deposit) ? document.deposit : null
  const paid = isZero(document.amount_paid) ? null : document.amount_paid
  return [
    ...(deposit ? [plain({ label: words.label('deposit'), value: words.money(deposit) })] : []),
    ...(paid ? [plain({ label: words.label('deposit_paid'), value: words.money(paid) })] : []),
  ]
}

function plain(fact: PaperFact): PaperTotal {
  return { ...fact, weight: 'plain' }
}

/** Only an issued invoice with something left on it asks to be paid. */
function isPayable(document: Itemized): boolean {
  const { kind, status, balance } = document
  return kind === 'invoice' && balance.amount > 0 && status !== 'draft' && status !== 'voided'
}

function linkLabel(document: Itemized): LabelKey {
  if (document.kind === 'estimate') return 'approve_online'
  return document.kind === 'invoice' && isPayable(document) && !document.autopay ? 'pay_online' : 'view_online'
}

function listed<Value>(value: Value | null): Value[] {
  return value === null ? [] : [value]
}
