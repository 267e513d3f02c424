/**
 * Owns: what a customer sees of the cards and accounts that are charged by themselves.
 * Does not own: the cards and accounts, AutoPay.
 * Invariants: the last four figures and a name, never more.
 */
import type { Customer } from '../../customers/customers/contract.ts'
import type { PaymentSource } from '../../payments/payment-sources/contract.ts'
import type { PaymentInfo } from './contract.ts'

/** A saved source as its owner may see it behind a link. */
export function presentSource(
  source: PaymentSource,
  { payment_source }: Pick<Customer, 'payment_source'>,
): PaymentInfo['payment_sources'][number] {
  const name = source.object === 'card' ? source.brand : source.bank_name
  return { object: source.object, name, last4: source.last4, is_default: payment_source?.['id'] === source.id }
}
