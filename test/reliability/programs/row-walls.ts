import type { Arena } from '../arena.ts'
import type { Program } from '../program.ts'

/** Tables that belong to no company, each with its reason. */
const GLOBAL: Readonly<Record<string, string>> = {
  companies: 'the tenants themselves; readable by all, changeable by the company alone',
  users: 'people, who may work for several companies',
  sessions: 'of people; found by the hash of a 256-bit token',
  user_tokens: 'of people; found by the hash of a token',
  sign_in_attempts: 'counts guesses before anybody is known',
  system_emails: 'mail to people without a company',
}

export const rowWalls: Program<Record<string, never>> = {
  id: 23,
  title: 'Every table of a company stands behind its wall',
  pass: 'no table without forced row policies in both directions, no key that ignores the company, no role that climbs over',
  full: {},
  short: {},
  async run(arena, _, sheet) {
    const tables = await tenantTables(arena)
    sheet.note('tables of companies', tables.length)
    for (const [name, question] of Object.entries(QUESTIONS)) {
      const { rows } = await arena.platform.ownerPool.query<{ found: string }>(question)
      const found = rows.map((row) => row.found).filter((one) => !(one.split(' ')[0]! in GLOBAL))
      sheet.claim(name, found.length, found.length === 0, found)
    }
    const acme = await arena.newCompany('Acme Corp')
    const globex = await arena.newCompany('Globex')
    await globex.call('POST', '/customers', { body: { name: 'Initech' } })
    sheet.claim('rows seen without a company', await seen(arena, null, tables), (await seen(arena, null, tables)) === 0)
    const foreign = await foreignRows(arena, acme.id, tables)
    sheet.claim("another company's rows seen", foreign, foreign === 0)
    const refused = await insertForeign(arena, acme.id, globex.id)
    sheet.claim("writing another company's row", refused, refused === '42501')
  },
}

async function tenantTables({ platform }: Arena): Promise<string[]> {
  const { rows } = await platform.ownerPool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped) order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => !(name in GLOBAL))
}

const TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' and c.relkind in ('r', 'p')`

/** Each question finds what must not be. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'tables without forced row security': `select c.relname as found from ${TABLES} where not (c.relrowsecurity and c.relforcerowsecurity)`,
  'tables without a policy for reading and writing': `select c.relname as found from ${TABLES} where not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polqual is not null and p.polwithcheck is not null)`,
  'foreign keys between tables of companies that leave the company out': `select c.relname || ' ' || k.conname as found from ${TABLES} join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
      join pg_class r on r.oid = k.confrelid
      where r.relname not in ('companies', 'users') and exists (select 1 from pg_attribute a where a.attrelid = r.oid and a.attname = 'company_id')
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and a.attnum = any(k.conkey))`,
  'unique keys on guessable values across companies': `select c.relname || ' ' || i.relname as found from ${TABLES} join pg_index x on x.indrelid = c.oid and x.indisunique join pg_class i on i.oid = x.indexrelid
      where exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and a.attnum = any(x.indkey::int2[]))
        and i.relname <> 'api_keys_secret'`,
  'views that look over the wall': `select v.relname as found from pg_class v join pg_namespace n on n.oid = v.relnamespace and n.nspname = 'public' where v.relkind = 'v' and not coalesce('security_invoker=true' = any(v.reloptions), false)`,
  "powers of the application's role": `select rolname as found from pg_roles where rolname = 'netterms_app' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)`,
  "tables the application's role owns": `select c.relname as found from ${TABLES} where pg_get_userbyid(c.relowner) = 'netterms_app'`,
}

async function seen({ platform }: Arena, company: number | null, tables: readonly string[]): Promise<number> {
  const client = await platform.pool.connect()
  try {
    await client.query('begin')
    if (company !== null) await client.query("select set_config('netterms.company_id', $1, true)", [String(company)])
    let rows = 0
    for (const table of tables) rows += (await client.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]!.n
    return rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

async function foreignRows({ platform }: Arena, company: number, tables: readonly string[]): Promise<number> {
  const client = await platform.pool.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('netterms.company_id', $1, true)", [String(company)])
    let rows = 0
    for (const table of tables)
      rows += (await client.query<{ n: number }>(`select count(*) as n from ${table} where company_id <> $1`, [company])).rows[0]!
        .n
    return rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** The SQLSTATE with which the database refuses to write into another company. */
async function insertForeign({ platform }: Arena, company: number, other: number): Promise<string> {
  const client = await platform.pool.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('netterms.company_id', $1, true)", [String(company)])
    await client.query(
      "insert into payment_terms (company_id, name, created_at, updated_at) values ($1, 'NET 99', now(), now())",
      [other],
    )
    return 'written'
  } catch (error) {
    return String((error as { code?: string }).code)
  } finally {
    await client.query('rollback')
    client.release()
  }
}
