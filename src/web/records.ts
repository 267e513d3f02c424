import type { z } from 'zod'
import type { Coupon as CouponSchema } from '../modules/catalog/coupons/contract.ts'
import type { Item as ItemSchema } from '../modules/catalog/items/contract.ts'
import type { TaxRate as TaxRateSchema } from '../modules/catalog/tax-rates/contract.ts'
import type { Company as CompanySchema } from '../modules/company/companies/contract.ts'
import type { Contact as ContactSchema } from '../modules/customers/contacts/contract.ts'
import type { Customer as CustomerSchema } from '../modules/customers/customers/contract.ts'
import type { Note as NoteSchema } from '../modules/messages/notes/contract.ts'
import type { Application as ApplicationSchema, Payment as PaymentSchema } from '../modules/payments/payments/contract.ts'
import type {
  AppliedDiscount as AppliedDiscountSchema,
  AppliedTax as AppliedTaxSchema,
  LineItem as LineItemSchema,
} from '../modules/receivables/documents/contract.ts'
import type { Invoice as InvoiceSchema } from '../modules/receivables/invoices/contract.ts'

/** Records as they travel: amounts in major units, dates UNIX seconds of the company's midnight. All come from the contract. */
export type Company = z.input<typeof CompanySchema>
export type Customer = z.input<typeof CustomerSchema>
export type Contact = z.input<typeof ContactSchema>
export type TaxRate = z.input<typeof TaxRateSchema>
export type Coupon = z.input<typeof CouponSchema>
export type Item = z.input<typeof ItemSchema>
export type LineItem = z.input<typeof LineItemSchema>
export type AppliedTax = z.input<typeof AppliedTaxSchema>
export type AppliedDiscount = z.input<typeof AppliedDiscountSchema>
export type Invoice = z.input<typeof InvoiceSchema>
export type InvoiceStatus = Invoice['status']
export type Payment = z.input<typeof PaymentSchema>
export type Application = z.input<typeof ApplicationSchema>
export type Note = z.input<typeof NoteSchema>

/** The customer of a record that was asked for with `expand=customer`. */
export function customerOf(record: { readonly customer: Invoice['customer'] | null }): Customer | null {
  // The server answers with the whole record where it was asked to; the contract calls it any object.
  return typeof record.customer === 'object' ? (record.customer as Customer | null) : null
}

/** The id of a related record, expanded or not; 0 for none. */
export function idOf(related: Invoice['customer'] | null): number {
  return typeof related === 'object' ? Number(related?.id ?? 0) : related
}

/** The rate as it was when the document took it over. */
export function rateOf({ tax_rate }: AppliedTax): TaxRate | null {
  return tax_rate as TaxRate | null
}

export function couponOf({ coupon }: AppliedDiscount): Coupon | null {
  return coupon as Coupon | null
}

export interface Session {
  readonly user: { readonly id: number; readonly name?: string | null; readonly email: string; readonly verified: boolean } | null
  readonly companies: readonly { readonly id: number; readonly name: string; readonly username: string; readonly role: string }[]
  readonly company: Company | null
}

export interface Email {
  readonly id: string
  readonly state: string
  readonly reject_reason: string | null
  readonly email: string
  readonly subject: string
  readonly opens: number
}

export interface ApiEvent {
  readonly id: number
  readonly type: string
  readonly timestamp: number
  readonly data: { readonly object: Readonly<Record<string, unknown>>; readonly previous?: Readonly<Record<string, unknown>> }
  readonly user?: {
    readonly id: number
    readonly email?: string
    readonly first_name?: string
    readonly last_name?: string
    readonly name?: string
  } | null
}

export interface ApiKey {
  readonly id: number
  readonly name: string | null
  readonly hint: string
  readonly created_at: number
  readonly last_used_at: number | null
  /** Only in the answer that makes it. */
  readonly secret?: string
}

export interface Webhook {
  readonly id: number
  readonly url: string
  readonly enabled: boolean
  readonly events: readonly string[]
  readonly secret?: string
  readonly created_at: number
}

export interface WebhookAttempt {
  readonly id: number
  readonly url: string
  readonly event_id: number
  readonly attempts: readonly { readonly status_code?: number; readonly error?: string; readonly timestamp: number }[]
  readonly next_attempt: number | null
  readonly created_at: number
}

export interface Member {
  readonly id: number
  readonly role: string
  readonly last_accessed: number | null
  readonly user: {
    readonly id: number
    readonly email: string
    readonly first_name: string | null
    readonly last_name: string | null
    readonly registered?: boolean
  }
  readonly created_at: number
}

export interface Role {
  readonly id: string
  readonly name: string
}

export interface PortalInvoice {
  readonly company: Pick<
    Company,
    | 'name'
    | 'time_zone'
    | 'email'
    | 'phone'
    | 'tax_id'
    | 'color'
    | 'address1'
    | 'address2'
    | 'city'
    | 'state'
    | 'postal_code'
    | 'country'
  > & { readonly logo?: string | null }
  readonly customer: Pick<Customer, 'name' | 'address1' | 'address2' | 'city' | 'state' | 'postal_code' | 'country'> & {
    readonly number?: string
  }
  readonly invoice: Invoice
  readonly payment_methods: readonly string[]
}

export interface PaymentOutcome {
  readonly status: 'succeeded' | 'pending' | 'declined' | 'unknown'
  readonly message: string
  readonly payment?: Payment
}
