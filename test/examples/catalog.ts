import { about, aboutCode, type Caller, code, type Example, make, nothing } from './making.ts'
import { item, plan, taxRate } from './records.ts'

const glAccount = (company: Caller) => make(company, '/gl_accounts', { name: code('Sales'), code: code('40') })
const taxRule = async (company: Caller) => make(company, '/tax_rules', { tax_rate: (await taxRate(company)).id, country: 'IS' })
const coupon = (company: Caller) => make(company, '/coupons', { id: code('off'), name: 'Non-profit', value: 20 })
const terms = (company: Caller) => make(company, '/payment_terms', { name: code('NET 30') })

export const catalog: Readonly<Record<string, Example>> = {
  'tax_rates.list': nothing,
  'tax_rates.create': () => ({ body: { id: code('vat'), name: 'VAT', value: 5 } }),
  'tax_rates.get': aboutCode(taxRate),
  'tax_rates.update': aboutCode(taxRate, { name: 'GST' }),
  'tax_rates.delete': aboutCode(taxRate),

  'tax_rules.list': nothing,
  'tax_rules.create': async (company) => ({ body: { tax_rate: (await taxRate(company)).id, country: 'IS', state: 'TX' } }),
  'tax_rules.get': about(taxRule),
  'tax_rules.update': about(taxRule, { country: 'CA' }),
  'tax_rules.delete': about(taxRule),

  'gl_accounts.list': nothing,
  'gl_accounts.create': () => ({ body: { name: code('Sales'), code: code('40') } }),
  'gl_accounts.get': about(glAccount),
  'gl_accounts.update': about(glAccount, { parent_id: null }),
  'gl_accounts.delete': about(glAccount),

  'coupons.list': nothing,
  'coupons.create': () => ({ body: { id: code('off'), name: 'Non-profit', value: 20 } }),
  'coupons.get': aboutCode(coupon),
  'coupons.update': aboutCode(coupon, { name: 'Nonprofits' }),
  'coupons.delete': aboutCode(coupon),

  'items.list': nothing,
  'items.create': () => ({ body: { id: code('delivery'), name: 'Delivery', type: 'service', unit_cost: 100 } }),
  'items.get': aboutCode(item),
  'items.update': aboutCode(item, { type: 'product' }),
  'items.delete': aboutCode(item),

  'plans.list': nothing,
  'plans.create': async (company) => ({
    body: { id: code('starter'), name: 'Starter', catalog_item: (await item(company)).id, amount: 49, interval: 'month' },
  }),
  'plans.get': aboutCode(plan),
  'plans.update': aboutCode(plan, { name: 'Standard' }),
  'plans.delete': aboutCode(plan),

  'payment_terms.list': nothing,
  'payment_terms.create': () => ({ body: { name: code('NET 45') } }),
  'payment_terms.get': about(terms),
  'payment_terms.update': about(terms, { active: false }),
  'payment_terms.delete': about(terms),
}
