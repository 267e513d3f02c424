import { sourceText } from '../../../../modules/payments/autopay-consents/rules.ts'
import { named, reasonAgainstCharge } from '../../../../modules/payments/payment-sources/rules.ts'
import type { PaymentSource } from '../../../records.ts'

/** "Visa card ending in 4242". */
export function savedSourceText(source: PaymentSource): string {
  return sourceText(named(source))
}

/** Why it cannot be charged now, by the server's own rule; undefined when it can. Those that were removed are not listed. */
export function reasonAgainstSource(source: PaymentSource): string | undefined {
  const verified = source.object === 'card' || source.verified
  return reasonAgainstCharge({ ...source, verified, hidden: false }) ?? undefined
}

/** "Expires 05/2027"; bank accounts do not. */
export function expiryText(source: PaymentSource): string | null {
  return source.object === 'card' ? `Expires ${String(source.exp_month).padStart(2, '0')}/${source.exp_year}` : null
}
