import type { z } from 'zod'
import * as coupons from '../modules/catalog/coupons/contract.ts'
import * as glAccounts from '../modules/catalog/gl-accounts/contract.ts'
import * as items from '../modules/catalog/items/contract.ts'
import * as paymentTerms from '../modules/catalog/payment-terms/contract.ts'
import * as plans from '../modules/catalog/plans/contract.ts'
import * as taxRates from '../modules/catalog/tax-rates/contract.ts'
import * as taxRules from '../modules/catalog/tax-rules/contract.ts'
import * as chasedSteps from '../modules/collections/chased-steps/contract.ts'
import * as chasing from '../modules/collections/chasing/contract.ts'
import * as chasingCadences from '../modules/collections/chasing-cadences/contract.ts'
import * as invoiceCadences from '../modules/collections/invoice-cadences/contract.ts'
import * as invoiceChasing from '../modules/collections/invoice-chasing/contract.ts'
import * as promises from '../modules/collections/promises/contract.ts'
import * as tasks from '../modules/collections/tasks/contract.ts'
import * as apiKeys from '../modules/company/api-keys/contract.ts'
import * as companies from '../modules/company/companies/contract.ts'
import * as customFields from '../modules/company/custom-fields/contract.ts'
import * as members from '../modules/company/members/contract.ts'
import * as onboarding from '../modules/company/onboarding/contract.ts'
import * as roles from '../modules/company/roles/contract.ts'
import * as signIn from '../modules/company/sign-in/contract.ts'
import * as contacts from '../modules/customers/contacts/contract.ts'
import * as customers from '../modules/customers/customers/contract.ts'
import * as accountingSync from '../modules/extend/accounting-sync/contract.ts'
import * as apiEvents from '../modules/extend/events/contract.ts'
import * as notifications from '../modules/extend/notifications/contract.ts'
import * as testClock from '../modules/extend/test-clock/contract.ts'
import * as webhooks from '../modules/extend/webhooks/contract.ts'
import * as reports from '../modules/insight/reports/contract.ts'
import * as attachments from '../modules/messages/attachments/contract.ts'
import * as creditNoteEmails from '../modules/messages/credit-note-emails/contract.ts'
import * as emails from '../modules/messages/emails/contract.ts'
import * as estimateEmails from '../modules/messages/estimate-emails/contract.ts'
import * as files from '../modules/messages/files/contract.ts'
import * as inboxes from '../modules/messages/inboxes/contract.ts'
import * as invoiceEmails from '../modules/messages/invoice-emails/contract.ts'
import * as letters from '../modules/messages/letters/contract.ts'
import * as notes from '../modules/messages/notes/contract.ts'
import * as pdfTemplates from '../modules/messages/pdf-templates/contract.ts'
import * as smsTemplates from '../modules/messages/sms-templates/contract.ts'
import * as statements from '../modules/messages/statements/contract.ts'
import * as emailTemplates from '../modules/messages/templates/contract.ts'
import * as textMessages from '../modules/messages/text-messages/contract.ts'
import * as themes from '../modules/messages/themes/contract.ts'
import * as autopay from '../modules/payments/autopay/contract.ts'
import * as autopayConsents from '../modules/payments/autopay-consents/contract.ts'
import * as balances from '../modules/payments/balances/contract.ts'
import * as charges from '../modules/payments/charges/contract.ts'
import * as creditBalances from '../modules/payments/credit-balances/contract.ts'
import * as disputes from '../modules/payments/disputes/contract.ts'
import * as gateways from '../modules/payments/gateways/contract.ts'
import * as paymentPlans from '../modules/payments/payment-plans/contract.ts'
import * as paymentSources from '../modules/payments/payment-sources/contract.ts'
import * as payments from '../modules/payments/payments/contract.ts'
import * as refunds from '../modules/payments/refunds/contract.ts'
import * as transactions from '../modules/payments/transactions/contract.ts'
import * as portalCreditNotes from '../modules/portal/credit-notes/contract.ts'
import * as portalDeposits from '../modules/portal/deposits/contract.ts'
import * as portalEstimates from '../modules/portal/estimates/contract.ts'
import * as portalInvoices from '../modules/portal/invoices/contract.ts'
import * as portalPaymentInfo from '../modules/portal/payment-info/contract.ts'
import * as portalPaymentPlans from '../modules/portal/payment-plans/contract.ts'
import * as portalPayments from '../modules/portal/payments/contract.ts'
import * as portalSignInLinks from '../modules/portal/sign-in-links/contract.ts'
import * as portalSignUps from '../modules/portal/sign-ups/contract.ts'
import * as portalStatements from '../modules/portal/statements/contract.ts'
import * as portalSubscriptions from '../modules/portal/subscriptions/contract.ts'
import * as creditNotes from '../modules/receivables/credit-notes/contract.ts'
import * as estimates from '../modules/receivables/estimates/contract.ts'
import * as invoices from '../modules/receivables/invoices/contract.ts'
import * as lateFees from '../modules/receivables/late-fees/contract.ts'
import * as changePreviews from '../modules/recurring/change-previews/contract.ts'
import * as pendingInvoices from '../modules/recurring/pending-invoices/contract.ts'
import * as pendingLineItems from '../modules/recurring/pending-line-items/contract.ts'
import * as signUpPages from '../modules/recurring/sign-up-pages/contract.ts'
import * as subscriptions from '../modules/recurring/subscriptions/contract.ts'
import * as usage from '../modules/recurring/usage/contract.ts'

/** The whole public API, in the order a reader should meet it. */
export const api = {
  auth: signIn.operations,
  companies: onboarding.operations,
  company: companies.operations,
  roles: roles.operations,
  members: members.operations,
  api_keys: apiKeys.operations,
  custom_fields: customFields.operations,
  tax_rates: taxRates.operations,
  tax_rules: taxRules.operations,
  coupons: coupons.operations,
  gl_accounts: glAccounts.operations,
  items: items.operations,
  plans: plans.operations,
  payment_terms: paymentTerms.operations,
  customers: customers.operations,
  contacts: contacts.operations,
  files: files.operations,
  attachments: attachments.operations,
  estimates: estimates.operations,
  invoices: invoices.operations,
  late_fee_schedules: lateFees.operations,
  sign_up_pages: signUpPages.operations,
  sign_up_page_addons: signUpPages.addonOperations,
  line_items: pendingLineItems.operations,
  pending_invoices: pendingInvoices.operations,
  subscriptions: subscriptions.operations,
  change_previews: changePreviews.operations,
  usage_events: usage.operations,
  credit_notes: creditNotes.operations,
  payments: payments.operations,
  payment_plans: paymentPlans.operations,
  payment_sources: paymentSources.operations,
  charges: charges.operations,
  refunds: refunds.operations,
  autopay: autopay.operations,
  autopay_consents: autopayConsents.operations,
  transactions: transactions.operations,
  disputes: disputes.operations,
  merchant_accounts: gateways.operations,
  payment_methods: gateways.methodOperations,
  balances: balances.operations,
  credit_balance_adjustments: creditBalances.operations,
  email_templates: emailTemplates.operations,
  emails: emails.operations,
  invoice_emails: invoiceEmails.operations,
  statements: statements.operations,
  sms_templates: smsTemplates.operations,
  themes: themes.operations,
  pdf_templates: pdfTemplates.operations,
  text_messages: textMessages.operations,
  letters: letters.operations,
  estimate_emails: estimateEmails.operations,
  credit_note_emails: creditNoteEmails.operations,
  notes: notes.operations,
  tasks: tasks.operations,
  chasing_cadences: chasingCadences.operations,
  invoice_chasing_cadences: invoiceCadences.operations,
  reports: reports.operations,
  promises: promises.operations,
  chasing: chasing.operations,
  invoice_chasing: invoiceChasing.operations,
  inboxes: inboxes.operations,
  notifications: notifications.operations,
  events: apiEvents.operations,
  webhooks: webhooks.operations,
  webhook_attempts: webhooks.attemptOperations,
  test_clock: testClock.operations,
  accounting_sync: accountingSync.operations,
  portal_invoices: portalInvoices.operations,
  portal_estimates: portalEstimates.operations,
  portal_credit_notes: portalCreditNotes.operations,
  portal_payment_plans: portalPaymentPlans.operations,
  portal_payments: portalPayments.operations,
  portal_deposits: portalDeposits.operations,
  portal_payment_info: portalPaymentInfo.operations,
  portal_statements: portalStatements.operations,
  portal_sign_ups: portalSignUps.operations,
  sso_key: portalSignInLinks.operations,
  portal_subscriptions: portalSubscriptions.operations,
}

/** What happened, in our words; `as` is the name under which the outside world is told, null if it is not. */
export const events = {
  ...tasks.events,
  ...chasedSteps.events,
  ...companies.events,
  ...roles.events,
  ...members.events,
  ...apiKeys.events,
  ...customers.events,
  ...contacts.events,
  ...invoices.events,
  ...pendingLineItems.events,
  ...subscriptions.events,
  ...estimates.events,
  ...creditNotes.events,
  ...creditBalances.events,
  ...payments.events,
  ...paymentSources.events,
  ...autopayConsents.events,
  ...charges.events,
  ...refunds.events,
  ...transactions.events,
  ...disputes.events,
  ...emails.events,
  ...notes.events,
  ...webhooks.events,
  ...paymentPlans.events,
  ...textMessages.events,
  ...letters.events,
}

export type Api = typeof api
export type EventType = keyof typeof events
export type EventObject<T extends EventType> = z.output<(typeof events)[T]['object']>
