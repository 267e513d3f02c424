import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Logger, runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { Problem } from '../problem.ts'
import { type Connection, connect, openPool } from './pool.ts'
import { ensureRoles } from './roles.ts'

export const MIGRATIONS_FOLDER = new URL('../../../db/migrations/', import.meta.url)

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

export interface MigrationReport {
  /** Names of what this call applied, in order. */
  readonly applied: readonly string[]
  /** Number of the newest migration that the database has. */
  readonly version: number
}

export interface MigrateOptions {
  readonly folder?: URL
  /** Stop at this migration; a backup is restored into the schema it was taken from. */
  readonly version?: number
  readonly onApply?: (name: string) => void
}

/** Session lock of this database that only a migrating process takes: two nodes may start at once. */
const MIGRATION_LOCK = 4_657_201_833

/**
 * Brings the database to the newest schema. Forward only; each migration in a transaction of its own; a migration that
 * was changed after it was applied is refused. Does nothing to a database that is up to date.
 */
export async function migrate(owner: Connection, options: MigrateOptions = {}): Promise<MigrationReport> {
  const all = await readMigrations(options.folder)
  const migrations = all.filter(({ number }) => number <= (options.version ?? number))
  const client = await connect(owner, { 'netterms.every_company': 'on' })
  try {
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`)
    await ensureRoles(client)
    await ensureLedger(client)
    const known = await appliedMigrations(client)
    refuseChanged(all, known)
    const applied: string[] = []
    for (const migration of migrations.filter(({ number }) => !known.has(number))) {
      options.onApply?.(migration.name)
      await apply(client, migration)
      applied.push(migration.name)
    }
    await installJobQueue(owner)
    return { applied, version: migrations.at(-1)?.number ?? -1 }
  } finally {
    await client.end() // also gives the lock back
  }
}

/** The migrations in a folder, by number. Two with one number are a mistake of ours; a test refuses gaps too. */
export async function readMigrations(folder: URL = MIGRATIONS_FOLDER): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    files.map(async (file) => {
      const [, number] = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file) ?? []
      if (number === undefined) throw new Error(`The migration ${file} should be named like 0001_what_it_brings.sql`)
      const sql = await readFile(new URL(file, folder), 'utf8')
      return { number: Number(number), name: file.slice(0, -4), sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
  const double = migrations.find(({ number }, index) => migrations[index - 1]?.number === number)
  if (double) throw new Error(`Two migrations have the number ${double.number}; give ${double.name} the next free one`)
  return migrations
}

/** The job queue keeps its own schema and its own migrations. */
async function installJobQueue(owner: Connection): Promise<void> {
  const pgPool = openPool({ connection: owner, size: 1, name: 'netterms-migrate' })
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => {}) })
  } finally {
    await pgPool.end()
  }
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

/** What the database says it has, by number; empty for a database that was never migrated. */
export async function appliedMigrations(client: pg.Client | pg.Pool): Promise<ReadonlyMap<number, Applied>> {
  const {
    rows: [ledger],
  } = await client.query<{ found: boolean }>(`select to_regclass('netterms.migrations') is not null as found`)
  if (!ledger?.found) return new Map()
  const { rows } = await client.query<Applied & { number: number }>(
    'select number, name, checksum from netterms.migrations order by number',
  )
  return new Map(rows.map(({ number, name, checksum }) => [number, { name, checksum }]))
}

async function ensureLedger(client: pg.Client): Promise<void> {
  try {
    await client.query(`
      create schema if not exists netterms;
      create table if not exists netterms.migrations (
        number     integer primary key,
        name       text not null,
        checksum   text not null,
        applied_at timestamptz not null default now()
      )`)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new Problem(
      `The user of DATABASE_URL may not create tables in that database (${(error as Error).message}); make the user its owner.`,
    )
  }
}

function refuseChanged(migrations: readonly Migration[], known: ReadonlyMap<number, Applied>): void {
  for (const [number, { name, checksum }] of known) {
    const ours = migrations.find((migration) => migration.number === number)
    if (!ours)
      throw new Problem(
        `The database has migration ${name}, which this release does not know; start a release at least as new as the one that last ran.`,
      )
    if (ours.checksum !== checksum) {
      throw new Problem(
        `The migration ${ours.name} was changed after it was applied to this database; put the file back as it was and write a new migration.`,
      )
    }
  }
}

const LOCK_TRIES = 10

/** One transaction. It waits a short time for table locks, so that it never holds up the requests queued behind it. */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('begin')
      await client.query(`set local lock_timeout = '2s'`)
      await client.query(migration.sql)
      await client.query('insert into netterms.migrations (number, name, checksum) values ($1, $2, $3)', [
        migration.number,
        migration.name,
        migration.checksum,
      ])
      await client.query('commit')
      return
    } catch (error) {
      await client.query('rollback').catch(() => {})
      const busy = (error as { code?: string }).code === '55P03'
      if (!busy) throw new Error(`Migration ${migration.name}: ${explain(error, migration.sql)}`, { cause: error })
      if (attempt === LOCK_TRIES)
        throw new Problem(`Migration ${migration.name} could not get its table locks because other work holds them; try again.`)
    }
  }
}

/** The database's words and the line they are about. */
function explain(error: unknown, sql: string): string {
  const { message, position } = error as { message: string; position?: string }
  return position === undefined ? message : `${message} (line ${sql.slice(0, Number(position)).split('\n').length})`
}
