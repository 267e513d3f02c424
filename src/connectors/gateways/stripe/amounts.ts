import { isCurrency } from '../../../core/currency.ts'
import { type Currency, inMajorUnits, type Money, money, zero } from '../../../core/money.ts'

/**
 * Stripe counts some currencies in other units than ISO 4217. Source: Stripe's list of supported currencies, its
 * zero-decimal and three-decimal lists and special cases: isk and ugx have no decimals and still travel with two.
 */
const NO_DECIMALS = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '))

/** The amount as Stripe counts it, or null when Stripe cannot express it. */
export function toStripeAmount({ amount, currency }: Money): number | null {
  const shift = stripeDigits(currency) - inMajorUnits(zero(currency)).scale
  const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift
  const possible = Number.isSafeInteger(scaled) && (!THREE_DECIMALS.has(currency) || scaled % 10 === 0)
  return possible ? scaled : null
}

/** Money from a number and a currency as Stripe writes them; null for a currency that we do not know. */
export function fromStripeAmount(amount: number, code: string): Money | null {
  const currency = code.toLowerCase()
  if (!isCurrency(currency)) return null
  const shift = inMajorUnits(zero(currency)).scale - stripeDigits(currency)
  const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift
  return Number.isSafeInteger(scaled) ? money(scaled, currency) : null
}

function stripeDigits(currency: Currency): number {
  if (NO_DECIMALS.has(currency)) return 0
  return THREE_DECIMALS.has(currency) ? 3 : 2
}
