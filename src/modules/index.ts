import type { Hono } from 'hono'
import type { Access } from '../platform/http/auth.ts'
import type { Expanders, Papers, Routes } from '../platform/http/handlers.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/outside.ts'
import * as coupons from './catalog/coupons/routes.ts'
import * as items from './catalog/items/routes.ts'
import * as paymentTerms from './catalog/payment-terms/routes.ts'
import * as taxRates from './catalog/tax-rates/routes.ts'
import * as taxRules from './catalog/tax-rules/routes.ts'
import { keyLookup } from './company/api-keys/service.ts'
import * as contacts from './customers/contacts/routes.ts'
import * as customers from './customers/customers/routes.ts'
import * as attachments from './messages/attachments/routes.ts'
import * as files from './messages/files/routes.ts'
import * as notes from './messages/notes/routes.ts'
import * as balances from './payments/balances/routes.ts'
import * as payments from './payments/payments/routes.ts'
import * as invoices from './receivables/invoices/routes.ts'

/**
 * The table of contents, from the foundation upwards. A module calls those listed before it directly and reaches those
 * after it only through events. The architecture test reads the order from here.
 */
export const MODULES = ['catalog/numbering', 'catalog/tax-rates', 'catalog/tax-rules', 'catalog/coupons', 'catalog/items', 'catalog/payment-terms', 'customers/customers', 'customers/contacts', 'messages/files', 'messages/attachments', 'receivables/documents', 'receivables/invoices', 'payments/settlement', 'payments/payments', 'payments/balances', 'messages/notes', 'insight/proof'] as const

export const routes: Routes = {
  tax_rates: taxRates.routes,
  tax_rules: taxRules.routes,
  coupons: coupons.routes,
  items: items.routes,
  payment_terms: paymentTerms.routes,
  customers: customers.routes,
  contacts: contacts.routes,
  files: files.routes,
  attachments: attachments.routes,
  invoices: invoices.routes,
  payments: payments.routes,
  balances: balances.routes,
  notes: notes.routes,
}

export const papers: Papers = {}

export const expanders: Expanders = { ...taxRates.expanders, ...coupons.expanders, ...items.expanders, ...customers.expanders, ...contacts.expanders, ...files.expanders, ...invoices.expanders, ...payments.expanders }

/** Everything that happens by itself. */
export const jobs: readonly Job[] = []

/** Routes that are no operations of the API: downloads, pixels, pages for people without a session. */
export const pages: readonly ((app: Hono, platform: Platform) => void)[] = []

/** How callers are recognised. */
export function access(platform: Platform): Access {
  return { byKey: keyLookup(platform), bySession: async () => null }
}
