import { Refusal } from '../../core/refusal.ts'
import type { TextMessage } from './port.ts'

/** What ten concatenated messages hold; vendors take no more. */
export const TEXT_CHARACTERS_MAX = 1600
const GSM_PER_SEGMENT = [160, 153] as const
const UNICODE_PER_SEGMENT = [70, 67] as const
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const GSM_EXTENDED = new Set('^{}\\[~]|€')

/** @throws Refusal invalid `phone_invalid`, `text_message_invalid` */
export function checkTextMessage({ to, body }: TextMessage): void {
  if (!/^\+[1-9]\d{6,14}$/.test(to)) {
    throw new Refusal('invalid', 'phone_invalid', `${JSON.stringify(to)} is not an international telephone number.`, 'to')
  }
  if (body.trim() === '' || body.length > TEXT_CHARACTERS_MAX || /(?![\n\t])\p{Cc}/u.test(body)) {
    throw new Refusal('invalid', 'text_message_invalid', `A text message has 1 to ${TEXT_CHARACTERS_MAX} characters.`, 'message')
  }
}

/**
 * A number as people write it, in international form: `(512) 555-0100` in the United States is `+15125550100`.
 * @param country ISO 3166 code of whoever wrote it; without it, or elsewhere, the country code must be part of the number
 * @returns null when it cannot be a telephone number
 */
export function internationalPhone(text: string, country?: string): string | null {
  const trimmed = text.trim()
  if (!/^\+?[\d\s().\-/]{5,40}$/.test(trimmed)) return null
  const digits = trimmed.replace(/\D/g, '')
  if (trimmed.startsWith('+') || trimmed.startsWith('00')) return inRange(trimmed.startsWith('00') ? digits.slice(2) : digits)
  if (digits.length === 11 && digits.startsWith('1')) return inRange(digits)
  const american = country === undefined || country.toUpperCase() === 'US' || country.toUpperCase() === 'CA'
  if (american) return digits.length === 10 ? inRange(`1${digits}`) : null
  // A number without trunk zero that is long enough carries its country code already.
  return digits.startsWith('0') || digits.length < 10 ? null : inRange(digits)
}

/** How many messages the vendor will count: 160 characters of the GSM alphabet in one, 70 otherwise. */
export function segmentsOf(body: string): number {
  const characters = [...body]
  const isGsm = characters.every((character) => GSM.has(character) || GSM_EXTENDED.has(character))
  const units = isGsm ? characters.reduce((sum, character) => sum + (GSM_EXTENDED.has(character) ? 2 : 1), 0) : body.length
  const [single, joined] = isGsm ? GSM_PER_SEGMENT : UNICODE_PER_SEGMENT
  return units <= single ? 1 : Math.ceil(units / joined)
}

function inRange(digits: string): string | null {
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null
}
