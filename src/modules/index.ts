import type { Expanders, Papers, Routes } from '../platform/http/handlers.ts'
import * as coupons from './catalog/coupons/routes.ts'
import * as items from './catalog/items/routes.ts'
import * as paymentTerms from './catalog/payment-terms/routes.ts'
import * as taxRates from './catalog/tax-rates/routes.ts'
import * as taxRules from './catalog/tax-rules/routes.ts'
import * as customers from './customers/customers/routes.ts'

/**
 * The table of contents, from the foundation upwards. A module calls those listed before it directly and reaches those
 * after it only through events. The architecture test reads the order from here.
 */
export const MODULES = ['catalog/numbering', 'catalog/tax-rates', 'catalog/tax-rules', 'catalog/coupons', 'catalog/items', 'catalog/payment-terms', 'customers/customers'] as const

export const routes: Routes = {
  tax_rates: taxRates.routes,
  tax_rules: taxRules.routes,
  coupons: coupons.routes,
  items: items.routes,
  payment_terms: paymentTerms.routes,
  customers: customers.routes,
}

export const papers: Papers = {}

export const expanders: Expanders = { ...taxRates.expanders, ...coupons.expanders, ...items.expanders, ...customers.expanders }
