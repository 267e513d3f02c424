import type { Received, Receiver } from '../../doubles/receiver.ts'
import type { Arena, Caller } from '../arena.ts'
import type { Sheet } from '../program.ts'

export interface Endpoint {
  readonly name: string
  readonly receiver: Receiver
  readonly id: number
  readonly events: readonly string[]
}

/** An event by its type and what it is about. */
export const keyOf = (type: string, id: number | string) => `${type} ${id}`

export function deliveredTo({ body }: Received): string {
  const { type, data } = JSON.parse(body)
  return keyOf(type, data.object.id)
}

interface Attempt {
  readonly state: string
  readonly event_id: number
  readonly attempts: readonly { readonly timestamp: number }[]
}

export async function attemptsOf(company: Caller, webhook: number): Promise<Attempt[]> {
  const all: Attempt[] = []
  for (let page = 1; ; page++) {
    const { json } = await company.call('GET', `/webhook_attempts?filter[webhook_id]=${webhook}&per_page=100&page=${page}`)
    all.push(...json)
    if (json.length < 100) return all
  }
}

/** Every event, under one id each, at the moments that were promised, signed as of the moment of each try. */
export async function arrived(
  arena: Arena,
  company: Caller,
  { name, id, receiver, events }: Endpoint,
  told: ReadonlyMap<string, number>,
  sheet: Sheet,
): Promise<void> {
  const wanted = [...told.keys()].filter((key) => events.some((event) => key.startsWith(event)))
  const ids = new Map<string, Set<string>>()
  for (const one of receiver.received) {
    const about = deliveredTo(one)
    ids.set(about, (ids.get(about) ?? new Set()).add(one.headers['webhook-id']!))
  }
  const missing = wanted.filter((one) => !ids.has(one))
  const renamed = [...ids].filter(([, names]) => names.size !== 1)
  // The clock of the tests' own process stands still.
  const stale = receiver.received.filter(
    ({ headers, at_ms }) => arena.server && !isFresh(Number(headers['webhook-timestamp']), at_ms),
  )
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
    `${wanted.length - missing.length} of ${wanted.length} events in ${receiver.received.length} calls, ${late.length} off schedule`,
    missing.length + renamed.length + undelivered.length + late.length + stale.length === 0 && attempts.length === wanted.length,
    {
      missing: missing.slice(0, 5),
      renamed: renamed.slice(0, 5),
      undelivered: undelivered.slice(0, 2),
      late: late.slice(0, 3),
      stale: stale.slice(0, 2).map(({ headers }) => headers),
    },
  )
}

const FRESH_MS = 5_000

/** The timestamp is that of the try, by the clock on the wall, and not that of the event. */
function isFresh(timestamp: number, at_ms: number): boolean {
  return Math.abs(timestamp * 1000 - at_ms) <= FRESH_MS
}

const RETRY_AFTER_SECONDS = 120
/** Published waits before the second, third … tenth try; jitter lengthens them by a fifth at most. */
const WAITS_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** One receiver hears one event at a time, so a try may wait for its turn, but never come too early. */
function onSchedule(moments: readonly number[], name: string): boolean {
  const asked = name === 'asks for two minutes' ? RETRY_AFTER_SECONDS : 0
  const turn = name === 'lets us wait' ? 3 * 3_600 : 60
  return moments.slice(1).every((moment, i) => {
    const waited = moment - moments[i]!
    const least = Math.max(WAITS_SECONDS[i] ?? Number.POSITIVE_INFINITY, asked)
    return waited >= least && waited <= Math.max(least * 1.2 + 1, asked) + turn
  })
}
