/** What a preview shows where nobody said of which document: an invoice of Acme Corp, as a company's first one may look. */

import { minorDigits } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { addDays } from '../../../core/date.ts'
import type { Currency, Money } from '../../../core/money.ts'
import { money } from '../../../core/money.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import type { Values } from './variables.ts'

export interface ExampleFacts {
  readonly currency: Currency
  readonly today: CalendarDate
  readonly url: string
  readonly button_text: string | null
}

/** Values for every variable there is but the company's own. */
export function exampleValues({ currency, today, url, button_text }: ExampleFacts, words: Writing): Values {
  const amount = (hundredths: number) => words.money(scaled(hundredths, currency))
  const [date, due] = [words.date(today), words.date(addDays(today, 30))]
  const button = { text: button_text ?? 'View', url }
  return {
    customer_name: 'Acme Corp',
    customer_contact_name: 'Acme Corp',
    customer_number: 'CUST-0001',
    customer_address: 'Acme Corp',
    customer: { name: 'Acme Corp', number: 'CUST-0001', email: 'billing@acmecorp.com' },
    invoice_number: 'INV-0001',
    invoice_date: date,
    due_date: due,
    payment_terms: 'NET 30',
    purchase_order: 'PO-7788',
    total: amount(14_885),
    balance: amount(14_885),
    discounts: '',
    notes: '',
    invoice: { number: 'INV-0001', payment_terms: 'NET 30', total: 148.85, balance: 148.85 },
    url,
    payment_url: url,
    attempt_count: 1,
    next_payment_attempt: words.date(addDays(today, 3)),
    estimate_number: 'EST-0001',
    estimate_date: date,
    expiration_date: due,
    estimate: { number: 'EST-0001', total: 148.85 },
    credit_note_number: 'CN-0001',
    credit_note_date: date,
    credit_note: { number: 'CN-0001', total: 148.85 },
    payment_date: date,
    payment_method: words.label('method_credit_card'),
    payment_amount: amount(14_885),
    payment_source: 'Visa 4242',
    refund_date: date,
    refund_amount: amount(5_000),
    statement_start_date: date,
    statement_end_date: due,
    statement_balance: amount(14_885),
    statement_credit_balance: amount(0),
    statement_url: url,
    name: 'Copy paper',
    recurring_total: amount(14_885),
    frequency: '',
    start_date: date,
    time_until_renewal: '',
    customer_payment_terms: 'NET 30',
    account_balance: amount(14_885),
    past_due_account_balance: amount(14_885),
    invoice_numbers: 'INV-0001',
    invoice_dates: date,
    invoice_due_dates: due,
    sign_in_url: url,
    ...Object.fromEntries(BUTTONS.map((name) => [name, button])),
  }
}

const BUTTONS = [
  'view_invoice_button',
  'update_payment_info_button',
  'view_estimate_button',
  'view_credit_note_button',
  'view_statement_button',
  'manage_subscription_button',
  'customer_portal_button',
  'sign_in_button',
]

function scaled(hundredths: number, currency: Currency): Money {
  return money(Math.round(hundredths * 10 ** (minorDigits(currency) - 2)), currency)
}
