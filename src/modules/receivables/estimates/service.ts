import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { Money } from '../../../core/money.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { rememberTerms } from '../../catalog/payment-terms/service.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { takeNumber } from '../../company/numbering/service.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { attachFiles, attachmentsOf } from '../../messages/attachments/service.ts'
import { markSent, markViewed, numberTaken, refuseInactive } from '../documents/document.ts'
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
import type { Invoice } from '../invoices/contract.ts'
import { createInvoiceFor } from '../invoices/service.ts'
import type { Estimate, EstimateChanges, EstimateDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** A new estimate, issued at once unless it is a draft. */
export async function createEstimate(work: Work, input: EstimateDraft): Promise<Estimate> {
  const customer = await customerOf(work, input.customer)
  refuseInactive(customer)
  const settings = settingsOf(work.company)
  const currency = input.currency ?? (customer.currency as Currency | null) ?? work.company.currency
  const tax_rounding = input.tax_rounding ?? settings.tax_rounding
  const content = await composeFor(work, input, customer, { currency, rounding: tax_rounding })
  const facts = { customer, currency, content, tax_rounding, default_terms: settings.payment_terms }
  const draft = rules.draftEstimate(input, { ...facts, id: await work.newId(), today: work.today, now: work.now })
  rememberTerms(work, input.payment_terms)
  const kept = input.draft ? draft : await issued(work, draft)
  insertLines(work, 'estimate', kept.id, kept.items)
  const written = await store.insert(work, kept)
  if (!written) throw numberTaken(kept.number!)
  if (input.attachments) await attachFiles(work, 'estimate', kept.id, input.attachments)
  const estimate = show(work, kept)
  work.count('estimates', 1)
  await work.emit('estimate.created', estimate, { customer: encodeWire(Customer, customer) })
  if (!estimate.draft) await work.emit('estimate.issued', estimate, { customer: encodeWire(Customer, customer) })
  if (!estimate.draft && input.send) await work.emit('estimate.send_requested', estimate)
  return estimate
}

async function issued(work: Work, draft: rules.Facts): Promise<rules.Facts> {
  return rules.issueEstimate(draft, draft.number ?? (await takeNumber(work, 'estimate', 'estimates')), work.now)
}

function show(work: Work, facts: rules.Facts): Estimate {
  return rules.present(facts, work.today, store.linksOfEstimate(work, facts.id))
}

export async function updateEstimate(work: Work, id: number, given: EstimateChanges): Promise<Estimate> {
  const before = await store.lock(work, id)
  const input = changesOf(given, before, before.closed)
  const content = await changedContent(work, before, input, await findCustomer(work, before.customer))
  const changed = rules.changeEstimate(before, input, content, { today: work.today, now: work.now, member: memberOf(work) })
  await changeNumber(work, 'estimate', before, changed.number)
  rememberTerms(work, input.payment_terms)
  if (input.attachments) await attachFiles(work, 'estimate', id, input.attachments)
  if (content) replaceLines(work, 'estimate', id, changed.items)
  const issuing = before.draft && (input.draft === false || changed.approved !== null)
  const estimate = await saveChange(work, before, issuing ? await issued(work, changed) : changed)
  if (issuing) await work.emit('estimate.issued', estimate)
  return estimate
}

function memberOf({ actor }: Work): number | null {
  return actor.kind === 'member' ? actor.user_id : null
}

/** Saves a changed estimate and tells: `estimate.approved` where it became approved, else `estimate.updated`. */
async function saveChange(work: Work, before: Estimate, changed: rules.Facts): Promise<Estimate> {
  await store.update(work, changed)
  const estimate = show(work, changed)
  const approved = estimate.approved !== null && before.approved === null
  await work.emit(approved ? 'estimate.approved' : 'estimate.updated', estimate, { before })
  return estimate
}

export async function voidEstimate(work: Work, id: number): Promise<Estimate> {
  return voidNow(work, await store.lock(work, id))
}

async function voidNow(work: Work, before: Estimate): Promise<Estimate> {
  const voided = rules.voidEstimate(before, work.now)
  await store.update(work, voided)
  const estimate = show(work, voided)
  await work.emit('estimate.voided', estimate, { before })
  return estimate
}

/** Deletes a draft; voids what was issued. */
export async function deleteEstimate(work: Work, id: number): Promise<null> {
  const estimate = await store.lock(work, id)
  if (!estimate.draft) {
    await voidNow(work, estimate)
    return null
  }
  rules.refusePaidDeposit(estimate)
  await removeDocument(work, 'estimate', id)
  work.count('estimates', -1)
  await work.emit('estimate.deleted', estimate)
  return null
}

/** Makes an invoice of it, once. Both name each other, and the estimate is closed; a paid deposit stays credit of the customer. */
export async function invoiceEstimate(work: Work, id: number): Promise<Invoice> {
  const before = await store.lock(work, id)
  rules.refuseUninvoiceable(before, work.today)
  const estimate = before.draft ? await issued(work, before) : before
  const customer = await findCustomer(work, before.customer)
  const files = (await attachmentsOf(work, 'estimate', [id])).get(id) ?? []
  const draft = { ...rules.invoiceDraft(estimate), customer: customer.id, attachments: files.map(({ file }) => file.id) }
  const content = rules.invoiceContent(estimate, work.today, work.now)
  const invoice = await createInvoiceFor(work, customer, draft, { content, facts: { estimate: id } })
  await saveChange(work, before, rules.linkInvoice(estimate, invoice.id, work.now))
  return invoice
}

/** The customer accepts the offer, in the portal. */
export async function approveEstimate(work: Work, id: number, approval: rules.Signed): Promise<Estimate> {
  const before = await store.lock(work, id)
  return saveChange(work, before, rules.approveEstimate(before, approval, work.today, work.now))
}

/** The customer declines the offer, in the portal. */
export async function declineEstimate(work: Work, id: number): Promise<Estimate> {
  const before = await store.lock(work, id)
  const declined = rules.declineEstimate(before, work.today, work.now)
  await store.update(work, declined)
  const estimate = show(work, declined)
  await work.emit('estimate.declined', estimate, { before })
  return estimate
}

/** Puts money for deposits on held estimates (negative amounts take it off again). Drafts are issued by it. */
export async function payDeposits(
  work: Work,
  deposits: readonly { readonly estimate: Estimate; readonly amount: Money }[],
): Promise<void> {
  for (const { estimate, amount } of deposits) {
    const current = estimate.draft ? await issued(work, estimate) : estimate
    await saveChange(work, estimate, rules.payDeposit(current, amount, work.now))
  }
}

/** The customer opened it. The first time is told. */
export async function viewEstimate(work: Work, id: number): Promise<Estimate> {
  const before = await store.lock(work, id)
  if (before.viewed || before.draft) return before
  const viewed = markViewed(before, work.now)
  await store.update(work, viewed)
  const estimate = show(work, viewed)
  await work.emit('estimate.viewed', estimate)
  return estimate
}

/** It left for the customer by a channel that accepted it. */
export async function markEstimateSent(work: Work, id: number): Promise<Estimate> {
  const before = await store.lock(work, id)
  return before.sent || before.draft ? before : saveChange(work, before, markSent(before, work.now))
}

export function listEstimates(work: Work, list: ListQuery): Promise<Page<Estimate>> {
  return store.list(work, list)
}

export const findEstimate = store.find
export const findEstimates = store.findMany
export const lockEstimates = store.lockMany
export const findEstimateByPortalKey = store.findByPortalKey
