import { Refusal } from '../../../core/refusal.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import type { TaxRate, TaxRateChanges, TaxRateDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createTaxRate(work: Work, draft: TaxRateDraft): Promise<TaxRate> {
  const rate = rules.draftTaxRate(draft.id ?? randomCode(6), draft, work.company.currency, work.now)
  await store.insert(work, rate)
  return rate
}

export async function updateTaxRate(work: Work, id: string, changes: TaxRateChanges): Promise<TaxRate> {
  const rate = rules.changeTaxRate(await store.find(work, id), changes, work.now)
  await store.update(work, rate)
  return rate
}

export async function deleteTaxRate(work: Work, id: string): Promise<null> {
  await store.update(work, rules.archiveTaxRate(await store.find(work, id), work.now))
  return null
}

/** Refuses a code that names no rate, as the fault of the field. */
export async function refuseUnknownRates(work: Work, codes: readonly string[], field: string): Promise<void> {
  const rates = await findTaxRates(work, codes)
  const unknown = codes.find((code) => !rates.some(({ id }) => id === code))
  if (unknown !== undefined) throw new Refusal('invalid', 'tax_rate_not_found', `No tax rate "${unknown}".`, field)
}

/** The rates among these codes that can still be charged; codes that name none are left out. One query. */
export const findTaxRates = store.findMany
