import type pg from 'pg'

/** What the migrated database says about itself, in an order that does not depend on when things were made. */
export interface Catalogue {
  readonly tables: readonly Table[]
  readonly functions: readonly string[]
  readonly sequences: readonly string[]
  readonly extensions: readonly string[]
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  readonly policies: readonly Policy[]
  readonly triggers: readonly string[]
  readonly rls: { readonly enabled: boolean; readonly forced: boolean }
  /** What the application's role may do, in the order of SQL’s own words. */
  readonly grants: readonly string[]
  readonly comment: string | null
}

export interface Column {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly default: string | null
  readonly identity: 'always' | 'by default' | null
  readonly generated: boolean
}

export interface Constraint {
  readonly name: string
  readonly kind: 'primary' | 'unique' | 'foreign' | 'check' | 'exclusion'
  readonly columns: readonly string[]
  readonly references: string | null
  readonly definition: string
}

export interface Index {
  readonly name: string
  readonly unique: boolean
  readonly primary: boolean
  /** Column names in order; null for an expression. */
  readonly columns: readonly (string | null)[]
  readonly definition: string
}

export interface Policy {
  readonly name: string
  /** It takes rows away from what the others show. */
  readonly restrictive: boolean
  readonly command: string
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}

/** Reads the tables of the schema `public` and the functions and sequences beside them; extensions’ own parts are left out. */
export async function readCatalogue(client: pg.ClientBase | pg.Pool, appRole: string): Promise<Catalogue> {
  const { rows: tables } = await client.query<Table>(TABLES, [appRole])
  const list = async (sql: string) => (await client.query<{ text: string }>(sql)).rows.map(({ text }) => text)
  return { tables, functions: await list(FUNCTIONS), sequences: await list(SEQUENCES), extensions: await list(EXTENSIONS) }
}

const TABLES = `
select c.relname as name,
       json_build_object('enabled', c.relrowsecurity, 'forced', c.relforcerowsecurity) as rls,
       obj_description(c.oid, 'pg_class') as comment,
       (select coalesce(json_agg(json_build_object(
                 'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
                 'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
                 'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
                 'generated', a.attgenerated <> '') order by a.attnum), '[]')
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       (select coalesce(json_agg(json_build_object(
                 'name', k.conname,
                 'kind', case k.contype when 'p' then 'primary' when 'u' then 'unique' when 'f' then 'foreign' when 'c' then 'check' else 'exclusion' end,
                 'columns', (select coalesce(json_agg(a.attname order by u.position), '[]')
                               from unnest(k.conkey) with ordinality u (attnum, position)
                               join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum),
                 'references', (select r.relname from pg_class r where r.oid = k.confrelid),
                 'definition', pg_get_constraintdef(k.oid)) order by position(k.contype::text in 'pufcx'), k.conname), '[]')
          from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')) as constraints,
       (select coalesce(json_agg(json_build_object(
                 'name', i.relname, 'unique', x.indisunique, 'primary', x.indisprimary,
                 'columns', (select json_agg(a.attname order by u.position)
                               from unnest(x.indkey::int2[]) with ordinality u (attnum, position)
                               left join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum and u.attnum > 0
                              where u.position <= x.indnkeyatts),
                 'definition', pg_get_indexdef(x.indexrelid)) order by i.relname), '[]')
          from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = c.oid) as indexes,
       (select coalesce(json_agg(json_build_object(
                 'name', p.policyname, 'restrictive', p.permissive = 'RESTRICTIVE', 'command', lower(p.cmd), 'roles', p.roles, 'using', p.qual, 'check', p.with_check) order by p.policyname), '[]')
          from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as policies,
       (select coalesce(json_agg(pg_get_triggerdef(t.oid) order by t.tgname), '[]')
          from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers,
       (select coalesce(json_agg(right_name order by position), '[]')
          from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) with ordinality g (right_name, position)
         where has_table_privilege($1, c.oid, right_name)) as grants
  from pg_class c
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
   and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by c.relname`

const FUNCTIONS = `
select pg_get_functiondef(p.oid) as text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname in ('public', 'netterms') and p.prokind = 'f'
   and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
 order by n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`

const SEQUENCES = `
select format('create sequence %I as %s start %s;', sequencename, data_type, start_value) as text
  from pg_sequences s
 where schemaname = 'public'
   and not exists (select 1 from pg_depend d where d.objid = format('%I.%I', schemaname, sequencename)::regclass and d.deptype in ('i', 'a'))
 order by sequencename`

const EXTENSIONS = `select format('create extension %I;', extname) as text from pg_extension where extname <> 'plpgsql' order by extname`
