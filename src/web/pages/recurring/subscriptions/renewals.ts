import type { Subscription } from '../../../records.ts'

/** What follows the last bill of a term. */
export const RENEWALS: { readonly value: Subscription['contract_renewal_mode']; readonly label: string }[] = [
  { value: 'none', label: 'It ends' },
  { value: 'auto', label: 'It renews by itself' },
  { value: 'renew_once', label: 'It renews once' },
  { value: 'manual', label: 'It waits for a decision' },
]

export function renewalText({ contract_renewal_mode }: Pick<Subscription, 'contract_renewal_mode'>): string | undefined {
  return RENEWALS.find(({ value }) => value === contract_renewal_mode)?.label
}
