import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type App, compose, openOutside } from '../src/main.ts'
import type { Config } from '../src/platform/config.ts'
import type { Database } from '../src/platform/db/open.ts'
import { statementNames } from '../src/platform/db/pool.ts'
import type { Ids } from '../src/platform/outside.ts'

/** One statement of a unit of work, and how many answers were in before it was sent. */
interface Statement {
  readonly text: string
  readonly values: readonly unknown[] | null
  readonly after: number
}

/** The very statements that one call sends, ready to be sent again without us in between. */
export interface Script {
  readonly statements: readonly Statement[]
  /** Ids that the call took, and the number it got: each run has its own. */
  readonly ids: readonly number[]
  readonly number: string | null
}

/** Our own process on the same database, whose every statement is written down. */
export interface Recorder {
  record(method: string, path: string, key: string, body?: unknown): Promise<Script>
}

export function openRecorder(config: Config, database: Database): Recorder {
  let statements: Statement[] | null = null
  let number: string | null = null
  let answered = 0
  const pool = recordingPool(database.pool, {
    sent: (text, values) => void statements?.push({ text, values, after: answered }),
    answered: (result) => {
      answered++
      const row = result.rows?.[0] as { number?: string; taken?: boolean } | undefined
      if (row && 'taken' in row) number = row.number!
    },
  })
  const { platform, app } = compose({ config, database: { ...database, pool }, outside: openOutside(config) })
  const ids: number[] = []
  const { take } = platform.ids
  const takeAndTell = async () => {
    const id = await take()
    ids.push(id)
    return id
  }
  Object.assign(platform.ids, { take: takeAndTell })
  return {
    async record(method, path, key, body) {
      await call(app, method, path, key, body) // companies and statements are known from here on
      statements = []
      ids.length = answered = 0
      number = null
      await call(app, method, path, key, body)
      const script = { statements: unitOf(statements), ids: [...ids], number }
      statements = null
      return script
    },
  }
}

async function call(app: App, method: string, path: string, key: string, body: unknown): Promise<void> {
  const response = await app.fetch(
    new Request(`http://localhost/api${path}`, {
      method,
      headers: { host: 'localhost', authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
}

/** From `begin` to `commit`; what came before (the key, the company) is not the work. */
function unitOf(statements: readonly Statement[]): Statement[] {
  const first = statements.findLastIndex(({ text }) => text.startsWith('begin'))
  const base = statements[first]!.after
  return statements.slice(first).map((statement) => ({ ...statement, after: statement.after - base }))
}

interface Listener {
  sent(text: string, values: readonly unknown[] | null): void
  answered(result: pg.QueryResult): void
}

function recordingPool(pool: pg.Pool, listener: Listener): pg.Pool {
  const bound = (target: object, name: string | symbol): unknown => {
    const value = Reflect.get(target, name) as unknown
    return typeof value === 'function' ? value.bind(target) : value
  }
  const connect = async () =>
    new Proxy(await pool.connect(), {
      get(client, name) {
        if (name !== 'query') return bound(client, name)
        return async (text: string, values?: unknown[]) => {
          listener.sent(text, values ?? null)
          const result = await client.query(text, values as unknown[])
          listener.answered(result)
          return result
        }
      },
    })
  return new Proxy(pool, { get: (target, name) => (name === 'connect' ? connect : bound(target, name)) })
}

/** A script that can be run again and again: each run with its own ids, number and link keys. */
export function compileScript({ statements, ids, number }: Script) {
  const tokens = new RegExp([...ids.map(String), ...(number ? [number] : []), '[0-9a-f]{64}'].join('|'), 'g')
  const order = new Map(ids.map((id, index) => [id, index]))
  const renew = (value: unknown, fresh: readonly number[], taken: string): unknown => {
    if (typeof value === 'number') return order.has(value) ? fresh[order.get(value)!] : value
    if (typeof value !== 'string') return value
    return value.replace(tokens, (found) => {
      if (found === number) return taken
      if (found.length === 64) return randomBytes(32).toString('hex')
      return String(fresh[order.get(Number(found))!])
    })
  }
  return async (pool: pg.Pool, source: Ids): Promise<void> => {
    const client = await pool.connect()
    try {
      const fresh: number[] = []
      for (const _ of ids) fresh.push(await source.take())
      await run(client, statements, (value, taken) => renew(value, fresh, taken))
    } finally {
      client.release()
    }
  }
}

/** Sends each statement when as many answers are in as there were when it was recorded. */
async function run(
  client: pg.PoolClient,
  statements: readonly Statement[],
  renew: (value: unknown, taken: string) => unknown,
): Promise<void> {
  const flights: Promise<pg.QueryResult>[] = []
  let taken = ''
  for (const { text, values, after } of statements) {
    if (after > 0) {
      const { rows } = await flights[after - 1]!
      if (rows?.[0] && 'taken' in rows[0]) taken = rows[0].number
    }
    const sent = values?.map((value) => renew(value, taken))
    flights.push(send(client, text, sent ?? null))
  }
  await Promise.all(flights)
}

const nameOf = statementNames()

function send(client: pg.PoolClient, text: string, values: unknown[] | null): Promise<pg.QueryResult> {
  const name = values && nameOf(text)
  return values === null ? client.query(text) : client.query({ text, values, ...(name && { name }) })
}
