import type { Currency } from '../../../core/currency.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { lockCustomer } from '../../customers/customers/service.ts'
import { createCreditNote } from '../../payments/credits/service.ts'
import type { CreditNote, CreditNoteDraft } from '../../receivables/credit-notes/contract.ts'
import { creditedLines } from '../../receivables/documents/content.ts'
import type { ContentIn } from '../../receivables/documents/contract.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { createInvoiceFor, findInvoice } from '../../receivables/invoices/service.ts'
import { takeCharges, takeCredits, waitingCurrencies } from '../pending-line-items/service.ts'

interface Billing {
  readonly draft?: boolean | undefined
  readonly send?: boolean | undefined
  readonly calculate_taxes?: boolean | undefined
}

/**
 * Bills what waits for the next invoice, in the currency of the oldest line. Lines below zero go to a credit note.
 * @throws Refusal `refused` nothing_pending, only_credits_pending
 */
export async function billPendingLines(work: Work, customerId: number, options: Billing = {}): Promise<Invoice> {
  const customer = await lockCustomer(work, customerId)
  const waiting = await waitingCurrencies(work, customerId)
  for (const currency of waiting as Currency[]) {
    const items = await takeCharges(work, customerId, currency)
    if (items.length === 0) continue
    const invoice = await createInvoiceFor(work, customer, { ...options, customer: customerId, currency, ready: { items } })
    const note = await creditPendingLines(work, invoice, options.calculate_taxes)
    return note ? findInvoice(work, invoice.id) : invoice
  }
  throw waiting.length === 0
    ? new Refusal('refused', 'nothing_pending', 'No line items wait for an invoice of this customer.')
    : new Refusal('refused', 'only_credits_pending', 'Only credits wait for this customer; they go with the next charge.')
}

/**
 * A credit note over the waiting lines below zero, applied to the invoice that was made with them (a draft is left alone);
 * null where none wait.
 */
export async function creditPendingLines(work: Work, invoice: Invoice, calculate_taxes?: boolean): Promise<CreditNote | null> {
  const { customer, currency } = invoice
  return creditWaiting(work, { customer, currency, invoice: invoice.draft ? null : invoice.id, calculate_taxes })
}

/** The same where no invoice is made with them. */
export async function creditWaiting(
  work: Work,
  { customer, currency, invoice, calculate_taxes }: Waiting,
): Promise<CreditNote | null> {
  const lines = await takeCredits(work, customer, currency)
  if (lines.length === 0) return null
  const input: CreditNoteDraft & Pick<ContentIn, 'ready'> = {
    customer,
    currency: currency as Currency,
    invoice,
    calculate_taxes,
    ready: { items: creditedLines(lines) },
  }
  return createCreditNote(work, input)
}

interface Waiting extends Pick<Invoice, 'customer' | 'currency'> {
  readonly invoice: number | null
  readonly calculate_taxes?: boolean | undefined
}
