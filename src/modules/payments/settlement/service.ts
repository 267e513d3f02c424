import type { Currency } from '../../../core/currency.ts'
import { isZero, type Money, sum, zero } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import type { Settlement } from '../../ledger/postings/entries.ts'
import type { DocumentType } from '../../ledger/postings/posting.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { isBadDebt } from '../../receivables/credit-notes/rules.ts'
import { findCreditNotes, lockCreditNotes, spendCreditNotes } from '../../receivables/credit-notes/service.ts'
import { can as canNote } from '../../receivables/credit-notes/status.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { depositLeft } from '../../receivables/estimates/rules.ts'
import { findEstimates, lockEstimates, payDeposits } from '../../receivables/estimates/service.ts'
import { can as canEstimate } from '../../receivables/estimates/status.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { tellStatus } from '../../receivables/invoices/rules.ts'
import {
  findInvoices,
  lockInvoices,
  payableOf,
  saveChange,
  settleInvoices,
  unsettleInvoices,
} from '../../receivables/invoices/service.ts'
import { can } from '../../receivables/invoices/status.ts'
import type { OpenDocument } from '../payments/application.ts'

/** Documents that payments or credits touch, held until the work ends. */
export interface SettledDocuments {
  readonly open: readonly OpenDocument[]
  readonly credit_notes: ReadonlyMap<number, CreditNote>
  readonly estimates: ReadonlyMap<number, Estimate>
  readonly invoices: ReadonlyMap<number, Invoice>
}

interface Named {
  readonly invoice?: number | null | undefined
  readonly estimate?: number | null | undefined
  readonly credit_note?: number | null | undefined
}

/** Holds every document the splits name: credit notes, estimates, invoices, each kind in the order of ids. */
export async function lockDocuments(work: Work, splits: readonly Named[]): Promise<SettledDocuments> {
  return gather(work, splits, { credit_note: lockCreditNotes, estimate: lockEstimates, invoice: lockInvoices })
}

/** The same documents, not held: for who must be held before them. */
export async function findDocuments(work: Work, splits: readonly Named[]): Promise<SettledDocuments> {
  return gather(work, splits, { credit_note: findCreditNotes, estimate: findEstimates, invoice: findInvoices })
}

interface Takes {
  readonly credit_note: Take<CreditNote>
  readonly estimate: Take<Estimate>
  readonly invoice: Take<Invoice>
}
type Take<T> = (work: Work, ids: readonly number[]) => Promise<T[]>

async function gather(work: Work, splits: readonly Named[], take: Takes): Promise<SettledDocuments> {
  const credit_notes = await named(work, splits, 'credit_note', take.credit_note)
  const estimates = await named(work, splits, 'estimate', take.estimate)
  const invoices = await named(work, splits, 'invoice', take.invoice)
  const open = [
    ...invoices.map((invoice) => openInvoice(work, invoice)),
    ...estimates.map(openEstimate),
    ...credit_notes.map(openCreditNote),
  ]
  return { open, credit_notes: byId(credit_notes), estimates: byId(estimates), invoices: byId(invoices) }
}

async function named<T>(work: Work, splits: readonly Named[], type: DocumentType, take: Take<T>): Promise<T[]> {
  const ids = [...new Set(splits.flatMap((split) => split[type] ?? []))]
  return ids.length > 0 ? take(work, ids) : []
}

function byId<T extends { readonly id: number }>(records: readonly T[]): ReadonlyMap<number, T> {
  return new Map(records.map((record) => [record.id, record]))
}

function openInvoice(work: Work, invoice: Invoice): OpenDocument {
  const { id, customer } = invoice
  return { type: 'invoice', id, customer, balance: payableOf(invoice), open: can('apply', tellStatus(invoice, work.today)) }
}

function openEstimate(estimate: Estimate): OpenDocument {
  const { id, customer, status } = estimate
  return { type: 'estimate', id, customer, balance: depositLeft(estimate), open: canEstimate('deposit', status) }
}

function openCreditNote({ id, customer, balance, status }: CreditNote): OpenDocument {
  return { type: 'credit_note', id, customer, balance, open: canNote('apply', status) }
}

const NOTHING_CORRECTED: ReadonlyMap<number, Invoice> = new Map()

export interface Applying {
  /** Something is taken off to be applied anew: as of its own day, and nobody is told in between. */
  readonly isCorrection?: boolean
  /** How invoices were before they were corrected. */
  readonly before?: ReadonlyMap<number, Invoice>
}

/** Puts settlements on their documents; negative amounts take them off again, as of today unless it is a correction. */
export async function applySettlements(
  work: Work,
  documents: SettledDocuments,
  settlements: readonly Settlement[],
  { isCorrection = false, before = NOTHING_CORRECTED }: Applying = {},
): Promise<void> {
  const { invoices, estimates, credit_notes } = documents
  const changes = [...invoices.values()].flatMap((invoice) => invoiceChange(invoice, settlements, credit_notes))
  await (isCorrection ? unsettleInvoices(work, changes) : settleInvoices(work, changes, before))
  await payDeposits(
    work,
    [...estimates.values()].flatMap((estimate) => depositChange(estimate, settlements)),
  )
  await spendCreditNotes(
    work,
    [...credit_notes.values()].flatMap((note) => creditChange(note, settlements)),
    isCorrection,
  )
}

/** Tells of invoices from which a correction took something, and on which it put nothing. */
export async function tellUnsettled(work: Work, before: SettledDocuments, after: SettledDocuments): Promise<void> {
  const left = [...before.invoices.values()].filter(({ id }) => !after.invoices.has(id))
  if (left.length === 0) return
  const now = byId(
    await findInvoices(
      work,
      left.map(({ id }) => id),
    ),
  )
  for (const invoice of left) await saveChange(work, invoice, now.get(invoice.id)!)
}

/** What becomes of an invoice; notes for bad debt give it up. */
function invoiceChange(invoice: Invoice, settlements: readonly Settlement[], notes: SettledDocuments['credit_notes']) {
  const mine = settlements.filter(({ document }) => document?.type === 'invoice' && document.id === invoice.id)
  const givesUp = ({ credit_note }: Settlement) => {
    const note = credit_note && notes.get(credit_note.id)
    return note ? isBadDebt(note) : false
  }
  const cash = ({ type }: Settlement) => type === 'invoice' || type === 'applied_credit'
  const currency = invoice.currency as Currency
  const paid = total(mine.filter(cash), currency)
  const credited = total(
    mine.filter((one) => !cash(one) && !givesUp(one)),
    currency,
  )
  const written_off = total(mine.filter(givesUp), currency)
  return isZero(paid) && isZero(credited) && isZero(written_off) ? [] : [{ invoice, paid, credited, written_off }]
}

function depositChange(estimate: Estimate, settlements: readonly Settlement[]) {
  const mine = settlements.filter(({ document }) => document?.type === 'estimate' && document.id === estimate.id)
  const amount = total(mine, estimate.currency as Currency)
  return isZero(amount) ? [] : [{ estimate, amount }]
}

/** Where credit of a note goes: to documents that are owed, else to the credit balance; or it is adjusted away. */
function creditChange(note: CreditNote, settlements: readonly Settlement[]) {
  const currency = note.currency as Currency
  const spent = settlements.filter(({ credit_note }) => credit_note?.id === note.id)
  const adjusted = settlements.filter(({ document }) => document?.type === 'credit_note' && document.id === note.id)
  const onInvoices = ({ document }: Settlement) => document?.type === 'invoice'
  const applied = total(spent.filter(onInvoices), currency)
  const credited = total([...spent.filter((one) => !onInvoices(one)), ...adjusted], currency)
  return isZero(applied) && isZero(credited) ? [] : [{ note, applied, credited }]
}

function total(settlements: readonly Settlement[], currency: Currency): Money {
  const amounts = settlements.map(({ amount }) => amount)
  return amounts.length === 0 ? zero(currency) : sum(amounts, currency)
}
