import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { RolesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import { PERMISSION_FIELDS, type PermissionField, type Role } from './contract.ts'
import { ADMINISTRATOR } from './rules.ts'

export async function list(work: Work, query: ListQuery): Promise<Page<Role>> {
  const { rows, total } = await listRows<Selectable<RolesTable>>(work, query, {
    select: sql`t.*`,
    from: sql`roles t`,
    columns: { id: sql`t.id`, name: sql`t.name`, created_at: sql`t.created_at`, updated_at: sql`t.updated_at` },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: string): Promise<Role> {
  const [role] = await findMany(work, [id])
  if (!role) throw new Refusal('not_found', 'role_not_found', `No role "${id}".`)
  return role
}

export async function findMany({ tx, companyId }: Work, ids: readonly string[]): Promise<Role[]> {
  const rows = await tx
    .selectFrom('roles')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  return rows.map(fromRow)
}

/** Held until the end of the work; also against members who are being given the role at this moment. */
export async function lock({ tx, companyId }: Work, id: string): Promise<Role> {
  const row = await tx
    .selectFrom('roles')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'role_not_found', `No role "${id}".`)
  return fromRow(row)
}

export async function countMembers({ tx, companyId }: Work, id: string): Promise<number> {
  const { total } = await tx
    .selectFrom('members')
    .select(sql<number>`count(*)`.as('total'))
    .where('company_id', '=', companyId)
    .where('role', '=', id)
    .executeTakeFirstOrThrow()
  return total
}

/**
 * Members who may let others in and have shown that their address is theirs, without those of one role or one member. Whoever
 * asks is alone in changing that until the end of the work, so two administrators cannot remove one another.
 */
export async function countAdministrators(
  { tx, companyId }: Work,
  without: { readonly role?: string; readonly member?: number },
): Promise<number> {
  await tx
    .selectFrom('roles')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', ADMINISTRATOR)
    .forNoKeyUpdate()
    .execute()
  const { rows } = await sql<{ total: number }>`
    select count(*) as total
    from members m join roles r on r.company_id = m.company_id and r.id = m.role join users u on u.id = m.user_id
    where m.company_id = ${companyId} and r.permissions @> '{"business_admin": true}' and u.verified_at is not null
      and m.role is distinct from ${without.role ?? null}::text and m.id is distinct from ${without.member ?? null}::bigint
  `.execute(tx)
  return rows[0]!.total
}

export async function insert({ tx }: PlainWork, companyId: number, roles: readonly Role[]): Promise<void> {
  try {
    await tx
      .insertInto('roles')
      .values(roles.map((role) => toRow(companyId, role)))
      .execute()
  } catch (error) {
    if (violated(error) === 'roles_pkey')
      throw new Refusal('invalid', 'id_taken', `There is a role "${roles[0]!.id}" already; choose another id.`, 'id')
    throw error
  }
}

export async function update({ tx, companyId }: Work, role: Role): Promise<void> {
  await tx
    .updateTable('roles')
    .set(toRow(companyId, role))
    .where('company_id', '=', companyId)
    .where('id', '=', role.id)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: string): Promise<void> {
  await tx.deleteFrom('roles').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** What a stored set of flags allows; flags that are newer than the row are off. */
export function flagsOf(permissions: unknown): Record<PermissionField, boolean> {
  const stored = permissions as Readonly<Record<string, unknown>>
  return Object.fromEntries(PERMISSION_FIELDS.map((field) => [field, stored[field] === true])) as Record<PermissionField, boolean>
}

function toRow(companyId: number, { id, name, created_at, updated_at, ...flags }: Role) {
  return { company_id: companyId, id, name, permissions: JSON.stringify(flags), created_at, updated_at }
}

function fromRow({ company_id: _, permissions, ...row }: Selectable<RolesTable>): Role {
  return { ...row, ...flagsOf(permissions) }
}
