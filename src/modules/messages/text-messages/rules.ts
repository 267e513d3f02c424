/**
 * Owns: who gets a text message and when, what it says, and what becomes of it.
 * Does not own: the vendor (connectors/text-messages), what it is about.
 * Invariants: only contacts who agreed get texts; none leave at night; what a vendor may have taken is looked for before
 * it is sent again; the attempts end.
 */
import { addDays, type CalendarDate, type Day, dayOf, midnight } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Recipient, TextMessage } from './contract.ts'

export interface Facts extends Omit<TextMessage, 'object' | 'state' | 'customer'> {
  readonly state: 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'canceled'
  readonly customer_id: number
  readonly day: CalendarDate
  readonly send_after: Date | null
  readonly attempts: number
  readonly reference: string | null
  /** Why it was written, where nobody asked for it. For one cause a telephone gets one message, ever. */
  readonly cause: string | null
}

export function refuseUnconnected(connected: boolean): void {
  if (connected) return
  throw new Refusal(
    'refused',
    'text_messages_not_connected',
    'No service for text messages is connected. Connect Twilio: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM.',
  )
}

interface ContactFacts {
  readonly name: string
  readonly phone: string | null
  readonly sms_enabled: boolean
}

export interface Addressee {
  /** International form. */
  readonly phone: string
  readonly name: string | null
}

/** @param international a number in international form, null when it is none */
export function chooseAddressees(
  to: readonly Recipient[] | undefined,
  contacts: readonly ContactFacts[],
  international: (phone: string) => string | null,
): Addressee[] {
  const known = contacts.flatMap((contact) => {
    const phone = contact.phone && international(contact.phone)
    return phone ? [{ ...contact, phone }] : []
  })
  const chosen = to?.length
    ? to.map(({ phone, name }, i) => namedAddressee({ phone: international(phone), name }, known, `to[${i}].phone`))
    : known.filter(({ sms_enabled }) => sms_enabled)
  if (chosen.length === 0)
    throw new Refusal(
      'invalid',
      'no_recipient',
      'No contact of this customer takes text messages: give one a telephone number and set sms_enabled.',
      'to',
    )
  return [...new Map(chosen.map(({ phone, name }) => [phone, { phone, name }])).values()]
}

function namedAddressee(
  { phone, name }: { readonly phone: string | null; readonly name: string | null },
  known: readonly (ContactFacts & { readonly phone: string })[],
  field: string,
): Addressee {
  if (phone === null)
    throw new Refusal(
      'invalid',
      'phone_invalid',
      'Give a telephone number with its country code, such as +1 512 555 0100.',
      field,
    )
  const contacts = known.filter((contact) => contact.phone === phone)
  if (contacts.length > 0 && !contacts.some(({ sms_enabled }) => sms_enabled))
    throw new Refusal('refused', 'sms_not_enabled', `${contacts[0]!.name} does not take text messages.`, field)
  return { phone, name: name ?? contacts[0]?.name ?? null }
}

const FIRST_HOUR = 8
const END_HOUR = 21
const HOUR_MS = 3_600_000

/** Texts leave between eight in the morning and nine in the evening of the company; others wait for the morning. */
export function sendingTime(now: Date, zone: string): { readonly at: Date; readonly day: CalendarDate } {
  const today: Day = dayOf(now, zone)
  const hours = (now.getTime() - midnight(today).getTime()) / HOUR_MS
  if (hours >= FIRST_HOUR && hours < END_HOUR) return { at: now, day: today.date }
  const day = hours < FIRST_HOUR ? today.date : addDays(today.date, 1)
  return { at: new Date(midnight({ date: day, zone }).getTime() + FIRST_HOUR * HOUR_MS), day }
}

export function refuseRepeated(written: readonly unknown[]): void {
  if (written.length > 0) return
  throw new Refusal(
    'refused',
    'text_message_repeated',
    'These telephones have had a message about this today. Try again tomorrow.',
    'to',
  )
}

const ATTEMPTS_MAX = 6
const LEASE_MS = 120_000

/** Somebody hands it over now; should they die, it is taken up again after the lease. */
export function claim(text: Facts, now: Date): Facts {
  return {
    ...text,
    state: 'sending',
    attempts: text.attempts + 1,
    send_after: new Date(now.getTime() + LEASE_MS),
    updated_at: now,
  }
}

export type Outcome =
  | { readonly outcome: 'accepted'; readonly reference: string }
  | { readonly outcome: 'refused'; readonly said: string }
  /** It never went to the vendor: there is no reason for it any more. */
  | { readonly outcome: 'withheld'; readonly said: string }
  /** `unknown` may have been taken; it stays in the state in which it is looked for first. */
  | { readonly outcome: 'deferred' | 'unknown'; readonly said: string }

export function recordOutcome(text: Facts, outcome: Outcome, now: Date): Facts {
  const settled = { ...text, send_after: null, updated_at: now }
  if (outcome.outcome === 'accepted') return { ...settled, state: 'sent', reference: outcome.reference, reject_reason: null }
  if (outcome.outcome === 'withheld') return { ...settled, state: 'canceled', reject_reason: outcome.said }
  if (outcome.outcome === 'refused' || text.attempts >= ATTEMPTS_MAX)
    return { ...settled, state: 'failed', reject_reason: outcome.said }
  const send_after = new Date(now.getTime() + LEASE_MS * text.attempts)
  const state = outcome.outcome === 'deferred' ? 'queued' : 'sending'
  return { ...text, state, send_after, reject_reason: outcome.said, updated_at: now }
}

/** How far along a message is. Notices come late, twice and in any order: nothing goes back, and an end is an end. */
const PROGRESS: Readonly<Record<Facts['state'], number>> = {
  queued: 0,
  sending: 0,
  sent: 1,
  delivered: 2,
  failed: 2,
  canceled: 2,
}

/** What a vendor's notice says. */
export interface Noticed {
  readonly reference: string
  readonly status: 'sent' | 'delivered' | 'failed'
  readonly code: string | null
}

/** The message as a notice says; null when that is known already, or about another one. */
export function heedNotice(text: Facts, { reference, status, code }: Noticed, now: Date): Facts | null {
  if (text.reference !== null && text.reference !== reference) return null
  // Given up here while the vendor had it: then it was not given up.
  if (text.reference !== null && PROGRESS[status] <= PROGRESS[text.state]) return null
  const reason = `It could not be delivered${code ? ` (code ${code} of the vendor)` : ''}.`
  return {
    ...text,
    reference,
    state: status,
    reject_reason: status === 'failed' ? reason : null,
    send_after: null,
    updated_at: now,
  }
}

export function presentTextMessage({
  state,
  day: _,
  send_after: __,
  attempts: ___,
  reference: ____,
  cause: _____,
  customer_id,
  ...text
}: Facts): TextMessage {
  return { ...text, object: 'text_message', state: state === 'sending' ? 'queued' : state, customer: customer_id }
}
