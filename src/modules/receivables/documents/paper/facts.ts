/**
 * What must be known to put a document on paper. These are facts, already decided elsewhere: nothing here computes a
 * total or asks for the date. A service gathers them; `paperOf` turns them into words, numbers and an order.
 */
import type { CalendarDate } from '../../../../core/date.ts'
import type { Decimal } from '../../../../core/decimal.ts'
import type { Currency, Money } from '../../../../core/money.ts'
import type { ShownField } from '../../../company/custom-fields/contract.ts'
import type { Labels } from './labels.ts'

export type PaperDocument = PaperInvoice | PaperCreditNote | PaperEstimate | PaperReceipt | PaperStatement
export type PaperKind = PaperDocument['kind']

export interface PaperAddress {
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postal_code: string | null
  /** ISO 3166-1 alpha-2, any case. */
  readonly country: string | null
}

export interface PaperCompany {
  readonly name: string
  readonly address: PaperAddress | null
  readonly email: string | null
  readonly phone: string | null
  readonly website: string | null
  readonly tax_id: string | null
  /** A PNG, JPEG or SVG image. One that cannot be printed is left out and reported. */
  readonly logo: Uint8Array | null
  /** `#rgb` or `#rrggbb`; anything else gets the default. Darkened as far as text on white needs it. */
  readonly color: string | null
  /** ISO 3166-1 alpha-2. Decides Letter or A4 and how numbers and dates are written. */
  readonly country: string
  readonly language: string
  /** How to pay other than online: bank details, an address for checks. */
  readonly payment_instructions?: string | null
}

export interface PaperCustomer extends PaperAddress {
  readonly name: string
  readonly attention_to?: string | null
  readonly number?: string | null
  readonly tax_id?: string | null
}

export interface PaperShipTo extends PaperAddress {
  readonly name: string | null
  readonly attention_to?: string | null
}

/** What every document has. */
interface PaperBase {
  /** Null until it is issued. */
  readonly number: string | null
  readonly status: string
  readonly currency: Currency
  readonly customer: PaperCustomer
  readonly company: PaperCompany
  /** The customer's language tag; null for the company's. */
  readonly language: string | null
  /** Where the customer sees it online; printed as a link. */
  readonly url: string | null
  readonly notes: string | null
  readonly terms?: string | null
  /** What the company's own fields say to customers. */
  readonly fields?: readonly ShownField[]
  /** How the company wants its papers; left out, they look as ours do by default. */
  readonly theme?: PaperTheme | null
}

export type PaperStyle = 'classic' | 'compact' | 'minimal' | 'modern' | 'simple'

/** A company's choice of words, switches and style. It is no part of what a document says. */
export interface PaperTheme {
  readonly style: PaperStyle
  /** The company's own words for single labels, in the language of the document. */
  readonly titles: Partial<Labels>
  /** The title of the page; null for the word for its kind. */
  readonly heading: string | null
  readonly show_email: boolean
  readonly show_phone: boolean
  readonly show_website: boolean
  readonly show_customer_number: boolean
  /** Used where the document has no terms of its own. */
  readonly terms: string | null
  /** The last words on the paper. */
  readonly footer: string | null
}

/** An amount with a name: a discount, a tax. Positive; the paper adds the minus of a discount. */
export interface PaperAdjustment {
  /** Null for one that somebody typed in without a name. */
  readonly name: string | null
  readonly amount: Money
}

export interface PaperItem {
  readonly name: string
  readonly description: string | null
  readonly quantity: Decimal
  readonly unit_cost: Decimal
  readonly amount: Money
  readonly discounts: readonly PaperAdjustment[]
  readonly taxes: readonly PaperAdjustment[]
  /** What time a line of a subscription is for; both days belong to it. */
  readonly period?: { readonly start: CalendarDate; readonly end: CalendarDate } | null
  readonly fields?: readonly ShownField[]
}

interface PaperItemized extends PaperBase {
  /** The document's own title when it has one; a title that is just the kind is not repeated. */
  readonly name?: string | null
  readonly date: CalendarDate
  readonly payment_terms: string | null
  readonly purchase_order: string | null
  readonly items: readonly PaperItem[]
  readonly subtotal: Money
  readonly discounts: readonly PaperAdjustment[]
  readonly taxes: readonly PaperAdjustment[]
  readonly total: Money
  readonly amount_paid: Money
  readonly amount_credited: Money
  readonly balance: Money
  readonly ship_to: PaperShipTo | null
}

/** `paid` and `voided` are labelled on the page, as is `draft`. */
export interface PaperInvoice extends PaperItemized {
  readonly kind: 'invoice'
  readonly due_date: CalendarDate | null
  /** Collected by itself, so that paying is not asked for. */
  readonly autopay?: boolean
}

/** `amount_credited` is what was applied or became credit, `amount_paid` what was refunded, `balance` what is left. */
export interface PaperCreditNote extends PaperItemized {
  readonly kind: 'credit_note'
  readonly due_date: null
  /** The number of the invoice it corrects. */
  readonly invoice_number?: string | null
}

/** `amount_paid` is the deposit that was paid. */
export interface PaperEstimate extends PaperItemized {
  readonly kind: 'estimate'
  readonly due_date: CalendarDate | null
  readonly expiration_date?: CalendarDate | null
  readonly deposit?: Money | null
}

/** A payment. `number` is its own number or id. */
export interface PaperReceipt extends PaperBase {
  readonly kind: 'receipt'
  readonly date: CalendarDate
  /** A method id of the API (`ach`, `check`, `credit_card` …) or a method's own name. */
  readonly method: string
  /** For example a check number. */
  readonly reference: string | null
  readonly amount: Money
  readonly applications: readonly PaperApplication[]
  /** What of it was kept as credit. */
  readonly unapplied: Money
}

export interface PaperApplication {
  readonly type: 'invoice' | 'estimate' | 'credit_note' | 'convenience_fee' | 'credit'
  readonly number: string | null
  readonly date: CalendarDate | null
  readonly total: Money | null
  readonly amount: Money
}

/** An account at a glance. `number` is not needed and usually null. */
export interface PaperStatement extends PaperBase {
  readonly kind: 'statement'
  readonly date: CalendarDate
  /** Null for a statement of open items, which has no beginning. */
  readonly period: { readonly start: CalendarDate; readonly end: CalendarDate } | null
  readonly rows: readonly PaperStatementRow[]
  readonly balance: Money
  /** Unapplied credit of the customer, not part of `balance`; zero hides it. */
  readonly credit_balance: Money
  /** From the youngest; the last one has no end. Empty hides the table. */
  readonly aging: readonly PaperAgingBucket[]
}

export interface PaperStatementRow {
  readonly type:
    | 'previous_balance'
    | 'invoice'
    | 'credit_note'
    | 'payment'
    | 'refund'
    | 'applied_credit'
    | 'credit_balance_adjustment'
  readonly number: string | null
  readonly date: CalendarDate
  /** Open items only. */
  readonly due_date: CalendarDate | null
  /** What it adds to the account, negative for payments and credits. For an open item: its total. */
  readonly amount: Money
  /** Balance forward: the account after this row. Open items: what is open of it. */
  readonly balance: Money
}

export interface PaperAgingBucket {
  /** Days late; null for what is not late. */
  readonly from_days: number | null
  /** The last day that belongs to it; null for the oldest bucket. */
  readonly to_days: number | null
  readonly amount: Money
}
