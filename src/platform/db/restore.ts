import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Problem } from '../problem.ts'
import {
  BACKUP_FORMAT,
  type BackupEnd,
  type BackupHeader,
  type BackupSummary,
  type BackupTable,
  backupTables,
  columnList,
  jobQueueVersion,
} from './backup.ts'
import { appliedMigrations, migrate, readMigrations } from './migrate.ts'
import { type Connection, connect } from './pool.ts'

/**
 * Reads a backup into a new or empty database: all of it in one transaction, or nothing. The schema is first brought to
 * where it was when the backup was taken, and to the newest afterwards. Row counts are compared table by table.
 */
export async function restoreDatabase(owner: Connection, file: string): Promise<BackupSummary> {
  const reader = new BackupReader(file)
  try {
    const header = await reader.json<BackupHeader>()
    const version = await refuseUnknown(header)
    const client = await connect(owner, { 'netterms.every_company': 'on' })
    try {
      if ((await appliedMigrations(client)).size === 0) await migrate(owner, { version })
      await refuseUnfit(client, header)
      const summary = await restoreRows(client, reader)
      await migrate(owner)
      await client.query('analyze')
      return summary
    } finally {
      await client.end()
    }
  } catch (error) {
    throw explainFile(error, file)
  } finally {
    reader.close()
  }
}

/** The number of the schema, if this release knows that very schema. */
async function refuseUnknown(header: BackupHeader): Promise<number> {
  if (header.netterms_backup !== BACKUP_FORMAT) throw new Problem('The file is not a backup that this release can read.')
  const ours = await readMigrations()
  const known = new Set(ours.map(({ number, checksum }) => `${number} ${checksum}`))
  const stranger = header.migrations.find(({ number, checksum }) => !known.has(`${number} ${checksum}`))
  if (stranger)
    throw new Problem(
      `The backup has the schema of another release (${stranger.name}); restore it with a release at least as new as the one that made it.`,
    )
  return header.migrations.at(-1)?.number ?? -1
}

async function refuseUnfit(client: pg.Client, header: BackupHeader): Promise<void> {
  for (const { table } of await backupTables(client)) {
    const { rows } = await client.query<{ used: boolean }>(`select exists (select 1 from ${table}) as used`)
    if (rows[0]!.used)
      throw new Problem(`The database is not empty (${table} has rows); restore into a new DATA_DIR or a new database.`)
  }
  if (
    (await appliedMigrations(client)).size !== header.migrations.length ||
    (await jobQueueVersion(client)) !== header.job_queue
  ) {
    throw new Problem('The database has another schema than the backup; restore into a new DATA_DIR or a new database.')
  }
}

async function restoreRows(client: pg.Client, reader: BackupReader): Promise<BackupSummary> {
  const known = new Set((await backupTables(client)).map(({ table }) => table))
  const summary = { tables: 0, rows: 0 }
  await client.query('begin')
  const close = await openTables(client, known)
  for (;;) {
    const next = await reader.json<BackupTable | BackupEnd>()
    if ('end' in next) {
      if (next.tables !== summary.tables || next.rows !== summary.rows)
        throw new Problem('The backup is damaged: it does not hold as many rows as it says.')
      await setSequences(client, next.sequences)
      break
    }
    if (!known.has(next.table))
      throw new Problem(`The backup is damaged: it names the table ${next.table}, which its schema does not have.`)
    summary.rows += await restoreTable(client, reader, next)
    summary.tables += 1
  }
  await close()
  await client.query('commit')
  return summary
}

async function restoreTable(client: pg.Client, reader: BackupReader, table: BackupTable): Promise<number> {
  const target = client.query(copyFrom(`copy ${table.table} (${columnList(client, table)}) from stdin`))
  await pipeline(Readable.from(reader.rows()), target)
  const { rows } = await reader.json<{ rows: number }>()
  if (target.rowCount !== rows)
    throw new Problem(`The backup is damaged: ${table.table} should have ${rows} rows, and ${target.rowCount} were read.`)
  return rows
}

/**
 * Opens the tables to rows in any order: COPY is not possible behind a forced row policy, and foreign keys are compared
 * once at the end, when all rows are there. The returned function puts everything back as it was, within the transaction.
 */
async function openTables(client: pg.Client, tables: ReadonlySet<string>): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname in ('public', 'graphile_worker')`)
  const { rows: forced } = await client.query<{ table: string }>(`
    select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relforcerowsecurity and n.nspname in ('public', 'graphile_worker')`)
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`)
  for (const { table } of forced) await client.query(`alter table ${table} no force row level security`)
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`)
  return async () => {
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`)
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${table} add constraint ${name} ${definition}`)
    for (const { table } of forced) await client.query(`alter table ${table} force row level security`)
  }
}

async function setSequences(client: pg.Client, values: BackupEnd['sequences']): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) await client.query('select setval($1::regclass, $2)', [name, value])
  }
}

/** Reads the file piece by piece: a line of JSON, or the rows up to their end. */
class BackupReader {
  readonly #source: Readable
  readonly #chunks: AsyncIterator<Buffer>
  #pending: Buffer = Buffer.alloc(0)

  constructor(file: string) {
    const raw = createReadStream(file)
    const unzipped = createGunzip()
    raw.on('error', (error) => unzipped.destroy(error))
    this.#source = raw.pipe(unzipped)
    this.#chunks = this.#source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  async json<Value>(): Promise<Value> {
    let end = this.#pending.indexOf('\n')
    while (end < 0) {
      await this.#more()
      end = this.#pending.indexOf('\n')
    }
    const text = this.#pending.subarray(0, end).toString('utf8')
    this.#pending = this.#pending.subarray(end + 1)
    try {
      return JSON.parse(text) as Value // the format is ours; fields that matter are compared by the caller
    } catch {
      throw new Problem('The file is not a backup, or it is damaged.')
    }
  }

  /** COPY writes a backslash in data as two, so a line of `\.` alone is never a row. `#pending` begins with a line. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      if (this.#pending.subarray(0, 3).toString('latin1') === '\\.\n') {
        this.#pending = this.#pending.subarray(3)
        return
      }
      const end = this.#pending.indexOf('\n\\.\n')
      const whole = end >= 0 ? end : this.#pending.lastIndexOf('\n')
      if (whole >= 0) {
        yield this.#pending.subarray(0, whole + 1)
        this.#pending = this.#pending.subarray(whole + 1)
      }
      if (end < 0) await this.#more()
    }
  }

  close(): void {
    this.#source.destroy()
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next()
    if (done) throw new Problem('The backup is damaged: it ends too early.')
    this.#pending = Buffer.concat([this.#pending, value])
  }
}

function explainFile(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new Problem(`There is no file ${file}.`)
  if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new Problem(`The backup ${file} is damaged: ${message}.`)
  return error
}
