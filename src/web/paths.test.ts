import { expect, test } from 'vitest'
import { paths } from './paths.ts'

test('addresses people have bookmarked stay', () => {
  const sample = (path: (...given: never[]) => string) => (path as (...given: unknown[]) => string)(7, 'key')
  expect(Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, sample(path)]))).toMatchInlineSnapshot(`
    {
      "account": "/account",
      "apiKeys": "/settings/api_keys",
      "apiReference": "/api/docs",
      "companyProfile": "/settings/company",
      "coupons": "/settings/coupons",
      "creditNote": "/credit_notes/7",
      "creditNotes": "/credit_notes",
      "customer": "/customers/7",
      "customers": "/customers",
      "defaults": "/settings/defaults",
      "editCustomer": "/customers/7/edit",
      "editInvoice": "/invoices/7/edit",
      "editItem": "/items/7/edit",
      "emailTemplate": "/settings/email_templates/7",
      "emailTemplates": "/settings/email_templates",
      "estimate": "/estimates/7",
      "estimates": "/estimates",
      "forgot": "/forgot",
      "home": "/",
      "invoice": "/invoices/7",
      "invoices": "/invoices?tab=7",
      "issuedInvoice": "/invoices/7?ask=send",
      "items": "/items",
      "members": "/settings/members",
      "newCustomer": "/customers/new",
      "newInvoice": "/invoices/new?customer=7",
      "newItem": "/items/new",
      "payment": "/payments/7",
      "paymentSettings": "/settings/payments",
      "payments": "/payments",
      "plans": "/plans",
      "reset": "/reset",
      "settings": "/settings",
      "signIn": "/sign_in?next=7",
      "signUp": "/sign_up",
      "subscription": "/subscriptions/7",
      "subscriptions": "/subscriptions",
      "tasks": "/tasks",
      "taxRates": "/settings/tax_rates",
      "verify": "/verify",
      "webhooks": "/settings/webhooks",
      "welcome": "/welcome",
    }
  `)
})
