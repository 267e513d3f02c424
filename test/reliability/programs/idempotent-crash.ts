import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Arena, type Caller, openArena } from '../arena.ts'
import { dice, type Program, type Sheet, tally } from '../program.ts'

interface Size {
  /** How often the server is killed, and how many calls are under way each time. */
  readonly kills: number
  readonly width: number
}

interface Attempt {
  readonly key: string
  readonly path: string
  readonly body: object
  /** Finds what the call made: rows that carry the mark. */
  readonly effect: string
  readonly mark: string | number
}

/** A claim of a killed process is taken over after a minute; two more for machines that are busy. */
const PATIENCE_MS = 180_000

export const idempotentCrash: Program<Size> = {
  id: 3,
  title: 'kill -9 between doing and answering, then the same key again',
  pass: 'exactly one effect for every key, 200 of 200; a key is free again at most a minute after its process died',
  full: { kills: 20, width: 10 },
  short: { kills: 1, width: 6 },
  async run(arena, size, sheet) {
    // The short form runs inside the tests' own process, which must not be killed.
    const own = arena.server ? arena : await openArena()
    try {
      await attack(own, size, sheet)
    } finally {
      if (own !== arena) await own.close()
    }
  },
}

async function attack(arena: Arena, { kills, width }: Size, sheet: Sheet): Promise<void> {
  const roll = dice(sheet.seed)
  const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
  const attempts: Attempt[] = []
  const first: number[] = []
  const pace = await paceOf(company, width, sheet.seed)
  for (let round = 0; round < kills; round++) {
    const batch: Attempt[] = []
    for (let i = 0; i < width; i++) batch.push(await prepare(company, i, `${sheet.seed}-${round}-${i}`))
    const calls = batch.map((attempt) => send(company, attempt))
    await sleep(roll() * pace)
    await arena.restart()
    first.push(...(await Promise.all(calls)).map(({ status }) => status))
    attempts.push(...batch)
  }
  const began = performance.now()
  const last = await Promise.all(attempts.map((attempt) => insist(company, attempt)))
  const waited = (performance.now() - began) / 1000
  await sleep(2_000)
  sheet.note('answers before the kill (0: none)', tally(first))
  sheet.note('answers on retry', tally(last.map(({ status }) => status)))
  sheet.claim('seconds until every key had its answer', waited, waited <= 90)
  const wrong: object[] = []
  for (const [i, attempt] of attempts.entries()) {
    const { rows } = await arena.platform.ownerPool.query<{ found: number }>(attempt.effect, [company.id, attempt.mark])
    const answer = last[i]!
    if (rows[0]!.found !== 1 || answer.status !== 201)
      wrong.push({ path: attempt.path, effects: rows[0]!.found, status: answer.status, text: answer.text.slice(0, 300) })
  }
  sheet.claim(
    'keys with exactly one effect',
    `${attempts.length - wrong.length} of ${attempts.length}`,
    wrong.length === 0,
    wrong.slice(0, 8),
  )
}

/** Milliseconds that such a crowd takes when nobody is killed, so that the kills fall into the work on any machine. */
async function paceOf(company: Caller, width: number, seed: number): Promise<number> {
  const batch: Attempt[] = []
  for (let i = 0; i < width; i++) batch.push(await prepare(company, i, `${seed}-pace-${i}`))
  const began = performance.now()
  await Promise.all(batch.map((attempt) => send(company, attempt)))
  return performance.now() - began
}

/** In turn an invoice, a payment, a charge of an invoice, and a charge that becomes credit. */
async function prepare(company: Caller, turn: number, mark: string): Promise<Attempt> {
  const customer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const items = [{ name: 'Paper', quantity: 3, unit_cost: 45 }]
  const key = `crash-${mark}`
  if (turn % 4 === 0)
    return {
      key,
      path: '/invoices',
      body: { customer, items, metadata: { mark } },
      effect: `select count(*)::int as found from invoices where company_id = $1 and metadata ->> 'mark' = $2`,
      mark,
    }
  if (turn % 4 === 1)
    return {
      key,
      path: '/payments',
      body: { customer, amount: 35, reference: mark },
      effect: 'select count(*)::int as found from payments where company_id = $1 and reference = $2',
      mark,
    }
  const charge = { customer, method: 'credit_card', amount: 135, gateway_token: 'tok_visa' }
  const effect = `select count(*)::int as found from simulator_records s join charges c on c.company_id = s.company_id and c.idempotency_key = s.value ->> 'idempotency_key'
    where s.company_id = $1 and s.key like 'charge:%' and c.customer = $2`
  if (turn % 4 === 2) {
    const invoice = (await company.call('POST', '/invoices', { body: { customer, items } })).json.id
    return {
      key,
      path: '/charges',
      body: { ...charge, applied_to: [{ type: 'invoice', invoice, amount: 135 }] },
      effect,
      mark: customer,
    }
  }
  return { key, path: '/charges', body: { ...charge, applied_to: [{ type: 'credit', amount: 135 }] }, effect, mark: customer }
}

const send = (company: Caller, { path, body, key }: Attempt) =>
  company.call('POST', path, { body, headers: { 'idempotency-key': key } })

/** Asks with the same key until it is answered. */
async function insist(company: Caller, attempt: Attempt): Promise<Answer> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = await send(company, attempt)
    if ((answer.status !== 0 && answer.status !== 409) || performance.now() > end) return answer
    await sleep(1_000)
  }
}
