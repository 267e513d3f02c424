import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createWebhookSecret,
  hexSignature,
  parseRetryAfter,
  RETRY_SCHEDULE_SECONDS,
  retryDelaySeconds,
  signWebhook,
  verifyHexSignature,
  verifyWebhook,
} from './signing.ts'

/** The vector that the reference implementations of Standard Webhooks share. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  message: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

const received = (changes: Record<string, string> = {}, body = VECTOR.message.body) => ({
  headers: { ...signWebhook(VECTOR.message, [VECTOR.secret]), ...changes },
  body,
})

describe('Standard Webhooks', () => {
  test('the published vector is reproduced', () => {
    expect(signWebhook(VECTOR.message, [VECTOR.secret])).toEqual({
      'webhook-id': VECTOR.message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': VECTOR.signature,
    })
  })

  test('the published vector is accepted, also without the prefix of the secret and among other signatures', () => {
    const at = VECTOR.message.timestamp
    const many = received({
      'webhook-signature': `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x ${VECTOR.signature} v1a,${'A'.repeat(88)}`,
    })
    expect(verifyWebhook(received(), [VECTOR.secret], at)).toEqual({ genuine: true })
    expect(verifyWebhook(received(), [VECTOR.secret.slice(6)], at)).toEqual({ genuine: true })
    expect(verifyWebhook(many, [VECTOR.secret], at)).toEqual({ genuine: true })
  })

  test('bytes and text of the same body have the same signature', () => {
    const text = '{"name":"Globex ☂"}'
    const bytes = new TextEncoder().encode(text)
    const at = (body: string | Uint8Array) => signWebhook({ id: '1', timestamp: 1, body }, [VECTOR.secret])['webhook-signature']
    expect(at(bytes)).toBe(at(text))
  })

  test('while a secret is replaced, receivers with the old and with the new one both accept', () => {
    const [newer, older] = [createWebhookSecret(), createWebhookSecret()]
    const headers = signWebhook(VECTOR.message, [newer, older])
    const delivery = { headers, body: VECTOR.message.body }
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2)
    for (const secret of [newer, older]) {
      expect(verifyWebhook(delivery, [secret], VECTOR.message.timestamp)).toEqual({ genuine: true })
    }
    expect(verifyWebhook(delivery, [createWebhookSecret()], VECTOR.message.timestamp).genuine).toBe(false)
  })

  test('a change of body, id or time is refused', () => {
    const at = VECTOR.message.timestamp
    for (const forged of [
      received({}, '{"test": 2432232315}'),
      received({}, `${VECTOR.message.body} `),
      received({ 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJel' }),
      received({ 'webhook-timestamp': String(at + 1) }),
      received({ 'webhook-signature': VECTOR.signature.replace('g0', 'g1') }),
      received({ 'webhook-signature': VECTOR.signature.replace('v1,', 'v2,') }),
      received({ 'webhook-signature': 'v1,' }),
      received({ 'webhook-signature': 'v1' }),
    ]) {
      expect(verifyWebhook(forged, [VECTOR.secret], at)).toEqual({ genuine: false, reason: 'no_signature_matches' })
    }
  })

  test('no bit of a body can be turned without notice', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (body, place, bit) => {
          const headers = signWebhook({ id: 'event_1', timestamp: 100, body }, [VECTOR.secret])
          const turned = body.slice()
          turned[place % body.length]! ^= 1 << bit
          expect(verifyWebhook({ headers, body }, [VECTOR.secret], 100).genuine).toBe(true)
          expect(verifyWebhook({ headers, body: turned }, [VECTOR.secret], 100).genuine).toBe(false)
        },
      ),
    )
  })

  test('five minutes either way are accepted, a second more is not', () => {
    const at = VECTOR.message.timestamp
    for (const now of [at - 300, at, at + 300]) expect(verifyWebhook(received(), [VECTOR.secret], now).genuine).toBe(true)
    expect(verifyWebhook(received(), [VECTOR.secret], at + 301)).toEqual({ genuine: false, reason: 'too_old' })
    expect(verifyWebhook(received(), [VECTOR.secret], at - 301)).toEqual({ genuine: false, reason: 'too_new' })
  })

  test('missing or malformed headers are refused', () => {
    const at = VECTOR.message.timestamp
    for (const changes of [
      { 'webhook-id': '' },
      { 'webhook-signature': '' },
      { 'webhook-timestamp': '' },
      { 'webhook-timestamp': '1614265330.0' },
      { 'webhook-timestamp': 'x' },
    ]) {
      expect(verifyWebhook(received(changes), [VECTOR.secret], at)).toEqual({ genuine: false, reason: 'headers_missing' })
    }
  })

  test('secrets are long, prefixed and never the same', () => {
    const secrets = new Set(Array.from({ length: 1000 }, createWebhookSecret))
    expect(secrets.size).toBe(1000)
    for (const secret of secrets) expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32)
  })

  test('a secret that is too short signs nothing', () => {
    expect(() => signWebhook(VECTOR.message, ['whsec_c2hvcnQ='])).toThrow()
    expect(() => signWebhook(VECTOR.message, [])).toThrow()
    expect(() => signWebhook({ ...VECTOR.message, id: 'a.b' }, [VECTOR.secret])).toThrow()
  })
})

test('the older header is the hexadecimal HMAC-SHA-256 of the body (RFC 4231, test case 2)', () => {
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  expect(hexSignature('what do ya want for nothing?', 'Jefe')).toBe(expected)
  expect(verifyHexSignature('what do ya want for nothing?', 'Jefe', expected)).toBe(true)
  expect(verifyHexSignature('what do ya want for nothing!', 'Jefe', expected)).toBe(false)
  expect(verifyHexSignature('what do ya want for nothing?', 'Jefe', expected.slice(2))).toBe(false)
})

describe('the retry schedule', () => {
  test('nothing is given up before 72 hours, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const delays = RETRY_SCHEDULE_SECONDS.map((_, index) => retryDelaySeconds(index + 1, random)!)
        expect(delays.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(72 * 3600)
      }),
    )
  })

  test('jitter lengthens a delay by a fifth at most', () => {
    RETRY_SCHEDULE_SECONDS.forEach((delay, index) => {
      expect(retryDelaySeconds(index + 1, 0)).toBe(delay)
      expect(retryDelaySeconds(index + 1, 1)).toBeLessThanOrEqual(Math.ceil(delay * 1.2))
    })
  })

  test('there are ten attempts and no eleventh', () => {
    expect(retryDelaySeconds(1, 0.5)).toBe(0)
    expect(retryDelaySeconds(10, 0)).toBe(86_400)
    expect(retryDelaySeconds(11, 0)).toBe(null)
  })

  test('a receiver can postpone an attempt by a day at most, and never hasten it', () => {
    expect(retryDelaySeconds(2, 0, 120)).toBe(120)
    expect(retryDelaySeconds(2, 0, 1)).toBe(5)
    expect(retryDelaySeconds(2, 0, 10_000_000)).toBe(86_400)
  })

  test('Retry-After is read as seconds or as a date', () => {
    const now = new Date('2026-03-01T12:00:00Z')
    expect(parseRetryAfter('120', now)).toBe(120)
    expect(parseRetryAfter('Sun, 01 Mar 2026 12:01:00 GMT', now)).toBe(60)
    expect(parseRetryAfter('Sun, 01 Mar 2026 11:00:00 GMT', now)).toBe(0)
    expect(parseRetryAfter('soon', now)).toBe(null)
    expect(parseRetryAfter(undefined, now)).toBe(null)
  })
})
