import type { Writable } from 'node:stream'
import pg from 'pg'
import { typeParsers } from './types.ts'

/** Where a database is and as whom; works for a Unix socket folder (`host: '/…'`) and for a network address. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: string
  readonly database: string
  readonly ssl?: pg.ClientConfig['ssl']
}

export interface PoolOptions {
  readonly connection: Connection
  /** Connections at a time. */
  readonly size: number
  /** Shown in pg_stat_activity. */
  readonly name: string
  /** Settings of the session, such as { role: 'netterms_app' }. They hold from the first statement. */
  readonly session?: Readonly<Record<string, string>>
  readonly statement_timeout_ms?: number
}

/**
 * A pool whose clients pipeline and prepare: statements with values are named by their text, so that the server parses
 * and plans what comes again once per connection. Errors of idle connections are reported, not thrown: the next query reconnects.
 */
export function openPool({ connection, size, name, session = {}, statement_timeout_ms = 30_000 }: PoolOptions): pg.Pool {
  const limits = {
    lock_timeout: '10s',
    idle_in_transaction_session_timeout: '60s',
    statement_timeout: `${statement_timeout_ms}ms`,
  }
  const pool = new pg.Pool({
    ...connection,
    Client: namingClient(),
    pipeline: true,
    types: typeParsers,
    max: size,
    application_name: name,
    options: sessionOptions({ ...limits, ...session }),
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    allowExitOnIdle: false,
  })
  pool.on('error', () => {}) // a connection that broke while idle is already out of the pool
  pool.on('connect', (client) => {
    client.on('error', () => {}) // one that breaks while in use fails the query that notices it
  })
  return pool
}

/** One plain connection, not pipelined: for migrations, backup and other work outside the pools. */
export async function connect(connection: Connection, session: Readonly<Record<string, string>> = {}): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    types: typeParsers,
    application_name: 'netterms',
    options: sessionOptions(session),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {}) // a lost connection fails the query that notices it
  await client.connect()
  return client
}

/**
 * Tables live in `public`, whatever the user is called: PostgreSQL's own default looks into the schema named like the
 * user first, and one called `netterms` exists.
 */
const SEARCH_PATH = { search_path: 'public' }

/** Session settings as PostgreSQL's start-up packet spells them; spaces and backslashes are escaped. */
export function sessionOptions(session: Readonly<Record<string, string>>): string {
  return Object.entries({ ...SEARCH_PATH, ...session })
    .map(([key, value]) => `-c ${key}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ')
}

/** Beyond this many texts, statements go unnamed: memory of the server stays bounded. */
const NAMES_MAX = 1000
const TEXT_MAX = 20_000
/** Texts that were seen once are forgotten beyond this many. */
const STRANGERS_MAX = 5000

/**
 * Tells under which name a statement is prepared, or undefined for one that is not worth keeping: a text gets its name
 * the second time it is asked for, so that texts which never come again use none up.
 */
export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const strangers = new Set<string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    if (names.size >= NAMES_MAX || text.length > TEXT_MAX) return undefined
    if (!strangers.delete(text)) {
      if (strangers.size >= STRANGERS_MAX) strangers.clear()
      strangers.add(text)
      return undefined
    }
    const name = `n${names.size + 1}`
    names.set(text, name)
    return name
  }
}

/** Clients that name statements which carry values, and send what is asked in one turn together. */
function namingClient(): typeof pg.Client {
  const nameOf = statementNames()
  class NamingClient extends pg.Client {}
  // Assigned to the prototype because the many overloads of `query` cannot be restated one by one.
  NamingClient.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [statement, values] = given
    if (typeof statement === 'string' && Array.isArray(values)) {
      const name = nameOf(statement)
      if (name !== undefined) given.splice(0, 2, { text: statement, values, name })
    }
    gather((this as unknown as { connection: { stream: Writable } }).connection.stream) // not in the published types
    return Reflect.apply(pg.Client.prototype.query, this, given) as unknown
  } as pg.Client['query']
  return NamingClient
}

const gathering = new WeakSet<Writable>()

/** Holds writes back until the turn ends: a system call for each statement costs us more than the statement does. */
function gather(stream: Writable): void {
  if (gathering.has(stream)) return
  gathering.add(stream)
  stream.cork()
  process.nextTick(() => {
    gathering.delete(stream)
    stream.uncork()
  })
}
