import { setTimeout as sleep } from 'node:timers/promises'
import { type Conduct, openReceiver } from '../../doubles/receiver.ts'
import { type Arena, type Caller, made } from '../arena.ts'
import { clockOf, moveClock } from '../clock.ts'
import { crowd, type Program, percentile, type Sheet } from '../program.ts'
import { arrived, attemptsOf, deliveredTo, type Endpoint, keyOf } from './webhook-arrivals.ts'

interface Size {
  /** Split evenly over the receivers that fail; the healthy one hears all of them. */
  readonly events: number
  /** Events per second, so that what others wait is measured under load and not behind it. */
  readonly pace: number
  /** Events for those that stay down for days, and for the one that lets us wait until the time is up, which takes real time. */
  readonly few: number
  readonly hangs: boolean
}

const MINUTES_TEN = 600
const HOURS = 3_600
/** What ten tries are spread over, without jitter: from here on nothing may be given up before. */
const GIVEN_UP_HOURS = 72
const DEADLINE_MS = 15_000

/** What receivers do during the outage, each for itself, and of what they want to hear. */
const OUTAGES: readonly (readonly [name: string, conduct: Conduct, event: string])[] = [
  ['answers 500', 500, 'customer.created'],
  ['resets the connection', 'reset', 'contact.created'],
  ['redirects', { status: 302, headers: { location: '/elsewhere' } }, 'task.created'],
  ['asks for two minutes', { status: 429, headers: { 'retry-after': '120' } }, 'note.created'],
]
const RARE = 'estimate.created'

export const webhookOutage: Program<Size> = {
  id: 12,
  title: 'Webhooks through an outage of their receivers',
  pass: 'every event arrives, under the same id on every try, on schedule; 410 switches off and the owner is told; others wait < 5 s; a hang costs one place for 15 s; nothing is dropped before 72 h; replay works',
  full: { events: 10_000, pace: 20, few: 3, hangs: true },
  short: { events: 12, pace: 1_000, few: 1, hangs: false },
  async run(arena, size, sheet) {
    const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
    const customers = await crowd(Math.ceil(size.events / RECORDS_PER_CUSTOMER), WIDTH, async () => {
      return (await made(company, '/customers', { name: 'Acme Corp' })).id
    })
    const start = (await clockOf(company)) + 60
    await moveClock(company, start)
    const well = await subscribe(company, 'is well', 200, [...OUTAGES.map(([, , event]) => event), RARE])
    const failing: Endpoint[] = []
    for (const [name, conduct, event] of OUTAGES) failing.push(await subscribe(company, name, conduct, [event]))
    const waits = size.hangs ? [await subscribe(company, 'lets us wait', 'hang', [RARE])] : []
    const gone = await subscribe(company, 'is gone', 410, ['customer.created'])
    const down = await subscribe(company, 'is down for three days', 503, [RARE])
    const never = await subscribe(company, 'never comes back', 503, [RARE])
    const all = [well, ...failing, ...waits, gone, down, never]
    try {
      const told = await tell(company, customers, size)
      if (arena.server) await delays(well, told, sheet)
      for (const endpoint of waits) await hung(endpoint, size.few, sheet)
      await moveClock(company, start + MINUTES_TEN)
      sheet.note(
        'calls during the outage',
        all.reduce((sum, { receiver }) => sum + receiver.received.length, 0),
      )
      await switchedOff(arena, company, gone, 1, sheet)
      for (const { receiver } of [...failing, ...waits, gone]) receiver.behave(204)
      await company.call('PATCH', `/webhooks/${gone.id}`, { body: { enabled: true } })
      await moveClock(company, start + MINUTES_TEN + 3 * HOURS)
      for (const endpoint of [well, ...failing, ...waits]) await arrived(arena, company, endpoint, told, sheet)
      await replay(company, gone, start, told, sheet)
      await forDays(arena, company, { start, down, never, told }, sheet)
    } finally {
      for (const { id } of all) await company.call('DELETE', `/webhooks/${id}`)
      for (const { receiver } of all) await receiver.close()
    }
  },
}

async function subscribe(company: Caller, name: string, conduct: Conduct, events: readonly string[]): Promise<Endpoint> {
  const receiver = await openReceiver()
  receiver.behave(conduct)
  const { id } = await made(company, '/webhooks', { url: `${receiver.url}/hook`, events })
  return { name, receiver, id, events }
}

const WIDTH = 8
/** A customer takes a hundred contacts at most. */
const RECORDS_PER_CUSTOMER = 200

/** Makes the events, and answers when each was told of. */
async function tell(
  company: Caller,
  customers: readonly number[],
  { events, pace, few }: Size,
): Promise<ReadonlyMap<string, number>> {
  // In turn, whichever of the kinds it is.
  const customerOf = (index: number) => customers[Math.floor(index / OUTAGES.length) % customers.length]!
  const makers: readonly ((index: number) => readonly [path: string, body: object])[] = [
    (index) => ['/customers', { name: `Customer ${index}` }],
    (index) => [`/customers/${customerOf(index)}/contacts`, { name: `Contact ${index}` }],
    (index) => ['/tasks', { name: `Task ${index}`, action: 'phone', due_date: 1_900_000_000, customer_id: customerOf(index) }],
    (index) => ['/notes', { customer_id: customerOf(index), notes: `Note ${index}` }],
  ]
  const told = new Map<string, number>()
  const began = performance.now()
  await crowd(events, WIDTH, async (index) => {
    await sleep(Math.max(0, began + (index * 1000) / pace - performance.now()))
    const kind = index % makers.length
    const [path, body] = makers[kind]!(index)
    told.set(keyOf(OUTAGES[kind]![2], (await made(company, path, body)).id), performance.now())
  })
  for (let n = 0; n < few; n++) {
    const { id } = await made(company, '/estimates', { customer: customerOf(n), items: [{ name: 'Paper', unit_cost: 45 }] })
    told.set(keyOf(RARE, id), performance.now())
  }
  return told
}

/** How long the healthy receiver waits while the others fail. Only a server that runs its jobs by itself can tell. */
async function delays({ receiver }: Endpoint, told: ReadonlyMap<string, number>, sheet: Sheet): Promise<void> {
  const since = Date.now() - performance.now()
  for (let tries = 0; tries < 6_000 && receiver.received.length < told.size; tries++) await sleep(50)
  const waited = receiver.received.map((one) => one.at_ms - since - told.get(deliveredTo(one))!)
  sheet.claim('p95 until the healthy receiver hears, ms', percentile(waited, 0.95), percentile(waited, 0.95) < 5_000)
}

/** Switched off for a reason, which everybody who administrates the company was mailed. */
async function switchedOff(arena: Arena, company: Caller, endpoint: Endpoint, calls: number, sheet: Sheet): Promise<void> {
  const { enabled, disabled_reason } = (await company.call('GET', `/webhooks/${endpoint.id}`)).json
  const { rows } = await arena.platform.ownerPool.query<{ mails: number }>(
    `select count(*)::int as mails from system_emails e join users u on u.id = e.user_id
      where u.email = $1 and e.template = 'webhook_disabled' and e.data ->> 'webhook_url' = $2`,
    [company.email, `${endpoint.receiver.url}/hook`],
  )
  const made = endpoint.receiver.received.length
  sheet.claim(
    `a receiver that ${endpoint.name}`,
    `${enabled ? 'on' : 'off'} after ${made} call(s), ${rows[0]!.mails} mail to the owner`,
    !enabled && disabled_reason !== null && made === calls && rows[0]!.mails === 1,
  )
}

/** The first calls, one after the other. Later ones are made on the company's own clock, which waits for nobody that long. */
async function hung({ name, receiver }: Endpoint, calls: number, sheet: Sheet): Promise<void> {
  for (let tries = 0; tries < 1_200 && receiver.received.length < calls; tries++) await sleep(100)
  await sleep(DEADLINE_MS + 1_000)
  const { most, longest_ms } = receiver.held
  sheet.claim(
    `places and ms that a receiver costs that ${name}`,
    `${most}, ${longest_ms} in ${receiver.received.length} calls`,
    most === 1 && longest_ms >= DEADLINE_MS - 1_000 && longest_ms <= DEADLINE_MS + 1_000,
  )
}

/** What the endpoint that was gone has missed is told again by hand. */
async function replay(
  company: Caller,
  { id, receiver, events }: Endpoint,
  start: number,
  told: ReadonlyMap<string, number>,
  sheet: Sheet,
): Promise<void> {
  const wanted = [...told.keys()].filter((key) => events.some((event) => key.startsWith(event)))
  const { json } = await company.call('POST', `/webhooks/${id}/replay`, { body: { start } })
  await moveClock(company, (await clockOf(company)) + 60)
  const heard = new Set(receiver.received.map(deliveredTo))
  const missing = wanted.filter((one) => !heard.has(one))
  sheet.claim(
    'replayed by hand',
    `${json.replayed}, ${missing.length} missing`,
    json.replayed === wanted.length && missing.length === 0,
  )
}

interface Days {
  readonly start: number
  readonly down: Endpoint
  readonly never: Endpoint
  readonly told: ReadonlyMap<string, number>
}

/** Nothing is dropped within 72 hours; after the last try the endpoint is switched off. */
async function forDays(arena: Arena, company: Caller, { start, down, never, told }: Days, sheet: Sheet): Promise<void> {
  await moveClock(company, start + GIVEN_UP_HOURS * HOURS - 60)
  for (const { id, name } of [down, never]) {
    const dropped = (await attemptsOf(company, id)).filter(({ state }) => state !== 'waiting')
    const { enabled } = (await company.call('GET', `/webhooks/${id}`)).json
    sheet.claim(`dropped within 72 h where a receiver ${name}`, dropped.length, dropped.length === 0 && enabled)
  }
  down.receiver.behave(204)
  await moveClock(company, start + 5 * 24 * HOURS)
  await arrived(arena, company, down, told, sheet)
  const calls = never.receiver.received.length
  await switchedOff(arena, company, never, calls, sheet)
}
