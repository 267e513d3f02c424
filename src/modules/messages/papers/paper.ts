/**
 * Owns: how records become the facts of a paper: which of their fields are printed, and under which name the file goes.
 * Does not own: words and layout (receivables/documents/paper), where copies are kept (service, store).
 * Invariants: every amount on a paper is one of the record's own, or the sum of two that are one to the reader.
 */
import { dayOf } from '../../../core/date.ts'
import { add, isZero, type Money, zero } from '../../../core/money.ts'
import type { ShownField } from '../../company/custom-fields/contract.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { Payment } from '../../payments/payments/contract.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import type { AppliedDiscount, AppliedTax, LineItem, ShipTo } from '../../receivables/documents/contract.ts'
import type {
  PaperAddress,
  PaperAdjustment,
  PaperApplication,
  PaperCompany,
  PaperCreditNote,
  PaperCustomer,
  PaperDocument,
  PaperEstimate,
  PaperInvoice,
  PaperItem,
  PaperReceipt,
  PaperStatement,
} from '../../receivables/documents/paper/facts.ts'
import { paperOf } from '../../receivables/documents/paper/paper.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'

/** Who writes to whom: the same on every kind of paper. */
export interface Correspondents {
  readonly company: CompanyFacts
  readonly customer: PrintedCustomer
  /** A PNG, JPEG or SVG image; null prints the company's name. */
  readonly logo: Uint8Array | null
}

/** What a paper shows of the customer. */
export type PrintedCustomer = Pick<Customer, 'name' | 'number' | 'language' | 'attention_to' | 'tax_id' | keyof PaperAddress>

/** What a paper shows of the company. A `Company` has all of it. */
export interface CompanyFacts extends PaperAddress {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly website: string | null
  readonly tax_id: string | null
  readonly color: string | null
  readonly country: string
  readonly language: string
}

type Framed = 'company' | 'customer' | 'language' | 'kind'

/** What the company's own fields say on a document, and on its lines by their id. */
interface Fields {
  readonly fields: {
    readonly document: readonly ShownField[]
    readonly lines: ReadonlyMap<number, readonly ShownField[]>
  }
}

/** What each kind needs beyond the correspondents: the record, and what it does not know itself. */
export interface PaperFacts {
  readonly invoice: Fields & { readonly invoice: Invoice }
  readonly receipt: Fields & { readonly payment: Payment; readonly applications: readonly PaperApplication[] }
  readonly credit_note: Fields & { readonly credit_note: CreditNote; readonly invoice_number: string | null }
  readonly estimate: Fields & { readonly estimate: Estimate }
  readonly statement: Omit<PaperStatement, Framed>
}

/** The facts of one paper, ready for `paperOf`. It is written in the customer's language, else in the company's. */
export function paperFor<Kind extends keyof PaperFacts>(kind: Kind, facts: PaperFacts[Kind] & Correspondents): PaperDocument {
  const { company, customer, logo, ...rest } = facts
  const frame = { company: paperCompany(company, logo), customer: paperCustomer(customer), language: customer.language }
  // The kind decides the facts, which the compiler does not follow through the spread.
  return { kind, ...frame, ...ownFacts(kind, rest as unknown as AnyFacts) } as unknown as PaperDocument
}

type AnyFacts = PaperFacts['invoice'] &
  PaperFacts['receipt'] &
  PaperFacts['credit_note'] &
  PaperFacts['estimate'] &
  PaperFacts['statement']

function ownFacts(kind: keyof PaperFacts, facts: AnyFacts) {
  switch (kind) {
    case 'invoice':
      return invoiceFacts(facts)
    case 'receipt':
      return receiptFacts(facts)
    case 'credit_note':
      return creditNoteFacts(facts)
    case 'estimate':
      return estimateFacts(facts)
    default:
      return facts
  }
}

function invoiceFacts({ invoice, fields }: PaperFacts['invoice']): Omit<PaperInvoice, Framed> {
  return {
    ...itemizedFacts(invoice, invoice.date.zone, fields),
    status: invoice.status,
    name: invoice.name,
    date: invoice.date.date,
    due_date: invoice.due_date?.date ?? null,
    autopay: invoice.autopay,
    amount_paid: invoice.amount_paid,
    amount_credited: invoice.amount_credited,
    balance: invoice.balance,
    url: invoice.url,
  }
}

function creditNoteFacts({ credit_note, invoice_number, fields }: PaperFacts['credit_note']): Omit<PaperCreditNote, Framed> {
  return {
    ...itemizedFacts(credit_note, credit_note.date.zone, fields),
    status: credit_note.status,
    name: credit_note.name,
    date: credit_note.date.date,
    due_date: null,
    invoice_number,
    amount_credited: add(credit_note.amount_applied_to_invoice, credit_note.amount_credited),
    amount_paid: credit_note.amount_refunded,
    balance: credit_note.balance,
    url: credit_note.url,
  }
}

function estimateFacts({ estimate, fields }: PaperFacts['estimate']): Omit<PaperEstimate, Framed> {
  return {
    ...itemizedFacts(estimate, estimate.date.zone, fields),
    status: estimate.status,
    name: estimate.name,
    date: estimate.date.date,
    due_date: null,
    expiration_date: estimate.expiration_date?.date ?? null,
    deposit: estimate.deposit,
    amount_paid: estimate.amount_deposited,
    amount_credited: zero(estimate.total.currency),
    balance: estimate.total,
    url: estimate.url,
  }
}

function receiptFacts({ payment, applications, fields }: PaperFacts['receipt']): Omit<PaperReceipt, Framed> {
  return {
    ...shownFields(fields.document),
    number: String(payment.id),
    status: payment.status,
    currency: payment.amount.currency,
    url: null,
    notes: payment.notes,
    date: payment.date.date,
    method: payment.method,
    reference: payment.reference,
    amount: payment.amount,
    applications,
    unapplied: payment.balance,
  }
}

/** A document of lines, as far as invoices, credit notes and estimates agree. */
export interface ItemizedRecord {
  readonly number: string | null
  readonly payment_terms?: string | null
  readonly purchase_order: string | null
  readonly notes: string | null
  readonly items: readonly LineItem[]
  readonly subtotal: Money
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
  readonly total: Money
  readonly ship_to?: ShipTo | null
}

/** The printed part of such a document; dates, settlement and links are the kind's own. `zone` is the company's. */
export function itemizedFacts(record: ItemizedRecord, zone: string, { document, lines }: Fields['fields']) {
  return {
    ...shownFields(document),
    number: record.number,
    currency: record.total.currency,
    payment_terms: record.payment_terms ?? null,
    purchase_order: record.purchase_order,
    notes: record.notes,
    items: record.items.map((line) => ({ ...paperItem(line, zone), ...shownFields(lines.get(line.id)) })),
    subtotal: record.subtotal,
    discounts: record.discounts.map(paperDiscount),
    taxes: record.taxes.map(paperTax),
    total: record.total,
    ship_to: record.ship_to ?? null,
  }
}

export function paperCompany(company: CompanyFacts, logo: Uint8Array | null): PaperCompany {
  const { name, email, phone, website, tax_id, color, country, language } = company
  const hasAddress = [company.address1, company.city, company.postal_code].some((line) => (line ?? '').trim() !== '')
  return { name, email, phone, website, tax_id, color, country, language, logo, address: hasAddress ? addressOf(company) : null }
}

export function paperCustomer(customer: PrintedCustomer): PaperCustomer {
  const { name, attention_to, number, tax_id } = customer
  return { name, attention_to, number, tax_id, ...addressOf(customer) }
}

/** Left out where there are none: a paper that says the same is the same paper. */
function shownFields(fields: readonly ShownField[] = []): { readonly fields?: readonly ShownField[] } {
  return fields.length > 0 ? { fields } : {}
}

function addressOf({ address1, address2, city, state, postal_code, country }: PaperAddress): PaperAddress {
  return { address1, address2, city, state, postal_code, country }
}

/** One line. The last second of its period belongs to it. */
export function paperItem(line: LineItem, zone: string): PaperItem {
  const { name, description, quantity, unit_cost, amount, period_start, period_end } = line
  const period = period_start && period_end ? { start: dayOf(period_start, zone).date, end: dayOf(period_end, zone).date } : null
  return {
    name,
    description,
    quantity,
    unit_cost,
    amount,
    discounts: line.discounts.map(paperDiscount),
    taxes: line.taxes.map(paperTax),
    period,
  }
}

function paperDiscount({ amount, coupon }: AppliedDiscount): PaperAdjustment {
  return { name: nameIn(coupon), amount }
}

function paperTax({ amount, tax_rate }: AppliedTax): PaperAdjustment {
  return { name: nameIn(tax_rate), amount }
}

function nameIn(snapshot: Readonly<Record<string, unknown>> | null): string | null {
  return typeof snapshot?.['name'] === 'string' ? snapshot['name'] : null
}

/** A plain file name, such as `Invoice INV-0001.pdf`: letters, digits and marks that every system takes. */
export function fileName(document: PaperDocument): string {
  const { content } = paperOf({ ...document, company: { ...document.company, logo: null } })
  const plain = content.title
    .normalize('NFKD')
    .replace(/[^\w .,()+-]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return `${/\w/.test(plain) ? plain : document.kind}.pdf`
}

/** Whether money has moved, or the document is no longer what was issued: then the paper says so and differs from what was sent first. */
export function isInvoiceAsIssued(invoice: Pick<Invoice, 'draft' | 'voided' | 'amount_paid' | 'amount_credited'>): boolean {
  return !invoice.draft && !invoice.voided && isZero(invoice.amount_paid) && isZero(invoice.amount_credited)
}

/** The same for a credit note, none of which was used yet. */
export function isCreditNoteAsIssued(note: Pick<CreditNote, 'draft' | 'voided' | 'balance' | 'total'>): boolean {
  return !note.draft && !note.voided && note.balance.amount === note.total.amount
}

/**
 * What an issued document says, as text: as long as it is the same, so is the paper. The customer, the company, its theme and
 * the link are not part of it; a bill that was sent keeps the address it was sent to.
 */
export function contentOf(document: PaperDocument): string {
  const { company: _, customer: __, language: ___, status: ____, url: _____, theme: ______, ...content } = document
  const settled = new Set(['amount_paid', 'amount_credited', 'balance'])
  return JSON.stringify(content, (key, value) =>
    settled.has(key) ? undefined : typeof value === 'bigint' ? String(value) : value,
  )
}
