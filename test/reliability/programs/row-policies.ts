import type pg from 'pg'
import { type Constraint, readCatalogue, type Table } from '../../../src/platform/db/catalogue.ts'
import { APP_ROLE } from '../../../src/platform/db/roles.ts'
import { EXTRA_POLICIES, GLOBAL_INDEXES, GLOBAL_TABLES } from '../../exceptions.ts'
import type { Arena } from '../arena.ts'
import { callSample, companyOperations, sampleOf } from '../operations.ts'
import type { Program, Sheet } from '../program.ts'

const WALL = '(company_id = netterms.current_company())'

/** Every exception is written down, with its reason, in test/exceptions.ts; whether they still exist is asked in test/schema.test.ts. */
export const rowPolicies: Program<Record<string, never>> = {
  id: 23,
  title: 'The database itself keeps companies apart',
  pass: '0 exceptions outside the written list: ENABLE, FORCE, USING and WITH CHECK, the company in every key, reference and unique index; 0 rows reached; plain app role',
  full: {},
  short: {},
  async run(arena, _size, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    // What an operation needs and what it leaves behind: rows of theirs in as many tables as calls can fill.
    for (const named of companyOperations) {
      const headers = named.operation.method === 'GET' ? undefined : { 'idempotency-key': named.name }
      await callSample(theirs, named, await sampleOf(named, theirs), { ...(headers && { headers }) })
    }
    const { tables } = await readCatalogue(arena.platform.ownerPool, APP_ROLE)
    const own = tables.filter(({ name }) => !(name in GLOBAL_TABLES))
    walls(own, sheet)
    await attempts(arena, own.map(({ name }) => name), ours.id, theirs.id, sheet) // biome-ignore format: one call
    await role(arena, sheet)
  },
}

/** What the catalogue says of every table that is not on the written list of tables without a company. */
function walls(own: readonly Table[], sheet: Sheet): void {
  const claim = (what: string, found: readonly string[]) =>
    sheet.claim(what, `${found.length} of ${own.length} tables`, found.length === 0, found)
  const those = (isBad: (table: Table) => boolean) => own.filter(isBad).map(({ name }) => name)
  const keys = ({ constraints }: Table) => constraints.filter(({ kind }) => kind === 'primary')
  claim('primary keys without the company in front', those((table) => keys(table)[0]?.columns[0] !== 'company_id')) // biome-ignore format: one claim
  claim('row policies not on, or not for the owner', those(({ rls }) => !rls.enabled || !rls.forced)) // biome-ignore format: one claim
  claim(
    'without a wall for what is read and what is written',
    those(({ policies }) => !policies.some(({ command, using, check }) => command === 'all' && using === WALL && check === WALL)),
  )
  const isStrange = ({ name, command, roles, restrictive }: Table['policies'][number]) =>
    !(name === 'own_customers' && restrictive) && // only takes away from what the wall shows
    name !== 'own_company' &&
    !(name === 'every_company' && !roles.includes(APP_ROLE) && !roles.includes('public')) &&
    !(name in EXTRA_POLICIES && command === 'select')
  claim('other policies', own.flatMap(({ policies }) => policies.filter(isStrange).map(({ name }) => name))) // biome-ignore format: one claim
  const isLoose = ({ kind, columns, references }: Constraint) =>
    kind === 'foreign' && !((references ?? '') in GLOBAL_TABLES) && columns[0] !== 'company_id'
  claim('references without the company', own.flatMap(({ constraints }) => constraints.filter(isLoose).map(({ name }) => name))) // biome-ignore format: one claim
  const isGlobal = ({ name, unique, columns }: Table['indexes'][number]) =>
    unique && columns[0] !== 'company_id' && !(name in GLOBAL_INDEXES)
  claim('unique across companies', own.flatMap(({ indexes }) => indexes.filter(isGlobal).map(({ name }) => name))) // biome-ignore format: one claim
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
  const empty: string[] = []
  for (const table of tables) {
    const { rows } = await platform.ownerPool.query(`select 1 from ${table} where company_id = $1 limit 1`, [theirs])
    if (rows.length > 0) filled++
    else empty.push(table)
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
    if (code !== '42501') found.written.push(`${table} ${code}`)
  }
  sheet.note('tables with rows of theirs', `${filled} of ${tables.length}; none in ${empty.join(', ')}`)
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
