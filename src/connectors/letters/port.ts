import type { CalendarDate } from '../../core/date.ts'

/** What the rest of the product knows of letters that are printed and posted for us. */
export interface Printer {
  readonly name: string
  /** True when nothing is printed. */
  readonly test: boolean
  /**
   * Hands one letter over; the same idempotency key prints once. Never throws for what a vendor does.
   * @throws Refusal invalid `letter_invalid` with the field
   */
  send(letter: Letter): Promise<LetterDelivery>
  /** How a letter stands. @param reference the vendor's */
  find(
    reference: string,
  ): Promise<LetterState | { readonly outcome: 'not_found' } | { readonly outcome: 'unknown'; readonly said: string }>
  /**
   * Reads the vendor's notice of what became of a letter. Null when it says nothing new.
   * @throws Refusal forbidden `notice_signature_invalid`
   */
  readNotice(notice: RawNotice): Promise<LetterNotice | null>
}

export interface Letter {
  readonly idempotency_key: string
  readonly to: PostalAddress
  readonly from: PostalAddress
  readonly pdf: Uint8Array
  readonly pages: number
  /** For the vendor's own lists. */
  readonly description: string
  readonly color: boolean
  readonly double_sided: boolean
  /** Come back with every notice about the letter, as they were given. */
  readonly marks?: Readonly<Record<string, string>>
}

export interface PostalAddress {
  readonly name: string
  readonly address1: string
  readonly address2?: string | null
  readonly city: string
  readonly state?: string | null
  readonly postal_code?: string | null
  /** ISO 3166 code of two letters. */
  readonly country: string
}

export type LetterDelivery =
  | LetterState
  | { readonly outcome: 'refused'; readonly code: string; readonly said: string }
  | { readonly outcome: 'deferred' | 'unknown'; readonly said: string }

export interface LetterState {
  readonly outcome: 'accepted'
  readonly reference: string
  readonly state: 'queued' | 'sent' | 'delivered' | 'returned' | 'canceled'
  readonly expected_delivery_date: CalendarDate | null
}

export interface RawNotice {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly received_at: Date
}

export interface LetterNotice {
  /** The same for every delivery of one notice. */
  readonly id: string
  readonly reference: string
  readonly state: LetterState['state']
  /** Those of the letter. */
  readonly marks: Readonly<Record<string, string>>
}

/** How a connector reaches its vendor; the outbound client of the platform fits. */
export type SendRequest = (request: {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly total_timeout_ms: number
}) => Promise<
  | { readonly outcome: 'answered'; readonly status: number; readonly body: Uint8Array }
  | { readonly outcome: 'unreachable' | 'timed_out'; readonly said: string; readonly perhaps_received: boolean }
>
