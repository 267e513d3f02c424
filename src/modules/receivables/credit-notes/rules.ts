/**
 * Owns: what a credit note is worth, what may happen to it, how it changes.
 * Does not own: the arithmetic of its content (documents), what it is spent on (payments).
 * Invariants: balance = total − amount_applied_to_invoice − amount_credited − amount_refunded, never below zero; a voided
 * credit note gives nothing; what was issued never becomes a draft again.
 */
import { assert } from '../../../core/assert.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate, Day } from '../../../core/date.ts'
import { type Decimal, ONE } from '../../../core/decimal.ts'
import { add, isPositive, type Money, moneyFromMajor, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { type Content, unitCostOf } from '../documents/content.ts'
import { contentFields, currencyFixed, dayGiven, given, moneyField } from '../documents/document.ts'
import type { CreditNote, CreditNoteChanges, CreditNoteDraft } from './contract.ts'
import { can, statusOf } from './status.ts'

/** What the status of a credit note follows from. */
export type Facts = Omit<CreditNote, 'status' | 'url' | 'pdf_url'>

export interface DraftFacts {
  readonly id: number
  readonly customer: Customer
  readonly currency: Currency
  readonly content: Content
  readonly tax_rounding: 'per_step' | 'per_rate'
  readonly today: Day
  readonly now: Date
}

/** A new credit note, not yet issued. */
export function draftCreditNote(input: Omit<CreditNoteDraft, 'customer'>, facts: DraftFacts): Facts {
  const { content, currency, now } = facts
  const none = zero(currency)
  return {
    id: facts.id,
    object: 'credit_note',
    customer: facts.customer.id,
    invoice: input.invoice ?? null,
    name: input.name ?? 'Credit Note',
    number: input.number ?? null,
    purchase_order: input.purchase_order ?? null,
    currency,
    draft: true,
    closed: input.closed ?? false,
    paid: false,
    voided: false,
    sent: false,
    viewed: false,
    date: dayGiven(input.date, facts.today) ?? facts.today,
    notes: input.notes ?? null,
    ...contentFields(content),
    amount_applied_to_invoice: none,
    amount_credited: none,
    amount_refunded: none,
    balance: content.totals.total,
    tax_rounding: facts.tax_rounding,
    date_issued: null,
    date_sent: null,
    date_viewed: null,
    date_voided: null,
    metadata: input.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

/** Numbers the credit note and puts it to work. */
export function issueCreditNote(note: Facts, number: string, now: Date): Facts {
  assert(note.draft && !note.voided, 'only a draft is issued')
  return settle({ ...note, draft: false, number, date_issued: now, updated_at: now })
}

/** Balance, `paid` and `closed` follow from where the credit went. Used up closes; giving back reopens. */
function settle(note: Facts): Facts {
  const used = add(add(note.amount_applied_to_invoice, note.amount_credited), note.amount_refunded)
  const balance = note.voided ? zero(note.currency as Currency) : subtract(note.total, used)
  if (balance.amount < 0)
    throw new Refusal(
      'refused',
      'balance_negative',
      `More of ${nameOf(note)} has been used than it would come to. Take it off first.`,
      'items',
    )
  const paid = !note.draft && !note.voided && balance.amount === 0
  return { ...note, balance, paid, closed: paid || (note.closed && !note.paid) }
}

/** Where credit of the note goes; negative amounts take it back. */
export interface Use {
  readonly applied: Money
  readonly credited: Money
}

/** Credit of the note is spent on documents or becomes credit balance (or comes back). */
export function spendCredit(note: Facts, { applied, credited }: Use, now: Date): Facts {
  return settle({
    ...note,
    amount_applied_to_invoice: add(note.amount_applied_to_invoice, applied),
    amount_credited: add(note.amount_credited, credited),
    updated_at: now,
  })
}

/** What can still be used. */
export function usable(note: Facts): Money {
  return can('apply', statusOf(note)) ? note.balance : zero(note.currency as Currency)
}

/** Money went back to the customer. `amount` is all that is left when null. */
export function refundCredit(note: Facts, amount: Decimal | null, now: Date): { readonly note: Facts; readonly amount: Money } {
  const status = statusOf(note)
  if (!can('refund', status))
    throw new Refusal('refused', 'credit_note_not_open', `${nameOf(note)} is ${status}; there is nothing to refund.`)
  const refunded = amount === null ? note.balance : moneyFromMajor(amount, note.balance.currency)
  if (!refunded || !isPositive(refunded))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a refund must be above zero, in whole cents.', 'amount')
  if (refunded.amount > note.balance.amount)
    throw new Refusal('invalid', 'balance_exceeded', `That is more than is left of ${nameOf(note)}.`, 'amount')
  const after = settle({ ...note, amount_refunded: add(note.amount_refunded, refunded), updated_at: now })
  return { note: after, amount: refunded }
}

/** Nothing goes back for a credit note that is not there yet. */
export function refuseRefundBefore({ date, ...note }: Facts, day: CalendarDate): void {
  if (day >= date.date) return
  throw new Refusal(
    'invalid',
    'date_too_early',
    `${nameOf(note)} is of ${date.date}; a refund of it comes on that day or later.`,
    'date',
  )
}

/** Applies a change of fields; what is not given stays. */
export function changeCreditNote(before: Facts, input: CreditNoteChanges, content: Content | null, today: Day, now: Date): Facts {
  refuseLocked(before, input)
  const next: Facts = {
    ...before,
    ...(content && contentFields(content)),
    name: input.name === undefined ? before.name : (input.name ?? 'Credit Note'),
    number: input.number ?? before.number,
    date: dayGiven(input.date, today) ?? before.date,
    purchase_order: given(input.purchase_order, before.purchase_order),
    notes: given(input.notes, before.notes),
    metadata: input.metadata ?? before.metadata,
    currency: input.currency ?? before.currency,
    updated_at: now,
  }
  const none = zero(next.currency as Currency)
  const anew = { amount_applied_to_invoice: none, amount_credited: none, amount_refunded: none }
  const sent = input.sent === true && !before.sent ? { sent: true, date_sent: now } : {}
  return settle({ ...next, ...(next.currency !== before.currency && anew), ...sent, closed: input.closed ?? before.closed })
}

/** What was used up, voided or closed is locked; what was issued stays issued. */
function refuseLocked(note: Facts, input: CreditNoteChanges): void {
  const name = nameOf(note)
  const money = moneyField(input)
  const issued = !note.draft
  if (note.voided) throw new Refusal('refused', 'credit_note_voided', `${name} is voided and locked.`, money ?? 'id')
  if (money && note.paid)
    throw new Refusal('refused', 'credit_note_paid', `${name} is used up and locked. Take it off its invoices first.`, money)
  if (note.paid && input.closed === false)
    throw new Refusal('refused', 'credit_note_paid', `${name} is used up and cannot be reopened.`, 'closed')
  if (note.closed && !note.paid && input.closed !== false && changesMore(input))
    throw new Refusal('refused', 'credit_note_closed', `${name} is closed. Send closed=false together with the change.`, 'closed')
  if (issued && input.draft === true)
    throw new Refusal('refused', 'credit_note_issued', `${name} was issued and cannot become a draft again. Void it.`, 'draft')
  if (!note.draft && input.currency && input.currency !== note.currency) refuseFixedCurrency(note)
}

/** What it gives is what was used of it, for whichever invoice, in the currency that it has. */
function refuseFixedCurrency(note: Facts): void {
  const why = isPositive(note.amount_applied_to_invoice)
    ? 'it is applied to an invoice'
    : isPositive(note.amount_credited)
      ? 'it was moved to the credit balance'
      : isPositive(note.amount_refunded)
        ? 'it was refunded'
        : note.invoice !== null
          ? 'it is for an invoice in that currency'
          : null
  if (why) throw currencyFixed(`credit note ${note.number}`, why)
}

/** Bookkeeping marks may change on a closed document; what it says may not, its notes included. */
function changesMore(input: CreditNoteChanges): boolean {
  const harmless = new Set(['sent', 'metadata', 'attachments', 'closed'])
  return Object.entries(input).some(([field, value]) => value !== undefined && !harmless.has(field))
}

/** Takes back what it gave, as long as nobody used it. */
export function voidCreditNote(note: Facts, now: Date): Facts {
  const name = nameOf(note)
  if (note.voided) throw new Refusal('refused', 'credit_note_voided', `${name} is voided already.`)
  if (note.draft) throw new Refusal('refused', 'credit_note_draft', `${name} is a draft. Delete it instead.`)
  if (isPositive(note.amount_applied_to_invoice))
    throw new Refusal('refused', 'credit_note_applied', `${name} is applied to an invoice. Take it off first.`)
  if (isPositive(note.amount_credited))
    throw new Refusal('refused', 'credit_note_credited', `${name} was moved to the credit balance. Take it back first.`)
  if (isPositive(note.amount_refunded))
    throw new Refusal('refused', 'credit_note_refunded', `${name} was refunded and cannot be voided.`)
  return {
    ...note,
    voided: true,
    closed: true,
    paid: false,
    balance: zero(note.currency as Currency),
    date_voided: now,
    updated_at: now,
  }
}

/** The type of the line that gives up what is owed; it posts to bad debt. Published by the original API. */
export const BAD_DEBT = 'bad-debt'
/** The type of the line that lets go of what a customer will not pay; it posts to discounts. */
export const SHORT_PAY = 'short-pay'

/** A credit note over the rest of an invoice that will not come in. */
export function concession(type: typeof BAD_DEBT | typeof SHORT_PAY, invoice: { readonly number: string | null }, amount: Money) {
  const name = type === BAD_DEBT ? 'Bad debt' : 'Short pay'
  return {
    currency: amount.currency,
    calculate_taxes: false,
    items: [
      {
        type,
        name: `${name}: invoice ${invoice.number}`,
        quantity: ONE,
        unit_cost: unitCostOf(amount),
        taxable: false,
        discountable: false,
      },
    ],
  }
}

/** Whether it was made only to let go of an invoice: it has no worth of its own when it is taken off again. */
export function isConcession(note: Pick<CreditNote, 'items'>): boolean {
  return note.items.length > 0 && note.items.every(({ type }) => type === BAD_DEBT || type === SHORT_PAY)
}

/** Whether it gives up what is owed as bad debt. */
export function isBadDebt(note: Pick<CreditNote, 'items'>): boolean {
  return isConcession(note) && note.items.every(({ type }) => type === BAD_DEBT)
}

export interface Links {
  readonly url: string
  readonly pdf_url: string
}

/** The credit note as everybody sees it: with its status, and the links that still lead somewhere. */
export function present(facts: Facts, links: Links): CreditNote {
  const open = !facts.voided
  return { ...facts, status: statusOf(facts), url: open ? links.url : null, pdf_url: open ? links.pdf_url : null }
}

function nameOf({ number, id }: Pick<Facts, 'number' | 'id'>): string {
  return `Credit note ${number ?? id}`
}
