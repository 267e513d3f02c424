/**
 * Owns: whether an invoice is collected from the customer's saved source now, and how much of it.
 * Does not own: when the next attempt is (receivables/invoices/attempts), the charge.
 * Invariants: only what is on AutoPay is collected, and only while no other payment of it is under way.
 */

import type { Day } from '../../../core/date.ts'
import { isPositive, type Money, min, subtract } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { nextInstallment } from '../../receivables/invoices/installments.ts'
import { type Facts, tellStatus } from '../../receivables/invoices/rules.ts'
import { refuseUnlessPermitted } from '../../receivables/invoices/status.ts'

/** Whether its moment has come, and nothing has come in between since it was found. */
export function isDue({ next_payment_attempt, pending, paid, disputed }: Facts, now: Date): boolean {
  return next_payment_attempt !== null && next_payment_attempt <= now && !isPositive(pending) && !paid && !disputed
}

/** @throws Refusal refused, with what stands against collecting it */
export function refuseUncollectable(invoice: Facts, today: Day): void {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  if (!invoice.autopay) throw autopayOff(invoice)
  if (isPositive(invoice.pending))
    throw new Refusal('refused', 'invoice_pending', `A payment of ${name} is under way. Wait until it has settled or failed.`)
  refuseUnlessPermitted('pay', tellStatus(invoice, today))
}

export function autopayOff({ number, id }: Pick<Facts, 'number' | 'id'>): Refusal {
  const says = `Invoice ${number ?? id} is not on AutoPay. Turn AutoPay on, or charge the customer.`
  return new Refusal('refused', 'autopay_off', says, 'autopay')
}

/** The next installment of its plan, else all that is owed. */
export function amountToCollect(invoice: Invoice): Money {
  const owed = subtract(invoice.balance, invoice.pending)
  const installment = nextInstallment(invoice)
  return installment ? min(owed, installment.balance) : owed
}

export const NO_SOURCE = 'The customer has no payment source for AutoPay. Save a card or bank account first.'

/** What the customer is charged by. */
export function defaultSource({
  payment_source,
}: Pick<Customer, 'payment_source'>): { readonly object: 'card' | 'bank_account'; readonly id: number } | null {
  if (!payment_source) return null
  return { object: payment_source['object'] as 'card' | 'bank_account', id: Number(payment_source['id']) } // as the customer's contract says
}
