/** What a mail about an estimate may name. Source of the names: the published behaviour. */
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { sumText, type Values } from '../templates/variables.ts'

/** @param wire the estimate as published */
export function estimateValues(estimate: Estimate, wire: Values, words: Writing): Values {
  return {
    estimate_number: estimate.number ?? '',
    estimate_date: words.date(estimate.date.date),
    expiration_date: estimate.expiration_date ? words.date(estimate.expiration_date.date) : '',
    payment_terms: estimate.payment_terms ?? '',
    purchase_order: estimate.purchase_order ?? '',
    total: words.money(estimate.total),
    discounts: sumText(
      estimate.discounts.map(({ amount }) => amount),
      words,
    ),
    notes: estimate.notes ?? '',
    estimate: wire,
    url: estimate.url ?? '',
  }
}
