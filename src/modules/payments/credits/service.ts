import type { Currency } from '../../../core/currency.ts'
import { laterOf, midnight } from '../../../core/date.ts'
import { ZERO } from '../../../core/decimal.ts'
import { isPositive, min } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { CreditNote, CreditNoteChanges, CreditNoteDraft } from '../../receivables/credit-notes/contract.ts'
import { BAD_DEBT, concession, isBadDebt } from '../../receivables/credit-notes/rules.ts'
import * as creditNotes from '../../receivables/credit-notes/service.ts'
import type { Invoice, InvoiceChanges } from '../../receivables/invoices/contract.ts'
import { refuseWriteOff } from '../../receivables/invoices/rules.ts'
import * as invoices from '../../receivables/invoices/service.ts'
import type { SplitIn } from '../payments/contract.ts'
import { creditFrom, holdCredit, paymentsSpending, recordPayment, voidPayment } from '../payments/service.ts'
import { lockDocuments } from '../settlement/service.ts'
import * as rules from './rules.ts'

/** A new credit note. With an invoice it is applied to that at once, as far as it is owed; the rest stays open. */
export async function createCreditNote(work: Work, input: CreditNoteDraft): Promise<CreditNote> {
  // Held before the credit note takes its number: everybody holds documents first and takes numbers last.
  const invoice = input.invoice ? await inField('invoice', invoices.lockInvoice(work, input.invoice)) : null
  if (invoice?.voided) throw new Refusal('refused', 'invoice_voided', `Invoice ${invoice.number} is voided.`, 'invoice')
  if (invoice && input.currency) refuseOtherCurrency(invoice, input.currency)
  const note = await creditNotes.createCreditNote(work, input, (invoice?.currency as Currency | undefined) ?? null)
  return note.draft ? note : settleOwnInvoice(work, note)
}

/** Changes a credit note. Issuing a draft applies it to its invoice, as creating it would have. */
export async function updateCreditNote(work: Work, id: number, input: CreditNoteChanges): Promise<CreditNote> {
  const before = await creditNotes.findCreditNote(work, id)
  if (before.draft) await lockDocuments(work, [{ credit_note: id, invoice: before.invoice }])
  if (before.draft && before.invoice !== null && input.currency)
    refuseOtherCurrency(await invoices.findInvoice(work, before.invoice), input.currency)
  const note = await creditNotes.updateCreditNote(work, id, input)
  return before.draft && !note.draft ? settleOwnInvoice(work, note) : note
}

/** Also a draft of an invoice may have been put into another currency since. */
function refuseOtherCurrency(invoice: Invoice, currency: string): void {
  if (currency === invoice.currency) return
  const says = `Invoice ${invoice.number ?? invoice.id} is in ${invoice.currency}.`
  throw new Refusal('invalid', 'currency_mismatch', says, 'currency')
}

async function settleOwnInvoice(work: Work, note: CreditNote): Promise<CreditNote> {
  if (note.invoice === null) return note
  const [invoice] = await invoices.lockInvoices(work, [note.invoice])
  if (invoice) refuseOtherCurrency(invoice, note.currency)
  const amount = invoice && min(note.balance, rules.takes(invoice))
  if (!amount || !isPositive(amount)) return note
  await spend(work, note.customer, note.currency, [rules.noteSplit(note.id, note.invoice, amount)])
  return creditNotes.findCreditNote(work, note.id)
}

/** Credit is applied by a payment of nothing, so that it can be seen, and undone, where payments are. */
async function spend(work: Work, customer: number, currency: string, splits: readonly SplitIn[], date?: Date): Promise<void> {
  try {
    await recordPayment(work, { customer, currency: currency as Currency, amount: ZERO, date, applied_to: [...splits] })
  } catch (error) {
    // The caller named an invoice, not the splits of a payment.
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.kind, error.code, error.message, 'invoice')
  }
}

/** Gives up what an invoice is still owed: a credit note for bad debt takes it out of the receivables and closes it. */
export async function writeOffInvoice(work: Work, id: number): Promise<Invoice> {
  const invoice = await invoices.lockInvoice(work, id)
  refuseWriteOff(invoice)
  const customer = await findCustomer(work, invoice.customer)
  // Nothing is given up before it is owed.
  const date = midnight({ date: laterOf(work.today.date, invoice.date.date), zone: work.zone })
  const draft = { ...concession(BAD_DEBT, invoice, invoice.balance), invoice: id, date }
  const note = await creditNotes.createCreditNoteFor(work, customer, draft)
  await spend(work, customer.id, invoice.currency, [rules.noteSplit(note.id, id, invoice.balance)], date)
  return invoices.findInvoice(work, id)
}

/** Changes an invoice. Reopening one that was given up takes the credit note for bad debt back. */
export async function updateInvoice(work: Work, id: number, input: InvoiceChanges): Promise<Invoice> {
  const before = await invoices.findInvoice(work, id)
  if (input.closed === false && isPositive(before.amount_written_off)) {
    const notes = (await creditNotes.creditNotesOf(work, id)).filter((note) => !note.voided && isBadDebt(note))
    for (const payment of await paymentsSpending(
      work,
      notes.map((note) => note.id),
    ))
      await voidPayment(work, payment)
  }
  return invoices.updateInvoice(work, id, input)
}

/**
 * Settles an invoice from the customer's credit, where the company wants that to happen by itself: the credit balance
 * first, then open credit notes, the oldest first.
 */
export async function applyCredits(work: Work, id: number): Promise<void> {
  if (!settingsOf(work.company).auto_apply_credits) return
  const { customer, currency } = await invoices.findInvoice(work, id)
  await holdCredit(work, customer)
  const open = await creditNotes.findOpenCreditNotes(work, customer, currency)
  const documents = await lockDocuments(work, [{ invoice: id }, ...open.map((note) => ({ credit_note: note.id }))])
  const invoice = documents.invoices.get(id)!
  if (invoice.draft) return
  const credit = await creditFrom(work, customer, currency as Currency, work.today.date)
  const splits = rules.coverWithCredit(
    invoice,
    credit,
    open.flatMap((note) => documents.credit_notes.get(note.id) ?? []).filter(({ status }) => status === 'open'),
  )
  if (splits.length > 0) await spend(work, customer, currency, splits)
}
