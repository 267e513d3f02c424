import { every, type Job, onRequest, type Place, plan } from '../../../platform/jobs.ts'
import type { OutboundAnswer } from '../../../platform/outbound.ts'
import { hexSignature, parseRetryAfter, signWebhook } from '../../../platform/signing.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Event } from '../events/contract.ts'
import type { Answer } from './rules.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  plan('queue-webhooks', async (handover, events) =>
    (await service.queueAttempts(handover, events)).map((subject) => ({ job: 'deliver-webhook', subject })),
  ),

  onRequest('deliver-webhook', deliverWebhook, { lane: 'deliveries' }),

  every('minute', 'retry-webhooks', {
    due: service.nextDue,
    async run(place) {
      for (const subject of await place.work(service.dueWebhooks)) await place.request({ job: 'deliver-webhook', subject })
    },
  }),
]

/** How long a receiver may take that failed before, where the company's own clock stands meanwhile. */
const AGAIN_MS = 3_000

/** An endpoint is called one event at a time. After this long others get the place, and it queues up again. */
const TURN_MS = 20_000
/** Endpoints that let us wait until the time is up share this many places, so that they never fill them all. */
const SLOW_PLACES = 4
const SLOW_PAUSE_MS = 2_000
let slowNow = 0

/** Delivers what is due to one endpoint. Whoever finds somebody at it leaves: that one sees what we were called for. */
async function deliverWebhook(place: Place, webhookId: number): Promise<void> {
  const slow = await place.work((work) => service.isSlow(work, webhookId))
  const again = (delay_ms = 0) => place.request({ job: 'deliver-webhook', subject: webhookId, delay_ms })
  if (slow && slowNow >= SLOW_PLACES) return again(SLOW_PAUSE_MS)
  if (slow) slowNow++
  try {
    let more = false
    // What is queued between the last look and the end of the lock is found by looking once more.
    do {
      const mine = await place.alone(`webhook:${webhookId}`, async () => {
        more = await takeTurn(place, webhookId)
      })
      if (!mine) return
      if (more) return again()
    } while ((await place.work((work) => service.nextDeliveries(work, webhookId))).length > 0)
  } finally {
    if (slow) slowNow--
  }
}

/** Whether something may be left when the turn is over. */
async function takeTurn(place: Place, webhookId: number): Promise<boolean> {
  const end = performance.now() + TURN_MS
  let deliveries = await place.work((work) => service.nextDeliveries(work, webhookId))
  while (deliveries.length > 0) {
    const reports = await Promise.all(deliveries.map((delivery) => callEndpoint(place, delivery)))
    const hung = reports.some(({ answer }) => answer.kind === 'unanswered' && answer.timed_out)
    const isOver = hung || performance.now() > end
    // One unit of work for what was answered and what comes next: an endpoint hears one thing at a time, so this is its pace.
    deliveries = await place.work(async (work) => {
      await service.recordAnswers(work, reports)
      return isOver ? [] : service.nextDeliveries(work, webhookId)
    })
    if (isOver) return true
  }
  return false
}

/** The id of the message stays the same on every try; its timestamp is the moment of the try, by the clock on the wall. */
async function callEndpoint(
  { platform, company }: Place,
  { attempt_id, again, url, event, secrets }: service.Delivery,
): Promise<service.Report> {
  const body = JSON.stringify(encodeWire(Event, event))
  const now = platform.clock()
  const message = { id: `evt_${event.id}`, timestamp: Math.floor(now.getTime() / 1000), body }
  const answer = await service.outboundOf(platform.config).send({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Netterms/1.0',
      ...signWebhook(message, secrets),
      // It holds one signature: while a secret is being replaced, that of the secret which its receivers still have.
      'x-invoiced-signature': hexSignature(body, secrets.at(-1)!),
    },
    body,
    // Whoever moves a clock waits for what failed before; nobody waits for what takes its time on the wall's.
    ...(again && company.test_clock && { total_timeout_ms: AGAIN_MS }),
  })
  const retry_after = answer.outcome === 'answered' ? parseRetryAfter(answer.headers['retry-after'], now) : null
  return { attempt_id, url, answer: answerOf(answer), retry_after_seconds: retry_after ?? 0, random: Math.random() }
}

function answerOf(answer: OutboundAnswer): Answer {
  if (answer.outcome === 'answered') return { kind: 'answered', status_code: answer.status }
  return { kind: 'unanswered', error: answer.said, timed_out: answer.outcome === 'timed_out' }
}
