import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { makeDataFolder } from '../data-folder.ts'
import { Problem } from '../problem.ts'
import { type EmbeddedServer, embeddedConnection, startEmbedded } from './embedded.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { type Connection, connect } from './pool.ts'

export interface OpenOptions {
  /** `own`: this process serves the data folder, alone. `visit`: a command beside or without a running server. */
  readonly use: 'own' | 'visit'
  /** Told about each long step, for the person who waits. */
  readonly progress?: (step: string) => void
}

/** A running PostgreSQL and who owns our database in it; nothing is said about what is in the database. */
export interface Server {
  readonly owner: Connection
  readonly embedded: boolean
  stop(): Promise<void>
}

/** Reaches DATABASE_URL, or serves or visits the embedded database. A server that would not do is refused. */
export async function openServer(config: Config, options: OpenOptions): Promise<Server> {
  const url = config.DATABASE_URL
  const server = url
    ? { owner: parseDatabaseUrl(url), embedded: false, stop: async () => {} }
    : await embeddedServer(config, options)
  try {
    await refuseUnsuitable(server.owner, config.MODE)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Serves the folder, or visits the process that does. */
async function embeddedServer(config: Config, { use, progress }: OpenOptions): Promise<Server> {
  const folder = config.DATA_DIR
  makeDataFolder(folder)
  const lock = await takeFolder(folder, use, progress)
  if ('pid' in lock) return visit(folder, lock.pid)
  progress?.('Starting the database')
  let server: EmbeddedServer | undefined
  try {
    server = await startEmbedded({
      folder: path.join(folder, 'postgres'),
      connections_max: connectionsFor(config),
      onRestart: () => process.stderr.write('The embedded database stopped by itself; starting it again.\n'),
    })
    const { superuser, stop } = server
    const owner = await ensureOwner(superuser)
    return { owner, embedded: true, stop: () => stop().finally(lock.release) }
  } catch (error) {
    await server?.stop()
    lock.release()
    throw error
  }
}

/** For both pools of this process, for those of a command beside it, and for whoever looks at the database meanwhile. */
function connectionsFor({ DATABASE_POOL }: Config): number {
  return Math.max(100, 4 * DATABASE_POOL + 20)
}

const TURN_SECONDS_MAX = 60
/** A server that was just killed is still there for a moment. */
const DYING_SECONDS_MAX = 1

/** The folder’s lock, or the running server that a visitor may lean on. Another command is waited for: it ends soon. */
async function takeFolder(
  folder: string,
  use: OpenOptions['use'],
  progress: OpenOptions['progress'],
): Promise<FolderLock | { readonly pid: number }> {
  for (let waited = 0; ; waited += 0.1) {
    const lock = lockFolder(folder, { stays: use === 'own' })
    if ('release' in lock || (lock.stays && use === 'visit')) return lock
    if (waited > (lock.stays ? DYING_SECONDS_MAX : TURN_SECONDS_MAX)) {
      throw new Problem(
        `The data folder ${folder} is in use by process ${lock.pid}; stop that one, or set DATA_DIR to another folder.`,
      )
    }
    if (waited === 0 && !lock.stays) progress?.(`Waiting for another command (process ${lock.pid})`)
    await sleep(100)
  }
}

async function visit(folder: string, holder: number): Promise<Server> {
  const { remove, ...superuser } = embeddedConnection(path.join(folder, 'postgres'))
  const owner = { ...superuser, user: OWNER, database: OWNER }
  for (let attempt = 1; ; attempt++) {
    try {
      await (await connect(owner)).end()
      return { owner, embedded: true, stop: async () => remove() }
    } catch (error) {
      if (attempt === 50)
        throw new Problem(`The database of the running process ${holder} does not answer (${(error as Error).message}).`)
      await sleep(200) // it may be starting
    }
  }
}

const OWNER = 'netterms'

/** The schema's owner in the embedded cluster is a plain role too: it may create roles, and nothing else. */
export async function ensureOwner(superuser: Connection, database: string = OWNER): Promise<Connection> {
  const client = await connect(superuser)
  try {
    const { rows: roles } = await client.query('select 1 from pg_roles where rolname = $1', [OWNER])
    if (roles.length === 0) {
      await client.query(
        `create role ${OWNER} login createrole createdb password ${client.escapeLiteral(superuser.password ?? '')}`,
      )
    }
    const { rows: databases } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (databases.length === 0)
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${OWNER} template template0`)
  } finally {
    await client.end()
  }
  return { ...superuser, user: OWNER, database }
}

/** One look at the server before anything is changed in it. */
async function refuseUnsuitable(owner: Connection, mode: Config['MODE']): Promise<void> {
  let client: pg.Client
  try {
    client = await connect(owner)
  } catch (error) {
    const where = owner.host.startsWith('/') ? owner.host : `${owner.host}:${owner.port}`
    throw new Problem(`The database "${owner.database}" at ${where} cannot be reached (${reason(error)}); check DATABASE_URL.`)
  }
  try {
    const {
      rows: [server],
    } = await client.query<Record<'version' | 'fsync' | 'full_page_writes' | 'synchronous_commit' | 'encoding', string>>(
      `select current_setting('server_version_num') as version, current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
              current_setting('synchronous_commit') as synchronous_commit, current_setting('server_encoding') as encoding`,
    )
    const major = Math.floor(Number(server!.version) / 10_000)
    if (major < 15) throw new Problem(`The database is PostgreSQL ${major}; Netterms needs 15 or newer.`)
    if (server!.encoding !== 'UTF8')
      throw new Problem(`The database’s encoding is ${server!.encoding}; create it with encoding UTF8.`)
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
      if (server![name] === 'off' && mode !== 'test')
        throw new Problem(`The database runs with ${name} = off and could lose money that was acknowledged; turn it on.`)
    }
  } finally {
    await client.end()
  }
}

/** An AggregateError of several addresses has no message of its own. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return reason(error.errors[0])
  return (error as Error).message || String((error as { code?: string }).code)
}

/** How each `sslmode` encrypts, as libpq has them: `require` takes any certificate, `verify-…` asks for a good one. */
const SSL_MODES: Readonly<Record<string, pg.ClientConfig['ssl']>> = {
  disable: undefined,
  allow: undefined,
  prefer: undefined,
  require: { rejectUnauthorized: false },
  'no-verify': { rejectUnauthorized: false },
  'verify-ca': { rejectUnauthorized: true },
  'verify-full': { rejectUnauthorized: true },
}

/**
 * A PostgreSQL address in parts.
 * @throws Problem for a `sslmode` that there is not, which would otherwise mean in the clear, and for a broken %-sign
 */
export function parseDatabaseUrl(text: string): Connection {
  const url = new URL(text)
  const mode = url.searchParams.get('sslmode') ?? 'disable'
  if (!Object.hasOwn(SSL_MODES, mode))
    throw new Problem(`DATABASE_URL has the sslmode "${mode}"; it must be one of ${Object.keys(SSL_MODES).join(', ')}.`)
  const ssl = SSL_MODES[mode]
  try {
    return addressOf(url, ssl)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw new Problem('DATABASE_URL has a % that begins no character; write %25 for a % in a user name or password.')
  }
}

function addressOf(url: URL, ssl: pg.ClientConfig['ssl']): Connection {
  const user = decodeURIComponent(url.username)
  return {
    host: url.searchParams.get('host') ?? (url.hostname.replace(/^\[|\]$/g, '') || 'localhost'),
    port: Number(url.port || 5432),
    user,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(ssl && { ssl }),
  }
}

/** The inverse of `parseDatabaseUrl`, for handing a database to another process. */
export function databaseUrl({ host, port, user, password, database }: Connection): string {
  const url = new URL(`postgres://localhost:${port}/${encodeURIComponent(database)}`)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password ?? '')
  if (host.startsWith('/')) url.searchParams.set('host', host)
  else url.hostname = host
  return url.href
}
