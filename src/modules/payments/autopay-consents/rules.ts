/**
 * Owns: what a customer agreed to about AutoPay, as evidence.
 * Does not own: whether AutoPay is on, and what it charges, which are the customer's.
 * Invariants: evidence is only ever added; who agrees agrees to words, about a card or account. Nobody agrees to words that were
 * not on the screen.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { AutopayConsent } from './contract.ts'

/** From where and with what it was done. */
export interface Evidence {
  readonly ip: string | null
  readonly user_agent: string | null
}

/** What the act is made of: its place among the others, whose it is, when and from where. */
export interface ConsentFacts extends Evidence {
  readonly id: number
  readonly customer: number
  readonly now: Date
}

/** A card or account as words name it. */
export type Named = NonNullable<AutopayConsent['payment_source']>

/** An agreement to be charged by itself, before the card or account is known that it is about. */
export interface Agreed extends Evidence {
  readonly stated_by: AutopayConsent['stated_by']
  /** Null where nobody read any: then they are those about the very card or account. */
  readonly mandate: string | null
}

/** The customer agrees to the words. */
export function giveConsent(
  facts: ConsentFacts,
  agreed: Pick<AutopayConsent, 'stated_by'> & { readonly mandate: string; readonly payment_source: Named },
): AutopayConsent {
  return { ...act(facts), action: 'given', ...agreed }
}

/** Whatever was agreed to is taken back. */
export function withdrawConsent(facts: ConsentFacts, stated_by: AutopayConsent['stated_by']): AutopayConsent {
  return { ...act(facts), action: 'withdrawn', stated_by, mandate: null, payment_source: null }
}

function act({ id, customer, ip, user_agent, now }: ConsentFacts) {
  return { id, object: 'autopay_consent', customer, ip: ip || null, user_agent: user_agent || null, created_at: now } as const
}

const TERMS = 'for the amount of each of its invoices when it is due, from the next invoice on.'
const WAY_OUT = 'at any time; a payment that is under way by then still completes.'

/** What a customer agrees to by turning AutoPay on; the card or account is the one that is charged. */
export function mandateText(company: string, source: Omit<Named, 'id'>): string {
  const act = source.object === 'card' ? 'charge' : 'debit'
  return `I authorize ${company} to ${act} the ${sourceText(source)} ${TERMS} I can withdraw this here ${WAY_OUT}`
}

/** What a customer agrees to by saving a card or account that AutoPay will charge; which one, nobody can say before. */
export function savingMandateText(company: string): string {
  return `I authorize ${company} to charge or debit the card or account that I save here ${TERMS} I can withdraw this ${WAY_OUT}`
}

/** "Visa card ending in 4242". */
export function sourceText(source: Omit<Named, 'id'>): string {
  return `${sourceName(source)} ending in ${source.last4}`
}

export function sourceName({ object, name }: Pick<Named, 'object' | 'name'>): string {
  const words = name.charAt(0).toUpperCase() + name.slice(1)
  return object === 'card' ? `${words} card` : `${words} account`
}

/**
 * Whoever agrees says to which words, and those must be the ones that hold now.
 * @throws Refusal invalid where there are none, conflict where the card, account or company is another by now
 */
export function refuseOtherWords(agreed: string | undefined, current: string): void {
  if (agreed === undefined)
    throw new Refusal('invalid', 'mandate_missing', `Send the mandate that was agreed to. It is: ${current}`, 'mandate')
  if (agreed !== current)
    throw new Refusal('conflict', 'mandate_changed', 'What you agree to has changed meanwhile. Please read it again.', 'mandate')
}

/** What saving another one agrees to; null while nothing is charged by itself. */
export function savingMandate(company: string, { autopay }: { readonly autopay: boolean }): string | null {
  return autopay ? savingMandateText(company) : null
}

/**
 * What saving a card or account agrees to. While AutoPay is on the words have to be sent; before, nothing is asked yet.
 * @throws Refusal invalid where there are none, conflict where they are others by now
 */
export function savingAgreement(
  company: string,
  owner: { readonly autopay: boolean },
  { mandate, ...evidence }: Evidence & { readonly mandate: string | undefined },
): Agreed | null {
  const current = savingMandate(company, owner)
  if (current === null) return null
  refuseOtherWords(mandate, current)
  return { stated_by: 'customer', mandate: current, ...evidence }
}
