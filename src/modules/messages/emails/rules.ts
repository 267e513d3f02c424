/**
 * Owns: what becomes of one mail to one person: queued, tried, sent or given up.
 * Does not own: what it says (templates), to whom it goes (recipients), how it travels (the mail connector).
 * Invariants: the Message-ID is made once and kept on every attempt; `sent` only after a server took the mail over, or the
 * reader opened it; a mail is due for an attempt exactly while it is queued or deferred.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { MailFile } from '../enclosures/rules.ts'
import type { Email, EmailState, Recipient } from './contract.ts'

export interface Open {
  readonly timestamp: Date
  readonly ip: string | null
  readonly user_agent: string | null
}

export interface TranscriptLine {
  readonly timestamp: Date
  readonly address: string
  readonly outcome: string
  readonly said: string
}

/** A mail as it is kept. */
export interface KeptEmail {
  readonly id: string
  readonly message_id: string
  readonly email: string
  readonly recipient_name: string | null
  readonly bcc: readonly string[]
  readonly template: string
  readonly language: string
  readonly subject: string
  readonly body_text: string
  readonly body_html: string
  readonly from_name: string
  readonly reply_to: string | null
  readonly attachments: readonly MailFile[]
  readonly document_type: string | null
  readonly document_id: number | null
  readonly customer_id: number | null
  readonly cause: string | null
  /** The user id of the member who had it sent. */
  readonly sent_by: number | null
  readonly state: EmailState
  readonly reject_reason: string | null
  /** Kept back, as there was nothing to remind of any more. */
  readonly withheld: boolean
  readonly attempts_made: number
  readonly next_attempt_at: Date | null
  readonly sent_at: Date | null
  readonly opens: number
  readonly opens_detail: readonly Open[]
  readonly transcript: readonly TranscriptLine[]
  readonly created_at: Date
  readonly updated_at: Date
}

/** How an attempt ended for one address, in the words of the mail port; `invalid`, `withheld` and `moot` are our own verdicts. */
export interface Outcome {
  readonly address: string
  readonly outcome: 'accepted' | 'refused' | 'deferred' | 'unknown' | 'invalid' | 'withheld' | 'moot'
  /** SMTP's, such as 5.1.1. */
  readonly code?: string
  readonly said: string
}

export interface Writing {
  readonly recipient: Recipient
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: string
}

type Envelope = Pick<
  KeptEmail,
  | 'id'
  | 'message_id'
  | 'bcc'
  | 'template'
  | 'from_name'
  | 'reply_to'
  | 'attachments'
  | 'document_type'
  | 'document_id'
  | 'customer_id'
  | 'cause'
  | 'sent_by'
>

export function draftEmail(envelope: Envelope, { recipient, subject, text, html, language }: Writing, now: Date): KeptEmail {
  return {
    ...envelope,
    email: recipient.email,
    recipient_name: recipient.name,
    language,
    subject,
    body_text: text,
    body_html: html,
    state: 'queued',
    reject_reason: null,
    withheld: false,
    attempts_made: 0,
    next_attempt_at: now,
    sent_at: null,
    opens: 0,
    opens_detail: [],
    transcript: [],
    created_at: now,
    updated_at: now,
  }
}

/** Longer than any attempt takes. Whoever has not reported by then has died, and another tries. */
export const LEASE_MS = 10 * 60_000

/** An attempt begins: nobody else tries until the lease is over. */
export function claim(email: KeptEmail, now: Date): KeptEmail {
  return { ...email, attempts_made: email.attempts_made + 1, next_attempt_at: new Date(now.getTime() + LEASE_MS) }
}

/** Who reminds of what is owed, though nobody asked for it: a cadence, or a template every so many days. */
export function reminderOf({ cause }: Pick<KeptEmail, 'cause'>): 'cadence' | 'template' | null {
  if (cause?.startsWith('chase:')) return 'cadence'
  return cause?.startsWith('remind:invoice:') ? 'template' : null
}

/** What became of a reminder for which there is no reason any more. */
export function moot({ email }: Pick<KeptEmail, 'email'>): readonly Outcome[] {
  return [{ address: email, outcome: 'moot', said: 'Not sent: there is nothing to remind of any more.' }]
}

const MINUTE_MS = 60_000
/** From one failed attempt to the next; the last one repeats. In all about three days. */
const WAITS_MS = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE_MS)
export const ATTEMPTS_MAX = 16

function isUnderWay({ state }: KeptEmail): boolean {
  return state === 'queued' || state === 'deferred'
}

/**
 * The mail after an attempt. What a server accepted counts whenever it is reported; any other report of an attempt that was
 * given up for lost meanwhile (`attempt` is not the last one) only goes into the transcript.
 */
export function recordAttempt(email: KeptEmail, attempt: number, outcomes: readonly Outcome[], now: Date): KeptEmail {
  const own = outcomes.find(({ address }) => address.toLowerCase() === email.email.toLowerCase())
  const lines = outcomes.map(({ address, outcome, said }) => ({ timestamp: now, address, outcome, said }))
  const told = { ...email, transcript: [...email.transcript, ...lines].slice(-TRANSCRIPT_MAX), updated_at: now }
  if (!own || !isUnderWay(email)) return told
  if (own.outcome === 'accepted') return arrived(told, now)
  if (attempt !== email.attempts_made) return told
  if (own.outcome === 'deferred' || own.outcome === 'unknown') return putOff(told, own, now)
  const withheld = own.outcome === 'moot'
  return { ...told, state: failureOf(own), reject_reason: own.said, withheld, next_attempt_at: null }
}

const TRANSCRIPT_MAX = 50

function arrived(email: KeptEmail, now: Date): KeptEmail {
  return { ...email, state: 'sent', reject_reason: null, sent_at: now, next_attempt_at: null }
}

function putOff(email: KeptEmail, { said }: Outcome, now: Date): KeptEmail {
  if (email.attempts_made >= ATTEMPTS_MAX) return { ...email, state: 'soft-bounced', reject_reason: said, next_attempt_at: null }
  const wait = WAITS_MS[Math.min(email.attempts_made, WAITS_MS.length) - 1] ?? MINUTE_MS
  return { ...email, state: 'deferred', reject_reason: said, next_attempt_at: new Date(now.getTime() + wait) }
}

/** Codes 5.7.x say that the server does not want the mail, all others that there is nobody to take it (RFC 3463). */
function failureOf({ outcome, code }: Outcome): EmailState {
  if (outcome === 'invalid') return 'invalid'
  return outcome === 'withheld' || outcome === 'moot' || code?.startsWith('5.7') ? 'rejected' : 'bounced'
}

const OPENS_MAX = 100

/** The reader opened it, so it has arrived, whatever the server said or did not say. */
export function openEmail(email: KeptEmail, open: Open): KeptEmail {
  const opened = {
    ...email,
    opens: email.opens + 1,
    opens_detail: [...email.opens_detail, open].slice(-OPENS_MAX),
    updated_at: open.timestamp,
  }
  return isUnderWay(email) && email.attempts_made > 0 ? arrived(opened, open.timestamp) : opened
}

/** Starts anew, with the same Message-ID. */
export function retryEmail(email: KeptEmail, now: Date): KeptEmail {
  if (email.state === 'sent') throw new Refusal('refused', 'email_sent', 'This e-mail was sent already.')
  if (email.state === 'queued') throw new Refusal('refused', 'email_queued', 'This e-mail is being sent just now.')
  return {
    ...email,
    state: 'queued',
    reject_reason: null,
    withheld: false,
    attempts_made: 0,
    next_attempt_at: now,
    updated_at: now,
  }
}

/** What is told of a change of state; null where there is nothing to tell. */
export function eventOf(before: KeptEmail, after: KeptEmail): 'email.sent' | 'email.not_sent' | 'email.withheld' | null {
  if (before.state === after.state) return null
  if (after.withheld) return 'email.withheld'
  if (after.state === 'sent') return 'email.sent'
  return after.next_attempt_at === null ? 'email.not_sent' : null
}

export function presentEmail(email: KeptEmail, options: { readonly html?: boolean } = {}): Email {
  const {
    message_id: _,
    recipient_name: name,
    body_text: message,
    body_html: html,
    from_name: __,
    reply_to: ___,
    cause: ____,
    customer_id: customer,
    attachments,
    bcc,
    opens_detail,
    transcript,
    ...fields
  } = email
  return {
    ...fields,
    object: 'email',
    name,
    message,
    customer,
    bcc: [...bcc],
    opens_detail: [...opens_detail],
    transcript: [...transcript],
    attachments: attachments
      .filter((file) => file.content_id === undefined)
      .map((file) => ({ name: file.name, type: file.type })),
    ...(options.html && { html }),
  }
}
