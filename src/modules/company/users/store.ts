import { type Selectable, sql } from 'kysely'
import type { UserTokensTable } from '../../../platform/db/tables.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import { LEASE_MS, type Template } from './mails.ts'
import type { Person, Purpose } from './rules.ts'

export async function find({ tx }: PlainWork, id: number): Promise<Person> {
  return tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function findByEmail({ tx }: PlainWork, email: string): Promise<Person | undefined> {
  return tx.selectFrom('users').selectAll().where(sql<boolean>`lower(email) = lower(${email})`).executeTakeFirst()
}

export interface NewPerson {
  readonly email: string
  readonly first_name: string | null
  readonly last_name: string | null
  readonly password_hash: string | null
  readonly verified_at: Date | null
}

/**
 * The person with this address, made if there was none, and held until the end of the work. Two who come at once get the
 * same person: the second waits for the first.
 */
export async function lockByEmail({ tx, now }: PlainWork, person: NewPerson): Promise<{ person: Person; isNew: boolean }> {
  const { rows } = await sql<Person & { is_new: boolean }>`
    insert into users as u (email, first_name, last_name, password_hash, verified_at, created_at, updated_at)
    values (${person.email}, ${person.first_name}, ${person.last_name}, ${person.password_hash}, ${person.verified_at}, ${now}, ${now})
    on conflict ((lower(email))) do update set email = u.email
    returning u.*, (xmax = 0) as is_new
  `.execute(tx)
  const { is_new, ...found } = rows[0]!
  return { person: found, isNew: is_new }
}

type PersonChanges = Partial<Pick<Person, 'email' | 'first_name' | 'last_name' | 'password_hash' | 'verified_at'>>

export async function update({ tx, now }: PlainWork, id: number, changes: PersonChanges): Promise<Person> {
  return tx
    .updateTable('users')
    .set({ ...changes, updated_at: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A hash of the same password at today's cost; the person has not changed. */
export async function replaceHash({ tx }: PlainWork, id: number, from: string, to: string): Promise<void> {
  await tx.updateTable('users').set({ password_hash: to }).where('id', '=', id).where('password_hash', '=', from).execute()
}

/** Whether the person belongs to any company. For this question alone the transaction sees the person's memberships. */
export async function hasMemberships({ tx }: PlainWork, id: number): Promise<boolean> {
  const asPerson = (value: string) => sql`select set_config('netterms.user_id', ${value}, true)`.execute(tx)
  await asPerson(String(id))
  const membership = await tx.selectFrom('members').select('id').where('user_id', '=', id).limit(1).executeTakeFirst()
  await asPerson('')
  return membership !== undefined
}

export interface NewToken {
  readonly id: string
  readonly user_id: number
  readonly purpose: Purpose
  readonly expires_at: Date
  readonly browser_hash: Buffer | null
}

export async function insertToken({ tx, now }: PlainWork, token: NewToken): Promise<void> {
  await tx
    .insertInto('user_tokens')
    .values({ ...token, created_at: now })
    .execute()
}

/** Uses a token up: it is found once, in time, for its purpose. */
export async function consumeToken(
  { tx, now }: PlainWork,
  id: string,
  purpose: Purpose,
): Promise<Selectable<UserTokensTable> | undefined> {
  return tx
    .updateTable('user_tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

export async function findToken({ tx }: PlainWork, id: string): Promise<Selectable<UserTokensTable> | undefined> {
  return tx.selectFrom('user_tokens').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Every link the person has not used is dead from now on. */
export async function expireTokens({ tx, now }: PlainWork, userId: number): Promise<void> {
  await tx.updateTable('user_tokens').set({ used_at: now }).where('user_id', '=', userId).where('used_at', 'is', null).execute()
}

export interface NewMail {
  readonly user_id: number
  readonly template: Template
  readonly token_id: string | null
  readonly data: Readonly<Record<string, string>>
}

/** Queues a mail in the transaction that decided it. */
export async function insertMail({ tx, now }: PlainWork, mail: NewMail): Promise<void> {
  await tx
    .insertInto('system_emails')
    .values({ ...mail, data: JSON.stringify(mail.data), next_attempt_at: now, created_at: now })
    .execute()
}

/** When the person was last written to with this template. */
export async function lastMailAt({ tx }: PlainWork, userId: number, template: Template): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select max(created_at) as at from system_emails where user_id = ${userId} and template = ${template}`.execute(tx)
  return rows[0]!.at
}

/** A mail that is this process's to send. */
export interface DueMail {
  readonly id: number
  readonly template: Template
  readonly token_id: string | null
  readonly data: Readonly<Record<string, string>>
  readonly message_id: string
  readonly attempts_made: number
  readonly created_at: Date
  readonly email: string
  readonly name: string | null
  readonly first_name: string | null
  /** Null where there is no link; otherwise whether it would still work. */
  readonly token_works: boolean | null
}

/**
 * Claims the mail that has been due longest. It is put off to the end of its lease at once: two processes never take the same
 * one, and if this one dies another tries then, with the same Message-ID.
 */
export async function claimMail({ tx, now }: PlainWork, domain: string): Promise<DueMail | undefined> {
  const { rows } = await sql<DueMail>`
    with due as (
      select id from system_emails where state = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit 1 for update skip locked
    )
    update system_emails e
    set attempts_made = attempts_made + 1,
        message_id = coalesce(e.message_id, '<' || gen_random_uuid() || '@' || ${domain}::text || '>'),
        next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    from due, users u
    where e.id = due.id and u.id = e.user_id
    returning e.id, e.template, e.token_id, e.data, e.message_id, e.attempts_made, e.created_at, u.email, u.name, u.first_name,
      (select t.used_at is null and t.expires_at > ${now} from user_tokens t where t.id = e.token_id) as token_works
  `.execute(tx)
  return rows[0]
}

export interface MailResult {
  readonly state: 'sent' | 'failed' | 'queued'
  readonly said: string
  /** When it is tried again; null for never. */
  readonly next: Date | null
}

/** How an attempt ended. */
export async function recordMail({ tx, now }: PlainWork, id: number, { state, said, next }: MailResult): Promise<void> {
  await tx
    .updateTable('system_emails')
    .set({ state, said, sent_at: state === 'sent' ? now : null, ...(next && { next_attempt_at: next }) })
    .where('id', '=', id)
    .execute()
}

/** Forgets links that can no longer be used and mails that went out long ago. */
export async function removeOld({ tx }: PlainWork, before: Date): Promise<void> {
  await tx.deleteFrom('user_tokens').where('expires_at', '<', before).execute()
  await tx.deleteFrom('system_emails').where('state', '<>', 'queued').where('created_at', '<', before).execute()
}
