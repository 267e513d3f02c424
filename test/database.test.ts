import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from './database.ts'

const database = await openTestDatabase()
afterAll(() => database.close())

test('requests run as a role that is neither owner nor superuser and cannot pass row policies', async () => {
  const { rows } = await database.pool.query(
    `select r.rolname, r.rolsuper, r.rolbypassrls, d.datdba = r.oid as owns from pg_roles r, pg_database d
      where r.rolname = current_user and d.datname = current_database()`,
  )
  expect(rows).toEqual([{ rolname: 'netterms_app', rolsuper: false, rolbypassrls: false, owns: false }])
})
