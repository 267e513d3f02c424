import { setTimeout as sleep } from 'node:timers/promises'
import { openReceiver } from '../../doubles/receiver.ts'
import { startSmtpDouble } from '../../doubles/smtp.ts'
import { type Arena, type Caller, openArena } from '../arena.ts'
import { clockOf, moveClock, wakeScheduler } from '../clock.ts'
import { claimBooks, crowd, dice, type Program, type Sheet } from '../program.ts'
import { type Field, judge, KINDS, type Kind, type Trial } from './job-kinds.ts'
import { compareWithLog, handedOver } from './outbox.ts'

interface Size {
  /** How often the server dies in the middle of a job; the kinds take turns. */
  readonly kills: number
}

/** How long the mail server and the receiver of webhooks think before each answer, so that a kill can fall into it. */
const PAUSE_MS = 300

export const jobCrash: Program<Size> = {
  id: 9,
  title: 'kill -9 in the middle of a job: a mail, a PDF, a charge, a billing run, a webhook',
  pass: 'every job ends done; effects exactly once in our tables and at the gateway; at most one mail twice in 100 kills, under the same Message-ID',
  full: { kills: 100 },
  short: { kills: 2 },
  async run(_arena, { kills }, sheet) {
    // The outside lives on while the server dies: in this process, except the simulated gateway, whose books are in the database.
    const mail = await startSmtpDouble({ pause_ms: PAUSE_MS })
    const receiver = await openReceiver()
    receiver.behave({ status: 204, after_ms: PAUSE_MS })
    const arena = await openArena({ settings: { SMTP_URL: mail.url } })
    try {
      const field: Field = { arena, mail, receiver }
      const trials = await attack(field, kills, sheet)
      await finish(arena, trials, sheet)
      await judge(field, trials, kills, sheet)
    } finally {
      await arena.close()
      await receiver.close()
      await mail.close()
    }
  },
}

/** Kills until each kind was hit in the middle of its job as often as its turn comes; a job that was quicker is left in peace. */
async function attack(field: Field, kills: number, sheet: Sheet): Promise<Trial[]> {
  const roll = dice(sheet.seed)
  const trials: Trial[] = []
  const spans = new Map(KINDS.map((kind) => [kind, kind.span_ms]))
  const hits = new Map(KINDS.map((kind) => [kind, 0]))
  const most = 3 * kills + KINDS.length
  for (let turn = sheet.seed; sumOf(hits) < kills && trials.length < most; turn++) {
    const kind = KINDS[turn % KINDS.length]!
    if (hits.get(kind)! >= Math.ceil(kills / KINDS.length)) continue
    const trial = await strike(field, kind, turn, roll() * spans.get(kind)!)
    trials.push(trial)
    // The machine may be quicker or slower than was thought.
    spans.set(kind, spans.get(kind)! * (trial.hit ? 1.1 : 0.6))
    if (trial.hit) hits.set(kind, hits.get(kind)! + 1)
  }
  sheet.note('jobs that were aimed at', trials.length)
  const told = KINDS.map((kind) => `${kind.name} ${hits.get(kind)}`).join(', ')
  sheet.claim('killed in the middle of a job', `${sumOf(hits)}: ${told}`, sumOf(hits) >= kills)
  return trials
}

function sumOf(hits: ReadonlyMap<Kind, number>): number {
  return [...hits.values()].reduce((sum, count) => sum + count, 0)
}

/** A company of its own for each kill, so that nothing waits for what an earlier kill left behind. No mail leaves a sandbox. */
async function strike(field: Field, kind: Kind, turn: number, delay_ms: number): Promise<Trial> {
  const { arena } = field
  const company = await arena.newCompany(`Dunder Mifflin ${turn}`, { test_mode: kind.name !== 'mail' })
  await kind.begin(field, company)
  await untilUnderWay(arena, company.id, kind)
  await sleep(delay_ms)
  const hit = await isUnderWay(arena, company.id, kind)
  if (hit) await arena.restart()
  return { kind, company, hit }
}

const PATIENCE_MS = 60_000

async function untilUnderWay(arena: Arena, companyId: number, kind: Kind): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(2))
    if (await isUnderWay(arena, companyId, kind)) return
  throw new Error(`the job of "${kind.name}" did not begin`)
}

async function isUnderWay({ platform }: Arena, companyId: number, { job }: Kind): Promise<boolean> {
  const { rows } = await platform.ownerPool.query(
    'select 1 from graphile_worker.jobs where task_identifier = $2 and starts_with(key, $1) and locked_at is not null limit 1',
    [`${companyId}:`, job],
  )
  return rows.length > 0
}

/** A mail that was under way is tried again after ten minutes; a charge that never reached the gateway, days later. */
const LEASES_SECONDS = 11 * 60
const RETRIES_SECONDS = 9 * 86_400
const AT_A_TIME = 3

/** Lets everything end that was under way, and the clocks go on to where whatever is tried again is tried. */
async function finish(arena: Arena, trials: readonly Trial[], sheet: Sheet): Promise<void> {
  const began = performance.now()
  await untilIdle(arena, trials)
  await crowd(trials.length, AT_A_TIME, async (index) => {
    const { kind, company } = trials[index]!
    if (kind.name === 'mail') return endLeases(arena, company)
    const wait = kind.name === 'charge' ? RETRIES_SECONDS : LEASES_SECONDS
    await moveClock(company, (await clockOf(company)) + wait)
  })
  const left = await untilIdle(arena, trials)
  sheet.note('seconds until everything had ended', (performance.now() - began) / 1000)
  sheet.claim('jobs that did not end', left.length, left.length === 0, left.slice(0, 5))
  const companies = trials.map(({ company }) => company)
  await handedOver(arena, companies, sheet)
  await compareWithLog(arena, companies, sheet, { least: 0 })
  await claimBooks(arena.platform, sheet)
}

/** A company that is no sandbox has no clock to move: its leases end instead. */
async function endLeases({ platform }: Arena, { id }: Caller): Promise<void> {
  const waiting = 'company_id = $1 and next_attempt_at is not null'
  await platform.ownerPool.query(`update emails set next_attempt_at = clock_timestamp() where ${waiting}`, [id])
  await wakeScheduler(platform, [id])
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(250))
    if ((await platform.ownerPool.query(`select 1 from emails where ${waiting}`, [id])).rowCount === 0) return
}

interface Left {
  readonly key: string
  readonly attempts: number
  readonly last_error: string | null
}

/** What stays in the queue for good is told; what waits for a later day is not waited for. */
async function untilIdle({ platform }: Arena, trials: readonly Trial[]): Promise<readonly Left[]> {
  const ids = trials.map(({ company }) => `${company.id}`)
  for (const end = performance.now() + 2 * PATIENCE_MS; ; await sleep(250)) {
    const { rows } = await platform.ownerPool.query<Left>(
      `select key, attempts, last_error from graphile_worker.jobs where split_part(key, ':', 1) = any($1) and (locked_at is not null or run_at <= now() or last_error is not null)
       union all select 'event ' || event_id, 0, null from outbox where company_id::text = any($1)`,
      [ids],
    )
    if (rows.length === 0 || performance.now() > end) return rows
  }
}
