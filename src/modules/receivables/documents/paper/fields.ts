/** Custom fields on paper: each value as its type is written in the language of the document. */
import { minorDigits } from '../../../../core/currency.ts'
import { calendarDate } from '../../../../core/date.ts'
import { type Decimal, decimal } from '../../../../core/decimal.ts'
import { type Currency, moneyFromMajor } from '../../../../core/money.ts'
import type { ShownField } from '../../../company/custom-fields/contract.ts'
import type { Writing } from './locale.ts'
import type { PaperFact } from './paper.ts'

export function fieldFacts(fields: readonly ShownField[] | undefined, currency: Currency, words: Writing): PaperFact[] {
  return (fields ?? []).map((field) => ({ label: field.name, value: fieldText(field, currency, words) }))
}

function fieldText({ type, value }: ShownField, currency: Currency, words: Writing): string {
  if (typeof value === 'boolean') return words.label(value ? 'yes' : 'no')
  if (type === 'date') return words.date(calendarDate(String(value)))
  if (typeof value === 'string' || type === 'string' || type === 'enum') return String(value)
  if (type !== 'money') return words.quantity(exactly(value))
  const amount = moneyFromMajor(exactly(value), currency)
  return amount ? words.money(amount) : words.price(exactly(value), minorDigits(currency))
}

/** Fields have at most ten places, which JavaScript would write as 1e-7. */
function exactly(value: number): Decimal {
  const text = String(value)
  return decimal(text.includes('e') ? value.toFixed(10) : text)
}
