import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { dayOf, laterOf } from '../../../core/date.ts'
import { add, type Money, money } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { rememberTerms } from '../../catalog/payment-terms/service.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { takeNumber } from '../../company/numbering/service.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { invoiceIssued } from '../../ledger/postings/entries.ts'
import { difference, type Entry } from '../../ledger/postings/posting.ts'
import { correctSource, postEntry, reverseSource } from '../../ledger/postings/service.ts'
import { attachFiles } from '../../messages/attachments/service.ts'
import { refuseWithoutAutopay } from '../../payments/gateways/service.ts'
import { takeCharges, waitingCurrencies } from '../../recurring/pending-line-items/service.ts'
import type { Content } from '../documents/content.ts'
import type { ContentIn } from '../documents/contract.ts'
import { markSent, markViewed, postedDocument } from '../documents/document.ts'
import { LINES_MAX } from '../documents/limits.ts'
import {
  askNamedRecords,
  changedContent,
  changeNumber,
  composeFor,
  customerOf,
  identifyContent,
  insertLines,
  removeDocument,
  replaceLines,
} from '../documents/service.ts'
import { changesOf } from '../documents/unchanged.ts'
import { movesFirstAttempt, scheduleAttempt, timingOf } from './attempts.ts'
import { consolidationEntry, merge, mergeable, refuseUnmerged, restorePart } from './consolidation.ts'
import type { Invoice, InvoiceChanges, InvoiceDraft } from './contract.ts'
import { takeOffExpired } from './expiring-discounts.ts'
import * as rules from './rules.ts'
import { type InvoiceSettlement, settled } from './settling.ts'
import * as store from './store.ts'

export async function createInvoice(work: Work, input: InvoiceDraft): Promise<Invoice> {
  if (typeof input.customer !== 'number') return createInvoiceFor(work, await customerOf(work, input.customer), input)
  const found = inField('customer', findCustomer(work, input.customer))
  const asked = askNamedRecords(work, input)
  const [customer, waiting] = await Promise.all([found, waitingCurrencies(work, input.customer)])
  return waiting.length === 0 || input.draft
    ? createInvoiceFor(work, customer, input, { asked })
    : createWithPending(work, customer, input, waiting)
}

/** The next invoice of a customer takes the lines that wait for it. A draft leaves them: deleting it would lose them. */
async function createWithPending(
  work: Work,
  customer: Customer,
  input: InvoiceDraft,
  waiting: readonly string[],
): Promise<Invoice> {
  const currency = currencyOf(work, customer, input.currency)
  if (!waiting.includes(currency)) return createInvoiceFor(work, customer, input)
  const items = await takeCharges(work, customer.id, currency, LINES_MAX - (input.items?.length ?? 0))
  const invoice = await createInvoiceFor(work, customer, { ...input, ready: { items } })
  await work.emit('invoice.took_pending_lines', invoice)
  return invoice
}

function currencyOf(work: Work, customer: Customer, given: Currency | null | undefined): Currency {
  return given ?? (customer.currency as Currency | null) ?? work.company.currency
}

interface CreateOptions {
  /** Facts that callers of the API may not send. */
  readonly facts?: Partial<rules.Facts>
  /** Content that is priced already, in the currency and rounding of the input; it is copied. */
  readonly content?: Content
  /** What the input names, where it was asked for already. */
  readonly asked?: ReturnType<typeof askNamedRecords>
  /** What is posted instead of receivable against revenue. */
  readonly entryOf?: (issued: rules.Facts) => Entry
}

/** A new invoice for a customer that is at hand; issued at once unless it is a draft. */
export async function createInvoiceFor(
  work: Work,
  customer: Customer,
  input: InvoiceDraft & Pick<ContentIn, 'ready'>,
  options: CreateOptions = {},
): Promise<Invoice> {
  rules.refuseUnwanted(customer)
  const settings = settingsOf(work.company)
  const currency = currencyOf(work, customer, input.currency)
  const tax_rounding = input.tax_rounding ?? settings.tax_rounding
  const content = options.content
    ? await identifyContent(work, options.content)
    : await composeFor(work, input, customer, { currency, rounding: tax_rounding }, options.asked)
  const draft: rules.Facts = {
    ...rules.draftInvoice(input, {
      id: await work.newId(),
      customer,
      currency,
      content,
      default_terms: settings.payment_terms,
      tax_rounding,
      today: work.today,
      now: work.now,
    }),
    ...options.facts,
  }
  if (draft.autopay) await refuseWithoutAutopay(work)
  if (customer.credit_limit)
    rules.refuseOverLimit(customer, money(await store.openBalance(work, customer.id, currency), currency), draft.total)
  rememberTerms(work, input.payment_terms)
  const kept = input.draft ? keepDraft(work, draft) : await keepIssued(work, customer, draft, options.entryOf ?? issueEntry)
  if (input.attachments) await attachFiles(work, 'invoice', kept.id, input.attachments)
  const invoice = show(work, kept)
  work.count('invoices', 1)
  await work.emit('invoice.created', invoice, { customer: encodeWire(Customer, customer) })
  if (!invoice.draft) await tellIssued(work, invoice, customer)
  if (!invoice.draft && input.send)
    await work.emit('invoice.send_requested', invoice, { customer: encodeWire(Customer, customer) })
  if (invoice.paid) await work.emit('invoice.paid', invoice, { customer: encodeWire(Customer, customer) })
  return invoice
}

function keepDraft(work: Work, draft: rules.Facts): rules.Facts {
  insertLines(work, 'invoice', draft.id, draft.items)
  store.insert(work, draft)
  return draft
}

/** Numbers and writes an issued invoice. */
async function keepIssued(
  work: Work,
  customer: Customer,
  draft: rules.Facts,
  entryOf: (issued: rules.Facts) => Entry,
): Promise<rules.Facts> {
  insertLines(work, 'invoice', draft.id, draft.items)
  const number = draft.number ?? (await takeNumber(work, 'invoice', 'invoices'))
  const issued = collectLater(work, customer, rules.issueInvoice(draft, number, work.now))
  store.insert(work, issued)
  await postEntry(work, entryOf(issued))
  return issued
}

/** On AutoPay it is collected by itself, with the delay of the customer or the company. */
function collectLater({ company, now }: Work, customer: Customer, invoice: rules.Facts): rules.Facts {
  const payment_source = invoice.autopay ? customer.payment_source : null
  return scheduleAttempt({ ...invoice, payment_source }, timingOf(customer, settingsOf(company).autopay), now)
}

function issueEntry(invoice: rules.Facts): Entry {
  return invoiceIssued(postedDocument(invoice))
}

async function tellIssued(work: Work, invoice: Invoice, customer: Customer): Promise<void> {
  await work.emit('invoice.issued', invoice, { customer: encodeWire(Customer, customer) })
}

function show(work: Work, facts: rules.Facts): Invoice {
  return rules.present(facts, work.today, store.linksOf(work, facts.id))
}

export async function updateInvoice(work: Work, id: number, given: InvoiceChanges): Promise<Invoice> {
  const before = await store.lock(work, id)
  const input = changesOf(given, before, before.closed || before.payment_plan !== null)
  const customer = await findCustomer(work, before.customer)
  const content = await changedContent(work, before, input, customer)
  const changed = rules.changeInvoice(before, input, content, work.today, work.now)
  await changeNumber(work, 'invoice', before, changed.number)
  rememberTerms(work, input.payment_terms)
  if (input.attachments) await attachFiles(work, 'invoice', id, input.attachments)
  const issuing = before.draft && input.draft === false
  const switched = changed.autopay !== before.autopay
  if (switched && changed.autopay) await refuseWithoutAutopay(work)
  if (issuing) return issueNow(work, before, changed, customer)
  if (content) replaceLines(work, 'invoice', id, changed.items)
  if (!before.draft && (content || changed.date.date !== before.date.date))
    await correctSource(work, issueEntry(before), issueEntry(changed))
  if (switched) return saveChange(work, before, collectLater(work, customer, changed))
  const moves = input.next_payment_attempt === undefined && movesFirstAttempt(before, changed, settingsOf(work.company).autopay)
  return saveChange(work, before, moves ? collectLater(work, customer, { ...changed, next_payment_attempt: null }) : changed)
}

/** Issues a draft: takes the number, writes the books, tells. */
async function issueNow(work: Work, before: Invoice, changed: rules.Facts, customer: Customer): Promise<Invoice> {
  rules.refuseUnwanted(customer)
  if (customer.credit_limit)
    rules.refuseOverLimit(
      customer,
      money(await store.openBalance(work, customer.id, changed.currency), changed.currency as Currency),
      changed.total,
    )
  const number = changed.number ?? (await takeNumber(work, 'invoice', 'invoices'))
  const issued = collectLater(work, customer, rules.issueInvoice(changed, number, work.now))
  replaceLines(work, 'invoice', issued.id, issued.items)
  await postEntry(work, issueEntry(issued))
  const invoice = await saveChange(work, before, issued, customer)
  await tellIssued(work, invoice, customer)
  return invoice
}

/** Saves a changed invoice and tells: `invoice.paid` where it became paid, else `invoice.updated`. */
export async function saveChange(work: Work, before: Invoice, changed: rules.Facts, customer?: Customer): Promise<Invoice> {
  await store.update(work, changed)
  const invoice = show(work, changed)
  const options = { before, ...(customer && { customer: encodeWire(Customer, customer) }) }
  await work.emit(invoice.paid && !before.paid ? 'invoice.paid' : 'invoice.updated', invoice, options)
  return invoice
}

export async function voidInvoice(work: Work, id: number): Promise<Invoice> {
  const { whole: invoice, parts } = await store.lockWithParts(work, id)
  const voided = rules.voidInvoice(invoice, invoice.status, work.now)
  await store.update(work, voided)
  await reverseSource(work, 'invoice', id)
  const shown = show(work, voided)
  await work.emit('invoice.voided', shown, { before: invoice })
  if (shown.consolidated) await restoreParts(work, parts)
  return shown
}

/** What was merged stands alone again, owed as before. The books follow from the entries of the whole, which are undone. */
async function restoreParts(work: Work, parts: readonly Invoice[]): Promise<void> {
  const { autopay } = settingsOf(work.company)
  for (const part of parts) {
    const timing = part.autopay ? timingOf(await findCustomer(work, part.customer), autopay) : autopay
    await saveChange(work, part, scheduleAttempt(restorePart(part, work.today, work.now), timing, work.now))
  }
}

/** Undoes a consolidation: the whole is voided, its parts are open again. */
export async function unconsolidateInvoice(work: Work, id: number): Promise<Invoice> {
  refuseUnmerged(await store.find(work, id))
  return voidInvoice(work, id)
}

/** Deletes a draft; voids what was issued. */
export async function deleteInvoice(work: Work, id: number): Promise<null> {
  const { whole: invoice } = await store.lockWithParts(work, id)
  if (!invoice.draft) {
    await voidInvoice(work, id)
    return null
  }
  await removeDocument(work, 'invoice', id)
  work.count('invoices', -1)
  await work.emit('invoice.deleted', invoice)
  return null
}

/** Takes the discounts off an invoice whose time is over; what is owed rises as of today, or as of its own day where that comes later. */
export async function expireDiscounts(work: Work, id: number): Promise<void> {
  const before = await store.lock(work, id)
  const after = takeOffExpired(before, work.today, work.now)
  if (!after) return
  replaceLines(work, 'invoice', id, after.items)
  const ended = { date: laterOf(work.today.date, before.date.date), reason: 'discount_expired' }
  if (!before.draft) await postEntry(work, { ...difference(issueEntry(before), issueEntry(after)), ...ended })
  await saveChange(work, before, after)
}

/** Merges the open invoices of a customer, issued until `cutoff`, into one; the parts are voided and point to it. */
export async function consolidateInvoices(work: Work, customerId: number, cutoff: Date | null): Promise<Invoice> {
  const customer = await findCustomer(work, customerId)
  if (!customer.consolidated)
    throw new Refusal(
      'refused',
      'consolidation_off',
      `Consolidation is off for ${customer.name}. Set consolidated=true on the customer first.`,
      'consolidated',
    )
  const currency = (customer.currency as Currency | null) ?? work.company.currency
  const until = cutoff ? dayOf(cutoff, work.zone).date : work.today.date
  const parts = mergeable(
    await store.lockOpen(work, [customerId, ...(await store.billedChildren(work, customerId))], currency),
    until,
  )
  for (const part of parts) await store.update(work, rules.voidInvoice(part, part.status, work.now))
  const merged = await createInvoiceFor(work, customer, merge(customerId, parts, currency), {
    facts: { consolidated: true },
    entryOf: (issued) => consolidationEntry(issued, parts),
  })
  await store.pointTo(
    work,
    merged.id,
    parts.map(({ id }) => id),
  )
  for (const part of await store.findMany(
    work,
    parts.map(({ id }) => id),
  ))
    await work.emit('invoice.voided', part, { before: parts.find(({ id }) => id === part.id)! })
  return merged
}

/**
 * Puts payments or credits on invoices that are held (negative amounts take them off). Drafts are issued by it.
 * @param before how they were before what settles them was corrected: who was paid then stays paid since then
 */
export async function settleInvoices(
  work: Work,
  changes: readonly InvoiceSettlement[],
  before: ReadonlyMap<number, Invoice> = new Map(),
): Promise<void> {
  for (const change of changes) {
    const current = change.invoice.draft ? await issueDraft(work, change.invoice) : change.invoice
    const told = before.get(current.id) ?? current
    const given = settled(current, change, work.today, work.now)
    await saveChange(work, told, told.paid && given.paid ? { ...given, date_paid: told.date_paid } : given)
  }
}

/** Takes payments and credits off invoices that are held until they are settled anew in the same work, or told (saveChange). */
export async function unsettleInvoices(work: Work, changes: readonly InvoiceSettlement[]): Promise<void> {
  for (const change of changes) await store.update(work, settled(change.invoice, change, work.today, work.now))
}

/** Counts payments under way in (or, negative, out of) what invoices are waiting for. The rows must be held. */
export async function holdForPayment(
  work: Work,
  invoices: ReadonlyMap<number, Invoice>,
  amounts: ReadonlyMap<number, Money>,
  change: (invoice: rules.Facts) => rules.Facts = (invoice) => invoice,
): Promise<Invoice[]> {
  const held: Invoice[] = []
  for (const [id, amount] of amounts) {
    const before = invoices.get(id)
    // A page of a gateway was opened for it in the currency it had then; that money becomes credit.
    if (before?.currency === amount.currency)
      held.push(await saveChange(work, before, change({ ...before, pending: add(before.pending, amount), updated_at: work.now })))
  }
  return held
}

/** Issues a draft as it stands. */
export async function issueDraft(work: Work, draft: Invoice): Promise<Invoice> {
  return issueNow(work, draft, draft, await findCustomer(work, draft.customer))
}

/** The customer opened it. The first time is told. */
export async function viewInvoice(work: Work, id: number): Promise<Invoice> {
  const before = await store.lock(work, id)
  if (before.viewed || before.draft) return before
  const viewed = markViewed(before, work.now)
  await store.update(work, viewed)
  const invoice = show(work, viewed)
  await work.emit('invoice.viewed', invoice)
  return invoice
}

/** It left for the customer by a channel that accepted it. */
export async function markInvoiceSent(work: Work, id: number): Promise<Invoice> {
  const before = await store.lock(work, id)
  return before.sent || before.draft ? before : saveChange(work, before, markSent(before, work.now))
}

export async function listInvoices(
  work: Work,
  list: ListQuery,
  query: {
    readonly tags?: string[] | undefined
    readonly payment_plan?: store.InvoiceFilters['payment_plan']
    readonly payment_attempted?: boolean | undefined
    readonly broken_promises?: boolean | undefined
    readonly customer_payment_info?: boolean | undefined
    readonly chasing?: boolean | undefined
    readonly cadence?: number | undefined
    readonly total?: string | undefined
    readonly balance?: string | undefined
  },
): Promise<Page<Invoice>> {
  const { total: _, balance: __, ...filters } = query
  const amounts = (['total', 'balance'] as const).flatMap((column) =>
    query[column] === undefined ? [] : [{ column, ...rules.comparison(query[column], column) }],
  )
  return store.list(work, list, { ...filters, amounts })
}

/** The amounts an invoice can still take, for whoever settles it. */
export function payableOf(invoice: Invoice): Money {
  return rules.payable(invoice)
}

/** Names the PDF that was made when the invoice was issued, once and for all. */
export const keepIssuedPdf = store.keepPdf

/** Marks an invoice as the one that bills this period; a period has one, whoever else tries. */
export const markSubscriptionPeriod = store.markPeriod

export const findExpiringInvoices = store.findExpiring
export const anyDiscountExpires = store.anyExpiring
export const findInvoice = store.find
export const findInvoices = store.findMany
export const lockInvoices = store.lockMany
export const lockInvoice = store.lock
export const findInvoiceByPortalKey = store.findByPortalKey
