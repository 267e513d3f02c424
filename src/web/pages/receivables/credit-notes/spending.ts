import { parseDecimal } from '../../../../core/decimal.ts'
import { compare, isNegative, isPositive, type Money, moneyFromMajor, subtract, sum } from '../../../../core/money.ts'
import { applyOldestFirst } from '../../../../modules/payments/payments/application.ts'
import type { CreditNote, Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { knownCurrency, majorUnits, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'

type Note = Pick<CreditNote, 'id' | 'balance' | 'currency'>
type Owing = Pick<Invoice, 'id' | 'balance' | 'pending' | 'date' | 'due_date'>

/** Amounts as they are typed, by the id of the invoice; `rest` goes to the customer's credit balance. Empty means nothing. */
export interface Spending extends Record<string, string> {
  readonly rest: string
}

/** Where a credit note would go by itself: to the oldest invoices first, never more than each can take; without any, to the credit balance. */
export function suggestedSpending(note: Note, invoices: readonly Owing[]): Spending {
  const owed = invoices.map((invoice) => ({
    id: invoice.id,
    date: String(invoice.due_date ?? invoice.date).padStart(12, '0'),
    balance: takes(invoice, note.currency),
  }))
  const splits = applyOldestFirst(moneyOf(note.balance, note.currency), owed)
  const by = new Map(splits.map(({ invoice, amount }) => [invoice, plainText(majorUnits(amount))]))
  const rest = invoices.length === 0 ? plainText(note.balance) : ''
  return { rest, ...Object.fromEntries(invoices.map(({ id }) => [String(id), by.get(id) ?? ''])) }
}

/** What of an invoice credit may settle: nothing that a payment under way is going to settle. */
export function takes({ balance, pending }: Pick<Owing, 'balance' | 'pending'>, currency: string): Money {
  return subtract(moneyOf(balance, currency), moneyOf(pending, currency))
}

/** How much is typed in all; what is not a number counts as nothing. */
export function spent(spending: Spending, currency: string): Money {
  return sum(
    Object.values(spending).flatMap((text) => amountTyped(text, currency) ?? []),
    knownCurrency(currency),
  )
}

/** Messages by field for what would be refused. */
export function checkSpending(spending: Spending, note: Note, invoices: readonly Owing[]): Record<string, string | null> {
  const { currency } = note
  const left = moneyOf(note.balance, currency)
  const problems = Object.entries(spending).map(([field, text]) => {
    const invoice = invoices.find(({ id }) => String(id) === field)
    return [field, problemOf(text, currency, invoice ? takes(invoice, currency) : left)] as const
  })
  const total = spent(spending, currency)
  const over = compare(total, left) > 0 ? `At most ${moneyText(note.balance, currency)} is left on the credit note.` : null
  const none = isPositive(total) ? null : 'Enter at least one amount.'
  const found = Object.fromEntries(problems)
  return Object.values(found).some((problem) => problem !== null) ? found : { ...found, total: over ?? none }
}

function problemOf(text: string, currency: string, most: Money): string | null {
  if (text.trim() === '') return null
  const amount = amountTyped(text, currency)
  if (!amount || isNegative(amount)) return 'Enter an amount such as 10.00.'
  return compare(amount, most) > 0 ? `At most ${moneyText(majorUnits(most), currency)}.` : null
}

/** What the API is sent: a payment of nothing that spends the credit note. */
export function splitsOf(spending: Spending, note: Note): NonNullable<Body<'POST /payments'>['applied_to']> {
  return Object.entries(spending).flatMap(([field, text]) => {
    const amount = amountTyped(text, note.currency)
    if (!amount || !isPositive(amount)) return []
    const split = { type: 'credit_note' as const, credit_note: note.id, amount: majorUnits(amount) }
    return field === 'rest' ? [split] : [{ ...split, document_type: 'invoice' as const, invoice: Number(field) }]
  })
}

function amountTyped(text: string, currency: string): Money | null {
  const value = parseDecimal(text.trim())
  const amount = value && moneyFromMajor(value, knownCurrency(currency))
  return amount ?? null
}
