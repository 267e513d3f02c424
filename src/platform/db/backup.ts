import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { Problem } from '../problem.ts'
import { appliedMigrations } from './migrate.ts'
import { type Connection, connect } from './pool.ts'

/*
 * A backup is one gzip stream of text lines, so that any release and any person with zcat can read it:
 *
 *   {"netterms_backup":1,"migrations":[…],"job_queue":20,"taken_at":…}
 *   {"table":"public.invoices","columns":[…]}      then the rows as PostgreSQL's COPY spells them,
 *   \.                                              the end of the rows,
 *   {"rows":120}                                    and how many there were; so on for every table, then
 *   {"end":true,"tables":31,"rows":4711,"sequences":{…}}
 *
 * Everything is read in one snapshot: what was committed at one instant, whatever is written meanwhile.
 */

export const BACKUP_FORMAT = 1
export const END_OF_ROWS = '\\.\n'

export interface BackupHeader {
  readonly netterms_backup: number
  /** The schema the rows fit, by number. */
  readonly migrations: readonly { readonly number: number; readonly name: string; readonly checksum: string }[]
  /** Newest migration of the job queue's own schema. */
  readonly job_queue: number
  readonly taken_at: string
}

export interface BackupTable {
  readonly table: string
  readonly columns: readonly string[]
}

export interface BackupEnd {
  readonly end: true
  readonly tables: number
  readonly rows: number
  /** Last value by name; null where none was ever taken. */
  readonly sequences: Readonly<Record<string, number | null>>
}

export interface BackupSummary {
  readonly tables: number
  readonly rows: number
}

/** Writes the whole database to a new file. The file appears under its name only when it is complete and on the disk. */
export async function backupDatabase(owner: Connection, file: string): Promise<BackupSummary> {
  if (existsSync(file)) throw new Problem(`The file ${file} exists already; choose another name, a backup never replaces one.`)
  const draft = `${file}.partial`
  const client = await connect(owner, { 'netterms.every_company': 'on' })
  const summary = { tables: 0, rows: 0 }
  try {
    await client.query('begin isolation level repeatable read read only')
    await pipeline(
      Readable.from(backupLines(client, summary)),
      createGzip({ level: 6 }),
      createWriteStream(draft, { mode: 0o600, flags: 'w' }),
    )
    await flushToDisk(draft)
    await rename(draft, file)
    return summary
  } catch (error) {
    await rm(draft, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined && /^E[A-Z]+$/.test(code)) throw new Problem(`The backup could not be written to ${file}: ${message}.`)
    throw error
  } finally {
    await client.end()
  }
}

async function* backupLines(client: pg.Client, summary: { tables: number; rows: number }): AsyncGenerator<Buffer | string> {
  const migrations = [...(await appliedMigrations(client))].map(([number, migration]) => ({ number, ...migration }))
  const header: BackupHeader = {
    netterms_backup: BACKUP_FORMAT,
    migrations,
    job_queue: await jobQueueVersion(client),
    taken_at: new Date().toISOString(),
  }
  yield line(header)
  for (const table of await backupTables(client)) {
    yield line(table)
    const rows = client.query(copyTo(`copy ${table.table} (${columnList(client, table)}) to stdout`))
    for await (const chunk of rows) yield chunk as Buffer
    yield `${END_OF_ROWS}${line({ rows: rows.rowCount })}`
    summary.tables += 1
    summary.rows += rows.rowCount
  }
  // Sequences stand outside of snapshots. Read last, they are beyond every id that the snapshot holds.
  yield line({ end: true, ...summary, sequences: await sequenceValues(client) } satisfies BackupEnd)
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`

/** Every table with data of ours or of the job queue, by name; generated columns are left to the database. */
export async function backupTables(client: pg.Client): Promise<readonly BackupTable[]> {
  const { rows } = await client.query<BackupTable>(`
    select format('%I.%I', n.nspname, c.relname) as table,
           (select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'graphile_worker') and c.relkind = 'r'
       and (n.nspname, c.relname) <> ('graphile_worker', 'migrations')
       and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by 1`)
  return rows
}

export function columnList(client: pg.Client, { columns }: BackupTable): string {
  return columns.map((column) => client.escapeIdentifier(column)).join(', ')
}

export async function jobQueueVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(id), 0)::int as version from graphile_worker.migrations',
  )
  return rows[0]!.version
}

async function sequenceValues(client: pg.Client): Promise<Record<string, number | null>> {
  const { rows } = await client.query<{ name: string; last_value: number | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value from pg_sequences where schemaname in ('public', 'graphile_worker') order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, last_value }) => [name, last_value]))
}

async function flushToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
