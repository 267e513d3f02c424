/**
 * Owns: what an estimate offers, what may happen to it, how it changes, what the invoice takes over.
 * Does not own: the arithmetic of its content (documents), the money of its deposit (payments; it lies on the credit balance).
 * Invariants: it becomes an invoice at most once; an approved offer does not change under its approval; what was issued
 * never becomes a draft again.
 */
import { assert } from '../../../core/assert.ts'
import type { Currency } from '../../../core/currency.ts'
import { addDays, type Day, midnight } from '../../../core/date.ts'
import { type Decimal, percent } from '../../../core/decimal.ts'
import {
  add,
  isNegative,
  isPositive,
  isZero,
  type Money,
  max,
  moneyFromMajor,
  subtract,
  times,
  zero,
} from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { earlyDiscount } from '../../catalog/payment-terms/due-date.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { appendDiscount, type Content } from '../documents/content.ts'
import { contentFields, copiedContent, currencyFixed, dayGiven, given, moneyField } from '../documents/document.ts'
import { flatAmount } from '../documents/rates.ts'
import { shipToOf } from '../documents/ship-to.ts'
import type { InvoiceDraft } from '../invoices/contract.ts'
import type { Approval, Estimate, EstimateChanges, EstimateDraft } from './contract.ts'
import { can, type EstimateStatus, statusOf } from './status.ts'

/** What the status of an estimate follows from. */
export type Facts = Omit<Estimate, 'status' | 'url' | 'pdf_url'>

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

/** A new estimate, not yet issued. */
export function draftEstimate(input: EstimateDraft, facts: DraftFacts): Facts {
  const { content, currency, customer, today, now } = facts
  const deposit = depositOf(input.deposit, content.totals.total)
  return {
    id: facts.id,
    object: 'estimate',
    customer: customer.id,
    invoice: null,
    name: input.name ?? DEFAULT_NAME,
    number: input.number ?? null,
    currency,
    draft: true,
    closed: input.closed ?? false,
    voided: false,
    sent: false,
    viewed: false,
    approved: null,
    approval: null,
    date: dayGiven(input.date, today) ?? today,
    expiration_date: dayGiven(input.expiration_date, today),
    payment_terms: input.payment_terms === undefined ? (customer.payment_terms ?? facts.default_terms) : input.payment_terms,
    purchase_order: input.purchase_order ?? null,
    notes: input.notes ?? null,
    ...contentFields(content),
    deposit,
    deposit_paid: input.deposit_paid ?? false,
    amount_deposited: zero(currency),
    ship_to: shipToOf(input.ship_to, now),
    tax_rounding: facts.tax_rounding,
    disabled_payment_methods: input.disabled_payment_methods ?? [],
    date_issued: null,
    date_sent: null,
    date_viewed: null,
    date_declined: input.closed ? now : null,
    date_voided: null,
    metadata: input.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

const DEFAULT_NAME = 'Estimate'

/** The deposit that is asked for: never below zero, never above the total. */
function depositOf(value: Decimal | null | undefined, total: Money): Money {
  const deposit = value ? moneyFromMajor(value, total.currency) : zero(total.currency)
  if (!deposit) throw new Refusal('invalid', 'amount_too_fine', 'The deposit has more decimals than its currency has.', 'deposit')
  if (isNegative(deposit)) throw new Refusal('invalid', 'deposit_negative', 'A deposit cannot be below zero.', 'deposit')
  if (deposit.amount > total.amount)
    throw new Refusal('invalid', 'deposit_too_large', 'A deposit cannot be more than the total of the estimate.', 'deposit')
  return deposit
}

/** Numbers the estimate: it is an offer from now on. */
export function issueEstimate(estimate: Facts, number: string, now: Date): Facts {
  assert(estimate.draft && !estimate.voided, 'only a draft is issued')
  return { ...estimate, draft: false, number, date_issued: now, updated_at: now }
}

/** What of the deposit is still to be paid. */
export function depositLeft(estimate: Facts): Money {
  const left = subtract(estimate.deposit, estimate.amount_deposited)
  return estimate.deposit_paid ? zero(left.currency) : max(left, zero(left.currency))
}

/** Money for the deposit came in (or, with a negative amount, went out again). */
export function payDeposit(estimate: Facts, amount: Money, now: Date): Facts {
  const amount_deposited = add(estimate.amount_deposited, amount)
  const covered = isPositive(amount_deposited) && amount_deposited.amount >= estimate.deposit.amount
  return { ...estimate, amount_deposited, deposit_paid: covered, updated_at: now }
}

/** When something is changed, and by which member; null for programs. */
export interface ChangeFacts {
  readonly today: Day
  readonly now: Date
  readonly member: number | null
}

/** Applies a change of fields; what is not given stays. */
export function changeEstimate(
  before: Facts,
  input: EstimateChanges,
  content: Content | null,
  { today, now, member }: ChangeFacts,
): Facts {
  refuseLocked(before, input)
  const next: Facts = {
    ...before,
    ...(content && contentFields(content)),
    name: input.name === undefined ? before.name : (input.name ?? DEFAULT_NAME),
    number: input.number ?? before.number,
    date: dayGiven(input.date, today) ?? before.date,
    expiration_date: input.expiration_date === undefined ? before.expiration_date : dayGiven(input.expiration_date, today),
    payment_terms: given(input.payment_terms, before.payment_terms),
    purchase_order: given(input.purchase_order, before.purchase_order),
    notes: given(input.notes, before.notes),
    metadata: input.metadata ?? before.metadata,
    ship_to: input.ship_to === undefined ? before.ship_to : shipToOf(input.ship_to, now, before.ship_to),
    disabled_payment_methods: input.disabled_payment_methods ?? before.disabled_payment_methods,
    currency: input.currency ?? before.currency,
    updated_at: now,
  }
  const sent = input.sent === true && !before.sent ? { sent: true, date_sent: now } : {}
  return { ...next, ...changedDeposit(next, input), ...changedDecision(before, input, { now, member }), ...sent }
}

function changedDeposit(next: Facts, input: EstimateChanges): Partial<Facts> {
  const currency = next.total.currency
  // In another currency it is as many of that, like every price.
  const kept = flatAmount(next.deposit, currency)
  const amount_deposited = isZero(next.amount_deposited) ? zero(currency) : next.amount_deposited
  const deposit = input.deposit === undefined ? kept : depositOf(input.deposit, next.total)
  if (input.deposit === undefined && deposit.amount > next.total.amount)
    throw new Refusal(
      'invalid',
      'deposit_too_large',
      'The deposit would be more than the total. Send a smaller deposit together with the change.',
      'deposit',
    )
  if (deposit.amount < amount_deposited.amount)
    throw new Refusal('refused', 'deposit_paid', 'More than that was paid for the deposit already.', 'deposit')
  const covered = isPositive(amount_deposited) && amount_deposited.amount >= deposit.amount
  const stated = input.deposit_paid ?? (input.deposit === undefined ? next.deposit_paid : covered)
  return { deposit, amount_deposited, deposit_paid: covered || stated }
}

/** The company notes an approval by initials, and declines by closing. */
function changedDecision(
  before: Facts,
  input: EstimateChanges,
  { now, member }: Pick<ChangeFacts, 'now' | 'member'>,
): Partial<Facts> {
  if (input.approval_name && !input.approved)
    throw new Refusal('invalid', 'approved_missing', 'Send the initials of whoever approved as well (approved).', 'approval_name')
  const closed = input.closed ?? before.closed
  const decided = { closed, date_declined: closed ? (before.date_declined ?? (before.invoice === null ? now : null)) : null }
  if (input.approved === undefined || input.approved === before.approved) return decided
  if (input.approved === null) return { ...decided, approved: null, approval: null }
  const by = { name: input.approval_name ?? null, initials: input.approved, noted_by: member }
  const approval: Approval = { ...by, timestamp: now, ip: null, user_agent: null }
  return { ...decided, closed: false, date_declined: null, approved: input.approved, approval }
}

/** What was invoiced or voided is locked, what was approved as long as it is. */
function refuseLocked(estimate: Facts, input: EstimateChanges): void {
  const name = nameOf(estimate)
  const money = moneyField(input) ?? (input.deposit === undefined ? null : 'deposit')
  const issued = !estimate.draft
  if (estimate.voided) throw new Refusal('refused', 'estimate_voided', `${name} is voided and locked.`, money ?? 'id')
  if (estimate.invoice !== null && (changesMore(input) || input.closed === false))
    throw new Refusal(
      'refused',
      'estimate_invoiced',
      `${name} has become an invoice and is locked. Change the invoice.`,
      money ?? 'id',
    )
  if (money && estimate.approved !== null && input.approved !== null)
    throw new Refusal('refused', 'estimate_approved', `${name} is approved. Send approved=null together with the change.`, money)
  if (estimate.closed && input.closed !== false && !input.approved && changesMore(input))
    throw new Refusal('refused', 'estimate_closed', `${name} is closed. Send closed=false together with the change.`, 'closed')
  if (issued && input.draft === true)
    throw new Refusal('refused', 'estimate_issued', `${name} was issued and cannot become a draft again. Void it.`, 'draft')
  if (!estimate.draft && input.currency && input.currency !== estimate.currency) refuseFixedCurrency(estimate)
}

/** A deposit lies with the customer in the currency in which it was paid. */
function refuseFixedCurrency(estimate: Facts): void {
  if (isPositive(estimate.amount_deposited) || estimate.deposit_paid)
    throw currencyFixed(`estimate ${estimate.number}`, 'its deposit was paid')
}

/** Bookkeeping marks may change on a closed document; what it says may not, its notes included. */
function changesMore(input: EstimateChanges): boolean {
  const harmless = new Set(['sent', 'metadata', 'attachments', 'closed'])
  return Object.entries(input).some(([field, value]) => value !== undefined && !harmless.has(field))
}

/** What the customer leaves in the portal. */
export type Signed = Omit<Approval, 'timestamp' | 'noted_by'>

/** The customer accepts the offer. */
export function approveEstimate(estimate: Facts, approval: Signed, today: Day, now: Date): Facts {
  refuseDecided(estimate, 'approve', today)
  const kept = { ...approval, timestamp: now, noted_by: null }
  return { ...estimate, approved: approval.initials, approval: kept, updated_at: now }
}

/** The customer does not want it. */
export function declineEstimate(estimate: Facts, today: Day, now: Date): Facts {
  refuseDecided(estimate, 'decline', today)
  return { ...estimate, closed: true, date_declined: now, updated_at: now }
}

function refuseDecided(estimate: Facts, verb: 'approve' | 'decline', today: Day): void {
  const status = tellStatus(estimate, today)
  if (can(verb, status)) return
  const told = verb === 'approve' ? 'approved' : 'declined'
  throw new Refusal('refused', `estimate_${status}`, `${nameOf(estimate)} is ${status} and can no longer be ${told}.`)
}

/** What the invoice is told besides its content; its date is today, its number, flags and due date are its own. */
export function invoiceDraft(estimate: Facts): Omit<InvoiceDraft, 'customer'> {
  return {
    ...(estimate.name !== DEFAULT_NAME && { name: estimate.name }),
    currency: estimate.currency as Currency,
    tax_rounding: estimate.tax_rounding,
    ...(estimate.payment_terms !== null && { payment_terms: estimate.payment_terms }),
    purchase_order: estimate.purchase_order,
    notes: estimate.notes,
    ship_to: estimate.ship_to,
    metadata: estimate.metadata,
    disabled_payment_methods: estimate.disabled_payment_methods,
  }
}

/**
 * The content of the invoice: the same, and the saving that the terms offer for paying early as a discount that expires
 * (published behaviour of converting).
 */
export function invoiceContent(estimate: Facts, today: Day, now: Date): Content {
  const content = copiedContent(estimate)
  const offer = earlyDiscount(estimate.payment_terms, today.date)
  if (!offer) return content
  const amount = times(estimate.subtotal, percent(offer.percent))
  const expires = midnight({ date: addDays(offer.last_date, 1), zone: today.zone })
  const terms = { currency: estimate.currency as Currency, rounding: estimate.tax_rounding }
  return isPositive(amount) ? appendDiscount(content, { amount, expires }, terms, now) : content
}

/** It became this invoice, and so is closed. */
export function linkInvoice(estimate: Facts, invoice: number, now: Date): Facts {
  return { ...estimate, invoice, closed: true, updated_at: now }
}

export function refuseUninvoiceable(estimate: Facts, today: Day): void {
  const name = nameOf(estimate)
  if (estimate.invoice !== null)
    throw new Refusal('refused', 'estimate_invoiced', `${name} has become invoice ${estimate.invoice} already.`, 'invoice')
  const status = tellStatus(estimate, today)
  if (!can('invoice', status)) throw new Refusal('refused', 'estimate_not_invoiceable', `${name} is ${status}. Reopen it first.`)
}

export function voidEstimate(estimate: Facts, now: Date): Facts {
  const name = nameOf(estimate)
  if (estimate.voided) throw new Refusal('refused', 'estimate_voided', `${name} is voided already.`)
  if (estimate.draft) throw new Refusal('refused', 'estimate_draft', `${name} is a draft. Delete it instead.`)
  if (estimate.invoice !== null)
    throw new Refusal('refused', 'estimate_invoiced', `${name} has become an invoice. Void the invoice instead.`)
  refusePaidDeposit(estimate)
  return { ...estimate, voided: true, closed: true, date_voided: now, updated_at: now }
}

/** Money that lies there for it must have gone elsewhere first. */
export function refusePaidDeposit(estimate: Facts): void {
  if (!isPositive(estimate.amount_deposited) && !estimate.deposit_paid) return
  throw new Refusal('refused', 'estimate_deposit_paid', `A deposit was paid for ${nameOf(estimate)}. Void that payment first.`)
}

export interface Links {
  readonly url: string
  readonly pdf_url: string
}

/** The estimate as everybody sees it: with its status today, and the links that still lead somewhere. */
export function present(facts: Facts, today: Day, links: Links): Estimate {
  const open = !facts.voided
  return { ...facts, status: tellStatus(facts, today), url: open ? links.url : null, pdf_url: open ? links.pdf_url : null }
}

export function tellStatus(facts: Facts, today: Day): EstimateStatus {
  return statusOf({ ...facts, expiration_date: facts.expiration_date?.date ?? null }, today.date)
}

function nameOf({ number, id }: Pick<Facts, 'number' | 'id'>): string {
  return `Estimate ${number ?? id}`
}
