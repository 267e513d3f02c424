/**
 * Owns: whether something can be posted to an address, and what becomes of a letter.
 * Does not own: what is printed (papers), the vendor (connectors/letters).
 * Invariants: one letter is printed once, however often it is handed over; the attempts end.
 */
import type { CalendarDate } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Letter } from './contract.ts'

/** An address as the vendor takes it. */
export interface Address {
  readonly name: string
  readonly address1: string
  readonly address2: string | null
  readonly city: string
  readonly state: string | null
  readonly postal_code: string | null
  readonly country: string
}

export interface Facts extends Omit<Letter, 'object' | 'customer' | 'expected_delivery_date'> {
  readonly to_address: Address
  readonly from_address: Address
  readonly description: string
  readonly content_hash: string
  readonly expected_delivery_date: CalendarDate | null
  readonly customer_id: number
  readonly send_after: Date | null
  readonly attempts: number
  readonly reference: string | null
  /** Why it was written, where nobody asked for it. For one cause there is one letter, ever. */
  readonly cause: string | null
}

/** Three of the published client libraries walk through a list of letters; the manual and the others have the letter itself. */
export function walksThroughLetters(userAgent: string): boolean {
  return /^Invoiced (Python|Ruby|PHP)\//.test(userAgent)
}

export function refuseUnconnected(connected: boolean): void {
  if (connected) return
  throw new Refusal('refused', 'letters_not_connected', 'No service for letters is connected. Connect Lob: set LOB_API_KEY.')
}

type Party = { readonly [Part in keyof Address]: Address[Part] | null } & { readonly attention_to?: string | null }

/** The address of a party; refuses one to which nothing can be posted, naming the part that is missing and whose it is. */
export function postalAddress(party: Party, whose: 'customer' | 'company'): Address {
  const { attention_to, address1, address2, city, state, postal_code, country } = party
  const needed =
    country?.toUpperCase() === 'US' ? (['address1', 'city', 'state', 'postal_code'] as const) : (['address1', 'city'] as const)
  const missing = needed.find((part) => (party[part] ?? '').trim() === '')
  if (missing)
    throw new Refusal(
      'refused',
      'address_incomplete',
      whose === 'customer'
        ? `The billing address of ${party.name} has no ${missing}. Complete it first.`
        : `Your own address has no ${missing}, and letters need a sender. Complete it in the company's settings.`,
      missing,
    )
  return {
    name: attention_to?.trim() ? `${attention_to.trim()}, ${party.name}` : (party.name ?? ''),
    address1: address1!,
    address2: address2?.trim() ? address2 : null,
    city: city!,
    state: state?.trim() ? state : null,
    postal_code: postal_code?.trim() ? postal_code : null,
    country: country?.toUpperCase() ?? '',
  }
}

/** The address as it stands on the envelope. */
export function addressText({ name, address1, address2, city, state, postal_code, country }: Address): string {
  const place = [[city, state].filter(Boolean).join(', '), postal_code].filter(Boolean).join(' ')
  return [name, address1, address2, place, country].filter(Boolean).join('\n')
}

const ATTEMPTS_MAX = 8
const LEASE_MS = 120_000

/** Somebody hands it over now; should they die, it is taken up again after the lease, under the same key. */
export function claim(letter: Facts, now: Date): Facts {
  return { ...letter, attempts: letter.attempts + 1, send_after: new Date(now.getTime() + LEASE_MS), updated_at: now }
}

export type Outcome =
  | {
      readonly outcome: 'accepted'
      readonly reference: string
      readonly state: Exclude<Letter['state'], 'failed'>
      readonly expected_delivery_date: CalendarDate | null
    }
  /** `withheld` never went to the vendor: there is no reason for it any more. */
  | { readonly outcome: 'refused' | 'deferred' | 'unknown' | 'withheld'; readonly said: string }

export function recordOutcome(letter: Facts, outcome: Outcome, now: Date): Facts {
  if (outcome.outcome === 'accepted') {
    const { reference, state, expected_delivery_date } = outcome
    return { ...letter, reference, state, expected_delivery_date, reject_reason: null, send_after: null, updated_at: now }
  }
  if (outcome.outcome === 'withheld')
    return { ...letter, state: 'canceled', reject_reason: outcome.said, send_after: null, updated_at: now }
  if (outcome.outcome === 'refused' || letter.attempts >= ATTEMPTS_MAX)
    return { ...letter, state: 'failed', reject_reason: outcome.said, send_after: null, updated_at: now }
  const send_after = new Date(now.getTime() + LEASE_MS * letter.attempts)
  return { ...letter, reject_reason: outcome.said, send_after, updated_at: now }
}

/** How far along a letter is. Notices come late, twice and in any order: nothing goes back. */
const PROGRESS: Readonly<Record<Letter['state'], number>> = {
  queued: 0,
  failed: 0,
  sent: 1,
  delivered: 2,
  returned: 3,
  canceled: 3,
}

/** The letter as a notice says; null when that is known already, or about another one. */
export function heedNotice(
  letter: Facts,
  { reference, state }: { readonly reference: string; readonly state: Exclude<Letter['state'], 'failed'> },
  now: Date,
): Facts | null {
  if (letter.reference !== null && letter.reference !== reference) return null
  // Given up here while the vendor had it: then it was not given up.
  const isNews = letter.reference === null || PROGRESS[state] > PROGRESS[letter.state]
  return isNews ? { ...letter, reference, state, reject_reason: null, send_after: null, updated_at: now } : null
}

export function presentLetter(letter: Facts, zone: string): Letter {
  const {
    to_address: _,
    from_address: __,
    description: ___,
    content_hash: ____,
    send_after,
    attempts,
    reference,
    ...shown
  } = letter
  const { customer_id, expected_delivery_date, ...rest } = shown
  return {
    ...rest,
    object: 'letter',
    customer: customer_id,
    expected_delivery_date: expected_delivery_date && { date: expected_delivery_date, zone },
  }
}
