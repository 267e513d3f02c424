import { setTimeout as sleep } from 'node:timers/promises'
import { type Conduct, openReceiver, type Receiver } from '../../doubles/receiver.ts'
import type { Caller } from '../arena.ts'
import { clockOf, moveClock } from '../clock.ts'
import { crowd, type Program, percentile, type Sheet } from '../program.ts'

interface Size {
  readonly events: number
  /** Whether one receiver also lets us wait until the time is up, which takes real time. */
  readonly hangs: boolean
}

/** What receivers do during the outage, each for itself. */
const CONDUCTS: Readonly<Record<string, Conduct>> = {
  'answers 500': 500,
  'resets the connection': 'reset',
  redirects: { status: 302, headers: { location: '/elsewhere' } },
  'asks for two minutes': { status: 429, headers: { 'retry-after': '120' } },
}
const RETRY_AFTER_SECONDS = 120
/** Published waits before the second, third and fourth try; jitter lengthens them by a fifth at most. */
const WAITS_SECONDS = [5, 300, 1_800]
const OUTAGE_SECONDS = 600

interface Endpoint {
  readonly name: string
  readonly receiver: Receiver
  readonly id: number
}

export const webhookOutage: Program<Size> = {
  id: 12,
  title: 'Webhooks through an outage of their receivers',
  pass: 'every event arrives, under the same id on every try, on schedule; 410 switches off and the owner is told; others wait < 5 s; replay works',
  full: { events: 10_000, hangs: true },
  short: { events: 12, hangs: false },
  async run(arena, { events, hangs }, sheet) {
    const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
    const conducts = { 'is well': 200, ...CONDUCTS, ...(hangs && { 'lets us wait': 'hang' as const }), 'is gone': 410 }
    const endpoints: Endpoint[] = []
    for (const [name, conduct] of Object.entries(conducts)) {
      const receiver = await openReceiver()
      receiver.behave(conduct)
      const { json } = await company.call('POST', '/webhooks', {
        body: { url: `${receiver.url}/hook`, events: ['customer.created'] },
      })
      endpoints.push({ name, receiver, id: json.id })
    }
    try {
      const start = (await clockOf(company)) + 60
      await moveClock(company, start)
      const told = new Map<string, number>()
      await crowd(events, 8, async (index) => {
        const { json } = await company.call('POST', '/customers', { body: { name: `Customer ${index}` } })
        told.set(`${json.id}`, performance.now())
      })
      if (arena.server) await delays(endpoints[0]!, told, sheet)
      await moveClock(company, start + OUTAGE_SECONDS)
      await gone(company, endpoints.at(-1)!, sheet)
      for (const { receiver } of endpoints) receiver.behave(204)
      for (const { id } of endpoints) await company.call('PATCH', `/webhooks/${id}`, { body: { enabled: true } })
      await moveClock(company, start + OUTAGE_SECONDS + 3 * 3_600)
      for (const endpoint of endpoints.slice(0, -1)) await arrived(company, endpoint, told, sheet)
      await replay(company, endpoints.at(-1)!, start, told, sheet)
    } finally {
      for (const { id } of endpoints) await company.call('DELETE', `/webhooks/${id}`)
      for (const { receiver } of endpoints) await receiver.close()
    }
  },
}

/** How long the healthy receiver waits while the others fail. Only a server that runs its jobs by itself can tell. */
async function delays({ receiver }: Endpoint, told: ReadonlyMap<string, number>, sheet: Sheet): Promise<void> {
  const waited: number[] = []
  let seen = 0
  for (let tries = 0; tries < 6_000 && seen < told.size; tries++) {
    for (const { body } of receiver.received.slice(seen))
      waited.push(performance.now() - told.get(`${JSON.parse(body).data.object.id}`)!)
    seen = receiver.received.length
    await sleep(50)
  }
  sheet.claim('p95 until another receiver hears, ms', percentile(waited, 0.95), percentile(waited, 0.95) < 5_000)
}

async function gone(company: Caller, { id, receiver }: Endpoint, sheet: Sheet): Promise<void> {
  const { enabled, disabled_reason } = (await company.call('GET', `/webhooks/${id}`)).json
  const calls = receiver.received.length
  sheet.claim(
    '410: switched off, with a reason',
    `${!enabled}, after ${calls} call(s)`,
    !enabled && disabled_reason !== null && calls === 1,
  )
}

interface Attempt {
  readonly state: string
  readonly event_id: number
  readonly attempts: readonly { readonly timestamp: number }[]
}

/** Every event, under one id each, at the moments that were promised. */
async function arrived(
  company: Caller,
  { name, id, receiver }: Endpoint,
  told: ReadonlyMap<string, number>,
  sheet: Sheet,
): Promise<void> {
  const ids = new Map<string, Set<string>>()
  for (const { headers, body } of receiver.received) {
    const about = `${JSON.parse(body).data.object.id}`
    ids.set(about, (ids.get(about) ?? new Set()).add(headers['webhook-id']!))
  }
  const missing = [...told.keys()].filter((one) => !ids.has(one))
  const renamed = [...ids].filter(([, names]) => names.size !== 1)
  const attempts = await attemptsOf(company, id)
  const undelivered = attempts.filter(({ state }) => state !== 'delivered')
  const late = attempts.filter(
    ({ attempts: tries }) =>
      !onSchedule(
        tries.map(({ timestamp }) => timestamp),
        name,
      ),
  )
  sheet.claim(
    `a receiver that ${name}`,
    `${told.size - missing.length} of ${told.size} events in ${receiver.received.length} calls, ${late.length} off schedule`,
    missing.length + renamed.length + undelivered.length + late.length === 0,
    { missing: missing.slice(0, 5), renamed: renamed.slice(0, 5), undelivered: undelivered.slice(0, 2), late: late.slice(0, 3) },
  )
}

async function attemptsOf(company: Caller, webhook: number): Promise<Attempt[]> {
  const all: Attempt[] = []
  for (let page = 1; ; page++) {
    const { json } = await company.call('GET', `/webhook_attempts?filter[webhook_id]=${webhook}&per_page=100&page=${page}`)
    all.push(...json)
    if (json.length < 100) return all
  }
}

/** One receiver hears one event at a time, so a try may wait for its turn, but never come too early. */
function onSchedule(moments: readonly number[], name: string): boolean {
  const asked = name === 'asks for two minutes' ? RETRY_AFTER_SECONDS : 0
  const turn = name === 'lets us wait' ? 3 * 3_600 : 60
  return moments.slice(1).every((moment, i) => {
    const waited = moment - moments[i]!
    const least = Math.max(WAITS_SECONDS[i] ?? 0, asked)
    return waited >= least && waited <= Math.max(least * 1.2 + 1, asked) + turn
  })
}

/** What the endpoint that was gone has missed is told again by hand. */
async function replay(
  company: Caller,
  { id, receiver }: Endpoint,
  start: number,
  told: ReadonlyMap<string, number>,
  sheet: Sheet,
): Promise<void> {
  const { json } = await company.call('POST', `/webhooks/${id}/replay`, { body: { start: start - 60 } })
  await moveClock(company, (await clockOf(company)) + 60)
  const heard = new Set(receiver.received.map(({ body }) => `${JSON.parse(body).data.object.id}`))
  const missing = [...told.keys()].filter((one) => !heard.has(one))
  sheet.claim(
    'replayed by hand',
    `${json.replayed}, ${missing.length} missing`,
    json.replayed === told.size && missing.length === 0,
  )
}
