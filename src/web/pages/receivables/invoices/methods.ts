/** Ways of paying, in words. */
const METHODS: Readonly<Record<string, string>> = {
  ach: 'Bank transfer (ACH)',
  balance: 'Credit balance',
  cash: 'Cash',
  check: 'Check',
  credit_card: 'Card',
  direct_debit: 'Direct debit',
  eft: 'Bank transfer',
  other: 'Other',
  paypal: 'PayPal',
  wire_transfer: 'Wire transfer',
}

export const METHOD_CHOICES = [
  'check',
  'wire_transfer',
  'ach',
  'cash',
  'credit_card',
  'direct_debit',
  'eft',
  'paypal',
  'other',
].map((value) => ({ value, label: METHODS[value] ?? value }))

export function methodText(method: string | undefined): string {
  return method ? (METHODS[method] ?? sentence(method)) : ''
}

/** `bank_feed` as words: Bank feed. */
export function sentence(type: string): string {
  const words = type.replace(/[._]/g, ' ').replace(/\bapi\b/g, 'API')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
