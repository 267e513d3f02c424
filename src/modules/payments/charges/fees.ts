/**
 * Owns: what paying by a method costs the payer besides the amount.
 * Invariants: the fee is split off, never hidden in what is paid on the invoice.
 */
import { add, isPositive, type Money } from '../../../core/money.ts'
import { feePercentage } from '../gateways/rules.ts'
import { convenienceFee, type Split } from '../payments/application.ts'

/** What is paid with its fee, and how both are split. */
export function withFee(pays: Split, fee_rate: number): { readonly amount: Money; readonly splits: readonly Split[] } {
  const { amount } = pays
  const fee = fee_rate > 0 ? convenienceFee(amount, feePercentage({ convenience_fee: fee_rate })) : null
  return fee && isPositive(fee)
    ? { amount: add(amount, fee), splits: [pays, { type: 'convenience_fee', amount: fee }] }
    : { amount, splits: [pays] }
}
