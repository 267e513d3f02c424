import { decimalText } from '../../../../core/decimal.ts'
import { feePercentage } from '../../../../modules/payments/gateways/rules.ts'

/** A fee in hundredths of a percent as a percentage: 250 is `2.5`. */
export function feePlain(convenience_fee: number): string {
  return decimalText(feePercentage({ convenience_fee })).replace(/\.?0+$/, '')
}

export function feeText(convenience_fee: number): string {
  return `${feePlain(convenience_fee)} %`
}

/** The hundredths of a percent of a percentage such as `2.5`; null when it is none, or finer than that. */
export function feeTyped(plain: string): number | null {
  const parts = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(plain || '0')
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : null
}
