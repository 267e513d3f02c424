import type { Charge } from '../../../records.ts'
import { sentence } from '../../receivables/invoices/methods.ts'

/** `Visa ending in 4242`, as far as the gateway told. */
export function sourceText({ payment_source }: Charge): string | null {
  const { brand, bank_name, last4 } = payment_source ?? {}
  const name = brand ?? bank_name
  const parts = [typeof name === 'string' ? sentence(name) : null, typeof last4 === 'string' ? `ending in ${last4}` : null]
  return parts.filter(Boolean).join(' ') || null
}
