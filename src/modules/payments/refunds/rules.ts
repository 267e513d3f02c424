/**
 * Owns: how much of a charge may go back, and how a try to give it back ends.
 * Does not own: the gateway, the charge, from where the payment takes the money (returns).
 * Invariants: refunds that stand or are under way never exceed the charge; a refund that the gateway refused is none.
 */
import { decimalText } from '../../../core/decimal.ts'
import { add, compare, inMajorUnits, isPositive, type Money, subtract } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Facts as Charge } from '../charges/rules.ts'
import type { Refund } from './contract.ts'

export type State = 'intended' | 'unknown' | 'pending' | 'succeeded' | 'failed'

/** A refund as it is kept. */
export interface Facts extends Omit<Refund, 'status' | 'payment'> {
  readonly payment_id: number
  readonly status: State
  readonly method: string
  readonly idempotency_key: string
  readonly settled_at: Date | null
}

export function present({ status, payment_id, method: _, idempotency_key: __, settled_at, ...refund }: Facts): Refund {
  return { ...refund, payment: payment_id, status: isEnded(status) ? (status as Refund['status']) : 'pending' }
}

export function isEnded(status: State): boolean {
  return status === 'succeeded' || status === 'failed'
}

/** Counts the amount as given back, or refuses. It counts from the intention on, so that two refunds at once cannot exceed the charge. */
export function countRefund(charge: Charge, amount: Money): Charge {
  if (charge.status !== 'succeeded')
    throw new Refusal(
      'refused',
      'charge_not_refundable',
      `This charge ${charge.status === 'failed' ? 'failed' : 'has not settled yet'}; there is nothing to give back.`,
    )
  if (charge.disputed)
    throw new Refusal('refused', 'charge_disputed', "The payer's bank contests this charge. Answer the dispute instead.")
  refuseAboveRest(amount, subtract(charge.amount, charge.amount_refunded))
  return { ...charge, amount_refunded: add(charge.amount_refunded, amount) }
}

/** Refuses an amount that is nothing, or more than can still be given back. */
export function refuseAboveRest(amount: Money, left: Money): void {
  if (!isPositive(amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a refund must be above zero.', 'amount')
  if (compare(amount, left) > 0)
    throw new Refusal(
      'invalid',
      'refund_exceeds_charge',
      `At most ${decimalText(inMajorUnits(left))} can still be given back.`,
      'amount',
    )
}

/** The refund stands: the charge is refunded once all of it is. */
export function keepRefund(charge: Charge, settled: Money): Charge {
  return { ...charge, refunded: compare(settled, charge.amount) >= 0 }
}

/** The gateway refused: it does not count. */
export function dropRefund(charge: Charge, { amount }: Pick<Facts, 'amount'>): Charge {
  return { ...charge, amount_refunded: subtract(charge.amount_refunded, amount) }
}
