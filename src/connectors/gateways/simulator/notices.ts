import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../../../core/refusal.ts'
import type { GatewayEvent, Outcome, RawWebhook } from '../port.ts'
import { amountOf, type ChargeRecord, fingerprint, later, load, outcomeOf, storedOf, type World } from './records.ts'

/** A notice that waits to be delivered, as the gateway's server would send it over the network. */
export interface WaitingNotice {
  readonly key: string
  readonly webhook: RawWebhook
}

const Notice = z.object({
  id: z.string(),
  type: z.enum(['charge', 'refund', 'checkout', 'dispute', 'source']),
  reference: z.string(),
  /** `begun` tells a charge as it stood before it settled. */
  stage: z.enum(['begun', 'ended']),
  at: z.iso.datetime(),
})
type Notice = z.infer<typeof Notice>

const TOLERANCE_MS = 5 * 60_000

/** Lays out what will be told of a charge, before the charge itself is written: a crash between leaves nothing untold. */
export async function announceCharge(
  world: World,
  record: ChargeRecord,
  fault: string | undefined,
  disputed: boolean,
): Promise<void> {
  const first = new Date(record.known_from)
  const { reference } = record
  if (record.settles_at) {
    await announce(world, { type: 'charge', reference, stage: 'begun', at: first.toISOString() })
    await announce(world, { type: 'charge', reference, stage: 'ended', at: record.settles_at })
    return
  }
  await announce(world, { type: 'charge', reference, stage: 'ended', at: first.toISOString() }, fault === 'notice_twice' ? 2 : 1)
  if (fault === 'notice_unordered') {
    await announce(world, { type: 'charge', reference, stage: 'begun', at: later(first, { seconds: 1 }).toISOString() })
  }
  if (disputed) await announce(world, { type: 'dispute', reference, stage: 'begun', at: later(first, { days: 1 }).toISOString() })
}

/** @param copies how often the very same notice will come */
export async function announce(world: World, notice: Omit<Notice, 'id'>, copies = 1): Promise<void> {
  const id = `sim_evt_${fingerprint(notice.type, notice.reference, notice.stage, notice.at)}`
  for (let copy = 1; copy <= copies; copy += 1) await world.state.add(`notice:${notice.at}:${id}:${copy}`, { id, ...notice })
}

/** Notices whose time has come, oldest first. They stay until they are acknowledged. */
export async function dueNotices(world: World, secret: string): Promise<readonly WaitingNotice[]> {
  const now = world.now()
  const due = (await world.state.keys('notice:')).filter((key) => key.slice('notice:'.length) <= `${now.toISOString()}~`)
  return Promise.all(
    due.map(async (key) => {
      const body = new TextEncoder().encode(JSON.stringify(await world.state.get(key)))
      const headers = { 'content-type': 'application/json', 'simulator-signature': sign(body, now, secret) }
      return { key, webhook: { headers, body, received_at: now } }
    }),
  )
}

export async function readNotice(
  world: World,
  { headers, body, received_at }: RawWebhook,
  secret: string,
): Promise<readonly GatewayEvent[]> {
  checkSignature(headers['simulator-signature'] ?? '', body, received_at, secret)
  const parsed = Notice.safeParse(JSON.parse(new TextDecoder().decode(body)))
  if (!parsed.success) throw new Refusal('invalid', 'gateway_notice_invalid', 'This notice cannot be read.')
  const event = await eventOf(world, parsed.data)
  return event ? [event] : []
}

async function eventOf(world: World, { id, type, reference, stage, at }: Notice): Promise<GatewayEvent | null> {
  const head = { id, at: new Date(at) }
  if (type === 'refund') {
    const refund = await load(world, 'refund', reference)
    if (!refund) return null
    const { idempotency_key, charge } = refund
    return {
      ...head,
      type,
      idempotency_key,
      reference,
      charge,
      amount: amountOf(refund),
      outcome: { outcome: 'succeeded', reference },
    }
  }
  if (type === 'checkout') {
    const checkout = await load(world, 'checkout', reference)
    if (!checkout) return null
    const { idempotency_key } = checkout
    const charge = checkout.charge && (await load(world, 'charge', checkout.charge))
    const source = checkout.source && (await load(world, 'source', checkout.source))
    const outcome = charge ? outcomeOf(charge, head.at) : source ? storedOf(source) : ({ outcome: 'expired' } as const)
    return { ...head, type, idempotency_key, reference, outcome }
  }
  if (type === 'source') return { ...head, type, reference, status: stage === 'begun' ? 'verified' : 'removed' }
  const charge = await load(world, 'charge', reference)
  if (!charge) return null
  if (type === 'dispute') {
    return {
      ...head,
      type,
      reference: `sim_dp_${fingerprint(reference)}`,
      charge: reference,
      amount: amountOf(charge),
      status: 'opened',
      reason: 'fraudulent',
    }
  }
  const outcome: Outcome = stage === 'ended' ? outcomeOf(charge, head.at) : { outcome: 'pending', reference }
  return { ...head, type, idempotency_key: charge.idempotency_key, reference, amount: amountOf(charge), outcome }
}

function sign(body: Uint8Array, at: Date, secret: string): string {
  const moment = Math.floor(at.getTime() / 1000)
  return `t=${moment},v1=${createHmac('sha256', secret).update(`${moment}.`).update(body).digest('hex')}`
}

function checkSignature(given: string, body: Uint8Array, received_at: Date, secret: string): void {
  const moment = Number(/^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(given)?.[1] ?? Number.NaN)
  const expected = Buffer.from(Number.isNaN(moment) ? '' : sign(body, new Date(moment * 1000), secret))
  const actual = Buffer.from(given)
  const recent = Math.abs(received_at.getTime() - moment * 1000) <= TOLERANCE_MS
  if (!recent || actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new Refusal('forbidden', 'gateway_signature_invalid', 'The signature of this notice is not right.')
  }
}
