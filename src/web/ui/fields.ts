import type { ShownField } from '../records.ts'
import { dateText } from './dates.tsx'
import { moneyText, plainText } from './Money.tsx'
import { decimalShown } from './numbers.ts'

/** Custom fields as people read them: each its name and its value. */
export function fieldTexts(fields: readonly ShownField[], currency: string): (readonly [name: string, value: string])[] {
  return fields.map((field) => [field.name, valueText(field, currency)] as const)
}

function valueText({ type, value }: ShownField, currency: string): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (type === 'date') return dateText(String(value))
  if (typeof value === 'string' || type === 'string') return String(value)
  return type === 'money' ? moneyText(value, currency) : decimalShown(plainText(value))
}
