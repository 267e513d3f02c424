import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { EmailsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { MailFile } from '../enclosures/rules.ts'
import { type KeptEmail, LEASE_MS } from './rules.ts'

const COLUMNS = [
  'id',
  'created_at',
  'updated_at',
  'state',
  'withheld',
  'email',
  'template',
  'language',
  'subject',
  'document_type',
  'document_id',
  'opens',
  'sent_at',
  'next_attempt_at',
] as const

export async function list(work: Work, query: ListQuery, needsAttention: boolean | undefined): Promise<Page<KeptEmail>> {
  const failed = sql`(t.state in ('rejected', 'bounced', 'soft-bounced', 'invalid') and not t.withheld)`
  const { rows, total } = await listRows<Selectable<EmailsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`emails t`,
    where: needsAttention === undefined ? [] : [needsAttention ? failed : sql`not ${failed}`],
    columns: { ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])), customer: sql`t.customer_id` },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: string): Promise<KeptEmail> {
  return one(await select(work, sql`id = ${id}`), id)
}

/** Finds the mail and holds it until the work ends. */
export async function lock(work: Work, id: string): Promise<KeptEmail> {
  return one(await select(work, sql`id = ${id}`, sql`for update`), id)
}

/** The mail whose reader has this key, held; undefined where there is none. */
export async function lockByOpenKey(work: Work, keyHash: Buffer): Promise<KeptEmail | undefined> {
  return (await select(work, sql`open_key_hash = ${keyHash}`, sql`for update`))[0]
}

export async function findMany(work: Work, ids: readonly string[]): Promise<KeptEmail[]> {
  return select(work, sql`id = any(${[...ids]})`)
}

/** Addresses that have a mail for this cause already. */
export async function addressesOfCause({ tx, companyId }: Work, cause: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('emails')
    .select('email')
    .where('company_id', '=', companyId)
    .where('cause', '=', cause)
    .execute()
  return new Set(rows.map(({ email }) => email.toLowerCase()))
}

async function select(
  { tx, companyId }: Work,
  condition: RawBuilder<unknown>,
  clause: RawBuilder<unknown> = sql``,
): Promise<KeptEmail[]> {
  const { rows } = await sql<
    Selectable<EmailsTable>
  >`select * from emails where company_id = ${companyId} and ${condition} order by id ${clause}`.execute(tx)
  return rows.map(fromRow)
}

function one([email]: readonly KeptEmail[], id: string): KeptEmail {
  if (!email) throw new Refusal('not_found', 'email_not_found', `No e-mail ${id}.`)
  return email
}

/** Writes new mails; those whose cause has a mail to the same address already are left out. */
export async function insert(work: Work, emails: readonly (KeptEmail & { readonly open_key_hash: Buffer })[]): Promise<void> {
  const rows = emails.map((email) => ({ ...email, company_id: work.companyId }))
  await insertRows(work, 'emails', rows, '(company_id, cause, email) where cause is not null')
}

export async function update({ tx, companyId }: Work, email: KeptEmail): Promise<void> {
  const {
    id,
    state,
    reject_reason,
    withheld,
    attempts_made,
    next_attempt_at,
    sent_at,
    opens,
    opens_detail,
    transcript,
    updated_at,
  } = email
  await tx
    .updateTable('emails')
    .set({
      state,
      reject_reason,
      withheld,
      attempts_made,
      next_attempt_at,
      sent_at,
      opens,
      opens_detail: JSON.stringify(opens_detail),
      transcript: JSON.stringify(transcript),
      updated_at,
    })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/**
 * Takes the mail that has been due longest. It is put off to the end of its lease at once: two processes never take the same
 * one, and if this one dies another tries then.
 */
export async function claimNext({ tx, companyId, now }: Work): Promise<KeptEmail | undefined> {
  const { rows } = await sql<Selectable<EmailsTable>>`
    with due as (
      select id from emails where company_id = ${companyId} and next_attempt_at <= ${now}
      order by next_attempt_at, id limit 1 for update skip locked
    )
    update emails e set attempts_made = attempts_made + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    from due where e.company_id = ${companyId} and e.id = due.id returning e.*
  `.execute(tx)
  return rows.map(fromRow)[0]
}

type About = Pick<KeptEmail, 'document_type' | 'document_id'>

/** Whether what a reminder is about is still owed. */
export async function isStillOwed({ tx, companyId, today }: Work, { document_type, document_id }: About): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`
    select netterms.is_still_owed(${companyId}, ${document_type}, ${document_id}, ${today.date}::date) as owed
  `.execute(tx)
  return rows[0]!.owed
}

/** Whether there still is a reason for a reminder that is about to leave. */
export async function isStillWanted(
  work: Work,
  email: About & Pick<KeptEmail, 'customer_id'>,
  by: 'cadence' | 'template',
): Promise<boolean> {
  const { tx, companyId, today } = work
  // A cadence plans with the customer held: either it sees this reminder, or this sees what it planned.
  await sql`select 1 from customers where company_id = ${companyId} and id = ${email.customer_id} for share`.execute(tx)
  if (by === 'cadence') return isStillOwed(work, email)
  const { rows } = await sql<{ wanted: boolean }>`
    select exists (
      select from invoices i where i.company_id = ${companyId} and i.id = ${email.document_id}
      and netterms.may_be_reminded(i, ${today.date}::date)
    ) as wanted
  `.execute(tx)
  return rows[0]!.wanted
}

/** When the next attempt is due; null for none. */
export async function nextAttemptAt({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(next_attempt_at) as at from emails where company_id = ${companyId} and next_attempt_at is not null`.execute(tx)
  return rows[0]!.at
}

function fromRow({
  company_id: _,
  open_key_hash: __,
  opens_detail,
  transcript,
  attachments,
  state,
  ...row
}: Selectable<EmailsTable>): KeptEmail {
  return {
    ...row,
    state: state as KeptEmail['state'],
    attachments: attachments as MailFile[],
    opens_detail: timed(opens_detail) as KeptEmail['opens_detail'],
    transcript: timed(transcript) as KeptEmail['transcript'],
  }
}

/** Moments travel through jsonb as text. */
function timed(lines: unknown): readonly unknown[] {
  return (lines as readonly { readonly timestamp: string }[]).map((line) => ({ ...line, timestamp: new Date(line.timestamp) }))
}
