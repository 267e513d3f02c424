import type { Hono } from 'hono'
import { NOBODYS } from '../contract/operation.ts'
import type { Expanders, Papers, Routes } from '../platform/http/handlers.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/outside.ts'
import * as coupons from './catalog/coupons/routes.ts'
import * as glAccounts from './catalog/gl-accounts/routes.ts'
import * as items from './catalog/items/routes.ts'
import * as paymentTerms from './catalog/payment-terms/routes.ts'
import * as plans from './catalog/plans/routes.ts'
import * as taxRates from './catalog/tax-rates/routes.ts'
import * as taxRules from './catalog/tax-rules/routes.ts'
import * as chasedStepJobs from './collections/chased-steps/jobs.ts'
import * as chasingJobs from './collections/chasing/jobs.ts'
import * as chasing from './collections/chasing/routes.ts'
import * as chasingCadences from './collections/chasing-cadences/routes.ts'
import * as invoiceCadences from './collections/invoice-cadences/routes.ts'
import * as invoiceChasingJobs from './collections/invoice-chasing/jobs.ts'
import * as invoiceChasing from './collections/invoice-chasing/routes.ts'
import * as promises from './collections/promises/routes.ts'
import * as taskJobs from './collections/tasks/jobs.ts'
import * as tasks from './collections/tasks/routes.ts'
import * as apiKeyJobs from './company/api-keys/jobs.ts'
import * as apiKeys from './company/api-keys/routes.ts'
import * as companies from './company/companies/routes.ts'
import * as customFields from './company/custom-fields/routes.ts'
import * as members from './company/members/routes.ts'
import * as onboarding from './company/onboarding/routes.ts'
import * as roles from './company/roles/routes.ts'
import * as signInJobs from './company/sign-in/jobs.ts'
import * as signIn from './company/sign-in/routes.ts'
import * as userJobs from './company/users/jobs.ts'
import * as contacts from './customers/contacts/routes.ts'
import * as customers from './customers/customers/routes.ts'
import * as accountingSync from './extend/accounting-sync/routes.ts'
import * as apiEvents from './extend/events/routes.ts'
import * as notificationJobs from './extend/notifications/jobs.ts'
import * as notifications from './extend/notifications/routes.ts'
import * as testClock from './extend/test-clock/routes.ts'
import * as webhookJobs from './extend/webhooks/jobs.ts'
import * as webhooks from './extend/webhooks/routes.ts'
import * as reports from './insight/reports/routes.ts'
import * as attachmentJobs from './messages/attachments/jobs.ts'
import * as attachments from './messages/attachments/routes.ts'
import * as creditNoteEmailJobs from './messages/credit-note-emails/jobs.ts'
import * as creditNoteEmails from './messages/credit-note-emails/routes.ts'
import * as emailJobs from './messages/emails/jobs.ts'
import * as emails from './messages/emails/routes.ts'
import * as estimateEmailJobs from './messages/estimate-emails/jobs.ts'
import * as estimateEmails from './messages/estimate-emails/routes.ts'
import * as files from './messages/files/routes.ts'
import * as inboxes from './messages/inboxes/routes.ts'
import * as invoiceEmailJobs from './messages/invoice-emails/jobs.ts'
import * as invoiceEmails from './messages/invoice-emails/routes.ts'
import * as lettersJobs from './messages/letters/jobs.ts'
import * as letters from './messages/letters/routes.ts'
import * as mailbox from './messages/mailbox/routes.ts'
import * as notes from './messages/notes/routes.ts'
import * as paperJobs from './messages/papers/jobs.ts'
import * as paperRoutes from './messages/papers/routes.ts'
import * as pdfTemplates from './messages/pdf-templates/routes.ts'
import * as smsTemplates from './messages/sms-templates/routes.ts'
import * as statements from './messages/statements/routes.ts'
import * as subscriptionEmailJobs from './messages/subscription-emails/jobs.ts'
import * as emailTemplates from './messages/templates/routes.ts'
import * as textMessagesJobs from './messages/text-messages/jobs.ts'
import * as textMessages from './messages/text-messages/routes.ts'
import * as themes from './messages/themes/routes.ts'
import * as autopayJobs from './payments/autopay/jobs.ts'
import * as autopay from './payments/autopay/routes.ts'
import * as autopayConsents from './payments/autopay-consents/routes.ts'
import * as balances from './payments/balances/routes.ts'
import * as charges from './payments/charges/routes.ts'
import * as checkoutJobs from './payments/checkouts/jobs.ts'
import * as creditBalances from './payments/credit-balances/routes.ts'
import * as creditJobs from './payments/credits/jobs.ts'
import * as credits from './payments/credits/routes.ts'
import * as currencies from './payments/currencies/routes.ts'
import * as disputes from './payments/disputes/routes.ts'
import * as firstCharges from './payments/first-charges/routes.ts'
import * as gateways from './payments/gateways/routes.ts'
import * as noticeJobs from './payments/notices/jobs.ts'
import * as notices from './payments/notices/routes.ts'
import * as payingCustomers from './payments/paying-customers/routes.ts'
import * as paymentPlansJobs from './payments/payment-plans/jobs.ts'
import * as paymentPlans from './payments/payment-plans/routes.ts'
import * as paymentSources from './payments/payment-sources/routes.ts'
import * as payments from './payments/payments/routes.ts'
import * as refundJobs from './payments/refunds/jobs.ts'
import * as refunds from './payments/refunds/routes.ts'
import * as simulator from './payments/simulator/routes.ts'
import * as transactions from './payments/transactions/routes.ts'
import * as unsettledChargeJobs from './payments/unsettled-charges/jobs.ts'
import * as portalCreditNotes from './portal/credit-notes/routes.ts'
import * as portalDeposits from './portal/deposits/routes.ts'
import * as portalEstimates from './portal/estimates/routes.ts'
import * as portalInvoices from './portal/invoices/routes.ts'
import * as portalPaymentInfo from './portal/payment-info/routes.ts'
import * as portalPaymentPlans from './portal/payment-plans/routes.ts'
import * as portalPayments from './portal/payments/routes.ts'
import * as portalSignInLinks from './portal/sign-in-links/routes.ts'
import * as portalSignUpReturnsJobs from './portal/sign-up-returns/jobs.ts'
import * as portalSignUpReturns from './portal/sign-up-returns/routes.ts'
import * as portalSignUps from './portal/sign-ups/routes.ts'
import * as portalStatements from './portal/statements/routes.ts'
import * as portalSubscriptions from './portal/subscriptions/routes.ts'
import * as creditNotes from './receivables/credit-notes/routes.ts'
import * as estimates from './receivables/estimates/routes.ts'
import * as invoiceJobs from './receivables/invoices/jobs.ts'
import * as invoices from './receivables/invoices/routes.ts'
import * as lateFeesJobs from './receivables/late-fees/jobs.ts'
import * as lateFees from './receivables/late-fees/routes.ts'
import * as changePreviews from './recurring/change-previews/routes.ts'
import * as pendingInvoiceJobs from './recurring/pending-invoices/jobs.ts'
import * as pendingInvoices from './recurring/pending-invoices/routes.ts'
import * as pendingLineItems from './recurring/pending-line-items/routes.ts'
import * as signUpPages from './recurring/sign-up-pages/routes.ts'
import * as subscriptionJobs from './recurring/subscriptions/jobs.ts'
import * as subscriptions from './recurring/subscriptions/routes.ts'
import * as usage from './recurring/usage/routes.ts'

/** The table of contents, from the foundation upwards: a module calls those before it and reaches those after it by events. */
export const MODULES = [
  'catalog/numbering',
  'company/companies',
  'company/numbering',
  'company/roles',
  'company/tries',
  'company/users',
  'company/custom-fields',
  'company/members',
  'company/api-keys',
  'company/sign-in',
  'company/onboarding',
  'ledger/postings',
  'catalog/tax-rates',
  'catalog/tax-rules',
  'catalog/coupons',
  'catalog/gl-accounts',
  'catalog/items',
  'catalog/plans',
  'catalog/payment-terms',
  'recurring/sign-up-pages',
  'payments/gateways',
  'customers/customers',
  'customers/contacts',
  'messages/files',
  'messages/attachments',
  'receivables/documents',
  'recurring/pending-line-items',
  'receivables/invoices',
  'receivables/late-fees',
  'receivables/estimates',
  'receivables/credit-notes',
  'payments/settlement',
  'payments/payments',
  'payments/payment-plans',
  'payments/credits',
  'recurring/pending-invoices',
  'recurring/usage',
  'recurring/billing',
  'recurring/prorations',
  'recurring/subscriptions',
  'recurring/change-previews',
  'payments/credit-balances',
  'payments/autopay-consents',
  'payments/payment-sources',
  'payments/paying-customers',
  'payments/returns',
  'recurring/beginnings',
  'payments/charges',
  'payments/unsettled-charges',
  'payments/refunds',
  'payments/disputes',
  'payments/checkouts',
  'payments/currencies',
  'payments/simulator',
  'payments/notices',
  'payments/autopay',
  'payments/first-charges',
  'payments/transactions',
  'payments/balances',
  'messages/pdf-templates',
  'messages/themes',
  'messages/papers',
  'messages/templates',
  'messages/enclosures',
  'messages/emails',
  'messages/invoice-emails',
  'messages/statements',
  'messages/sms-templates',
  'messages/text-messages',
  'messages/letters',
  'messages/estimate-emails',
  'messages/credit-note-emails',
  'messages/inboxes',
  'messages/subscription-emails',
  'messages/mailbox',
  'messages/notes',
  'collections/tasks',
  'collections/chasing-cadences',
  'collections/invoice-cadences',
  'collections/promises',
  'collections/chased-steps',
  'collections/invoice-chasing',
  'collections/chasing',
  'portal/companies',
  'portal/invoices',
  'portal/estimates',
  'portal/credit-notes',
  'portal/payment-plans',
  'portal/payments',
  'portal/deposits',
  'portal/payment-info',
  'portal/statements',
  'insight/reports',
  'portal/sign-up-offers',
  'portal/sign-ups',
  'portal/sign-in-links',
  'portal/sign-up-returns',
  'portal/subscriptions',
  'insight/proof',
  'extend/events',
  'extend/webhooks',
  'extend/notifications',
  'extend/test-clock',
  'extend/accounting-sync',
] as const

export const routes: Routes = {
  auth: signIn.routes,
  companies: onboarding.routes,
  company: companies.routes,
  roles: roles.routes,
  members: members.routes,
  api_keys: apiKeys.routes,
  custom_fields: customFields.routes,
  tax_rates: taxRates.routes,
  tax_rules: taxRules.routes,
  coupons: coupons.routes,
  gl_accounts: glAccounts.routes,
  items: items.routes,
  plans: plans.routes,
  payment_terms: paymentTerms.routes,
  customers: { ...customers.routes, ...payingCustomers.customerRoutes },
  contacts: contacts.routes,
  files: files.routes,
  attachments: attachments.routes,
  estimates: { ...estimates.routes, ...payingCustomers.estimateRoutes, ...currencies.estimateRoutes },
  invoices: { ...invoices.routes, ...credits.invoiceRoutes, ...payingCustomers.invoiceRoutes, ...currencies.invoiceRoutes },
  late_fee_schedules: lateFees.routes,
  sign_up_pages: signUpPages.routes,
  sign_up_page_addons: signUpPages.addonRoutes,
  line_items: pendingLineItems.routes,
  pending_invoices: pendingInvoices.routes,
  change_previews: changePreviews.routes,
  subscriptions: { ...subscriptions.routes, ...firstCharges.subscriptionRoutes },
  usage_events: usage.routes,
  credit_notes: { ...creditNotes.routes, ...payingCustomers.creditNoteRoutes, ...currencies.creditNoteRoutes },
  payments: payments.routes,
  payment_plans: paymentPlans.routes,
  payment_sources: paymentSources.routes,
  charges: charges.routes,
  refunds: refunds.routes,
  autopay: autopay.routes,
  autopay_consents: autopayConsents.routes,
  transactions: transactions.routes,
  disputes: disputes.routes,
  merchant_accounts: gateways.routes,
  payment_methods: gateways.methodRoutes,
  balances: balances.routes,
  credit_balance_adjustments: creditBalances.routes,
  email_templates: emailTemplates.routes,
  emails: emails.routes,
  invoice_emails: invoiceEmails.routes,
  statements: statements.routes,
  sms_templates: smsTemplates.routes,
  themes: { ...themes.routes, ...paperRoutes.themeRoutes },
  pdf_templates: { ...pdfTemplates.routes, ...paperRoutes.templateRoutes },
  text_messages: textMessages.routes,
  letters: letters.routes,
  estimate_emails: estimateEmails.routes,
  credit_note_emails: creditNoteEmails.routes,
  notes: notes.routes,
  tasks: tasks.routes,
  chasing_cadences: chasingCadences.routes,
  invoice_chasing_cadences: invoiceCadences.routes,
  reports: reports.routes,
  promises: promises.routes,
  chasing: chasing.routes,
  invoice_chasing: invoiceChasing.routes,
  inboxes: inboxes.routes,
  notifications: notifications.routes,
  events: apiEvents.routes,
  webhooks: webhooks.routes,
  webhook_attempts: webhooks.attemptRoutes,
  test_clock: testClock.routes,
  accounting_sync: accountingSync.routes,
  portal_invoices: portalInvoices.routes,
  portal_estimates: portalEstimates.routes,
  portal_credit_notes: portalCreditNotes.routes,
  portal_payment_plans: portalPaymentPlans.routes,
  portal_payments: portalPayments.routes,
  portal_deposits: portalDeposits.routes,
  portal_payment_info: portalPaymentInfo.routes,
  portal_statements: portalStatements.routes,
  portal_sign_ups: portalSignUps.routes,
  sso_key: portalSignInLinks.routes,
  portal_subscriptions: portalSubscriptions.routes,
}

export const papers: Papers = { ...paperRoutes.papers, ...statements.papers }

export const expanders: Expanders = {
  [NOBODYS]: async () => new Map(),
  ...roles.expanders,
  ...members.expanders,
  ...taxRates.expanders,
  ...coupons.expanders,
  ...glAccounts.expanders,
  ...items.expanders,
  ...plans.expanders,
  ...subscriptions.expanders,
  ...customers.expanders,
  ...contacts.expanders,
  ...files.expanders,
  ...invoices.expanders,
  ...estimates.expanders,
  ...creditNotes.expanders,
  ...payments.expanders,
  ...charges.expanders,
  ...transactions.expanders,
  ...gateways.expanders,
  ...apiEvents.expanders,
  ...paymentPlans.expanders,
  ...lateFees.expanders,
  ...signUpPages.expanders,
  ...chasingCadences.expanders,
  ...invoiceCadences.expanders,
  ...pdfTemplates.expanders,
}

/** Everything that happens by itself. */
export const jobs: readonly Job[] = [
  ...pendingInvoiceJobs.jobs,
  ...subscriptionJobs.jobs,
  ...attachmentJobs.jobs,
  ...invoiceJobs.jobs,
  ...creditJobs.jobs,
  ...paperJobs.jobs,
  ...emailJobs.jobs,
  ...invoiceEmailJobs.jobs,
  ...estimateEmailJobs.jobs,
  ...creditNoteEmailJobs.jobs,
  ...subscriptionEmailJobs.jobs,
  ...userJobs.jobs,
  ...apiKeyJobs.jobs,
  ...signInJobs.jobs,
  ...unsettledChargeJobs.jobs,
  ...refundJobs.jobs,
  ...checkoutJobs.jobs,
  ...noticeJobs.jobs,
  ...autopayJobs.jobs,
  ...webhookJobs.jobs,
  ...notificationJobs.jobs,
  ...paymentPlansJobs.jobs,
  ...lateFeesJobs.jobs,
  ...taskJobs.jobs,
  ...textMessagesJobs.jobs,
  ...lettersJobs.jobs,
  ...chasedStepJobs.jobs,
  ...chasingJobs.jobs,
  ...invoiceChasingJobs.jobs,
  ...portalSignUpReturnsJobs.jobs,
]

/** Routes that are no operations of the API: downloads, pixels, pages for people without a session. */
export const pages: readonly ((app: Hono, platform: Platform) => void)[] = [
  paperRoutes.mountPapers,
  statements.mountStatements,
  emails.mountOpens,
  mailbox.mountMailbox,
  files.mountFiles,
  reports.mountReports,
  portalInvoices.mountInvoiceCsv,
  notices.mountNotices,
  textMessages.mountTextNotices,
  letters.mountLetterNotices,
  portalPayments.mountReturns,
  portalDeposits.mountReturns,
  portalSubscriptions.mountReturns,
  portalSignUpReturns.mountReturns,
  portalSignInLinks.mountSignInLinks,
  simulator.mountSimulator,
]

/** How callers are recognised. */
export { access } from './company/sign-in/service.ts'
