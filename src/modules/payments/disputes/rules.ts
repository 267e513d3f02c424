/**
 * Owns: what becomes of contested money.
 * Does not own: the charge, the payment, the answer to the bank (the gateway's own pages take it).
 * Invariants: a dispute is opened once and ends once; a notice that comes late or twice changes nothing.
 */
import { isPositive, type Money, min, subtract } from '../../../core/money.ts'
import type { Facts as Charge } from '../charges/rules.ts'
import type { Dispute } from './contract.ts'

export interface Notice {
  readonly reference: string
  readonly amount: Money
  readonly status: 'opened' | 'won' | 'lost'
  readonly reason: string
}

/**
 * A new dispute; null where nothing is left of the charge to contest.
 * @param contested what other disputes of the charge contest, or have taken
 */
export function openDispute(id: number, charge: Charge, contested: Money, notice: Notice, now: Date): Dispute | null {
  const amount = min(
    notice.amount.currency === charge.amount.currency ? notice.amount : charge.amount,
    subtract(subtract(charge.amount, charge.amount_refunded), contested),
  )
  if (!isPositive(amount)) return null
  return {
    id,
    object: 'dispute',
    charge: charge.id,
    customer: charge.customer,
    currency: charge.currency,
    amount,
    status: 'open',
    reason: notice.reason,
    gateway: charge.gateway,
    gateway_id: notice.reference,
    created_at: now,
    updated_at: now,
  }
}

/** How it ended, where the notice says so and it had not ended before. */
export function ending(dispute: Dispute, notice: Notice): 'won' | 'lost' | null {
  return dispute.status === 'open' && notice.status !== 'opened' ? notice.status : null
}
