import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { assert } from '../core/assert.ts'

/**
 * Signatures of outgoing and incoming webhooks, and the moments at which a delivery is tried again.
 * Source of scheme and schedule: the Standard Webhooks specification, version 1.0.0.
 */

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32
/** The specification asks for 24 to 64 bytes; the published vectors and older receivers stay within them. */
const SECRET_BYTES_MIN = 24
const SECRET_BYTES_MAX = 64
const SIGNATURES_MAX = 16

/** How far the clocks of sender and receiver may be apart. */
export const TOLERANCE_SECONDS = 300

export interface WebhookMessage {
  /** The event's id. It stays the same on every attempt, so that the receiver can recognise a repetition. */
  readonly id: string
  /** The moment of this attempt in UNIX seconds. */
  readonly timestamp: number
  readonly body: string | Uint8Array
}

/** A type and not an interface, so that it fits wherever a record of headers is wanted. */
export type SignatureHeaders = {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

export type Verdict =
  | { readonly genuine: true }
  | { readonly genuine: false; readonly reason: 'headers_missing' | 'too_old' | 'too_new' | 'no_signature_matches' }

/** A new signing secret, 256 bits, in the form `whsec_…`. */
export function createWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64')
}

/** @param secrets all that are valid: one, or two while a secret is being replaced; the newest first */
export function signWebhook(message: WebhookMessage, secrets: readonly string[]): SignatureHeaders {
  assert(secrets.length > 0, 'a webhook is signed with at least one secret')
  assert(/^[\x21-\x2d\x2f-\x7e]+$/.test(message.id), 'a webhook id has no dot, no space and no control character')
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${signatureOf(message, secret).toString('base64')}`).join(' '),
  }
}

/** @param headers names in lower case @param now UNIX seconds */
export function verifyWebhook(
  received: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string | Uint8Array },
  secrets: readonly string[],
  now: number,
): Verdict {
  const id = received.headers['webhook-id']
  const sent = received.headers['webhook-timestamp']
  const signatures = received.headers['webhook-signature']
  if (!id || !sent || !signatures || !/^\d{1,12}$/.test(sent)) return { genuine: false, reason: 'headers_missing' }
  const timestamp = Number(sent)
  if (timestamp < now - TOLERANCE_SECONDS) return { genuine: false, reason: 'too_old' }
  if (timestamp > now + TOLERANCE_SECONDS) return { genuine: false, reason: 'too_new' }

  const expected = secrets.map((secret) => signatureOf({ id, timestamp, body: received.body }, secret))
  const given = signatures.split(' ', SIGNATURES_MAX).flatMap((part) => {
    const [version, value] = part.split(',')
    return version === 'v1' && value ? [Buffer.from(value, 'base64')] : []
  })
  const matches = given.some((one) => expected.some((other) => one.length === other.length && timingSafeEqual(one, other)))
  return matches ? { genuine: true } : { genuine: false, reason: 'no_signature_matches' }
}

/** The older header `X-Invoiced-Signature`: hexadecimal HMAC-SHA-256 of the raw body, keyed with the secret as written. */
export function hexSignature(body: string | Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

/** Compares in constant time. */
export function verifyHexSignature(body: string | Uint8Array, secret: string, signature: string): boolean {
  const expected = Buffer.from(hexSignature(body, secret))
  const given = Buffer.from(signature.toLowerCase())
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Seconds before attempt 1, 2, 3 …: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; together 75.6 h. */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

const JITTER = 0.2
const RETRY_AFTER_MAX_SECONDS = 86_400

/**
 * Seconds to wait before the given attempt (1 is the first), or null when no attempt is left. Jitter only lengthens, up
 * to a fifth, so that nothing is given up before 72 hours.
 * @param random a number from 0 up to 1 that the caller draws
 * @param retry_after what the receiver asked for, in seconds; it can postpone an attempt, by a day at most
 */
export function retryDelaySeconds(attempt: number, random: number, retry_after = 0): number | null {
  assert(Number.isSafeInteger(attempt) && attempt >= 1, 'attempts are counted from 1')
  assert(random >= 0 && random <= 1, 'the random number lies between 0 and 1')
  const delay = RETRY_SCHEDULE_SECONDS[attempt - 1]
  if (delay === undefined) return null
  return Math.max(Math.ceil(delay * (1 + JITTER * random)), Math.min(retry_after, RETRY_AFTER_MAX_SECONDS))
}

/** Reads `Retry-After`, which is a number of seconds or an HTTP date. Null when it is neither. @param now the present */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  if (!header) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim())
  const moment = Date.parse(header)
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now.getTime()) / 1000))
}

function signatureOf({ id, timestamp, body }: WebhookMessage, secret: string): Buffer {
  return createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest()
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64')
  assert(key.length >= SECRET_BYTES_MIN && key.length <= SECRET_BYTES_MAX, 'a webhook secret has 24 to 64 bytes')
  return key
}
