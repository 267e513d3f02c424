/**
 * Owns: a payment, or the saving of a source, that the payer makes on the gateway's own page.
 * Does not own: the charge that it becomes.
 * Invariants: it holds nothing and promises nothing; it becomes at most one charge or one source, and only when the gateway
 * says so; arriving back from the page proves nothing.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Money, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Agreed } from '../autopay-consents/rules.ts'
import type { Split, StoredSplit } from '../payments/application.ts'

export interface Checkout {
  readonly id: number
  readonly customer: number
  readonly currency: string
  /** Minor units; null where only a source is saved. */
  readonly amount: number | null
  readonly applied_to: readonly StoredSplit[]
  readonly method: string
  readonly gateway: string
  readonly merchant_account: number | null
  readonly gateway_id: string | null
  readonly url: string | null
  readonly make_default: boolean
  readonly receipt_email: string | null
  readonly description: string | null
  /** What was agreed to before, should AutoPay charge the source that is saved. */
  readonly consent: Agreed | null
  readonly status: 'open' | 'completed' | 'expired'
  readonly charge: number | null
  readonly idempotency_key: string
  readonly expires_at: Date
  readonly created_at: Date
  readonly updated_at: Date
}

export function amountOf({ amount, currency }: Checkout): Money | null {
  return amount === null ? null : money(amount, currency as Currency)
}

/** The page of a key is for one amount; who wants to pay another one goes to another page. @throws Refusal conflict */
export function refuseOtherAmount({ amount }: Checkout, wanted: Money | null): void {
  if (amount === (wanted?.amount ?? null)) return
  throw new Refusal(
    'conflict',
    'key_reused',
    'This key belongs to a payment of another amount. Use a new one.',
    'idempotency_key',
  )
}

export function splitsOf({ applied_to, currency }: Checkout): Split[] {
  return applied_to.map((split) => ({ ...split, amount: money(split.amount, currency as Currency) }))
}

/** A page that the gateway does not know, or that is over there, is over here once nobody can be on it any more. */
export function isOver({ expires_at }: Checkout, outcome: string, now: Date): boolean {
  return (outcome === 'declined' || outcome === 'not_found' || outcome === 'open') && now >= expires_at
}
