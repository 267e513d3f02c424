/**
 * Owns: which variables the texts of a template may name, and their values for what is sent.
 * Source of the names: the published behaviour. Invariant: a template that names no others always renders.
 */
import { dayOf } from '../../../core/date.ts'
import { add, type Money } from '../../../core/money.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { Payment } from '../../payments/payments/contract.ts'
import { LABELS, type LabelKey } from '../../receivables/documents/paper/labels.ts'
import { type Writing, writing } from '../../receivables/documents/paper/locale.ts'
import { addressLines } from '../../receivables/documents/paper/party.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import type { Family } from './catalog.ts'

/** A value as the template engine takes it. `{text, url}` is a button. */
export type Value =
  | string
  | number
  | boolean
  | null
  | { readonly text: string; readonly url: string }
  | readonly Value[]
  | { readonly [key: string]: Value }
export type Values = Readonly<Record<string, Value>>

const COMMON = [
  'company_name',
  'company_username',
  'company_address',
  'company_email',
  'customer_name',
  'customer_contact_name',
  'customer_number',
  'customer_address',
  'customer',
]
const INVOICE = [
  'invoice_number',
  'invoice_date',
  'due_date',
  'payment_terms',
  'purchase_order',
  'total',
  'balance',
  'discounts',
  'notes',
  'invoice',
  'url',
  'payment_url',
  'view_invoice_button',
  'attempt_count',
  'next_payment_attempt',
]
const RECEIPT = ['invoice_number', 'payment_date', 'payment_method', 'payment_amount', 'payment_source']
const SUBSCRIPTION = ['name', 'recurring_total', 'frequency', 'start_date', 'url', 'manage_subscription_button']

const without = (names: readonly string[], ...gone: readonly string[]) => names.filter((name) => !gone.includes(name))

const OWN: Readonly<Record<Family, readonly string[]>> = {
  invoice: INVOICE,
  autopay_failure: [...without(INVOICE, 'view_invoice_button'), 'update_payment_info_button', 'payment_amount'],
  payment_plan: without(INVOICE, 'payment_terms', 'purchase_order', 'attempt_count', 'next_payment_attempt'),
  estimate: [
    'estimate_number',
    'estimate_date',
    'expiration_date',
    'payment_terms',
    'purchase_order',
    'total',
    'discounts',
    'notes',
    'estimate',
    'url',
    'view_estimate_button',
  ],
  credit_note: [
    'credit_note_number',
    'credit_note_date',
    'total',
    'discounts',
    'notes',
    'credit_note',
    'url',
    'view_credit_note_button',
  ],
  receipt: RECEIPT,
  refund: [...RECEIPT, 'refund_date', 'refund_amount'],
  statement: [
    'statement_start_date',
    'statement_end_date',
    'statement_balance',
    'statement_credit_balance',
    'statement_url',
    'view_statement_button',
  ],
  subscription: SUBSCRIPTION,
  subscription_renewal: [...SUBSCRIPTION, 'time_until_renewal'],
  subscription_end: without(SUBSCRIPTION, 'url', 'manage_subscription_button'),
  chasing: [
    'customer_payment_terms',
    'account_balance',
    'past_due_account_balance',
    'invoice_numbers',
    'invoice_dates',
    'invoice_due_dates',
    'customer_portal_button',
  ],
  sign_in: ['sign_in_url', 'sign_in_button'],
}

/** Every name that the texts of such a template may use. */
export function variablesOf(family: Family): readonly string[] {
  return [...COMMON, ...OWN[family]]
}

/** The variable that is the button of the mail. */
export function buttonOf(family: Family): string | null {
  return OWN[family].find((name) => name.endsWith('_button')) ?? null
}

/** How a mail in this language to this company's customers writes amounts and dates. */
export function mailWriting(language: string, country: string): Writing {
  return writing(language, country)
}

/** What a mail may name of the customer, beside the record as it is published. */
export type CustomerFacts = Pick<
  Customer,
  'name' | 'number' | 'attention_to' | 'address1' | 'address2' | 'city' | 'state' | 'postal_code' | 'country'
>

export interface CompanyFacts {
  readonly name: string
  readonly username: string
  readonly email: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postal_code: string | null
  readonly country: string
}

/** What every mail to a customer may name. @param wire the customer as published */
export function customerValues(
  company: CompanyFacts,
  customer: CustomerFacts,
  contactName: string | null,
  wire: Values,
  words: Writing,
): Values {
  return {
    ...companyValues(company, customer.country, words),
    customer_name: customer.name,
    customer_contact_name: contactName ?? customer.attention_to ?? customer.name,
    customer_number: customer.number,
    customer_address: [customer.name, ...addressLines(customer, company.country, words)].join('\n'),
    customer: wire,
  }
}

function companyValues(company: CompanyFacts, home: string, words: Writing): Values {
  return {
    company_name: company.name,
    company_username: company.username,
    company_address: addressLines(company, home, words).join('\n'),
    company_email: company.email ?? '',
  }
}

/** What a mail about an invoice may name. @param wire the invoice as published */
export function invoiceValues(invoice: Invoice, wire: Values, words: Writing): Values {
  return {
    invoice_number: invoice.number ?? '',
    invoice_date: words.date(invoice.date.date),
    due_date: invoice.due_date ? words.date(invoice.due_date.date) : '',
    payment_terms: invoice.payment_terms ?? '',
    purchase_order: invoice.purchase_order ?? '',
    total: words.money(invoice.total),
    balance: words.money(invoice.balance),
    discounts: sumText(
      invoice.discounts.map(({ amount }) => amount),
      words,
    ),
    notes: invoice.notes ?? '',
    invoice: wire,
    url: invoice.url ?? '',
    payment_url: invoice.payment_url ?? invoice.url ?? '',
    payment_amount: words.money(invoice.balance),
    attempt_count: invoice.attempt_count,
    next_payment_attempt: invoice.next_payment_attempt
      ? words.date(dayOf(invoice.next_payment_attempt, invoice.date.zone).date)
      : '',
  }
}

/** Empty where there is nothing to sum. */
export function sumText(amounts: readonly Money[], words: Writing): string {
  return amounts.length === 0 ? '' : words.money(amounts.reduce(add))
}

/** What a receipt may name. @param numbers of the invoices it settled */
export function receiptValues(payment: Payment, numbers: readonly string[], words: Writing): Values {
  const method = methodName(payment.method, words)
  return {
    invoice_number: numbers.join(', '),
    payment_date: words.date(payment.date.date),
    payment_method: method,
    payment_amount: words.money(payment.amount),
    payment_source: sourceName(payment) ?? (payment.reference ? `${method} ${payment.reference}` : method),
  }
}

function methodName(method: string, words: Writing): string {
  const label = `method_${method}`
  return Object.hasOwn(LABELS.en, label) ? words.label(label as LabelKey) : method
}

/** Such as "Visa 4242", where the payment was charged to a stored source. */
function sourceName({ charge }: Payment): string | null {
  const source = charge?.['payment_source'] as
    | { readonly brand?: unknown; readonly bank_name?: unknown; readonly last4?: unknown }
    | null
    | undefined
  const name = source?.brand ?? source?.bank_name
  return typeof name === 'string' && typeof source?.last4 === 'string' ? `${name} ${source.last4}` : null
}
