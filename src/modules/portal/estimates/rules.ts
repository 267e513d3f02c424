/**
 * Owns: what a customer sees of an estimate, and when its deposit can be paid.
 * Does not own: the estimate, the payment.
 * Invariants: a deposit is paid after the offer was accepted, and not while another payment of it is under way.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Money, zero } from '../../../core/money.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { depositLeft } from '../../receivables/estimates/rules.ts'
import { presentLines } from '../companies/rules.ts'
import type { PortalEstimate } from './contract.ts'

export function presentEstimate({
  metadata: _,
  disabled_payment_methods: __,
  ...estimate
}: Estimate): PortalEstimate['estimate'] {
  const { name, initials, timestamp, noted_by } = estimate.approval ?? {}
  return {
    ...estimate,
    items: presentLines(estimate.items),
    approval: timestamp && initials ? { name: name ?? null, initials, timestamp, noted: Boolean(noted_by) } : null,
  }
}

/** What of the deposit can be paid now. */
export function depositDue(estimate: Estimate, isRunning: boolean): Money {
  return estimate.status === 'approved' && !isRunning ? depositLeft(estimate) : zero(estimate.currency as Currency)
}
