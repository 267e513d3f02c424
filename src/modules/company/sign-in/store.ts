import { type Insertable, sql } from 'kysely'
import type { SessionsTable } from '../../../platform/db/tables.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Member } from '../members/contract.ts'

export interface FoundSession {
  readonly user_id: number
  readonly used_at: Date
  readonly expires_at: Date
  readonly verified: boolean
  /** Null without a company, or where the person does not belong to it any more. */
  readonly company_id: number | null
  readonly member_id: number | null
  readonly role: string | null
  readonly permissions: unknown
  readonly restriction_mode: Member['restriction_mode'] | null
  readonly restrictions: Readonly<Record<string, readonly string[]>> | null
}

/** The session with everything that a call needs to know, in one round trip. */
export async function find({ tx }: PlainWork, tokenHash: Buffer): Promise<FoundSession | undefined> {
  const [, { rows }] = await Promise.all([
    // The row policies of members and roles show the person's own; the next statement follows without waiting.
    sql`select set_config('netterms.user_id', coalesce((select user_id::text from sessions where token_hash = ${tokenHash}), ''), true)`.execute(
      tx,
    ),
    sql<FoundSession>`
      select s.user_id, s.used_at, s.expires_at, u.verified_at is not null as verified, m.company_id, m.id as member_id, m.role, r.permissions,
        m.restriction_mode, m.restrictions
      from sessions s join users u on u.id = s.user_id
      left join members m on m.company_id = s.company_id and m.user_id = s.user_id
      left join roles r on r.company_id = m.company_id and r.id = m.role
      where s.token_hash = ${tokenHash}
    `.execute(tx),
  ])
  return rows[0]
}

export async function insert({ tx }: PlainWork, session: Insertable<SessionsTable>): Promise<void> {
  await tx.insertInto('sessions').values(session).execute()
}

/** Notes that the session was used just now, and with it the member; the transaction was opened for the company. */
export async function touch({ tx, now }: PlainWork, tokenHash: Buffer, { company_id, member_id }: FoundSession): Promise<void> {
  await Promise.all([
    tx.updateTable('sessions').set({ used_at: now }).where('token_hash', '=', tokenHash).execute(),
    ...(company_id === null || member_id === null
      ? []
      : [
          tx
            .updateTable('members')
            .set({ last_accessed: now })
            .where('company_id', '=', company_id)
            .where('id', '=', member_id)
            .execute(),
        ]),
  ])
}

/** Notes that the person came in; the transaction was opened for the company. */
export async function noteEntry({ tx, now }: PlainWork, userId: number, companyId: number): Promise<void> {
  await tx
    .updateTable('members')
    .set({ last_accessed: now })
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .execute()
}

export async function selectCompany({ tx }: PlainWork, tokenHash: Buffer, companyId: number): Promise<void> {
  await tx.updateTable('sessions').set({ company_id: companyId }).where('token_hash', '=', tokenHash).execute()
}

export async function remove({ tx }: PlainWork, tokenHash: Buffer): Promise<void> {
  await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
}

/** All sessions of the person but one end now, on every server. */
export async function removeAll({ tx }: PlainWork, userId: number, except: Buffer | null): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where(sql<boolean>`token_hash is distinct from ${except}::bytea`)
    .execute()
}

/** The company the person worked for last. The transaction was opened for the person. */
export async function lastCompany({ tx }: PlainWork, userId: number): Promise<number | null> {
  const { rows } = await sql<{ company_id: number }>`
    select company_id from members where user_id = ${userId} order by last_accessed desc nulls last, company_id limit 1
  `.execute(tx)
  return rows[0]?.company_id ?? null
}

export async function removeOld({ tx, now }: PlainWork, usedBefore: Date): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('used_at', '<', usedBefore)]))
    .execute()
}
