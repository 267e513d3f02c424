/** One document of each kind, complete and believable: for a company that looks at its design, and for tests. */
import { type CalendarDate, calendarDate } from '../../../../core/date.ts'
import { decimal } from '../../../../core/decimal.ts'
import { type Currency, type Money, money, subtract, sum, zero } from '../../../../core/money.ts'
import type {
  PaperCompany,
  PaperCreditNote,
  PaperCustomer,
  PaperEstimate,
  PaperInvoice,
  PaperItem,
  PaperReceipt,
  PaperStatement,
} from './facts.ts'

const CURRENCY: Currency = 'usd'

export const exampleCompany: PaperCompany = {
  name: 'Dunder Mifflin',
  address: {
    address1: '1725 Slough Avenue',
    address2: 'Suite 200',
    city: 'Scranton',
    state: 'PA',
    postal_code: '18505',
    country: 'US',
  },
  email: 'billing@dundermifflin.example',
  phone: '+1 570 555 0134',
  website: 'dundermifflin.example',
  tax_id: '98-7654321',
  logo: null,
  color: '#0f6b5c',
  country: 'US',
  language: 'en',
  payment_instructions: 'By bank transfer to the account you know.\nPlease state the invoice number with your payment.',
}

export const exampleCustomer: PaperCustomer = {
  name: 'Acme Corp',
  attention_to: 'Accounts Payable',
  address1: '342 Amber St',
  address2: null,
  city: 'Hill Valley',
  state: 'CA',
  postal_code: '94523',
  country: 'US',
  number: 'CUST-0001',
  tax_id: null,
}

const shared = {
  currency: CURRENCY,
  customer: exampleCustomer,
  company: exampleCompany,
  language: null,
  url: 'https://dundermifflin.example/invoices/example',
  notes: 'Thank you for your business.',
  terms: null,
} as const

/** A line without discounts and taxes; `amount` counts minor units. */
export function exampleItem(name: string, quantity: string, unit_cost: string, amount: Money): PaperItem {
  return { name, description: null, quantity: decimal(quantity), unit_cost: decimal(unit_cost), amount, discounts: [], taxes: [] }
}

const items = [
  { ...exampleItem('Copy Paper, Case', '3', '45', usd(135_00)), description: 'A4, 80 g/m², 5 reams' },
  exampleItem('Delivery', '1', '10', usd(10_00)),
]

export const exampleInvoice: PaperInvoice = {
  ...shared,
  kind: 'invoice',
  number: 'INV-0001',
  status: 'sent',
  date: day('2026-11-18'),
  due_date: day('2026-12-18'),
  payment_terms: 'NET 30',
  purchase_order: 'PO-20014',
  items,
  subtotal: usd(145_00),
  discounts: [],
  taxes: [{ name: 'Sales Tax', amount: usd(3_85) }],
  total: usd(148_85),
  amount_paid: zero(CURRENCY),
  amount_credited: zero(CURRENCY),
  balance: usd(148_85),
  ship_to: null,
}

export const exampleCreditNote: PaperCreditNote = {
  ...exampleInvoice,
  kind: 'credit_note',
  number: 'CN-0001',
  status: 'open',
  due_date: null,
  payment_terms: null,
  invoice_number: 'INV-0001',
  amount_credited: usd(48_85),
  balance: usd(100_00),
}

export const exampleEstimate: PaperEstimate = {
  ...exampleInvoice,
  kind: 'estimate',
  number: 'EST-0001',
  name: 'Paper for the first quarter',
  due_date: null,
  expiration_date: day('2026-12-31'),
  deposit: usd(50_00),
}

export const exampleReceipt: PaperReceipt = {
  ...shared,
  kind: 'receipt',
  number: 'PAY-0001',
  status: 'applied',
  date: day('2026-12-01'),
  method: 'check',
  reference: '10532',
  amount: usd(200_00),
  applications: [{ type: 'invoice', number: 'INV-0001', date: day('2026-11-18'), total: usd(148_85), amount: usd(148_85) }],
  unapplied: usd(51_15),
}

export const exampleStatement: PaperStatement = {
  ...shared,
  kind: 'statement',
  number: null,
  status: 'open',
  date: day('2026-11-30'),
  period: { start: day('2026-11-01'), end: day('2026-11-30') },
  rows: [
    statementRow('previous_balance', null, '2026-11-01', 0, 100_00),
    statementRow('invoice', 'INV-0001', '2026-11-18', 148_85, 248_85),
    statementRow('payment', 'PAY-0001', '2026-11-20', -100_00, 148_85),
  ],
  balance: usd(148_85),
  credit_balance: zero(CURRENCY),
  aging: [
    { from_days: null, to_days: null, amount: usd(148_85) },
    { from_days: 0, to_days: 7, amount: zero(CURRENCY) },
    { from_days: 8, to_days: 14, amount: zero(CURRENCY) },
    { from_days: 15, to_days: 30, amount: zero(CURRENCY) },
    { from_days: 31, to_days: 60, amount: zero(CURRENCY) },
    { from_days: 61, to_days: null, amount: zero(CURRENCY) },
  ],
}

/** The example invoice over other lines: nothing discounted, taxed or paid. */
export function exampleInvoiceOf(lines: readonly PaperItem[], currency: Currency = CURRENCY): PaperInvoice {
  const total = sum(
    lines.map(({ amount }) => amount),
    currency,
  )
  const none = subtract(total, total)
  return {
    ...exampleInvoice,
    currency,
    items: lines,
    subtotal: total,
    taxes: [],
    total,
    amount_paid: none,
    amount_credited: none,
    balance: total,
  }
}

function statementRow(
  type: PaperStatement['rows'][number]['type'],
  number: string | null,
  date: string,
  amount: number,
  balance: number,
) {
  return { type, number, date: day(date), due_date: null, amount: usd(amount), balance: usd(balance) }
}

function usd(cents: number): Money {
  return money(cents, CURRENCY)
}

function day(text: string): CalendarDate {
  return calendarDate(text)
}
