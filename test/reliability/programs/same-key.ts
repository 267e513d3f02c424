import { createHash } from 'node:crypto'
import type { Caller } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { crowd, type Program, type Sheet, tally } from '../program.ts'

interface Size {
  readonly times: number
  readonly width: number
  /** Every n-th operation; 1 is all. */
  readonly every: number
}

export const sameKey: Program<Size> = {
  id: 2,
  title: 'A write with a key is done once, however often it is sent',
  pass: 'per operation: 1 effect, byte-equal answers (or 409 while running), 422 for another body, independent for another company, kept over a restart',
  full: { times: 1000, width: 150, every: 1 },
  short: { times: 12, width: 12, every: 4 },
  async run(arena, { times, width, every }, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    const writes = companyOperations
      .filter((one) => one.operation.method !== 'GET' && !one.operation.safe)
      .filter((_, i) => (i + sheet.seed) % every === 0)
    const wrong: string[] = []
    const later: (() => Promise<void>)[] = []
    for (const named of writes) {
      const key = `${named.name}-${sheet.seed}`.slice(0, 64)
      const sample = await sampleOf(named, ours)
      const headers = { 'idempotency-key': key }
      const before = await rowsOf(arena.platform, ours)
      const answers = await crowd(times, width, () => callSample(ours, named, sample, { headers }))
      const settled = answers.filter(({ status }) => status !== 409)
      const bodies = new Set(settled.map(({ status, text }) => `${status} ${createHash('sha256').update(text).digest('hex')}`))
      const replays = settled.filter((answer) => answer.headers['idempotent-replayed'] === 'true').length
      const first = settled[0]
      if (bodies.size !== 1 || !first || first.status >= 300)
        wrong.push(
          `${named.name}: ${bodies.size} different answers, ${tally(answers.map(({ status }) => status))} ${first?.text.slice(0, 200)}`,
        )
      else if (first.status < 300 && replays !== settled.length - 1)
        wrong.push(`${named.name}: ${settled.length - replays} were done`)
      const grown = (await rowsOf(arena.platform, ours)) - before
      const alone = await effectOf(named, arena.platform, theirs, headers)
      if (alone.status >= 300) wrong.push(`${named.name}: another company got ${alone.status} ${alone.text.slice(0, 100)}`)
      else if (grown > alone.rows + 1) wrong.push(`${named.name}: left ${grown} events, alone ${alone.rows}`)
      const other = await callSample(
        ours,
        named,
        {
          ...sample,
          body: { ...(sample.body as object), another: 1 },
        },
        { headers },
      )
      if (other.status !== 422) wrong.push(`${named.name}: another body got ${other.status}`)
      later.push(async () => {
        const again = await callSample(ours, named, sample, { headers })
        if (first && (again.text !== first.text || again.headers['idempotent-replayed'] !== 'true'))
          wrong.push(`${named.name}: forgotten at the restart (${again.status})`)
      })
    }
    await arena.restart()
    for (const ask of later) await ask()
    report(sheet, writes, wrong, times)
  },
}

function report(sheet: Sheet, writes: readonly Named[], wrong: readonly string[], times: number): void {
  sheet.note('operations', writes.length)
  sheet.note('calls with one key each', times)
  sheet.claim('operations that break the promise', wrong.length, wrong.length === 0, wrong)
}

type Platform = Parameters<typeof rowsOf>[0]

/** Events tell of every change, so their number is the number of changes. */
async function rowsOf({ ownerPool }: { readonly ownerPool: import('pg').Pool }, company: Caller): Promise<number> {
  const { rows } = await ownerPool.query<{ total: number }>(`select count(*)::int as total from events where company_id = $1`, [
    company.id,
  ])
  return rows[0]!.total
}

async function effectOf(named: Named, platform: Platform, company: Caller, headers: Record<string, string>) {
  const sample = await sampleOf(named, company)
  const before = await rowsOf(platform, company)
  const answer = await callSample(company, named, sample, { headers })
  return { ...answer, rows: (await rowsOf(platform, company)) - before }
}
