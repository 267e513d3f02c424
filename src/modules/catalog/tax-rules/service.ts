import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findTaxRates } from '../tax-rates/service.ts'
import type { TaxRule, TaxRuleChanges, TaxRuleDraft } from './contract.ts'
import * as store from './store.ts'

const RULES_MAX = 1000

export async function createTaxRule(work: Work, { tax_rate, country, state }: TaxRuleDraft): Promise<TaxRule> {
  const [rules] = await Promise.all([store.all(work), refuseUnknownRate(work, tax_rate)])
  if (rules.length >= RULES_MAX)
    throw new Refusal('refused', 'too_many_tax_rules', `A company may have at most ${RULES_MAX} tax rules.`)
  const rule: TaxRule = {
    id: await work.newId(),
    object: 'tax_rule',
    tax_rate,
    country: country ?? null,
    state: state ?? null,
    created_at: work.now,
    updated_at: work.now,
  }
  await store.insert(work, rule)
  return rule
}

export async function updateTaxRule(work: Work, id: number, changes: TaxRuleChanges): Promise<TaxRule> {
  const before = await store.find(work, id)
  if (changes.tax_rate !== undefined) await refuseUnknownRate(work, changes.tax_rate)
  const rule: TaxRule = {
    ...before,
    tax_rate: changes.tax_rate ?? before.tax_rate,
    country: changes.country === undefined ? before.country : changes.country,
    state: changes.state === undefined ? before.state : changes.state,
    updated_at: work.now,
  }
  await store.update(work, rule)
  return rule
}

export async function deleteTaxRule(work: Work, id: number): Promise<null> {
  await store.remove(work, id)
  return null
}

/** Every rule of the company. One query. */
export const taxRulesFor = store.all

async function refuseUnknownRate(work: Work, code: string): Promise<void> {
  if ((await findTaxRates(work, [code])).length === 0)
    throw new Refusal('invalid', 'unknown_tax_rate', `There is no tax rate "${code}".`, 'tax_rate')
}
