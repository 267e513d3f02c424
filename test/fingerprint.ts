import type { TestDatabase } from './database.ts'

/** Tables that note calls as such, whatever they did. */
const NOTES_OF_CALLS = ['idempotency_keys', 'api_keys']

const statements = new WeakMap<TestDatabase, Promise<string>>()

/**
 * What a company has, table by table: the number of its rows and the newest version among them. Any row that was written,
 * changed or deleted shows; locks and undone transactions do not.
 */
export async function fingerprint(database: TestDatabase, companyId: number): Promise<Readonly<Record<string, string>>> {
  if (!statements.has(database)) statements.set(database, compose(database))
  const { rows } = await database.ownerPool.query(await statements.get(database)!, [companyId])
  return Object.fromEntries(rows.map(({ name, print }: { name: string; print: string }) => [name, print]))
}

async function compose(database: TestDatabase): Promise<string> {
  const { rows } = await database.ownerPool.query(`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'company_id' order by 1
  `)
  const print = (name: string, key: string) =>
    `select '${name}' as name, count(*) || ':' || coalesce(max(xmin::text::bigint), 0) as print from ${name} where ${key} = $1`
  const own = rows.map(({ name }: { name: string }) => name).filter((name) => !NOTES_OF_CALLS.includes(name))
  return [print('companies', 'id'), ...own.map((name) => print(name, 'company_id'))].join(' union all ')
}
