import type { z } from 'zod'
import type { Coupon as CouponSchema } from '../modules/catalog/coupons/contract.ts'
import type { GlAccount as GlAccountSchema } from '../modules/catalog/gl-accounts/contract.ts'
import type { Item as ItemSchema } from '../modules/catalog/items/contract.ts'
import type { Plan as PlanSchema } from '../modules/catalog/plans/contract.ts'
import type { TaxRate as TaxRateSchema } from '../modules/catalog/tax-rates/contract.ts'
import type { ChasedStep as ChasedStepSchema } from '../modules/collections/chased-steps/contract.ts'
import type { CustomerChasing as CustomerChasingSchema } from '../modules/collections/chasing/contract.ts'
import type {
  ChasingCadence as ChasingCadenceSchema,
  ChasingStep as ChasingStepSchema,
} from '../modules/collections/chasing-cadences/contract.ts'
import type { InvoiceCadence as InvoiceCadenceSchema } from '../modules/collections/invoice-cadences/contract.ts'
import type { InvoiceDelivery as InvoiceDeliverySchema } from '../modules/collections/invoice-chasing/contract.ts'
import type { PaymentPromise as PaymentPromiseSchema } from '../modules/collections/promises/contract.ts'
import type { Task as TaskSchema } from '../modules/collections/tasks/contract.ts'
import type { ApiKey as ApiKeySchema } from '../modules/company/api-keys/contract.ts'
import type { Company as CompanySchema } from '../modules/company/companies/contract.ts'
import type {
  CustomField as CustomFieldSchema,
  ShownField as ShownFieldSchema,
} from '../modules/company/custom-fields/contract.ts'
import type { Member as MemberSchema } from '../modules/company/members/contract.ts'
import type { Role as RoleSchema } from '../modules/company/roles/contract.ts'
import type { User as UserSchema } from '../modules/company/users/contract.ts'
import type { Contact as ContactSchema } from '../modules/customers/contacts/contract.ts'
import type { Customer as CustomerSchema } from '../modules/customers/customers/contract.ts'
import type { Event as EventSchema } from '../modules/extend/events/contract.ts'
import type { Notification as NotificationSchema } from '../modules/extend/notifications/contract.ts'
import type { WebhookAttempt as WebhookAttemptSchema, Webhook as WebhookSchema } from '../modules/extend/webhooks/contract.ts'
import type { Report as ReportSchema } from '../modules/insight/reports/contract.ts'
import type { Email as EmailSchema } from '../modules/messages/emails/contract.ts'
import type { Letter as LetterSchema } from '../modules/messages/letters/contract.ts'
import type { Note as NoteSchema } from '../modules/messages/notes/contract.ts'
import type { PdfTemplate as PdfTemplateSchema } from '../modules/messages/pdf-templates/contract.ts'
import type { Statement as StatementSchema } from '../modules/messages/statements/contract.ts'
import type { EmailTemplate as EmailTemplateSchema } from '../modules/messages/templates/contract.ts'
import type { TextMessage as TextMessageSchema } from '../modules/messages/text-messages/contract.ts'
import type { Theme as ThemeSchema } from '../modules/messages/themes/contract.ts'
import type { AutopayConsent as AutopayConsentSchema } from '../modules/payments/autopay-consents/contract.ts'
import type { Charge as ChargeSchema } from '../modules/payments/charges/contract.ts'
import type {
  MerchantAccount as MerchantAccountSchema,
  PaymentMethod as PaymentMethodSchema,
} from '../modules/payments/gateways/contract.ts'
import type { PaymentPlan as PaymentPlanSchema } from '../modules/payments/payment-plans/contract.ts'
import type { PaymentSource as PaymentSourceSchema } from '../modules/payments/payment-sources/contract.ts'
import type { Application as ApplicationSchema, Payment as PaymentSchema } from '../modules/payments/payments/contract.ts'
import type {
  PortalCompany as PortalCompanySchema,
  PortalCustomer as PortalCustomerSchema,
} from '../modules/portal/companies/contract.ts'
import type { PortalEstimate as PortalEstimateSchema } from '../modules/portal/estimates/contract.ts'
import type {
  PortalInvoice as PortalInvoiceSchema,
  PortalMethod as PortalMethodSchema,
} from '../modules/portal/invoices/contract.ts'
import type { PaymentInfo as PaymentInfoSchema } from '../modules/portal/payment-info/contract.ts'
import type {
  CheckoutBegun as CheckoutBegunSchema,
  PaymentOutcome as PaymentOutcomeSchema,
} from '../modules/portal/payments/contract.ts'
import type { PortalSignUp as PortalSignUpSchema, Quote as QuoteSchema } from '../modules/portal/sign-ups/contract.ts'
import type {
  PortalSubscriptionPage as PortalSubscriptionPageSchema,
  PortalSubscription as PortalSubscriptionSchema,
} from '../modules/portal/subscriptions/contract.ts'
import type { CreditNote as CreditNoteSchema } from '../modules/receivables/credit-notes/contract.ts'
import type {
  AppliedDiscount as AppliedDiscountSchema,
  AppliedTax as AppliedTaxSchema,
  LineItem as LineItemSchema,
} from '../modules/receivables/documents/contract.ts'
import type { Estimate as EstimateSchema } from '../modules/receivables/estimates/contract.ts'
import type { Invoice as InvoiceSchema } from '../modules/receivables/invoices/contract.ts'
import type { ChangePreview as ChangePreviewSchema } from '../modules/recurring/change-previews/contract.ts'
import type {
  SignUpPageAddon as SignUpPageAddonSchema,
  SignUpPage as SignUpPageSchema,
} from '../modules/recurring/sign-up-pages/contract.ts'
import type { Subscription as SubscriptionSchema } from '../modules/recurring/subscriptions/contract.ts'

/** Records as they travel: amounts in major units, dates UNIX seconds of the company's midnight. All come from the contract. */
export type Company = z.input<typeof CompanySchema>
export type Customer = z.input<typeof CustomerSchema>
export type Contact = z.input<typeof ContactSchema>
export type TaxRate = z.input<typeof TaxRateSchema>
export type Coupon = z.input<typeof CouponSchema>
export type Theme = z.input<typeof ThemeSchema>
export type PdfTemplate = z.input<typeof PdfTemplateSchema>
export type Report = z.input<typeof ReportSchema>
export type GlAccount = z.input<typeof GlAccountSchema>
export type CustomField = z.input<typeof CustomFieldSchema>
export type ShownField = z.input<typeof ShownFieldSchema>
export type Item = z.input<typeof ItemSchema>
export type LineItem = z.input<typeof LineItemSchema>
export type AppliedTax = z.input<typeof AppliedTaxSchema>
export type AppliedDiscount = z.input<typeof AppliedDiscountSchema>
export type Invoice = z.input<typeof InvoiceSchema>
export type InvoiceStatus = Invoice['status']
export type ChasingCadence = z.input<typeof ChasingCadenceSchema>
export type ChasingStep = z.input<typeof ChasingStepSchema>
export type InvoiceCadence = z.input<typeof InvoiceCadenceSchema>
export type InvoiceDelivery = z.input<typeof InvoiceDeliverySchema>
export type PaymentPromise = z.input<typeof PaymentPromiseSchema>
export type CustomerChasing = z.input<typeof CustomerChasingSchema>
export type ChasedStep = z.input<typeof ChasedStepSchema>
export type Task = z.input<typeof TaskSchema>
export type Plan = z.input<typeof PlanSchema>
export type Subscription = z.input<typeof SubscriptionSchema>
export type SignUpPage = z.input<typeof SignUpPageSchema>
export type SignUpPageAddon = z.input<typeof SignUpPageAddonSchema>
export type AutopayConsent = z.input<typeof AutopayConsentSchema>
export type ChangePreview = z.input<typeof ChangePreviewSchema>
export type Charge = z.input<typeof ChargeSchema>
export type PaymentMethod = z.input<typeof PaymentMethodSchema>
export type MerchantAccount = z.input<typeof MerchantAccountSchema>
export type EmailTemplate = z.input<typeof EmailTemplateSchema>
export type Estimate = z.input<typeof EstimateSchema>
export type CreditNote = z.input<typeof CreditNoteSchema>
export type Statement = z.input<typeof StatementSchema>
export type Payment = z.input<typeof PaymentSchema>
export type Application = z.input<typeof ApplicationSchema>
export type PaymentPlan = z.input<typeof PaymentPlanSchema>
export type PaymentSource = z.input<typeof PaymentSourceSchema>
export type PortalCompany = z.input<typeof PortalCompanySchema>
export type PortalCustomer = z.input<typeof PortalCustomerSchema>
export type PortalSignUp = z.input<typeof PortalSignUpSchema>
export type Quote = z.input<typeof QuoteSchema>
export type PortalSubscription = z.input<typeof PortalSubscriptionSchema>
export type PortalSubscriptionPage = z.input<typeof PortalSubscriptionPageSchema>
export type PortalEstimate = z.input<typeof PortalEstimateSchema>
export type PortalInvoice = z.input<typeof PortalInvoiceSchema>
export type PortalMethod = z.input<typeof PortalMethodSchema>
export type CheckoutBegun = z.input<typeof CheckoutBegunSchema>
export type PaymentInfo = z.input<typeof PaymentInfoSchema>
export type PaymentOutcome = z.input<typeof PaymentOutcomeSchema>
export type Note = z.input<typeof NoteSchema>
export type ApiKey = z.input<typeof ApiKeySchema>
export type Member = z.input<typeof MemberSchema>
export type User = z.input<typeof UserSchema>
export type Role = z.input<typeof RoleSchema>
export type Email = z.input<typeof EmailSchema>
export type Letter = z.input<typeof LetterSchema>
export type TextMessage = z.input<typeof TextMessageSchema>
export type ApiEvent = z.input<typeof EventSchema>
export type Notification = z.input<typeof NotificationSchema>
export type Webhook = z.input<typeof WebhookSchema>
export type WebhookAttempt = z.input<typeof WebhookAttemptSchema>

/** The customer of a record that was asked for with `expand=customer`: the server puts the whole record in place of its id. */
export function customerOf({ customer }: { readonly customer: unknown }): Customer | null {
  return typeof customer === 'object' ? (customer as Customer | null) : null
}

/** The id of a related record, expanded or not; 0 for none. */
export function idOf(related: unknown): number {
  if (typeof related === 'object' && related !== null && 'id' in related) return Number(related.id)
  return typeof related === 'number' ? related : 0
}

/** What a person is called: their name, or their address where they gave none. */
export function personName({ first_name, last_name, email }: Pick<User, 'first_name' | 'last_name' | 'email'>): string {
  return [first_name, last_name].filter(Boolean).join(' ') || email
}

/** The member who had something sent, asked for with `expand=sent_by`; null for what programs send. */
export function senderOf({ sent_by }: { readonly sent_by: unknown }): User | null {
  return typeof sent_by === 'object' ? (sent_by as User | null) : null
}

/** The member who noted that a customer approved, asked for with `expand=approval.noted_by`. */
export function noterOf(approval: { readonly noted_by: unknown } | null): User | null {
  return typeof approval?.noted_by === 'object' ? (approval.noted_by as User | null) : null
}

/** The rate as it was when the document took it over. */
export function rateOf({ tax_rate }: AppliedTax): TaxRate | null {
  return tax_rate as TaxRate | null
}

export function couponOf({ coupon }: AppliedDiscount): Coupon | null {
  return coupon as Coupon | null
}

/** The plan of a subscription that was asked for with `expand=plan`. */
export function planOf({ plan }: { readonly plan: unknown }): Plan | null {
  return typeof plan === 'object' ? (plan as Plan | null) : null
}

/** The number of a related document that was asked for whole; null for a draft, or when only its id is known. */
export function numberOf(related: unknown): string | null {
  const number = typeof related === 'object' && related !== null && 'number' in related ? related.number : null
  return typeof number === 'string' ? number : null
}
