import { Text, type TextProps } from '@mantine/core'
import { type Currency, isCurrency, minorDigits } from '../../core/currency.ts'
import { decimal, decimalText } from '../../core/decimal.ts'
import { type Money as Amount, inMajorUnits, round } from '../../core/money.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** An amount as people read it, in the reader's own notation: `$148.85`, `148,85 €`. */
export function moneyText(amount: number, currency: string): string {
  const code = currency.toUpperCase()
  let format = formats.get(code)
  if (!format) {
    const digits = isCurrency(currency) ? minorDigits(currency) : 2
    format = new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency: code,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    formats.set(code, format)
  }
  return format.format(amount)
}

/** Prices may be finer than the smallest unit of money: 0.0125 is not 0.01. */
export function moneyTextExact(price: number, currency: string): string {
  const digits = plainText(price).split('.')[1]?.length ?? 0
  const usual = moneyText(price, currency)
  const shown =
    new Intl.NumberFormat(undefined, { style: 'currency', currency: currency.toUpperCase() }).resolvedOptions()
      .maximumFractionDigits ?? 2
  return digits <= shown
    ? usual
    : new Intl.NumberFormat(undefined, {
        style: 'currency',
        currency: currency.toUpperCase(),
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(price)
}

/** Exact money from an amount on the wire; sums are made of these, never of JSON numbers. */
export function moneyOf(amount: number, currency: string): Amount {
  return round(decimal(plainText(amount)), knownCurrency(currency))
}

/** The amount as it travels. */
export function majorUnits(amount: Amount): number {
  return Number(decimalText(inMajorUnits(amount)))
}

export function knownCurrency(code: string): Currency {
  const lower = code.toLowerCase()
  return isCurrency(lower) ? lower : 'usd'
}

/** A JSON number without an exponent. */
export function plainText(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}

/** An amount in text or in a table; figures are of equal width, so columns of them line up. */
export function Money({ amount, currency, ...text }: { readonly amount: number; readonly currency: string } & TextProps) {
  return (
    <Text span inherit className="figures" style={{ whiteSpace: 'nowrap' }} {...text}>
      {moneyText(amount, currency)}
    </Text>
  )
}
