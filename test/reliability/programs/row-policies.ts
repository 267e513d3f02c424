import type pg from 'pg'
import { type Constraint, readCatalogue } from '../../../src/platform/db/catalogue.ts'
import { APP_ROLE } from '../../../src/platform/db/roles.ts'
import type { Arena } from '../arena.ts'
import { companyOperations, sampleOf } from '../operations.ts'
import type { Program, Sheet } from '../program.ts'

/** Tables without a company and policies beside the wall have their reasons in test/schema.test.ts; the attempts are made here. */
export const rowPolicies: Program<Record<string, never>> = {
  id: 23,
  title: 'The database itself keeps companies apart',
  pass: 'no row without a company set, none of another company, none written for it; the app role has no way around',
  full: {},
  short: {},
  async run(arena, _size, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    for (const named of companyOperations) await sampleOf(named, theirs)
    const { tables } = await readCatalogue(arena.platform.ownerPool, APP_ROLE)
    const own = tables.filter(({ constraints }) =>
      constraints.some(({ kind, columns }) => kind === 'primary' && columns[0] === 'company_id'),
    )
    const walled = own.filter(
      ({ rls, policies }) => rls.enabled && rls.forced && policies.some(({ using, check }) => using && check),
    )
    sheet.claim('tables behind a wall', `${walled.length} of ${own.length}`, walled.length === own.length)
    const owned = new Set(own.map(({ name }) => name))
    const isLoose = ({ kind, columns, references }: Constraint) =>
      kind === 'foreign' && owned.has(references ?? '') && columns[0] !== 'company_id'
    const loose = own.flatMap(({ constraints }) => constraints.filter(isLoose).map(({ name }) => name))
    sheet.claim('references without the company', loose.length, loose.length === 0, loose)
    await attempts(arena, own.map(({ name }) => name), ours.id, theirs.id, sheet) // biome-ignore format: one call
    await role(arena, sheet)
  },
}

/** Tries to read, change, take away and write rows of another company, as the application. */
async function attempts(
  { platform }: Arena,
  tables: readonly string[],
  ours: number,
  theirs: number,
  sheet: Sheet,
): Promise<void> {
  const found: Record<'unset' | 'read' | 'changed' | 'removed' | 'written', string[]> = {
    unset: [],
    read: [],
    changed: [],
    removed: [],
    written: [],
  }
  let filled = 0
  for (const table of tables) {
    const { rows } = await platform.ownerPool.query(`select 1 from ${table} where company_id = $1 limit 1`, [theirs])
    if (rows.length === 0) continue
    filled++
    const asUs = <T>(company: number | null, run: (client: pg.PoolClient) => Promise<T>) =>
      inTransaction(platform.pool, company, run)
    const count = async (company: number | null, statement: string) =>
      asUs(company, async (client) => (await client.query(statement)).rowCount ?? 0).catch(() => 0)
    if ((await count(null, `select 1 from ${table} where company_id = ${theirs}`)) > 0) found.unset.push(table)
    if ((await count(ours, `select 1 from ${table} where company_id = ${theirs}`)) > 0) found.read.push(table)
    if ((await count(ours, `update ${table} set company_id = company_id where company_id = ${theirs}`)) > 0)
      found.changed.push(table)
    if ((await count(ours, `delete from ${table} where company_id = ${theirs}`)) > 0) found.removed.push(table)
    const code = await asUs(ours, (client) => client.query(`insert into ${table} (company_id) values (${theirs})`)).then(() => 'written', (error: { code: string }) => error.code) // biome-ignore format: one attempt
    if (!['42501', '23502', '428C9'].includes(code)) found.written.push(`${table} ${code}`)
  }
  sheet.note('tables with rows of theirs', filled)
  for (const [what, names] of Object.entries(found)) sheet.claim(`theirs ${what}`, names.length, names.length === 0, names)
}

async function inTransaction<T>(pool: pg.Pool, company: number | null, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    if (company !== null) await client.query("select set_config('netterms.company_id', $1, true)", [String(company)])
    return await run(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

async function role({ platform }: Arena, sheet: Sheet): Promise<void> {
  const { rows } = await platform.pool.query<{ rolsuper: boolean; rolbypassrls: boolean; owns: boolean }>(
    `select rolsuper, rolbypassrls, exists (select 1 from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = current_user`,
  )
  const { rolsuper, rolbypassrls, owns } = rows[0]!
  sheet.claim('the app role is', rolsuper || rolbypassrls || owns ? 'too strong' : 'plain', !rolsuper && !rolbypassrls && !owns)
  const { rows: views } = await platform.ownerPool.query<{ relname: string }>(
    `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm') and not ('security_invoker=true' = any (coalesce(c.reloptions, '{}')))`,
  )
  sheet.claim('views that see more than their reader', views.length, views.length === 0, views)
}
