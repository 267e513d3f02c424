/**
 * Owns: whom a signed link lets in. Does not own: the signature, which a library checks; what the customer finds there.
 * Invariants: a link without an end lets nobody in; a link that does not is told from no other that does not.
 */

/** What a token says, once its signature was found right. */
export interface Claims {
  readonly sub?: unknown
  readonly exp?: unknown
  readonly nbf?: unknown
}

/** Clocks of two machines may differ by so much. */
const LEEWAY_SECONDS = 60

/** The customer who comes by this token at this moment (RFC 7519, 4.1.2 to 4.1.5); null for nobody. Clients write the id as text. */
export function customerOf({ sub, exp, nbf }: Claims, now: Date): number | null {
  const seconds = now.getTime() / 1000
  if (typeof exp !== 'number' || exp <= seconds) return null
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds + LEEWAY_SECONDS)) return null
  return /^[1-9]\d{0,14}$/.test(String(sub)) ? Number(sub) : null
}
