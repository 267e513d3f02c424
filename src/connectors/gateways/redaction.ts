import { Refusal } from '../../core/refusal.ts'

/**
 * Card numbers have no business here, not even by mistake: whoever sends one is told so and nothing is kept.
 * @throws Refusal invalid `card_number_refused`
 */
export function refuseCardNumber(text: string, field: string): void {
  if (!CARD_NUMBER.test(text.trim()) && withoutSecrets(text) === text) return
  throw new Refusal('invalid', 'card_number_refused', 'Send a token of the gateway, never a card number.', field)
}

const CARD_NUMBER = /^\d(?:[ -]?\d){12,18}$/
const POSSIBLE_CARD_NUMBER = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g
const KEYS = /\b(?:sk|rk|whsec|test|live)_[A-Za-z0-9_+/=]{8,}/g

/** Takes card numbers and keys out of a text before it is kept, logged or shown. */
export function withoutSecrets(text: string): string {
  return text
    .slice(0, 2000)
    .replace(POSSIBLE_CARD_NUMBER, (digits) => (passesLuhn(digits.replace(/\D/g, '')) ? '[card number]' : digits))
    .replace(KEYS, '[key]')
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** The same for a whole value: texts are cleaned, fields that hold secrets by their name are blanked, depth is limited. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (typeof value !== 'object' || value === null) return value
  if (depth > 6) return '[…]'
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, SECRET_FIELD.test(key) ? '[hidden]' : redacted(part, depth + 1)]),
  )
}

const SECRET_FIELD = /secret|password|signature|authorization|api_key/i
