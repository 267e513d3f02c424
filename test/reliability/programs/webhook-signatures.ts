import { createHmac } from 'node:crypto'
import { verifyWebhook } from '../../../src/platform/signing.ts'
import { openReceiver, type Received } from '../../doubles/receiver.ts'
import { clockOf, moveClock } from '../clock.ts'
import { dice, type Program, type Sheet } from '../program.ts'

/** The vector that the reference implementations of Standard Webhooks share. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const TOLERANCE_SECONDS = 300
const DAY_SECONDS = 86_400

export const webhookSignatures: Program<{ readonly forgeries: number }> = {
  id: 13,
  title: 'Signatures of webhooks',
  pass: 'a reader of the specification accepts every genuine delivery, with both secrets while one is replaced, and nothing forged',
  full: { forgeries: 100_000 },
  short: { forgeries: 500 },
  async run(arena, { forgeries }, sheet) {
    sheet.claim(
      'the published vector',
      VECTOR.signature.slice(0, 12),
      signed(VECTOR, VECTOR.secret) === VECTOR.signature && accepts(asReceived(VECTOR), VECTOR.secret, VECTOR.timestamp),
    )
    const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
    const receiver = await openReceiver()
    try {
      const { id, secret } = (await company.call('POST', '/webhooks?include=secret', { body: { url: `${receiver.url}/hook` } }))
        .json
      const next = async (name: string) => {
        await company.call('POST', '/customers', { body: { name } })
        await moveClock(company, (await clockOf(company)) + 60)
        return receiver.received.at(-1)!
      }
      const before = await next('before')
      const rotated = (await company.call('POST', `/webhooks/${id}/rotate_secret?include=secret`)).json.secret as string
      const during = await next('during')
      await moveClock(company, (await clockOf(company)) + DAY_SECONDS)
      const after = await next('after')
      const told = [before, during, after].map((one) => [secret, rotated].map((key) => believes(one, key)))
      const expected = [
        [true, false],
        [true, true],
        [false, true],
      ]
      sheet.claim(
        'old and new secret before, during, after',
        JSON.stringify(told),
        JSON.stringify(told) === JSON.stringify(expected),
      )
      // It holds one signature: the old secret's for as long as that counts.
      const older = [before, during, after].every(
        (one, i) =>
          one.headers['x-invoiced-signature'] ===
          createHmac('sha256', [secret, secret, rotated][i]!).update(one.body).digest('hex'),
      )
      sheet.claim('the older header', String(older), older)
      forge(before, secret, forgeries, sheet)
    } finally {
      await receiver.close()
    }
  },
}

interface Message {
  readonly id: string
  readonly timestamp: number
  readonly body: string
}

/** The specification once more, sharing no code with the product. */
function signed({ id, timestamp, body }: Message, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

function believes({ headers, body }: Received, secret: string): boolean {
  const message = { id: headers['webhook-id']!, timestamp: Number(headers['webhook-timestamp']), body }
  return headers['webhook-signature']!.split(' ').includes(signed(message, secret))
}

const asReceived = (message: Message & { readonly signature: string }) => ({
  headers: { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': message.signature },
  body: message.body,
})

const accepts = (received: Pick<Received, 'headers' | 'body'>, secret: string, now: number) =>
  verifyWebhook(received, [secret], now).genuine

/** One character changed somewhere in what was delivered, or a clock that is off. */
function forge(genuine: Received, secret: string, count: number, sheet: Sheet): void {
  const roll = dice(sheet.seed)
  const now = Number(genuine.headers['webhook-timestamp'])
  const parts = ['body', 'webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
  const believed: string[] = []
  for (let i = 0; i < count; i++) {
    const part = parts[i % parts.length]!
    const text = part === 'body' ? genuine.body : genuine.headers[part]!
    const forged = changed(text, roll, part === 'webhook-signature' ? 3 : 0)
    const received =
      part === 'body' ? { ...genuine, body: forged } : { ...genuine, headers: { ...genuine.headers, [part]: forged } }
    if (accepts(received, secret, now)) believed.push(`${part}: ${forged.slice(0, 200)}`)
  }
  sheet.claim('forgeries believed', `${believed.length} of ${count}`, believed.length === 0, believed.slice(0, 5))
  const clocks = [-TOLERANCE_SECONDS, 0, TOLERANCE_SECONDS].every((off) => accepts(genuine, secret, now + off))
  const wrong = [-TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1].some((off) => accepts(genuine, secret, now + off))
  sheet.claim('five minutes either way, not a second more', `${clocks}, ${!wrong}`, clocks && !wrong)
}

/** Another character in one place. The last of a base64 text may stand for the same bytes, so it is left alone. */
function changed(text: string, roll: () => number, from: number): string {
  const at = from + Math.floor(roll() * (text.length - from - (from > 0 ? 2 : 0)))
  const other = [...'0123456789abcXYZ'].filter((one) => one !== text[at])
  return text.slice(0, at) + other[Math.floor(roll() * other.length)] + text.slice(at + 1)
}
