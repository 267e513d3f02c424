import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Arena, type Caller, openArena } from '../arena.ts'
import { type Attempt, CALLS, prepare } from '../crash-attempts.ts'
import { arm, LOADS_FAIL_POINTS } from '../fail-points.ts'
import { crowd, dice, type Program, type Sheet, tally } from '../program.ts'

interface Size {
  /** Where the server is killed, in turn from one that the seed chooses, how often, and how many calls are under way. */
  readonly points: readonly (keyof typeof CALLS)[]
  readonly kills: number
  readonly width: number
  /** Seconds of the claims' lease. */
  readonly lease: number
  /** Whether moments are held against the lease; beside other tests they say nothing. */
  readonly timed: boolean
}

/** Held calls keep their connections to the database. */
const SETTINGS = { DATABASE_POOL: '40' }
/** Calls that did not come to the point by then never will. */
const POINT_MS = 90_000
/** Claims are taken over after their lease; more for machines that are busy. */
const PATIENCE_MS = 180_000
/** What a start and the last question may take beyond the lease. */
const SLACK_S = 15

export const idempotentCrash: Program<Size> = {
  id: 3,
  title: 'kill -9 between doing and answering, then the same key again',
  pass: 'exactly one effect for every key, here and at the gateway, 200 of 200; a key is free again at most a minute after its process died',
  settings: SETTINGS,
  nodeArguments: LOADS_FAIL_POINTS,
  full: { points: ['answer', 'gateway', 'anywhere', 'answer', 'gateway'], kills: 20, width: 10, lease: 60, timed: true },
  short: { points: ['answer', 'gateway'], kills: 1, width: 9, lease: 2, timed: false },
  async run(arena, size, sheet) {
    // The short form runs inside the tests' own process, which must not be killed, and waits for a shorter lease.
    const isDefault = size.lease === arena.platform.config.IDEMPOTENCY_LEASE
    const own =
      arena.server && isDefault
        ? arena
        : await openArena({ settings: { ...SETTINGS, IDEMPOTENCY_LEASE: String(size.lease) }, nodeArguments: LOADS_FAIL_POINTS })
    try {
      await attack(own, size, sheet)
    } finally {
      if (own !== arena) await own.close()
    }
  },
}

async function attack(arena: Arena, { points, kills, width, lease, timed }: Size, sheet: Sheet): Promise<void> {
  const roll = dice(sheet.seed)
  const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
  const attempts: Attempt[] = []
  const first: Record<string, number[]> = {}
  let [killed, back] = [0, 0]
  for (let round = 0; round < kills; round++) {
    const point = points[(sheet.seed + round) % points.length]!
    const ready = (i: number) => prepare(company, CALLS[point], i, `${sheet.seed}-${round}-${i}`)
    const batch = await crowd(width, 4, ready)
    if (point !== 'anywhere') arm(arena.server!.folder, { point, count: width })
    const calls = Promise.all(batch.map((attempt) => send(company, attempt)))
    await Promise.race([calls, sleep(point === 'anywhere' ? roll() * 1_000 : POINT_MS)])
    killed = performance.now()
    await arena.restart()
    back = performance.now()
    first[point] = [...(first[point] ?? []), ...(await calls).map(({ status }) => status)]
    attempts.push(...batch)
  }
  const refused: number[] = []
  const last = await Promise.all(attempts.map((attempt) => insist(company, attempt, refused)))
  const [sinceKill, sinceBack] = [killed, back].map((moment) => (performance.now() - moment) / 1000) as [number, number]
  for (const [point, statuses] of Object.entries(first)) {
    const answered = statuses.filter((status) => status !== 0).length
    if (point === 'anywhere') sheet.note('killed anywhere: answers before (0: none)', tally(statuses))
    else sheet.claim(`killed at ${point}: calls answered before`, `${answered} of ${statuses.length}`, answered === 0)
  }
  // Who is back only when the lease is nearly over may find it over.
  const isOver = (back - killed) / 1000 > lease - 5
  const held = (Math.max(killed, ...refused) - killed) / 1000
  sheet.claim('times told to ask again while the lease lasted', refused.length, refused.length > 0 || isOver)
  sheet.claim(`seconds after the last kill until the last of them (lease ${lease} s)`, held, !timed || held <= lease)
  sheet.note('answers on retry', tally(last.map(({ status }) => status)))
  sheet.note('seconds from the last kill until every key had its answer', sinceKill)
  sheet.claim('of them after the server was back', sinceBack, !timed || sinceBack <= lease + SLACK_S)
  await count(arena, company, attempts, last, sheet)
}

async function count(
  arena: Arena,
  company: Caller,
  attempts: readonly Attempt[],
  answers: readonly Answer[],
  sheet: Sheet,
): Promise<void> {
  const wrong: object[] = []
  for (const [i, { path, effects, status }] of attempts.entries()) {
    const found: number[] = []
    for (const { count: question, mark } of effects)
      found.push((await arena.platform.ownerPool.query<{ found: number }>(question, [company.id, mark])).rows[0]!.found)
    const answer = answers[i]!
    if (found.some((one) => one !== 1) || answer.status !== status)
      wrong.push({ path, effects: found, status: answer.status, text: answer.text.slice(0, 300) })
  }
  sheet.claim(
    'keys with exactly one effect',
    `${attempts.length - wrong.length} of ${attempts.length}`,
    wrong.length === 0,
    wrong.slice(0, 8),
  )
}

const send = (company: Caller, { path, body, key }: Attempt) =>
  company.call('POST', path, { body, headers: { 'idempotency-key': key } })

/** Asks with the same key until it is answered; `refused` are the moments of questions that came too early. */
async function insist(company: Caller, attempt: Attempt, refused: number[]): Promise<Answer> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const asked = performance.now()
    const answer = await send(company, attempt)
    if ((answer.status !== 0 && answer.status !== 409) || performance.now() > end) return answer
    if (answer.status === 409) refused.push(asked)
    await sleep(500)
  }
}
