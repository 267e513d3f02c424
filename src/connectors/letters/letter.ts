import { Refusal } from '../../core/refusal.ts'
import type { Letter, PostalAddress } from './port.ts'

export const LETTER_PAGES_MAX = 60
export const LETTER_BYTES_MAX = 5_000_000
const LINE_CHARACTERS_MAX = 64

/** @throws Refusal invalid `letter_invalid` */
export function checkLetter({ to, from, pdf, pages }: Letter): void {
  checkAddress(to, 'to')
  checkAddress(from, 'from')
  const isPdf = pdf.length > 4 && new TextDecoder('latin1').decode(pdf.subarray(0, 5)) === '%PDF-'
  if (!isPdf) throw invalid('A letter is a PDF.', 'pdf')
  if (pdf.length > LETTER_BYTES_MAX) throw invalid(`A letter has at most ${LETTER_BYTES_MAX} bytes.`, 'pdf')
  if (!Number.isInteger(pages) || pages < 1 || pages > LETTER_PAGES_MAX) {
    throw invalid(`A letter has between 1 and ${LETTER_PAGES_MAX} pages.`, 'pages')
  }
}

function checkAddress(address: PostalAddress, side: 'to' | 'from'): void {
  for (const part of ['name', 'address1', 'city', 'country'] as const) {
    if (address[part].trim() === '') throw invalid('This part of the address is missing.', `${side}.${part}`)
  }
  if (!/^[A-Z]{2}$/.test(address.country)) throw invalid('A country is a code of two capital letters.', `${side}.country`)
  const american = address.country === 'US'
  for (const part of ['state', 'postal_code'] as const) {
    if (american && !address[part]?.trim()) throw invalid('Addresses in the United States need it.', `${side}.${part}`)
  }
  for (const [part, value] of Object.entries(address)) {
    if (typeof value === 'string' && /\p{Cc}/u.test(value)) throw invalid('It holds a control character.', `${side}.${part}`)
    if (part !== 'name' && typeof value === 'string' && value.length > LINE_CHARACTERS_MAX) {
      throw invalid(`A line of an address has at most ${LINE_CHARACTERS_MAX} characters.`, `${side}.${part}`)
    }
  }
}

function invalid(message: string, field: string): Refusal {
  return new Refusal('invalid', 'letter_invalid', message, field)
}
