import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { dayOf, laterOf } from '../../../core/date.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { takeNumber } from '../../company/numbering/service.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { creditNoteIssued, receivable, refunded } from '../../ledger/postings/entries.ts'
import type { Entry } from '../../ledger/postings/posting.ts'
import { correctSource, postEntry, retractSource, reverseSource } from '../../ledger/postings/service.ts'
import { attachFiles } from '../../messages/attachments/service.ts'
import { markSent, markViewed, numberTaken, postedDocument, refuseInactive } from '../documents/document.ts'
import {
  changedContent,
  changeNumber,
  composeFor,
  customerOf,
  insertLines,
  removeDocument,
  replaceLines,
} from '../documents/service.ts'
import { changesOf } from '../documents/unchanged.ts'
import type { CreditNote, CreditNoteChanges, CreditNoteDraft, RefundDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** A new credit note, issued at once unless it is a draft. Applying it to its invoice is up to the caller (payments/credits). */
export async function createCreditNote(
  work: Work,
  input: CreditNoteDraft,
  currency: Currency | null = null,
): Promise<CreditNote> {
  const customer = await customerOf(work, input.customer)
  refuseInactive(customer)
  return createCreditNoteFor(work, customer, { ...input, currency: input.currency ?? currency })
}

/** The same for a customer that is at hand, and in whatever state. */
export async function createCreditNoteFor(
  work: Work,
  customer: Customer,
  input: Omit<CreditNoteDraft, 'customer'>,
): Promise<CreditNote> {
  const currency = input.currency ?? (customer.currency as Currency | null) ?? work.company.currency
  const tax_rounding = input.tax_rounding ?? settingsOf(work.company).tax_rounding
  const content = await composeFor(work, input, customer, { currency, rounding: tax_rounding })
  const facts = { id: await work.newId(), customer, currency, content, tax_rounding, today: work.today, now: work.now }
  const draft = rules.draftCreditNote(input, facts)
  const kept = input.draft ? draft : await issued(work, draft)
  insertLines(work, 'credit_note', kept.id, kept.items)
  const written = await store.insert(work, kept)
  if (!written) throw numberTaken(kept.number!)
  if (input.attachments) await attachFiles(work, 'credit_note', kept.id, input.attachments)
  const note = show(work, kept)
  work.count('credit_notes', 1)
  await work.emit('credit_note.created', note, { customer: encodeWire(Customer, customer) })
  if (!note.draft) await tellIssued(work, note, customer)
  if (!note.draft && input.send) await work.emit('credit_note.send_requested', note)
  return note
}

/** Numbers a draft and writes it into the books. */
async function issued(work: Work, draft: rules.Facts): Promise<rules.Facts> {
  const note = rules.issueCreditNote(draft, draft.number ?? (await takeNumber(work, 'credit_note', 'credit_notes')), work.now)
  await postEntry(work, issueEntry(note))
  return note
}

function issueEntry(note: rules.Facts): Entry {
  return creditNoteIssued(postedDocument(note))
}

async function tellIssued(work: Work, note: CreditNote, customer: Customer): Promise<void> {
  await work.emit('credit_note.issued', note, { customer: encodeWire(Customer, customer) })
}

function show(work: Work, facts: rules.Facts): CreditNote {
  return rules.present(facts, store.linksOfNote(work, facts.id))
}

export async function updateCreditNote(work: Work, id: number, given: CreditNoteChanges): Promise<CreditNote> {
  const before = await store.lock(work, id)
  const input = changesOf(given, before, before.closed)
  const customer = await findCustomer(work, before.customer)
  const content = await changedContent(work, before, input, customer)
  const changed = rules.changeCreditNote(before, input, content, work.today, work.now)
  await changeNumber(work, 'credit_note', before, changed.number)
  if (input.attachments) await attachFiles(work, 'credit_note', id, input.attachments)
  if (content) replaceLines(work, 'credit_note', id, changed.items)
  if (before.draft && input.draft === false) return issueNow(work, before, changed, customer)
  if (!before.draft && (content || changed.date.date !== before.date.date))
    await correctSource(work, issueEntry(before), issueEntry(changed))
  return saveChange(work, before, changed)
}

async function issueNow(work: Work, before: CreditNote, changed: rules.Facts, customer: Customer): Promise<CreditNote> {
  refuseInactive(customer)
  const note = await saveChange(work, before, await issued(work, changed))
  await tellIssued(work, note, customer)
  return note
}

async function saveChange(work: Work, before: CreditNote, changed: rules.Facts): Promise<CreditNote> {
  await store.update(work, changed)
  const note = show(work, changed)
  await work.emit('credit_note.updated', note, { before })
  return note
}

export async function voidCreditNote(work: Work, id: number): Promise<CreditNote> {
  return voidNow(work, await store.lock(work, id))
}

async function voidNow(work: Work, before: CreditNote, isCorrection = false): Promise<CreditNote> {
  const voided = rules.voidCreditNote(before, work.now)
  await store.update(work, voided)
  await (isCorrection ? retractSource(work, 'credit_note', before.id) : reverseSource(work, 'credit_note', before.id))
  const note = show(work, voided)
  await work.emit('credit_note.voided', note, { before })
  return note
}

/** Deletes a draft; voids what was issued. */
export async function deleteCreditNote(work: Work, id: number): Promise<null> {
  const note = await store.lock(work, id)
  if (!note.draft) {
    await voidNow(work, note)
    return null
  }
  await removeDocument(work, 'credit_note', id)
  work.count('credit_notes', -1)
  await work.emit('credit_note.deleted', note)
  return null
}

/** Money went back to the customer, by whatever way: it leaves the books, and the credit note gives so much less. */
export async function refundCreditNote(work: Work, id: number, input: RefundDraft): Promise<CreditNote> {
  const before = await store.lock(work, id)
  const { note, amount } = rules.refundCredit(before, input.amount ?? null, work.now)
  const date = input.date ? dayOf(input.date, work.zone).date : laterOf(work.today.date, before.date.date)
  rules.refuseRefundBefore(note, date)
  const { method = 'other', reference = null, notes = null } = input
  const refund = { id: await work.newId(), credit_note: id, amount, date, method, reference, notes }
  await store.insertRefund(work, refund)
  const from = receivable(note.customer, { type: 'credit_note', id })
  const source = { type: 'credit_note_refund', id: refund.id }
  await postEntry(work, refunded({ date, source, amount, from, till: 'undeposited_funds' }))
  return saveChange(work, before, note)
}

/**
 * Spends held credit notes (or, with negative amounts, gives back). Drafts are issued by it. One that was made only to let
 * go of an invoice is voided when it is taken off again: as of today, or, where what made it is corrected, as of its own day.
 */
export async function spendCreditNotes(
  work: Work,
  uses: readonly ({ readonly note: CreditNote } & rules.Use)[],
  isCorrection: boolean,
): Promise<void> {
  for (const { note, ...use } of uses) {
    const before = note.draft ? await issueNow(work, note, note, await findCustomer(work, note.customer)) : note
    const after = await saveChange(work, before, rules.spendCredit(before, use, work.now))
    const given = after.amount_applied_to_invoice.amount + after.amount_credited.amount
    if (rules.isConcession(after) && given === 0) await voidNow(work, after, isCorrection)
  }
}

/** The customer opened it. The first time is told. */
export async function viewCreditNote(work: Work, id: number): Promise<CreditNote> {
  const before = await store.lock(work, id)
  if (before.viewed || before.draft) return before
  const viewed = markViewed(before, work.now)
  await store.update(work, viewed)
  const note = show(work, viewed)
  await work.emit('credit_note.viewed', note)
  return note
}

/** It left for the customer by a channel that accepted it. */
export async function markCreditNoteSent(work: Work, id: number): Promise<CreditNote> {
  const before = await store.lock(work, id)
  return before.sent || before.draft ? before : saveChange(work, before, markSent(before, work.now))
}

export function listCreditNotes(work: Work, list: ListQuery): Promise<Page<CreditNote>> {
  return store.list(work, list)
}

export const findCreditNote = store.find
export const findCreditNotes = store.findMany
export const lockCreditNotes = store.lockMany
export const findOpenCreditNotes = store.findOpen
export const creditNotesOf = store.findOfInvoice
export const findCreditNoteByPortalKey = store.findByPortalKey
