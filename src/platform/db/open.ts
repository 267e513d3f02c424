import type pg from 'pg'
import type { Config } from '../config.ts'
import { type MigrationReport, migrate } from './migrate.ts'
import { type Connection, openPool } from './pool.ts'
import { APP_ROLE } from './roles.ts'
import { type OpenOptions, openServer, type Server } from './server.ts'

export type { OpenOptions } from './server.ts'

/** An open, migrated database. */
export interface Database {
  /** The owner of the schema, for a connection of one’s own (migrations, backup, job queue). */
  readonly owner: Connection
  /** Answers requests: runs as `netterms_app`, sees only the company that is set in the transaction. */
  readonly pool: pg.Pool
  /** Runs as the owner and sees every company. For the machinery only: outbox, jobs, backup, checks. */
  readonly ownerPool: pg.Pool
  readonly migrations: MigrationReport
  readonly embedded: boolean
  /** Closes the pools, and the embedded server if this process started it. */
  close(): Promise<void>
}

/** Opens DATABASE_URL or the embedded server, brings the schema up to date, and opens the pools. */
export async function openDatabase(config: Config, options: OpenOptions): Promise<Database> {
  const server = await openServer(config, options)
  try {
    const migrations = await migrate(server.owner, { onApply: (name) => options.progress?.(`Migrating the database: ${name}`) })
    return openPools(server, config.DATABASE_POOL, migrations)
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** The pools of a database that is already migrated. */
export function openPools(server: Server, size: number, migrations: MigrationReport): Database {
  const pool = openPool({ connection: server.owner, size, name: 'netterms', session: { role: APP_ROLE } })
  const ownerPool = openPool({
    connection: server.owner,
    size: Math.max(8, size),
    name: 'netterms-owner',
    session: { 'netterms.every_company': 'on' },
    statement_timeout_ms: 600_000,
  })
  return {
    owner: server.owner,
    pool,
    ownerPool,
    migrations,
    embedded: server.embedded,
    async close() {
      await Promise.all([pool.end(), ownerPool.end()])
      await server.stop()
    },
  }
}
