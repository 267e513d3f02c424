/**
 * Owns: what a customer sees of the cards and accounts that are charged by themselves, and the words of the agreement.
 * Does not own: the cards and accounts, AutoPay, what is kept of an agreement.
 * Invariants: the last four figures and a name, never more. Nobody agrees to words that were not on the screen.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { PaymentMethod } from '../../payments/gateways/contract.ts'
import type { PaymentSource } from '../../payments/payment-sources/contract.ts'
import type { PaymentInfo } from './contract.ts'

type Shown = PaymentInfo['payment_sources'][number]

/** A saved source as its owner may see it behind a link. */
export function presentSource(source: PaymentSource, { payment_source }: Pick<Customer, 'payment_source'>): Shown {
  const name = source.object === 'card' ? source.brand : source.bank_name
  return { object: source.object, name, last4: source.last4, is_default: payment_source?.['id'] === source.id }
}

/** The card or account that AutoPay charges; null where there is none. */
export function chargedSource(sources: readonly PaymentSource[], owner: Pick<Customer, 'payment_source'>) {
  const source = sources.find(
    ({ id, object }) => id === owner.payment_source?.['id'] && object === owner.payment_source['object'],
  )
  if (!source) return null
  const { object, name, last4 } = presentSource(source, owner)
  return { object, id: source.id, name, last4 }
}

/** "Visa card ending in 4242". */
export function sourceText(source: Pick<Shown, 'object' | 'name' | 'last4'>): string {
  return `${sourceName(source)} ending in ${source.last4}`
}

export function sourceName({ object, name }: Pick<Shown, 'object' | 'name'>): string {
  const words = name.charAt(0).toUpperCase() + name.slice(1)
  return object === 'card' ? `${words} card` : `${words} account`
}

/** What a customer agrees to by turning AutoPay on; the card or account is the one that is charged. */
export function mandateText(company: string, source: Pick<Shown, 'object' | 'name' | 'last4'>): string {
  const act = source.object === 'card' ? 'charge' : 'debit'
  return `I authorize ${company} to ${act} the ${sourceText(source)} for the amount of each of its invoices when it is due, from the next invoice on. I can withdraw this here at any time; a payment that is under way by then still completes.`
}

/**
 * Whoever agrees says to which words, and those must be the ones that hold now.
 * @throws Refusal invalid where there are none, conflict where the card, account or company is another by now
 */
export function refuseOtherWords(agreed: string | undefined, current: string): void {
  if (agreed === undefined)
    throw new Refusal('invalid', 'mandate_missing', 'Send the mandate that was agreed to, as payment_info says it.', 'mandate')
  if (agreed !== current)
    throw new Refusal('conflict', 'mandate_changed', 'What you agree to has changed meanwhile. Please read it again.', 'mandate')
}

/** @throws Refusal refused where one of the company's own people looks at the page: only the customer can agree */
export function refuseOwn({ isOwn }: { readonly isOwn: boolean }): void {
  if (isOwn)
    throw new Refusal(
      'refused',
      'own_portal',
      'You are signed in as the company. Only the customer can agree here; on the customer’s page you can turn AutoPay on yourself.',
      'enabled',
    )
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
