/**
 * Owns: what a customer agreed to about AutoPay, as evidence.
 * Does not own: whether AutoPay is on, which is the customer's; the words, which are the portal's.
 * Invariants: evidence is only ever added; who agrees agrees to words, about a card or account.
 */
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

/** The customer agrees to the words. */
export function giveConsent(
  facts: ConsentFacts,
  agreed: { readonly mandate: string; readonly payment_source: NonNullable<AutopayConsent['payment_source']> },
): AutopayConsent {
  return { ...act(facts), action: 'given', ...agreed }
}

/** The customer takes back whatever was agreed to. */
export function withdrawConsent(facts: ConsentFacts): AutopayConsent {
  return { ...act(facts), action: 'withdrawn', mandate: null, payment_source: null }
}

function act({ id, customer, ip, user_agent, now }: ConsentFacts) {
  return { id, object: 'autopay_consent', customer, ip: ip || null, user_agent: user_agent || null, created_at: now } as const
}
