import { sourceText } from '../../../../modules/payments/autopay-consents/rules.ts'
import { named } from '../../../../modules/payments/payment-sources/rules.ts'
import type { PaymentSource } from '../../../records.ts'

/** "Visa card ending in 4242". */
export function savedSourceText(source: PaymentSource): string {
  return sourceText(named(source))
}

/** Why it cannot be charged now; undefined when it can. */
export function reasonAgainstSource(source: PaymentSource): string | undefined {
  if (source.object === 'bank_account' && !source.verified) return 'Not verified yet'
  return source.chargeable ? undefined : (source.failure_reason ?? 'Cannot be charged')
}

/** "Expires 05/2027"; bank accounts do not. */
export function expiryText(source: PaymentSource): string | null {
  return source.object === 'card' ? `Expires ${String(source.exp_month).padStart(2, '0')}/${source.exp_year}` : null
}
