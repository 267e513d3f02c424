/**
 * Owns: what a customer sees of the cards and accounts that are charged by themselves.
 * Does not own: the cards and accounts, AutoPay, the words of an agreement and what is kept of it.
 * Invariants: the last four figures and a name, never more.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { PaymentMethod } from '../../payments/gateways/contract.ts'
import type { PaymentSource } from '../../payments/payment-sources/contract.ts'
import { named } from '../../payments/payment-sources/rules.ts'
import type { PaymentInfo } from './contract.ts'

type Shown = PaymentInfo['payment_sources'][number]

/** A saved source as its owner may see it behind a link. */
export function presentSource(source: PaymentSource, { payment_source }: Pick<Customer, 'payment_source'>): Shown {
  const { object, name, last4 } = named(source)
  return { object, name, last4, is_default: payment_source?.['id'] === source.id }
}

/** The card or account that AutoPay charges; null where there is none. */
export function chargedSource(sources: readonly PaymentSource[], owner: Pick<Customer, 'payment_source'>) {
  const source = sources.find(
    ({ id, object }) => id === owner.payment_source?.['id'] && object === owner.payment_source['object'],
  )
  return source ? named(source) : null
}

/** Ways of paying by which the company can collect by itself from this customer. */
export function collectableMethods<Method extends Pick<PaymentMethod, 'id' | 'supports_autopay'>>(
  methods: readonly Method[],
  { disabled_payment_methods }: Pick<Customer, 'disabled_payment_methods'>,
): Method[] {
  return methods.filter(({ supports_autopay, id }) => supports_autopay && !disabled_payment_methods.includes(id))
}

/** @throws Refusal refused `method_unavailable`, where it is not among those */
export function refuseUncollectable(
  methods: readonly Pick<PaymentMethod, 'id' | 'supports_autopay'>[],
  customer: Pick<Customer, 'disabled_payment_methods'>,
  method: string,
): void {
  if (collectableMethods(methods, customer).some(({ id }) => id === method)) return
  throw new Refusal('refused', 'method_unavailable', 'This way of paying cannot be saved here. Choose another one.', 'method')
}
