/** Cards of the simulated gateway, by what happens when one pays with them. */
export const TEST_TOKENS = [
  { token: 'tok_visa_4242', label: 'Visa ending in 4242', text: 'Pays at once' },
  { token: 'tok_mastercard', label: 'Mastercard ending in 4444', text: 'Pays at once' },
  { token: 'tok_visa_late', label: 'Visa, slow bank', text: 'Pays after ten minutes' },
  { token: 'tok_visa_0002', label: 'Visa ending in 0002', text: 'Is declined' },
  { token: 'tok_visa_9995', label: 'Visa ending in 9995', text: 'Is declined: not enough money' },
] as const
