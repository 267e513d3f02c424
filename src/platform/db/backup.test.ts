import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { createEmptyDatabase, openTestDatabase } from '../../../test/database.ts'
import { backupDatabase, backupTables } from './backup.ts'
import { type Connection, connect } from './pool.ts'
import { restoreDatabase } from './restore.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-backup-'))
const database = await openTestDatabase()
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Every row of every table as text, by table. */
async function contents(owner: Connection): Promise<Record<string, string[]>> {
  const client = await connect(owner, { 'netterms.every_company': 'on' })
  try {
    const tables = await backupTables(client)
    const read = async (table: string) =>
      (await client.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).rows.map(({ row }) => row)
    return Object.fromEntries(
      await tables.reduce<Promise<[string, string[]][]>>(
        async (sofar, { table }) => [...(await sofar), [table, await read(table)]],
        Promise.resolve([]),
      ),
    )
  } finally {
    await client.end()
  }
}

const ODD = 'tab\there, line\nbreak, back\\slash, \\.\n\\.\nquote " and \'; Ωmega 中文 🙂'

await database.ownerPool.query(
  `insert into companies (id, name, username, created_at, updated_at) select n, $1 || n, 'acme-' || n, now(), now() from generate_series(1, 300) n`,
  [ODD],
)
await database.ownerPool.query(
  `insert into roles (company_id, id, name, permissions, created_at, updated_at)
   select n, 'administrator', $1, jsonb_build_object('said', $1::text), now(), now() from generate_series(1, 300) n`,
  [ODD],
)
await database.ownerPool.query(`select nextval('record_ids'), graphile_worker.add_job('send-email', '{"email": 7}')`)

test('a restored database has the same rows, goes on counting, and is as closed as before', async () => {
  const file = path.join(folder, 'whole.backup')
  const written = await backupDatabase(database.owner, file)
  const target = await createEmptyDatabase()
  try {
    expect(await restoreDatabase(target.owner, file)).toEqual(written)
    expect(written.rows).toBeGreaterThanOrEqual(602)
    expect(await contents(target.owner)).toEqual(await contents(database.owner))

    const client = await connect(target.owner, { role: 'netterms_app' })
    const { rows } = await client.query<{ id: number }>(`select nextval('record_ids') as id`)
    const { rows: before } = await database.ownerPool.query<{ id: number }>(`select last_value as id from record_ids`)
    expect(rows[0]!.id).toBeGreaterThan(before[0]!.id)
    expect((await client.query('select count(*) as roles from roles')).rows).toEqual([{ roles: 0 }])
    await client.end()
  } finally {
    await target.drop()
  }
})

test('a backup never replaces a file, and a restore never touches a database in use', async () => {
  const file = path.join(folder, 'once.backup')
  await backupDatabase(database.owner, file)
  await expect(backupDatabase(database.owner, file)).rejects.toThrow('exists already')
  await expect(restoreDatabase(database.owner, file)).rejects.toThrow('not empty')
})

test('a damaged backup restores nothing at all', async () => {
  const file = path.join(folder, 'damaged.backup')
  await backupDatabase(database.owner, file)
  const text = gunzipSync(readFileSync(file)).toString('latin1')
  const missing = text.replace(/^1\t.*\n/m, '')
  expect(missing.length).toBeLessThan(text.length)
  for (const [name, bytes] of [
    ['a row is missing', gzipSync(Buffer.from(missing, 'latin1'))],
    ['it was cut off', readFileSync(file).subarray(0, -2000)],
    ['it is something else', Buffer.from('{"hello": 1}\n')],
  ] as const) {
    const target = await createEmptyDatabase()
    writeFileSync(file, bytes)
    await expect(restoreDatabase(target.owner, file), name).rejects.toThrow(/damaged|not a backup/)
    expect(Object.values(await contents(target.owner).catch(() => ({}))).flat(), name).toEqual([])
    await target.drop()
  }
})
