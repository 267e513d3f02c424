import { type RawBuilder, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import { listRows } from '../../../platform/lists.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import { describeUser, type Person } from '../users/rules.ts'
import type { Member } from './contract.ts'
import { inOrder, unknownRole } from './rules.ts'

interface Row {
  readonly id: number
  readonly role: string
  readonly restriction_mode: Member['restriction_mode']
  /** Values by custom field. */
  readonly restrictions: Readonly<Record<string, readonly string[]>> | null
  readonly email_update_frequency: Member['email_update_frequency']
  readonly last_accessed: Date | null
  readonly created_at: Date
  readonly updated_at: Date
  /** As JSON, so with texts for instants. */
  readonly person: Omit<Person, 'verified_at' | 'created_at' | 'updated_at'> & {
    verified_at: string | null
    created_at: string
    updated_at: string
  }
}

const SELECT = sql`t.id, t.role, t.restriction_mode, t.restrictions, t.email_update_frequency, t.last_accessed, t.created_at, t.updated_at, to_jsonb(u) as person`
const FROM = sql`members t join users u on u.id = t.user_id`

export async function list(work: Work, query: ListQuery): Promise<Page<Member>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: SELECT,
    from: FROM,
    columns: {
      id: sql`t.id`,
      role: sql`t.role`,
      user: sql`t.user_id`,
      created_at: sql`t.created_at`,
      updated_at: sql`t.updated_at`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export function find(work: Work, id: number): Promise<Member> {
  return one(work, id, sql``)
}

/** Held until the end of the work. */
export function lock(work: Work, id: number): Promise<Member> {
  return one(work, id, sql`for update of t`)
}

async function one({ tx, companyId }: Work, id: number, holding: RawBuilder<unknown>): Promise<Member> {
  const { rows } =
    await sql<Row>`select ${SELECT} from ${FROM} where t.company_id = ${companyId} and t.id = ${id} ${holding}`.execute(tx)
  if (!rows[0]) throw new Refusal('not_found', 'member_not_found', `No member ${id}.`)
  return fromRow(rows[0])
}

/** The members among these people, by their user ids; whoever is none any more is nobody else's business. */
export async function findByUsers({ tx, companyId }: Work, userIds: readonly number[]): Promise<Member[]> {
  const { rows } =
    await sql<Row>`select ${SELECT} from ${FROM} where t.company_id = ${companyId} and t.user_id = any(${userIds})`.execute(tx)
  return rows.map(fromRow)
}

export async function insert({ tx }: PlainWork, companyId: number, member: Member): Promise<void> {
  try {
    await tx
      .insertInto('members')
      .values({
        company_id: companyId,
        id: member.id,
        user_id: member.user.id,
        ...changeable(member),
        created_at: member.created_at,
      })
      .execute()
  } catch (error) {
    if (violated(error) === 'members_user')
      throw new Refusal('invalid', 'already_member', `${member.user.email} is a member already.`, 'email')
    throw explained(error, member)
  }
}

export async function update({ tx, companyId }: Work, member: Member): Promise<void> {
  try {
    await tx
      .updateTable('members')
      .set(changeable(member))
      .where('company_id', '=', companyId)
      .where('id', '=', member.id)
      .execute()
  } catch (error) {
    throw explained(error, member)
  }
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('members').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** One company that a person works for. */
export interface Membership {
  readonly company_id: number
  readonly company_name: string
  readonly company_username: string
  readonly member_id: number
  readonly role: string
  readonly role_name: string
  readonly permissions: unknown
}

/** The companies of the person for whom this transaction was opened, by name. */
export async function memberships({ tx }: PlainWork, userId: number): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    select c.id as company_id, c.name as company_name, c.username as company_username, m.id as member_id, m.role, r.name as role_name, r.permissions
    from members m join companies c on c.id = m.company_id join roles r on r.company_id = m.company_id and r.id = m.role
    where m.user_id = ${userId} order by lower(c.name), c.id
  `.execute(tx)
  return rows
}

/** The people who administrate the company and have confirmed their address. */
export async function administrators({ tx, companyId }: Work): Promise<number[]> {
  const { rows } = await sql<{ user_id: number }>`
    select m.user_id from members m join roles r on r.company_id = m.company_id and r.id = m.role join users u on u.id = m.user_id
     where m.company_id = ${companyId} and r.permissions @> '{"business_admin": true}' and u.verified_at is not null
     order by m.id
  `.execute(tx)
  return rows.map(({ user_id }) => user_id)
}

function changeable({ role, restriction_mode, restrictions, email_update_frequency, updated_at }: Member) {
  const fields = restrictions && Object.fromEntries(restrictions.map(({ custom_field, values }) => [custom_field, values]))
  return { role, restriction_mode, restrictions: fields && JSON.stringify(fields), email_update_frequency, updated_at }
}

function explained(error: unknown, { role }: Member): unknown {
  return violated(error) === 'members_company_id_role_fkey' ? unknownRole(role) : error
}

function restrictionsOf(kept: Row['restrictions']): Member['restrictions'] {
  return kept && inOrder(Object.entries(kept).map(([custom_field, values]) => ({ custom_field, values: [...values] })))
}

function fromRow({ person, ...row }: Row): Member {
  const { created_at, updated_at, verified_at, ...known } = person
  const user = describeUser({
    ...known,
    created_at: new Date(created_at),
    updated_at: new Date(updated_at),
    verified_at: verified_at === null ? null : new Date(verified_at),
  })
  return {
    ...row,
    user,
    restrictions: restrictionsOf(row.restrictions),
    notifications: false,
    subscribe_all: true,
    notification_viewed: (row.last_accessed ?? row.created_at).toISOString(),
  }
}
