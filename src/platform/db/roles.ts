import type pg from 'pg'
import { Problem } from '../problem.ts'

/** The role every request runs as. It owns nothing and is subject to every row policy. */
export const APP_ROLE = 'netterms_app'

/**
 * Makes the application's role when the server does not have it, and lets the current user become it. Roles belong to the
 * whole server, so two databases may be set up at the same moment: whoever comes second finds it made.
 */
export async function ensureAppRole(client: pg.Client): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRole(client)
      break
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code === '42501') {
        throw new Problem(
          `The database user may not create roles (${message}); as an administrator run: CREATE ROLE ${APP_ROLE} NOLOGIN; GRANT ${APP_ROLE} TO the user of DATABASE_URL.`,
        )
      }
      const raced = code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently'))
      if (!raced || attempt === 5) throw error
    }
  }
  await refusePowerfulRole(client)
}

async function makeRole(client: pg.Client): Promise<void> {
  const { rows: found } = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE])
  if (found.length === 0) await client.query(`create role ${APP_ROLE} nologin nosuperuser nocreatedb nocreaterole nobypassrls`)
  const {
    rows: [may],
  } = await client.query<{ set: boolean }>(
    // From PostgreSQL 16 on, being a member and being allowed to SET ROLE are two things.
    `select pg_has_role(current_user, $1, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as set`,
    [APP_ROLE],
  )
  if (!may?.set) await client.query(`grant ${APP_ROLE} to current_user`)
}

/** A role that can pass row policies by would undo the wall between companies. */
async function refusePowerfulRole(client: pg.Client): Promise<void> {
  const {
    rows: [role],
  } = await client.query<{ powerful: boolean }>(
    `select rolsuper or rolbypassrls or pg_has_role($1, (select datdba from pg_database where datname = current_database()), 'member') as powerful
       from pg_roles where rolname = $1`,
    [APP_ROLE],
  )
  if (role?.powerful !== false) {
    throw new Problem(
      `The role ${APP_ROLE} must be neither superuser nor BYPASSRLS nor a member of the database’s owner; correct it with ALTER ROLE and REVOKE.`,
    )
  }
}
