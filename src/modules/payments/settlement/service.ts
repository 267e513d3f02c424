import type { Currency } from '../../../core/currency.ts'
import { isZero, type Money, sum, zero } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import type { Settlement } from '../../ledger/postings/entries.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { tellStatus } from '../../receivables/invoices/rules.ts'
import { lockInvoices, payableOf, settleInvoices } from '../../receivables/invoices/service.ts'
import { can } from '../../receivables/invoices/status.ts'
import type { OpenDocument } from '../payments/application.ts'

/** Documents that payments or credits touch, held until the work ends. */
export interface SettledDocuments {
  readonly open: readonly OpenDocument[]
  readonly invoices: ReadonlyMap<number, Invoice>
}

interface Named {
  readonly invoice?: number | null | undefined
  readonly estimate?: number | null | undefined
  readonly credit_note?: number | null | undefined
}

/** Holds every document the splits name, each kind in the order of ids. */
export async function lockDocuments(work: Work, splits: readonly Named[]): Promise<SettledDocuments> {
  const ids = [...new Set(splits.flatMap(({ invoice }) => invoice ?? []))]
  const invoices = ids.length > 0 ? await lockInvoices(work, ids) : []
  return {
    open: invoices.map((invoice) => openInvoice(work, invoice)),
    invoices: new Map(invoices.map((invoice) => [invoice.id, invoice])),
  }
}

function openInvoice(work: Work, invoice: Invoice): OpenDocument {
  return {
    type: 'invoice',
    id: invoice.id,
    customer: invoice.customer,
    balance: payableOf(invoice),
    open: can('apply', tellStatus(invoice, work.today)),
  }
}

/** Puts settlements on their documents; negative amounts take them off again. */
export async function applySettlements(
  work: Work,
  documents: SettledDocuments,
  settlements: readonly Settlement[],
): Promise<void> {
  const touched = [...documents.invoices.values()].flatMap((invoice) => {
    const mine = settlements.filter(({ document }) => document?.type === 'invoice' && document.id === invoice.id)
    if (mine.length === 0) return []
    const paid = total(
      mine.filter(({ type }) => type === 'invoice' || type === 'applied_credit'),
      invoice.currency as Currency,
    )
    const credited = total(
      mine.filter(({ type }) => type === 'credit_note' || type === 'document_adjustment'),
      invoice.currency as Currency,
    )
    return isZero(paid) && isZero(credited) ? [] : [{ invoice, paid, credited, written_off: zero(invoice.currency as Currency) }]
  })
  await settleInvoices(work, touched)
}

function total(settlements: readonly Settlement[], currency: Currency): Money {
  return settlements.length === 0
    ? zero(currency)
    : sum(
        settlements.map(({ amount }) => amount),
        currency,
      )
}
