import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { type Column, type Constraint, readCatalogue, type Table } from '../src/platform/db/catalogue.ts'
import { generateTables } from '../src/platform/db/generate-tables.ts'
import { readMigrations } from '../src/platform/db/migrate.ts'
import { APP_ROLE, MEMBER_ROLE } from '../src/platform/db/roles.ts'
import { openTestDatabase } from './database.ts'
import { EXTRA_POLICIES, GLOBAL_INDEXES, GLOBAL_TABLES } from './exceptions.ts'

/** Columns named like money that are something else, or whose currency is found elsewhere. */
const NOT_MONEY: Readonly<Record<string, string>> = {
  'late_fee_schedules.amount': 'a percentage, or major units of whatever currency the invoice has',
  'chasing_cadences.min_balance': 'major units of whatever currency is open',
  'record_counts.total': 'a number of rows',
  'plans.amount': 'the price of one unit, which may have more digits than money has',
  'subscriptions.amount': 'the price of one unit',
  'subscription_addons.amount': 'the price of one unit',
  'line_items.amount': 'in the currency of its document, which may be of several kinds',
}

const MONEY = /^(amount|subtotal|total|balance|pending)(_|$)|_(amount|total|balance)$/
const REFUSED_TYPES = /^(timestamp without|time |money|real|double|character|json$|oid|serial)/

const database = await openTestDatabase()
afterAll(() => database.close())
const catalogue = await readCatalogue(database.ownerPool, APP_ROLE)
const own = catalogue.tables.filter(({ name }) => !(name in GLOBAL_TABLES))
const byName = new Map(catalogue.tables.map((table) => [table.name, table]))

/** Names of what breaks a rule; a rule holds when the list is empty. */
const breaking = (tables: readonly Table[], breaks: (table: Table) => readonly string[] | boolean): string[] =>
  tables.flatMap((table) => {
    const found = breaks(table)
    return typeof found === 'boolean' ? (found ? [table.name] : []) : found.map((part) => `${table.name}.${part}`)
  })

describe('every company’s rows are behind a wall', () => {
  test('company_id leads every primary key', () => {
    expect(
      breaking(own, ({ constraints }) => constraints.find(({ kind }) => kind === 'primary')?.columns[0] !== 'company_id'),
    ).toEqual([])
    expect(
      breaking(
        own,
        ({ columns }) => !columns.some(({ name, type, nullable }) => name === 'company_id' && type === 'bigint' && !nullable),
      ),
    ).toEqual([])
  })

  test('company_id leads every index, so nobody learns from a clash what others have', () => {
    expect(
      breaking(own, ({ indexes }) =>
        indexes.filter(({ name, columns }) => columns[0] !== 'company_id' && !(name in GLOBAL_INDEXES)).map(({ name }) => name),
      ),
    ).toEqual([])
  })

  test('a reference to a company’s row names the company', () => {
    const isLoose = ({ kind, columns, references }: Constraint) =>
      kind === 'foreign' && !(references! in GLOBAL_TABLES) && columns[0] !== 'company_id'
    expect(breaking(own, ({ constraints }) => constraints.filter(isLoose).map(({ name }) => name))).toEqual([])
  })

  test('row policies are on, hold the owner too, and test what is read and what is written', () => {
    expect(breaking(own, ({ rls }) => !(rls.enabled && rls.forced))).toEqual([])
    const wall = '(company_id = netterms.current_company())'
    expect(
      breaking(
        own,
        ({ policies }) => !policies.some(({ command, using, check }) => command === 'all' && using === wall && check === wall),
      ),
    ).toEqual([])
  })

  test('there are no other policies than the written ones', () => {
    const isStrange = ({ name, command }: Table['policies'][number]) =>
      !['own_company', 'every_company', 'own_customers'].includes(name) && !(name in EXTRA_POLICIES && command === 'select')
    expect(breaking(own, ({ policies }) => policies.filter(isStrange).map(({ name }) => name))).toEqual([])
    expect(
      breaking(own, ({ policies }) =>
        policies.filter(({ name, roles }) => name === 'every_company' && roles.includes(APP_ROLE)).map(({ name }) => name),
      ),
    ).toEqual([])
  })

  test('whatever names a customer is hidden from members who do not see that customer', () => {
    const ofCustomers = own.filter(
      ({ name, constraints }) =>
        name === 'customers' || constraints.some(({ kind, references }) => kind === 'foreign' && references === 'customers'),
    )
    expect(ofCustomers.length).toBeGreaterThan(20)
    const hides = ({ policies }: Table) =>
      policies.some(
        ({ name, restrictive, roles, command }) =>
          name === 'own_customers' && restrictive && command === 'select' && roles.join() === MEMBER_ROLE,
      )
    expect(breaking(ofCustomers, (table) => !hides(table))).toEqual([])
    expect(
      breaking(own, ({ policies }) =>
        policies.filter(({ restrictive, name }) => restrictive !== (name === 'own_customers')).map(({ name }) => name),
      ),
    ).toEqual([])
  })

  test('the machinery, when it says so, sees the rows of every company', () => {
    const sees = ({ policies }: Table) => policies.some(({ name, using }) => name === 'every_company' || using === 'true')
    expect(
      breaking(
        catalogue.tables.filter(({ rls }) => rls.forced),
        (table) => !sees(table),
      ),
    ).toEqual([])
  })

  test('a view shows only what its reader may see', async () => {
    const { rows } = await database.ownerPool.query(
      `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
          and not ('security_invoker=true' = any (coalesce(c.reloptions, '{}')))
          and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')`,
    )
    expect(rows).toEqual([])
  })

  test('no function runs with more rights than its caller', async () => {
    const { rows } = await database.ownerPool.query(
      `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'netterms') and p.prosecdef`,
    )
    expect(rows).toEqual([])
  })

  test('the written exceptions exist', () => {
    const names = catalogue.tables.flatMap(({ name, indexes, policies, columns }) => [
      name,
      ...indexes.map((index) => index.name),
      ...policies.map((policy) => policy.name),
      ...columns.map((column) => `${name}.${column.name}`),
    ])
    const written = [GLOBAL_TABLES, GLOBAL_INDEXES, EXTRA_POLICIES, NOT_MONEY].flatMap(Object.keys)
    expect(written.filter((name) => !names.includes(name))).toEqual([])
  })
})

describe('every value has its type', () => {
  const columnsBreaking = (breaks: (column: Column, table: Table) => boolean) =>
    breaking(catalogue.tables, (table) => table.columns.filter((column) => breaks(column, table)).map(({ name }) => name))

  test('money is minor units in a bigint, with its currency beside it or on its parent', () => {
    const isMoney = (table: Table, { name, type }: Column) =>
      MONEY.test(name) && type !== 'boolean' && !(`${table.name}.${name}` in NOT_MONEY)
    expect(columnsBreaking((column, table) => isMoney(table, column) && column.type !== 'bigint')).toEqual([])
    const hasCurrency = ({ columns }: Table) => columns.some(({ name }) => name === 'currency')
    const parents = ({ constraints }: Table) =>
      constraints.flatMap(({ references }) => (references && references !== 'companies' ? [byName.get(references)!] : []))
    expect(
      columnsBreaking((column, table) => isMoney(table, column) && !hasCurrency(table) && !parents(table).some(hasCurrency)),
    ).toEqual([])
  })

  test('dates are dates, instants are instants, lengths are whole days', () => {
    expect(columnsBreaking(({ name, type }) => /(^|_)date$/.test(name) && type !== 'date')).toEqual([])
    expect(columnsBreaking(({ name, type }) => name.endsWith('_at') && type !== 'timestamp with time zone')).toEqual([])
    expect(columnsBreaking(({ name, type }) => name.endsWith('_days') && type !== 'integer')).toEqual([])
  })

  test('no column has a type that loses something', () => {
    expect(columnsBreaking(({ type }) => REFUSED_TYPES.test(type))).toEqual([])
  })

  test('no decimal can be NaN or infinite', () => {
    const isGuarded = (column: Column, { constraints }: Table) =>
      constraints.some(
        ({ kind, columns, definition }) => kind === 'check' && columns.includes(column.name) && definition.includes('Infinity'),
      )
    expect(columnsBreaking((column, table) => column.type.startsWith('numeric') && !isGuarded(column, table))).toEqual([])
  })
})

test('every foreign key is indexed, so that deleting and joining never read a whole table', () => {
  const isCovered = ({ columns }: Constraint, { indexes }: Table) =>
    indexes.some((index) => columns.every((column) => index.columns.slice(0, columns.length).includes(column)))
  expect(
    breaking(catalogue.tables, (table) =>
      table.constraints.filter((key) => key.kind === 'foreign' && !isCovered(key, table)).map(({ name }) => name),
    ),
  ).toEqual([])
})

test('books are only ever added to', () => {
  const grants = catalogue.tables
    .filter(({ name }) => ['ledger_entries', 'ledger_postings'].includes(name))
    .map((table) => table.grants)
  expect(grants).toEqual([
    ['select', 'insert'],
    ['select', 'insert'],
  ])
})

test('migrations are numbered one after the other', async () => {
  const migrations = await readMigrations()
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index))
})

test('the files made from the database are current; `netterms generate` makes them', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const { tables, schema } = await generateTables(database.ownerPool)
  expect(readFileSync(path.join(root, 'src/platform/db/tables.ts'), 'utf8')).toBe(tables)
  expect(readFileSync(path.join(root, 'db/schema.sql'), 'utf8')).toBe(schema)
})
