import { parseDecimal } from '../../../../core/decimal.ts'
import { add, compare, isNegative, isPositive, type Money, moneyFromMajor, subtract, sum, zero } from '../../../../core/money.ts'
import { applyOldestFirst } from '../../../../modules/payments/payments/application.ts'
import { type Application, type Invoice, idOf, type Payment } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { knownCurrency, majorUnits, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'

/** So many invoices are offered at most. */
export const OWING_MAX = 100

/** An invoice that the payment pays or could pay. */
export interface Row {
  readonly id: number
  readonly number: string | null
  readonly date: number
  readonly due_date: number | null
  /** What of it this payment could settle, with what it settles now. */
  readonly most: Money
}

/** Amounts as they are typed, by the id of the invoice; `credit` goes to the customer's credit balance. Empty means nothing. */
export interface Parts extends Record<string, string> {
  readonly credit: string
}

type Split = NonNullable<Body<'PATCH /payments/{id}'>['applied_to']>[number]
type Applied = Pick<Payment, 'applied_to' | 'currency'>

/** Parts that are no plain payment of an invoice: deposits, fees, spent credit, invoices that were let go short. They stay. */
export function keptParts({ applied_to = [] }: Pick<Payment, 'applied_to'>): Application[] {
  return applied_to.filter((part) => !isPlain(part) && part.type !== 'credit' && !isRemade(part))
}

const isPlain = ({ type, short_pay }: Application) => type === 'invoice' && !short_pay
/** The credit note over the rest of an invoice that is paid short is written by the server. */
const isRemade = ({ type, short_pay }: Application) => type === 'credit_note' && short_pay

/** What the payment settles already, then what its customer owes besides; the first due first. */
export function rowsOf(payment: Applied, owing: readonly Invoice[]): Row[] {
  const { currency, applied_to = [] } = payment
  const kept = new Set(keptParts(payment).map(({ invoice }) => idOf(invoice)))
  const own = applied_to.filter(isPlain).flatMap((part) => {
    const invoice = part.invoice as unknown as Invoice // asked for with expand
    return [rowOf(invoice, add(takes(invoice, currency), moneyOf(part.amount, currency)))]
  })
  const others = owing
    .filter(({ id }) => !kept.has(id) && !own.some((row) => row.id === id))
    .map((invoice) => rowOf(invoice, takes(invoice, currency)))
    .filter(({ most }) => isPositive(most))
  return [...own, ...others]
}

function rowOf({ id, number, date, due_date }: Invoice, most: Money): Row {
  return { id, number, date, due_date, most }
}

/** Nothing that a payment under way is going to settle. */
function takes({ balance, pending }: Invoice, currency: string): Money {
  return subtract(moneyOf(balance, currency), moneyOf(pending, currency))
}

/** The payment as it is split now. */
export function partsNow({ applied_to = [], currency }: Applied, rows: readonly Row[]): Parts {
  const of = (parts: readonly Application[]) => {
    const amount = sum(
      parts.map((part) => moneyOf(part.amount, currency)),
      knownCurrency(currency),
    )
    return isPositive(amount) ? plainText(majorUnits(amount)) : ''
  }
  return {
    ...Object.fromEntries(
      rows.map(({ id }) => [String(id), of(applied_to.filter((part) => isPlain(part) && idOf(part.invoice) === id))]),
    ),
    credit: of(applied_to.filter(({ type }) => type === 'credit')),
  }
}

/** The whole payment on the oldest invoices; what is over stays as it is on the credit balance, or unapplied. */
export function oldestFirst(amount: Money, rows: readonly Row[], kept: readonly Application[]): Parts {
  const free = subtract(amount, keptCash(kept, amount.currency))
  const owed = rows.map(({ id, date, due_date, most }) => ({
    id,
    date: String(due_date ?? date).padStart(12, '0'),
    balance: most,
  }))
  const by = new Map(applyOldestFirst(free, owed).map((split) => [split.invoice, plainText(majorUnits(split.amount))]))
  return { ...Object.fromEntries(rows.map(({ id }) => [String(id), by.get(id) ?? ''])), credit: '' }
}

/** What of an amount would stay unapplied; below zero where more is typed than there is. */
export function unapplied(amount: Money, parts: Parts, kept: readonly Application[]): Money {
  return subtract(subtract(amount, keptCash(kept, amount.currency)), typed(parts, amount.currency))
}

function keptCash(kept: readonly Application[], currency: string): Money {
  const cash = kept.filter(({ type }) => type === 'invoice' || type === 'estimate' || type === 'convenience_fee')
  return sum(
    cash.map((part) => moneyOf(part.amount, currency)),
    knownCurrency(currency),
  )
}

function typed(parts: Parts, currency: string): Money {
  return sum(
    Object.values(parts).flatMap((text) => amountTyped(text, currency) ?? []),
    knownCurrency(currency),
  )
}

/** Messages by field for what would be refused; `total` where all together are more than the payment. */
export function checkParts(amount: Money, parts: Parts, rows: readonly Row[], kept: readonly Application[]) {
  const { currency } = amount
  const problems = Object.entries(parts).map(([field, text]) => {
    const row = rows.find(({ id }) => String(id) === field)
    return [field, problemOf(text, row ? row.most : null, currency)] as const
  })
  const left = unapplied(amount, parts, kept)
  const over = isNegative(left)
    ? `${moneyText(-majorUnits(left), currency)} more than the payment. Lower one of the amounts.`
    : null
  return { ...Object.fromEntries(problems), total: over }
}

function problemOf(text: string, most: Money | null, currency: string): string | null {
  if (text.trim() === '') return null
  const amount = amountTyped(text, currency)
  if (!amount || isNegative(amount)) return 'Enter an amount such as 10.00.'
  return most && compare(amount, most) > 0 ? `At most ${moneyText(majorUnits(most), currency)}.` : null
}

/** Whether other amounts are typed than stand there now. */
export function isSplitAnew(before: Parts, now: Parts, currency: string): boolean {
  const same = (left = '', right = '') => compare(amountOf(left, currency), amountOf(right, currency)) === 0
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].some((field) => !same(before[field], now[field]))
}

/** What the API is sent: everything that stays, and what was typed. */
export function splitsOf(parts: Parts, kept: readonly Application[], currency: string): Split[] {
  const plain = Object.entries(parts).flatMap(([field, text]): Split[] => {
    const amount = amountOf(text, currency)
    if (!isPositive(amount)) return []
    if (field === 'credit') return [{ type: 'credit', amount: majorUnits(amount) }]
    return [{ type: 'invoice', invoice: Number(field), amount: majorUnits(amount) }]
  })
  return [...kept.map(splitAgain), ...plain]
}

function splitAgain({ type, amount, invoice, estimate, credit_note, document_type, short_pay }: Application): Split {
  return {
    type,
    amount,
    invoice: idOf(invoice) || null,
    estimate: idOf(estimate) || null,
    credit_note: idOf(credit_note) || null,
    document_type,
    short_pay,
  }
}

function amountOf(text: string, currency: string): Money {
  return amountTyped(text, currency) ?? zero(knownCurrency(currency))
}

export function amountTyped(text: string, currency: string): Money | null {
  const value = parseDecimal(text.trim())
  return value ? moneyFromMajor(value, knownCurrency(currency)) : null
}
