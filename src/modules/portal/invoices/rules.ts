/**
 * Owns: what a customer sees of an invoice, and how it may be paid.
 * Does not own: the invoice, the payment.
 * Invariants: drafts are not shown; a way of paying that the invoice, the customer or the company excludes is not offered.
 */
import { isZero, subtract } from '../../../core/money.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { PaymentMethod } from '../../payments/gateways/contract.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { can } from '../../receivables/invoices/status.ts'
import { presentLines } from '../companies/rules.ts'
import type { PortalInvoiceDocument } from './contract.ts'

export function presentInvoice(invoice: Invoice): PortalInvoiceDocument {
  const {
    metadata: _,
    needs_attention: __,
    chase: ___,
    late_fees: ____,
    attempt_count,
    payment_source,
    disabled_payment_methods,
    tags,
    amount_written_off,
    date_bad_debt,
    ...shown
  } = invoice
  return { ...shown, items: presentLines(shown.items) }
}

/** What can still be paid of it: what is owed less what is under way. */
export function payableNow({ balance, pending }: Pick<Invoice, 'balance' | 'pending'>) {
  return subtract(balance, pending)
}

/** The ways of paying for this payer and invoice, in the company's order. */
export function offeredMethods(methods: readonly PaymentMethod[], invoice: Invoice, customer: Customer): PaymentMethod[] {
  return can('pay', invoice.status) && !isZero(payableNow(invoice)) ? methodsLeft(methods, invoice, customer) : []
}

type Excluding = Pick<Customer, 'disabled_payment_methods'>

/** What neither the document nor its customer excludes, and what a payer can do something with. */
export function methodsLeft(methods: readonly PaymentMethod[], document: Excluding, customer: Excluding): PaymentMethod[] {
  const excluded = new Set([...document.disabled_payment_methods, ...customer.disabled_payment_methods])
  return methods.filter(
    (method) => method.enabled && !excluded.has(method.id) && (method.gateway !== null || method.meta !== null),
  )
}
