/**
 * Owns: which cards and bank accounts a customer keeps with us.
 * Does not own: the gateway that holds them, charging them, which of them is the customer's default (the customer does).
 * Invariants: only references of a gateway are kept, never a number; a customer has at most 20.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { Agreed, Named } from '../autopay-consents/rules.ts'
import type { SourceDraft } from '../gateways/contract.ts'
import type { PaymentSource } from './contract.ts'

export const SOURCES_MAX = 20

/** What is known of a source at its gateway. */
export interface SourceFacts {
  readonly id: number
  readonly customer: number
  readonly type: PaymentSource['object']
  readonly method: string
  readonly gateway: string
  readonly merchant_account: number | null
  readonly gateway_id: string | null
  readonly gateway_customer: string | null
  readonly verified: boolean
  readonly chargeable: boolean
  readonly hidden: boolean
  readonly failure_reason: string | null
}

/** What is saved: exactly one token. */
export function tokenOf({ invoiced_token, gateway_token }: SourceDraft): string {
  const tokens = [invoiced_token, gateway_token].filter((token) => typeof token === 'string')
  if (tokens.length !== 1)
    throw new Refusal('invalid', 'token_missing', 'Send exactly one of invoiced_token and gateway_token.', 'invoiced_token')
  return tokens[0]!
}

export function refuseTooMany(count: number): void {
  if (count >= SOURCES_MAX)
    throw new Refusal(
      'refused',
      'too_many_sources',
      `A customer has at most ${SOURCES_MAX} payment sources. Remove one first.`,
      'invoiced_token',
    )
}

/** Attempts within an hour that were not saved, after which a link, or an address, saves no more: cards are tried out elsewhere. */
export const ATTEMPTS_MAX = 10
const ATTEMPTS_FROM_MAX = 30

/** What of the last hour was declined, or is under way: of the customer, and from the address. */
export interface Attempts {
  readonly of_customer: number
  readonly from_address: number
}

/** @throws Refusal refused `too_many_tries` */
export function refuseTriedOut({ of_customer, from_address }: Attempts): void {
  if (of_customer >= ATTEMPTS_MAX || from_address >= ATTEMPTS_FROM_MAX)
    throw new Refusal(
      'refused',
      'too_many_tries',
      'Too many cards or accounts were declined. Try again in an hour, or ask the company whom you pay.',
    )
}

/** Why the source cannot be charged now; null when it can. */
export function reasonAgainstCharge(
  source: Pick<SourceFacts, 'hidden' | 'verified' | 'chargeable' | 'failure_reason'>,
): string | null {
  if (source.hidden) return 'This payment source was removed.'
  if (!source.verified) return 'The bank account has not been verified yet.'
  return source.chargeable ? null : (source.failure_reason ?? 'This payment source cannot be charged.')
}

export function refuseUnchargeable(source: SourceFacts): void {
  const reason = reasonAgainstCharge(source)
  if (reason)
    throw new Refusal('refused', source.verified ? 'source_not_chargeable' : 'not_verified', reason, 'payment_source_id')
}

/** The source as words about it name it. */
export function named(source: PaymentSource): Named {
  const { object, id, last4 } = source
  return { object, id, name: source.object === 'card' ? source.brand : source.bank_name, last4 }
}

/**
 * Whether a source that was saved is what the customer is charged by from now on. What AutoPay charges was agreed to: another
 * one without an agreement is kept and not charged.
 */
export function becomesDefault(
  { autopay, payment_source }: Pick<Customer, 'autopay' | 'payment_source'>,
  { make_default, consent }: { readonly make_default: boolean; readonly consent: Agreed | null },
): boolean {
  return (make_default || payment_source === null) && !(autopay && consent === null)
}
