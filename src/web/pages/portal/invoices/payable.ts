import { add, isPositive, type Money, subtract } from '../../../../core/money.ts'
import { feePercentage } from '../../../../modules/payments/gateways/rules.ts'
import { convenienceFee } from '../../../../modules/payments/payments/application.ts'
import type { PortalInvoice } from '../../../records.ts'
import { moneyOf } from '../../../ui/Money.tsx'

/** What can be paid now: what is owed, without what is under way. */
export function payableOf({ balance, pending, currency }: PortalInvoice['invoice']): Money {
  return subtract(moneyOf(balance, currency), moneyOf(pending, currency))
}

/** What is taken in all by a way of paying that costs extra; the rate is in hundredths of a percent. */
export function withFee(amount: Money, rate: number): { readonly fee: Money | null; readonly total: Money } {
  const fee = rate > 0 ? convenienceFee(amount, feePercentage({ convenience_fee: rate })) : null
  return fee && isPositive(fee) ? { fee, total: add(amount, fee) } : { fee: null, total: amount }
}
