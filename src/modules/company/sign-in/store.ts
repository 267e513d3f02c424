import { type Insertable, sql } from 'kysely'
import type { SessionsTable } from '../../../platform/db/tables.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Member } from '../members/contract.ts'
import type { Allowance } from './rules.ts'

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

/** What a try left behind, to be taken back when it was right; or when the next one is possible. */
export type Try = { readonly ids: readonly number[] } | { readonly oldest: Date }

/**
 * Counts a try before it is made, so that a thousand at once are no way around the limit. Whoever asks about the same subject
 * waits for this transaction.
 */
export async function countTry({ tx, now }: PlainWork, allowances: readonly Allowance[], since: Date): Promise<Try> {
  const subjects = allowances.map(({ subject }) => subject).toSorted()
  const [, { rows }] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended(subject, 0)) from unnest(${subjects}::text[]) as subject`.execute(tx),
    sql<{ subject: string; tries: number; oldest: Date }>`
      select subject, count(*) as tries, min(attempted_at) as oldest from sign_in_attempts
      where subject = any(${subjects}) and attempted_at > ${since} group by subject
    `.execute(tx),
  ])
  const full = rows.filter(({ subject, tries }) =>
    allowances.some((allowance) => allowance.subject === subject && tries >= allowance.tries_max),
  )
  if (full.length > 0) return { oldest: new Date(Math.max(...full.map(({ oldest }) => oldest.getTime()))) }
  const counted = await sql<{ id: number }>`
    insert into sign_in_attempts (subject, attempted_at) select subject, ${now} from unnest(${subjects}::text[]) as subject returning id
  `.execute(tx)
  return { ids: counted.rows.map(({ id }) => id) }
}

/** The try was right: it does not count, nor does what was tried before at the same subject. */
export async function forgiveTries({ tx }: PlainWork, ids: readonly number[], subject: string): Promise<void> {
  await tx
    .deleteFrom('sign_in_attempts')
    .where((eb) => eb.or([eb('subject', '=', subject), sql<boolean>`id = any(${ids}::bigint[])`]))
    .execute()
}

export async function removeOld(
  { tx, now }: PlainWork,
  before: { readonly used: Date; readonly attempted: Date },
): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('used_at', '<', before.used)]))
    .execute()
  await tx.deleteFrom('sign_in_attempts').where('attempted_at', '<', before.attempted).execute()
}
