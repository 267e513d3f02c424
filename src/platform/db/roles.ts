import type pg from 'pg'
import { Problem } from '../problem.ts'

/** The role every request runs as. It owns nothing and is subject to every row policy. */
export const APP_ROLE = 'netterms_app'

/** The role of members who see only some customers. It may do what the application's role may, to the rows it sees. */
export const MEMBER_ROLE = 'netterms_member'

/**
 * Makes the roles when the server does not have them, and lets the current user become them. Roles belong to the whole
 * server, so two databases may be set up at the same moment: whoever comes second finds them made.
 */
export async function ensureRoles(client: pg.Client): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRoles(client)
      break
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code === '42501') {
        throw new Problem(
          `The database user may not create roles (${message}); as an administrator run: CREATE ROLE ${APP_ROLE} NOLOGIN; CREATE ROLE ${MEMBER_ROLE} NOLOGIN IN ROLE ${APP_ROLE}; GRANT ${APP_ROLE}, ${MEMBER_ROLE} TO the user of DATABASE_URL. What exists already may be left out.`,
        )
      }
      const raced = code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently'))
      if (!raced || attempt === 5) throw error
    }
  }
  for (const role of [APP_ROLE, MEMBER_ROLE]) await refusePowerfulRole(client, role)
}

async function makeRoles(client: pg.Client): Promise<void> {
  const known = await standing(client)
  for (const role of [APP_ROLE, MEMBER_ROLE]) {
    if (!known.has(role)) await client.query(`create role ${role} nologin nosuperuser nocreatedb nocreaterole nobypassrls`)
  }
  const { rows } = await client.query<{ is_in: boolean }>(`select pg_has_role($1, $2, 'usage') as is_in`, [MEMBER_ROLE, APP_ROLE])
  if (!rows[0]?.is_in) await client.query(`grant ${APP_ROLE} to ${MEMBER_ROLE}`)
  for (const [role, may] of await standing(client)) if (!may) await client.query(`grant ${role} to current_user`)
}

/** Those of the roles that exist, with whether the current user may become them. */
async function standing(client: pg.Client): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await client.query<{ rolname: string; may: boolean }>(
    // From PostgreSQL 16 on, being a member and being allowed to SET ROLE are two things.
    `select rolname, pg_has_role(current_user, oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as may
       from pg_roles where rolname = any($1)`,
    [[APP_ROLE, MEMBER_ROLE]],
  )
  return new Map(rows.map(({ rolname, may }) => [rolname, may]))
}

/** A role that can pass row policies by would undo the wall between companies. */
async function refusePowerfulRole(client: pg.Client, name: string): Promise<void> {
  const {
    rows: [role],
  } = await client.query<{ powerful: boolean }>(
    `select rolsuper or rolbypassrls or pg_has_role($1, (select datdba from pg_database where datname = current_database()), 'member') as powerful
       from pg_roles where rolname = $1`,
    [name],
  )
  if (role?.powerful !== false) {
    throw new Problem(
      `The role ${name} must be neither superuser nor BYPASSRLS nor a member of the database’s owner; correct it with ALTER ROLE and REVOKE.`,
    )
  }
}
