/**
 * Owns: what an invoice is worth, what may happen to it, how it changes.
 * Does not own: the arithmetic of its content (documents), the money that settles it (payments), reminders (chasing).
 * Invariants: balance = total − amount_paid − amount_credited, never below zero; a paid or voided invoice owes nothing;
 * what was issued never becomes a draft again, and stays in its currency once anything else counts in it.
 */
import { assert } from '../../../core/assert.ts'
import type { Currency } from '../../../core/currency.ts'
import type { Day } from '../../../core/date.ts'
import { add, formatMoney, isPositive, isZero, type Money, negate, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { AUTOPAY_TERMS, dueDate } from '../../catalog/payment-terms/due-date.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { Content } from '../documents/content.ts'
import { contentFields, currencyFixed, dayGiven, given, moneyField, refuseInactive } from '../documents/document.ts'
import { shipToOf } from '../documents/ship-to.ts'
import type { Invoice, InvoiceChanges, InvoiceDraft } from './contract.ts'
import { followInstallments, type Plannable } from './installments.ts'
import { can, type InvoiceStatus, isPaid, type StatusFacts, statusOf } from './status.ts'

/** What the status of an invoice follows from. */
export type Facts = Omit<Invoice, 'status' | 'url' | 'payment_url' | 'pdf_url' | 'csv_url'> & Plannable

export interface DraftFacts {
  readonly id: number
  readonly customer: Customer
  readonly currency: Currency
  readonly content: Content
  readonly default_terms: string | null
  readonly tax_rounding: 'per_step' | 'per_rate'
  readonly today: Day
  readonly now: Date
}

/** A new invoice, not yet issued. */
export function draftInvoice(input: InvoiceDraft, facts: DraftFacts): Facts {
  const { customer, currency, content, today, now } = facts
  const date = dayGiven(input.date, today) ?? today
  const autopay = input.autopay ?? customer.autopay
  const givenDue = dayGiven(input.due_date, today)
  const inherited = givenDue ? null : (customer.payment_terms ?? facts.default_terms)
  const payment_terms = autopay ? AUTOPAY_TERMS : input.payment_terms !== undefined ? input.payment_terms : inherited
  return {
    id: facts.id,
    object: 'invoice',
    customer: customer.id,
    name: input.name ?? 'Invoice',
    number: input.number ?? null,
    currency,
    draft: true,
    closed: input.closed ?? false,
    paid: false,
    voided: false,
    sent: false,
    viewed: false,
    autopay,
    attempt_count: 0,
    next_payment_attempt: null,
    subscription: null,
    date,
    due_date: givenDue ?? dueOn(date, payment_terms),
    payment_terms,
    purchase_order: input.purchase_order ?? null,
    notes: input.notes ?? null,
    ...contentFields(content),
    amount_paid: zero(currency),
    amount_credited: zero(currency),
    amount_written_off: zero(currency),
    balance: content.totals.total,
    pending: zero(currency),
    ship_to: shipToOf(input.ship_to, now),
    payment_plan: null,
    installment_date: null,
    estimate: null,
    consolidated: false,
    consolidated_invoice: null,
    tax_rounding: input.tax_rounding ?? facts.tax_rounding,
    late_fees: input.late_fees ?? true,
    chase: input.chase ?? customer.chase,
    disputed: false,
    needs_attention: false,
    tags: input.tags ?? [],
    disabled_payment_methods: input.disabled_payment_methods ?? [],
    payment_source: null,
    date_issued: null,
    date_sent: null,
    date_viewed: null,
    date_paid: null,
    date_voided: null,
    date_bad_debt: null,
    metadata: input.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

function dueOn(date: Day, terms: string | null): Day | null {
  const due = dueDate(terms, date.date)
  return due ? { date: due, zone: date.zone } : null
}

/** Whether an invoice may be issued to the customer at all. */
export function refuseUnwanted(customer: Customer): void {
  refuseInactive(customer)
  if (customer.credit_hold)
    throw new Refusal('refused', 'credit_hold', `${customer.name} is on credit hold. Release the hold to bill them.`, 'total')
}

export function refuseOverLimit(customer: Customer, open: Money, total: Money): void {
  if (customer.credit_limit === null || total.currency !== customer.credit_limit.currency) return
  if (add(open, total).amount > customer.credit_limit.amount) {
    throw new Refusal(
      'refused',
      'credit_limit',
      `This would exceed the credit limit of ${customer.name}. Raise the limit or collect what is open first.`,
      'total',
    )
  }
}

/** Numbers the invoice and puts it to work. */
export function issueInvoice(invoice: Facts, number: string, now: Date): Facts {
  assert(invoice.draft && !invoice.voided, 'only a draft is issued')
  const issued = { ...invoice, draft: false, number, date_issued: now, updated_at: now }
  const date_bad_debt = invoice.closed && isPositive(invoice.balance) ? invoice.date : null
  return settle({ ...issued, date_bad_debt }, invoice.date)
}

/** Balance, `paid` and `closed` follow from what was paid and credited. Becoming paid closes; owing again reopens. */
export function settle(invoice: Facts, today: Day): Facts {
  const balance = invoice.voided
    ? zero(invoice.currency as Currency)
    : subtract(subtract(invoice.total, invoice.amount_paid), invoice.amount_credited)
  if (balance.amount < 0)
    throw new Refusal(
      'refused',
      'balance_negative',
      `Invoice ${invoice.number ?? invoice.id} would be paid ${formatMoney(negate(balance))} too much. Apply less, or keep the rest as credit.`,
      'amount',
    )
  const writtenOff = isPositive(invoice.amount_written_off)
  const created_closed = invoice.closed && !invoice.paid && isZero(invoice.balance)
  const paid = isPaid({ ...invoice, balance, created_closed }) && !writtenOff
  const settled: Facts = {
    ...invoice,
    balance,
    paid,
    closed: paid || (invoice.closed && !(invoice.paid && !paid)),
    date_paid: paid ? (invoice.date_paid ?? today) : null,
    next_payment_attempt: paid ? null : invoice.next_payment_attempt,
  }
  return settled.plan_schedule ? followInstallments(invoice, settled) : settled
}

/** Money came in for it (or went out again, with a negative amount). */
export function payInvoice(invoice: Facts, amount: Money, today: Day, now: Date): Facts {
  if (isPositive(amount)) refuseUnpayable(invoice)
  return settle({ ...invoice, amount_paid: add(invoice.amount_paid, amount), updated_at: now }, today)
}

/** A credit note or credit balance settles part of it (or is taken back). */
export function creditInvoice(invoice: Facts, amount: Money, today: Day, now: Date): Facts {
  if (isPositive(amount) && !invoice.paid) refuseUnpayable(invoice)
  return settle({ ...invoice, amount_credited: add(invoice.amount_credited, amount), updated_at: now }, today)
}

function refuseUnpayable(invoice: Facts): void {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  if (invoice.voided) throw new Refusal('refused', 'invoice_voided', `${name} is voided and cannot be paid.`, 'invoice')
  if (invoice.paid) throw new Refusal('refused', 'invoice_paid', `${name} is paid already.`, 'invoice')
  if (invoice.closed) throw new Refusal('refused', 'invoice_closed', `${name} is closed. Reopen it first.`, 'invoice')
}

/** What can still be settled. */
export function payable(invoice: Facts): Money {
  return invoice.voided || invoice.closed ? zero(invoice.currency as Currency) : invoice.balance
}

/** Applies a change of fields; what is not given stays. */
export function changeInvoice(before: Facts, input: InvoiceChanges, content: Content | null, today: Day, now: Date): Facts {
  refuseLocked(before, input)
  const dates = changedDates(before, input, today)
  const currency = (input.currency ?? before.currency) as Currency
  const none = zero(currency)
  // Nothing has settled it yet, in whatever currency.
  const anew = { amount_paid: none, amount_credited: none, amount_written_off: none, pending: none }
  const next: Facts = {
    ...before,
    ...(currency !== before.currency && anew),
    ...dates,
    ...(content && contentFields(content)),
    name: input.name === undefined ? before.name : (input.name ?? 'Invoice'),
    number: input.number === undefined ? before.number : (input.number ?? before.number),
    purchase_order: given(input.purchase_order, before.purchase_order),
    notes: given(input.notes, before.notes),
    autopay: input.autopay ?? before.autopay,
    late_fees: input.late_fees ?? before.late_fees,
    chase: input.chase ?? before.chase,
    tags: input.tags ?? before.tags,
    metadata: input.metadata ?? before.metadata,
    ship_to: input.ship_to === undefined ? before.ship_to : shipToOf(input.ship_to, now, before.ship_to),
    disabled_payment_methods: input.disabled_payment_methods ?? before.disabled_payment_methods,
    next_payment_attempt: given(input.next_payment_attempt, before.next_payment_attempt),
    currency,
    updated_at: now,
  }
  const sent = input.sent === true && !before.sent ? { sent: true, date_sent: now } : {}
  return settle(closeOrReopen({ ...next, ...sent }, input.closed, today), today)
}

function changedDates(before: Facts, input: InvoiceChanges, today: Day): Pick<Facts, 'date' | 'due_date' | 'payment_terms'> {
  const date = dayGiven(input.date, today) ?? before.date
  if (before.plan_schedule) return { ...before, date }
  const autopay = input.autopay ?? before.autopay
  const switched = input.autopay !== undefined && input.autopay !== before.autopay
  const payment_terms = switched
    ? autopay
      ? AUTOPAY_TERMS
      : (input.payment_terms ?? null)
    : input.payment_terms === undefined
      ? before.payment_terms
      : input.payment_terms
  if (input.due_date !== undefined) return { date, payment_terms, due_date: dayGiven(input.due_date, today) }
  if (switched || payment_terms !== before.payment_terms) return { date, payment_terms, due_date: dueOn(date, payment_terms) }
  const moved = date.date === before.date.date ? null : dueOn(date, payment_terms)
  return { date, payment_terms, due_date: moved ?? before.due_date }
}

function closeOrReopen(invoice: Facts, closed: boolean | undefined, today: Day): Facts {
  if (closed === undefined || closed === invoice.closed) return invoice
  if (closed)
    return { ...invoice, closed: true, date_bad_debt: isZero(invoice.balance) ? null : today, next_payment_attempt: null }
  return { ...invoice, closed: false, date_bad_debt: null }
}

/** What was paid, voided or closed is locked; what was issued stays issued. */
function refuseLocked(invoice: Facts, input: InvoiceChanges): void {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  const money = moneyField(input)
  if (invoice.voided) throw new Refusal('refused', 'invoice_voided', `${name} is voided and locked.`, money ?? 'id')
  if (money && invoice.paid)
    throw new Refusal(
      'refused',
      'invoice_paid',
      `${name} is paid and locked. Issue a credit note, or void its payment first.`,
      money,
    )
  if (invoice.closed && !invoice.paid && input.closed !== false && changesMore(input))
    throw new Refusal('refused', 'invoice_closed', `${name} is closed. Send closed=false together with the change.`, 'closed')
  if (!invoice.draft && input.draft === true)
    throw new Refusal(
      'refused',
      'invoice_issued',
      `${name} was issued and cannot become a draft again. Void it, or issue a credit note.`,
      'draft',
    )
  if (!invoice.draft && input.currency && input.currency !== invoice.currency) refuseFixedCurrency(invoice)
  const planned = money ?? (['due_date', 'payment_terms'] as const).find((field) => input[field] !== undefined)
  if (planned && invoice.plan_schedule)
    throw new Refusal('refused', 'invoice_planned', `${name} is paid by a payment plan. Cancel the plan first.`, planned)
  if (money && isPositive(invoice.pending))
    throw new Refusal(
      'refused',
      'invoice_pending',
      `A payment of ${name} is under way. Wait until it has settled or failed.`,
      money,
    )
}

/** What is owed is what was applied, held, planned, billed and merged in the currency that it has. */
function refuseFixedCurrency(invoice: Facts): void {
  const { amount_paid, amount_credited, pending, subscription, estimate, consolidated, consolidated_invoice } = invoice
  const why = isPositive(amount_paid)
    ? 'payments are applied to it'
    : isPositive(amount_credited)
      ? 'credit is applied to it'
      : isPositive(pending)
        ? 'a payment of it is under way'
        : subscription !== null
          ? 'a subscription billed it'
          : estimate !== null
            ? 'an estimate became it'
            : consolidated || consolidated_invoice !== null
              ? 'it belongs to a consolidation'
              : null
  if (why) throw currencyFixed(`invoice ${invoice.number}`, why)
}

/** Bookkeeping marks may change on a closed document; what it says may not, its notes included. */
function changesMore(input: InvoiceChanges): boolean {
  const harmless = new Set(['sent', 'metadata', 'tags', 'attachments', 'closed', 'chase'])
  return Object.entries(input).some(([field, value]) => value !== undefined && !harmless.has(field))
}

export function voidInvoice(invoice: Facts, status: Invoice['status'], now: Date): Facts {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  if (invoice.voided) throw new Refusal('refused', 'invoice_voided', `${name} is voided already.`)
  if (isPositive(invoice.amount_paid))
    throw new Refusal('refused', 'invoice_has_payments', `${name} has payments. Void or unapply them first.`)
  if (isPositive(invoice.amount_credited))
    throw new Refusal('refused', 'invoice_has_credits', `${name} has credits applied. Take them off first.`)
  if (isPositive(invoice.pending))
    throw new Refusal('refused', 'invoice_pending', `A payment of ${name} is under way. Wait until it has settled or failed.`)
  if (invoice.draft) throw new Refusal('refused', 'invoice_draft', `${name} is a draft. Delete it instead.`)
  if (!can('void', status)) throw new Refusal('refused', 'invoice_not_voidable', `${name} is ${status} and cannot be voided.`)
  const none = zero(invoice.currency as Currency)
  return {
    ...invoice,
    voided: true,
    closed: true,
    paid: false,
    balance: none,
    next_payment_attempt: null,
    installment_date: null,
    date_voided: now,
    updated_at: now,
  }
}

/** Refuses to give up what is owed where nothing is owed, or money for it is under way. */
export function refuseWriteOff(invoice: Facts): void {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  if (invoice.draft) throw new Refusal('refused', 'invoice_draft', `${name} is a draft. Delete it instead.`)
  refuseUnpayable(invoice)
  if (isPositive(invoice.pending))
    throw new Refusal('refused', 'invoice_pending', `A payment of ${name} is under way. Wait until it has settled or failed.`)
}

/**
 * A credit note for bad debt settles it: it is closed, given up and never paid. A negative amount takes that back, because
 * the customer pays after all.
 */
export function writeOff(invoice: Facts, amount: Money, today: Day, now: Date): Facts {
  if (isPositive(amount)) refuseUnpayable(invoice)
  const written: Facts = {
    ...invoice,
    amount_credited: add(invoice.amount_credited, amount),
    amount_written_off: add(invoice.amount_written_off, amount),
    closed: isPositive(amount),
    date_bad_debt: isPositive(amount) ? today : null,
    next_payment_attempt: null,
    updated_at: now,
  }
  return settle(written, today)
}

export interface Links {
  readonly url: string
  readonly payment_url: string
  readonly pdf_url: string
  readonly csv_url: string
}

/** The invoice as everybody sees it: with the status that follows from its facts today, and the links that still lead somewhere. */
export function present(facts: Facts, today: Day, links: Links): Invoice {
  const status = tellStatus(facts, today)
  const open = !facts.voided
  const collectable =
    open &&
    !facts.draft &&
    !facts.paid &&
    !facts.closed &&
    isZero(facts.pending) &&
    !(facts.autopay && facts.payment_source !== null)
  return {
    ...facts,
    status,
    url: open ? links.url : null,
    payment_url: collectable ? links.payment_url : null,
    pdf_url: open ? links.pdf_url : null,
    csv_url: open ? links.csv_url : null,
  }
}

export function tellStatus(facts: Facts, today: Day): InvoiceStatus {
  return statusOf(statusFacts(facts), today.date)
}

function statusFacts(facts: Facts): StatusFacts {
  const { voided, draft, paid, closed, disputed, autopay, attempt_count, viewed, sent } = facts
  return {
    ...{ voided, draft, paid, closed, disputed, autopay, attempt_count, viewed, sent },
    // A closed invoice that is still owed counts as bad debt (published API), whether or not a write-off was booked.
    written_off: isPositive(facts.amount_written_off) || facts.date_bad_debt !== null,
    payment_pending: isPositive(facts.pending),
    due_date: facts.due_date?.date ?? null,
    installment_date: facts.installment_date?.date ?? null,
  }
}

const COMPARISONS = new Set(['=', '<>', '>=', '>', '<=', '<'])

/** Reads `[">=", 100]`, as the list filters `total` and `balance` are written. */
export function comparison(text: string, field: string): { readonly operator: string; readonly value: string } {
  const parts = /^\s*\[\s*"([<>=]{1,2})"\s*,\s*"?(-?\d{1,15}(?:\.\d{1,8})?)"?\s*\]\s*$/.exec(text)
  if (parts && COMPARISONS.has(parts[1]!)) return { operator: parts[1]!, value: parts[2]! }
  if (/^-?\d{1,15}(\.\d{1,8})?$/.test(text)) return { operator: '=', value: text }
  throw new Refusal('invalid', 'invalid_parameter', `${field} must look like [">=", 100].`, field)
}
