import { existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import nodemailer from 'nodemailer'
import type pg from 'pg'
import { type Config, type Environment, loadConfig } from './config.ts'
import { appliedMigrations, readMigrations } from './db/migrate.ts'
import { connect } from './db/pool.ts'
import { openServer } from './db/server.ts'
import { examineInstallation, type MarkedStorage } from './installation.ts'
import { Problem } from './problem.ts'

export interface Finding {
  readonly state: 'right' | 'unsure' | 'wrong'
  readonly about: string
  /** What was found and, unless right, what to do. */
  readonly found: string
}

/** Looks at everything an installation rests on. Changes nothing: a database that does not exist yet is not made. */
export async function examine(
  environment: Environment,
  openStorage: (config: Config) => MarkedStorage,
): Promise<readonly Finding[]> {
  const node = examineNode()
  let config: Config
  try {
    config = loadConfig(environment)
  } catch (error) {
    return [node, { state: 'wrong', about: 'settings', found: (error as Error).message }]
  }
  return [
    node,
    examineSettings(config),
    await examineDisk(config),
    examineSecret(config),
    ...(await examineDatabase(config, openStorage(config))),
    await examineMail(config),
  ]
}

function examineNode(): Finding {
  const major = Number.parseInt(process.versions.node, 10)
  return major >= 24
    ? { state: 'right', about: 'node', found: `Node ${process.versions.node}` }
    : { state: 'wrong', about: 'node', found: `Node ${process.versions.node}; 24 or newer is needed` }
}

function examineSettings(config: Config): Finding {
  const about = 'settings'
  if (config.MODE !== 'production') return { state: 'right', about, found: `mode ${config.MODE}, ${config.BASE_URL}` }
  if (!config.BASE_URL.startsWith('https:'))
    return { state: 'unsure', about, found: `BASE_URL is ${config.BASE_URL}; customers should reach it by https` }
  return { state: 'right', about, found: `mode production, ${config.BASE_URL}` }
}

const FREE_BYTES_MIN = 1_000_000_000

async function examineDisk({ DATA_DIR }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(DATA_DIR)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free in ${DATA_DIR}`
  return free >= FREE_BYTES_MIN
    ? { state: 'right', about: 'disk', found }
    : { state: 'unsure', about: 'disk', found: `${found}; make room before the database stops` }
}

function examineSecret({ DATA_DIR }: Config): Finding {
  const file = path.join(DATA_DIR, 'secret')
  const about = 'secret'
  if (!existsSync(file)) return { state: 'right', about, found: 'given as SECRET' }
  const open = (statSync(file).mode & 0o077) !== 0
  if (open) return { state: 'wrong', about, found: `${file} can be read by others; run chmod 600 on it` }
  return { state: 'right', about, found: `kept in ${file}; keep a copy with your backups` }
}

async function examineDatabase(config: Config, storage: MarkedStorage): Promise<readonly Finding[]> {
  const about = 'database'
  if (!config.DATABASE_URL && !existsSync(path.join(config.DATA_DIR, 'postgres', 'cluster'))) {
    return [{ state: 'right', about, found: 'not made yet; `netterms start` makes it' }]
  }
  try {
    const server = await openServer(config, { use: 'visit' })
    try {
      const client = await connect(server.owner)
      try {
        const {
          rows: [row],
        } = await client.query<{ version: string; now: Date; size: string }>(
          `select current_setting('server_version') as version, clock_timestamp() as now, pg_size_pretty(pg_database_size(current_database())) as size`,
        )
        const where = server.embedded ? 'embedded' : `${server.owner.host}:${server.owner.port}`
        const schema = await examineMigrations(await appliedMigrations(client))
        return [
          { state: 'right', about, found: `PostgreSQL ${row!.version}, ${where}, ${row!.size}` },
          schema,
          ...(schema.state === 'right' ? await examineShared(client, config, storage) : []),
          examineClock(row!.now),
        ]
      } finally {
        await client.end()
      }
    } finally {
      await server.stop()
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ state: 'wrong', about, found: error.message }]
  }
}

async function examineShared(client: pg.Client, config: Config, storage: MarkedStorage): Promise<readonly Finding[]> {
  const misfits = await examineInstallation(client, config, storage)
  return misfits.map(({ about, found }) => ({ state: 'wrong', about, found }))
}

async function examineMigrations(applied: Awaited<ReturnType<typeof appliedMigrations>>): Promise<Finding> {
  const ours = await readMigrations()
  const about = 'schema'
  const changed = ours.find(({ number, checksum }) => applied.has(number) && applied.get(number)?.checksum !== checksum)
  if (changed) return { state: 'wrong', about, found: `${changed.name} was changed after it was applied` }
  if (applied.size > ours.length) return { state: 'wrong', about, found: 'made by a newer release than this one' }
  const waiting = ours.length - applied.size
  return waiting === 0
    ? { state: 'right', about, found: `up to date (${ours.at(-1)?.name ?? 'empty'})` }
    : { state: 'unsure', about, found: `${waiting} migrations are waiting; \`netterms migrate\` or the next start applies them` }
}

const CLOCK_SECONDS_MAX = 5

function examineClock(databaseTime: Date): Finding {
  const seconds = Math.abs(Date.now() - databaseTime.getTime()) / 1000
  const found = `${seconds.toFixed(1)} s between this machine’s clock and the database’s`
  return seconds <= CLOCK_SECONDS_MAX
    ? { state: 'right', about: 'clock', found }
    : { state: 'unsure', about: 'clock', found: `${found}; synchronise them` }
}

async function examineMail(config: Config): Promise<Finding> {
  const about = 'mail'
  if (!config.SMTP_URL) {
    const found = `captured to ${path.join(config.DATA_DIR, 'mail')}; set SMTP_URL to send it`
    return { state: config.MODE === 'production' ? 'unsure' : 'right', about, found }
  }
  const { hostname } = new URL(config.SMTP_URL)
  const transport = nodemailer.createTransport({
    url: config.SMTP_URL,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 5000,
  })
  try {
    await transport.verify()
    return { state: 'right', about, found: `${hostname} answers and accepts the credentials` }
  } catch (error) {
    return { state: 'wrong', about, found: `${hostname} does not take mail (${(error as Error).message}); check SMTP_URL` }
  } finally {
    transport.close()
  }
}
