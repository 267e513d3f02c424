/** What the API says, as it travels: amounts in major units, dates UNIX seconds of the company's midnight. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>

export interface Company {
  readonly id: number
  readonly name: string
  readonly username: string
  readonly country: string
  readonly currency: string
  readonly time_zone: string
  readonly language?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly website?: string | null
  readonly address1?: string | null
  readonly address2?: string | null
  readonly city?: string | null
  readonly state?: string | null
  readonly postal_code?: string | null
  readonly tax_id?: string | null
  readonly logo?: string | null
  readonly color?: string | null
  readonly test_mode?: boolean
}

export interface Session {
  readonly user: { readonly id: number; readonly name?: string | null; readonly email: string; readonly verified: boolean } | null
  readonly companies: readonly { readonly id: number; readonly name: string; readonly username: string; readonly role: string }[]
  readonly company: Company | null
}

export interface Customer {
  readonly id: number
  readonly name: string
  readonly number: string
  readonly email: string | null
  readonly type: string
  readonly attention_to: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postal_code: string | null
  readonly country: string | null
  readonly phone: string | null
  readonly currency: string | null
  readonly language: string | null
  readonly payment_terms: string | null
  readonly tax_id: string | null
  readonly taxable: boolean
  readonly notes: string | null
  readonly active?: boolean
  readonly created_at: number
}

export interface Contact {
  readonly id: number
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly title: string | null
  readonly primary: boolean
}

export interface Balance {
  readonly currency: string
  readonly total_outstanding: number
  readonly due_now: number
  readonly past_due: boolean
  readonly available_credits: number
}

export interface TaxRate {
  readonly id: string
  readonly name: string
  readonly value: number
  readonly is_percent: boolean
  readonly inclusive: boolean
  readonly currency: string | null
}

export interface Coupon {
  readonly id: string
  readonly name: string
  readonly value: number
  readonly is_percent: boolean
  readonly currency: string | null
  readonly exclusive: boolean
  readonly expiration_date: number | null
  readonly max_redemptions: number
}

export interface Item {
  readonly id: string
  readonly name: string
  readonly currency: string | null
  readonly unit_cost: number
  readonly description: string | null
  readonly type: string | null
  readonly taxable: boolean
  readonly discountable: boolean
  /** Ids of tax rates, or the rates themselves. */
  readonly taxes: readonly (string | TaxRate)[]
}

export interface AppliedTax {
  readonly id?: number
  readonly amount: number
  readonly tax_rate: TaxRate | null
}

export interface AppliedDiscount {
  readonly id?: number
  readonly amount: number
  readonly coupon: Coupon | null
}

export interface LineItem {
  readonly id: number
  readonly catalog_item: string | null
  readonly name: string
  readonly description: string | null
  readonly type: string | null
  readonly quantity: number
  readonly unit_cost: number
  readonly amount: number
  readonly discountable: boolean
  readonly taxable: boolean
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
}

export type InvoiceStatus = 'draft' | 'not_sent' | 'sent' | 'viewed' | 'past_due' | 'pending' | 'paid' | 'voided' | 'bad_debt' | 'disputed'

export interface Invoice {
  readonly id: number
  readonly customer: number | Customer
  readonly name: string | null
  readonly number: string | null
  readonly currency: string
  readonly draft: boolean
  readonly closed: boolean
  readonly paid: boolean
  readonly status: InvoiceStatus
  readonly date: number
  readonly due_date: number | null
  readonly payment_terms: string | null
  readonly purchase_order: string | null
  readonly items: readonly LineItem[]
  readonly notes: string | null
  readonly subtotal: number
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
  readonly total: number
  readonly balance: number
  readonly url: string | null
  readonly payment_url: string | null
  readonly pdf_url: string | null
  readonly created_at: number
  readonly updated_at: number
}

export interface Application {
  readonly type: string
  readonly amount: number
  readonly invoice?: number | null
}

export interface Payment {
  readonly id: number
  readonly customer: number | Customer | null
  readonly date: number
  readonly currency: string
  readonly amount: number
  readonly balance: number
  readonly voided: boolean
  readonly method: string
  readonly reference: string | null
  readonly source: string
  readonly notes: string | null
  readonly applied_to?: readonly Application[]
  readonly pdf_url: string | null
  readonly created_at: number
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
  readonly user?: { readonly id: number; readonly email?: string; readonly first_name?: string; readonly last_name?: string; readonly name?: string } | null
}

export interface Note {
  readonly id: number
  readonly notes: string
  readonly created_at: number
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
  readonly user: { readonly id: number; readonly email: string; readonly first_name: string | null; readonly last_name: string | null; readonly registered?: boolean }
  readonly created_at: number
}

export interface Role {
  readonly id: string
  readonly name: string
}

export interface StoredFile {
  readonly id: number
  readonly name: string
  readonly size: number
  readonly type: string
  readonly url: string
}

export interface PortalInvoice {
  readonly company: Company
  readonly customer: Pick<Customer, 'name' | 'address1' | 'address2' | 'city' | 'state' | 'postal_code' | 'country'> & { readonly number?: string }
  readonly invoice: Invoice
  readonly payment_methods: readonly string[]
}

export interface PaymentOutcome {
  readonly status: 'succeeded' | 'pending' | 'declined' | 'unknown'
  readonly message: string
  readonly payment?: Payment
}
