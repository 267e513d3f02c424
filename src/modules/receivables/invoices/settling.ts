/**
 * Owns: what becomes of an invoice when payments and credits are put on it or taken off.
 * Does not own: which of them; they are decided where payments and credits are.
 */
import type { Day } from '../../../core/date.ts'
import { isZero, type Money } from '../../../core/money.ts'
import type { Invoice } from './contract.ts'
import { creditInvoice, type Facts, payInvoice, writeOff } from './rules.ts'

/** Negative amounts take off. */
export interface InvoiceSettlement {
  readonly invoice: Invoice
  readonly paid: Money
  /** By credit notes, except those that give it up. */
  readonly credited: Money
  /** By credit notes for bad debt. */
  readonly written_off: Money
}

export function settled(current: Invoice, change: Omit<InvoiceSettlement, 'invoice'>, today: Day, now: Date): Facts {
  const { paid, credited, written_off } = change
  const owedAgain = paid.amount < 0 || credited.amount < 0
  const opened: Facts = current.closed && !current.paid && owedAgain ? { ...current, closed: false } : current
  const withPayment = isZero(paid) ? opened : payInvoice(opened, paid, today, now)
  const withCredit = isZero(credited) ? withPayment : creditInvoice(withPayment, credited, today, now)
  return isZero(written_off) ? withCredit : writeOff(withCredit, written_off, today, now)
}
