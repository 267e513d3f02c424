/** Names and addresses as they are written on an envelope. */
import type { PaperAddress, PaperCompany, PaperCustomer, PaperShipTo, PaperTheme } from './facts.ts'
import type { Writing } from './locale.ts'

/** Somebody named on the page: who it is from, who it is for, where it goes. */
export interface Party {
  readonly label: string
  readonly name: string
  readonly lines: readonly string[]
}

export function billTo(customer: PaperCustomer, label: string, from: PaperCompany, writing: Writing): Party {
  const lines = [
    ...attention(customer.attention_to, writing),
    ...addressLines(customer, from.country, writing),
    ...present(customer.tax_id).map((number) => writing.label('tax_id', { number })),
  ]
  return { label, name: customer.name, lines }
}

/** The customer's number, unless the theme leaves it out. */
export function shownNumber(document: { readonly customer: PaperCustomer; readonly theme?: PaperTheme | null }): string | null {
  return document.theme && !document.theme.show_customer_number ? null : (document.customer.number ?? null)
}

/** Null when there is nowhere to ship to. */
export function shipTo(place: PaperShipTo | null, from: PaperCompany, writing: Writing): Party | null {
  if (!place) return null
  const lines = [...attention(place.attention_to, writing), ...addressLines(place, from.country, writing)]
  const [name, ...rest] = [...present(place.name), ...lines]
  return name === undefined ? null : { label: writing.label('ship_to'), name, lines: rest }
}

/** The company's own lines: address, how to reach it, its tax number. */
export function companyLines(company: PaperCompany, customerCountry: string | null, writing: Writing): string[] {
  const home = customerCountry ?? company.country
  return [
    ...(company.address ? addressLines(company.address, home, writing) : []),
    ...present(company.phone),
    ...present(company.email),
    ...present(company.website),
    ...present(company.tax_id).map((number) => writing.label('tax_id', { number })),
  ]
}

function attention(name: string | null | undefined, writing: Writing): string[] {
  return present(name).map((who) => writing.label('attention', { name: who }))
}

/**
 * An address in the order its own country writes it. The country is named only when the letter leaves `home`.
 * Source of the orders: Universal Postal Union, "Addressing systems", reduced to five families.
 */
export function addressLines(address: PaperAddress, home: string, writing: Pick<Writing, 'country'>): string[] {
  const country = (address.country ?? '').toUpperCase()
  const streets = [...present(address.address1), ...present(address.address2)]
  const lines = orderLines(familyOf(country), {
    streets,
    city: (address.city ?? '').trim(),
    state: (address.state ?? '').trim(),
    postal_code: (address.postal_code ?? '').trim(),
  })
  return country && country !== home.toUpperCase() ? [...lines, writing.country(country)] : lines
}

type Family = 'state_line' | 'postal_first' | 'postal_own_line' | 'largest_first'

interface Place {
  readonly streets: readonly string[]
  readonly city: string
  readonly state: string
  readonly postal_code: string
}

const POSTAL_OWN_LINE = new Set(['GB', 'IE', 'GG', 'JE', 'IM', 'MT', 'LK', 'KE', 'ZA'])
const LARGEST_FIRST = new Set(['JP', 'CN', 'KR', 'TW'])
const POSTAL_FIRST = new Set(
  'AD AL AR AT BA BE BG CH CL CR CZ DE DK DO DZ EE ES FI FO FR GL GR HR HU IL IS IT LI LT LU LV MA MC ME MK MX MY NL NO PL PT RO RS SE SI SK SM TN TR UA UY VA VE'.split(
    ' ',
  ),
)

function familyOf(country: string): Family {
  if (POSTAL_OWN_LINE.has(country)) return 'postal_own_line'
  if (LARGEST_FIRST.has(country)) return 'largest_first'
  return POSTAL_FIRST.has(country) ? 'postal_first' : 'state_line'
}

function orderLines(family: Family, { streets, city, state, postal_code }: Place): string[] {
  const lines: Readonly<Record<Family, readonly string[]>> = {
    state_line: [...streets, joined([joined([city, state], ', '), postal_code], ' ')],
    postal_first: [...streets, joined([joined([postal_code, city], ' '), state], ', ')],
    postal_own_line: [...streets, joined([city, state], ', '), postal_code],
    largest_first: [postal_code, joined([state, city], ' '), ...streets],
  }
  return lines[family].filter((line) => line !== '')
}

function joined(parts: readonly string[], by: string): string {
  return parts.filter((part) => part !== '').join(by)
}

function present(text: string | null | undefined): string[] {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? [] : [trimmed]
}
