import { isDecimal } from '../../core/decimal.ts'

const parts = new Intl.NumberFormat().formatToParts(12345.6)
const POINT = parts.find((part) => part.type === 'decimal')?.value ?? '.'

/**
 * What a person typed as plain decimal text: `1,234.50` and, where the comma is the point, `1.234,50` are both `1234.50`.
 * A single separator before one or two last digits is taken as the point whatever the reader's language. Null: not a number.
 */
export function decimalTyped(text: string, point = POINT): string | null {
  const bare = text.replace(/[\s'’_ ]/g, '').replace(/^[^\d.,-]+|[^\d.,]+$/g, '')
  const odd = point === ',' ? '.' : ','
  const isOddPoint = !bare.includes(point) && bare.split(odd).length === 2 && /[.,]\d{1,2}$/.test(bare)
  const plain = isOddPoint ? bare.replace(odd, '.') : bare.replaceAll(odd, '').replace(point, '.')
  const full = plain
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
  return isDecimal(full) ? full : null
}

/** Plain decimal text in the reader's notation, with at least so many decimals. */
export function decimalShown(plain: string, decimals = 0, point = POINT): string {
  const [whole = '0', fraction = ''] = plain.split('.')
  const shown = fraction.replace(/0+$/, '').padEnd(decimals, '0')
  return shown ? `${whole}${point}${shown}` : whole
}
