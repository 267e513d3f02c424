import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createEmptyDatabase } from '../../../test/database.ts'
import { appliedMigrations, migrate } from './migrate.ts'
import { connect } from './pool.ts'

const home = mkdtempSync(path.join(os.tmpdir(), 'netterms-migrate-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A folder with these migrations, in order. */
function folderWith(...migrations: string[]): URL {
  const folder = mkdtempSync(path.join(home, 'm'))
  mkdirSync(folder, { recursive: true })
  for (const [index, sql] of migrations.entries())
    writeFileSync(path.join(folder, `${String(index).padStart(4, '0')}_step.sql`), sql)
  return pathToFileURL(`${folder}/`)
}

async function withEmptyDatabase(
  run: (owner: Awaited<ReturnType<typeof createEmptyDatabase>>['owner']) => Promise<void>,
): Promise<void> {
  const { owner, drop } = await createEmptyDatabase()
  try {
    await run(owner)
  } finally {
    await drop()
  }
}

test('two nodes that start at once migrate once', () =>
  withEmptyDatabase(async (owner) => {
    const reports = await Promise.all([migrate(owner), migrate(owner), migrate(owner)])
    expect(reports.filter(({ applied }) => applied.length > 0)).toHaveLength(1)
    expect(new Set(reports.map(({ version }) => version)).size).toBe(1)
  }))

test('a migration that fails leaves nothing behind, and says where it failed', () =>
  withEmptyDatabase(async (owner) => {
    const folder = folderWith('create table kept (id int);', 'create table gone (id int);\ncreate tabel wrong (id int);')
    await expect(migrate(owner, { folder })).rejects.toThrow(/0001_step: syntax error .*\(line 2\)/)
    const client = await connect(owner)
    expect((await client.query(`select to_regclass('kept')::text as kept, to_regclass('gone')::text as gone`)).rows).toEqual([
      { kept: 'kept', gone: null },
    ])
    expect([...(await appliedMigrations(client)).keys()]).toEqual([0])
    await client.end()
  }))

test('a migration that was changed after it was applied is refused', () =>
  withEmptyDatabase(async (owner) => {
    await migrate(owner, { folder: folderWith('select 1;') })
    await expect(migrate(owner, { folder: folderWith('select 2;') })).rejects.toThrow('was changed after it was applied')
  }))

test('a database of a newer release is refused', () =>
  withEmptyDatabase(async (owner) => {
    await migrate(owner, { folder: folderWith('select 1;', 'select 2;') })
    await expect(migrate(owner, { folder: folderWith('select 1;') })).rejects.toThrow('this release does not know')
  }))

test('two migrations with one number are our mistake and stop us', () =>
  withEmptyDatabase(async (owner) => {
    const folder = folderWith('select 1;')
    writeFileSync(new URL('0000_twin.sql', folder), 'select 1;')
    await expect(migrate(owner, { folder })).rejects.toThrow('Two migrations have the number 0')
  }))

test('behind the wall a company sees and writes its own rows only, whatever the statement says', () =>
  withEmptyDatabase(async (owner) => {
    const { rows } = await wall(owner)
    expect(rows).toEqual({
      seen: [{ company_id: 1, id: 10 }],
      changed: 0,
      inserted: '42501',
      referred: '23503',
      withoutCompany: [],
    })
  }))

/** What company 1 can do to a table of two companies. */
async function wall(owner: Parameters<typeof connect>[0]) {
  await migrate(owner)
  const machinery = await connect(owner, { 'netterms.every_company': 'on' })
  await machinery.query(`
    create table things (company_id bigint not null, id bigint not null, thing bigint, primary key (company_id, id),
                         foreign key (company_id, thing) references things (company_id, id));
    select netterms.tenant_table('things');
    insert into things values (1, 10), (2, 20)`)
  const app = await connect(owner, { role: 'netterms_app', 'netterms.every_company': 'on' }) // the role cannot open the owner’s door
  const withoutCompany = (await app.query('select * from things')).rows
  await app.query(`set netterms.company_id = '1'`)
  const refusal = (sql: string) =>
    app.query(sql).then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
  const rows = {
    seen: (await app.query('select company_id, id from things')).rows,
    changed: (await app.query('update things set thing = null where company_id = 2')).rowCount,
    inserted: await refusal('insert into things values (2, 21)'),
    referred: await refusal('insert into things values (1, 11, 20)'),
    withoutCompany,
  }
  const {
    rows: [plan],
  } = await app.query<{ 'QUERY PLAN': string }>('explain select * from things where id = 10')
  expect(plan?.['QUERY PLAN'], 'the policy is part of the index condition').toMatch(/^Index/)
  await Promise.all([app.end(), machinery.end()])
  return { rows }
}
