import { addressLines } from '../../modules/receivables/documents/paper/party.ts'
import { countryText } from './places.ts'

export interface Postal {
  readonly address1?: string | null
  readonly address2?: string | null
  readonly city?: string | null
  readonly state?: string | null
  readonly postal_code?: string | null
  readonly country?: string | null
}

/** An address line by line, as its own country writes it and as our documents print it. */
export function postalLines(
  { address1 = null, address2 = null, city = null, state = null, postal_code = null, country = null }: Postal,
  home: string,
): string[] {
  return addressLines({ address1, address2, city, state, postal_code, country }, home, { country: countryText })
}
