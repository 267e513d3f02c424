import { type RawBuilder, sql } from 'kysely'
import { insertRows } from '../../../platform/db/records.ts'
import type { Work } from '../../../platform/work.ts'
import { readAttempt } from './rules.ts'

/** A form that was sent. */
export interface SignUp {
  readonly id: number
  readonly sign_up_page: number
  readonly form_key: string
  /** Further forms that are this sign-up: their customer signs up once. */
  readonly other_keys: readonly string[]
  readonly customer: number
  readonly subscription: number | null
  readonly status: 'open' | 'completed'
  /** Each try by the hash of its key. */
  readonly tries: readonly string[]
  readonly tos_url: string | null
  readonly agreed_at: Date
  readonly ip: string | null
  readonly user_agent: string | null
  /** The subscription that is begun once its customer is back from the gateway's page. */
  readonly draft: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** A sign-up that is held until the work ends, and whether a try is at work. */
export interface Held extends SignUp {
  readonly is_trying: boolean
}

/** Finds the sign-up by the key of its form and holds it. */
export async function lockByKey(work: Work, key: string): Promise<Held | null> {
  return lock(work, sql`form_key = ${key}`)
}

/** Finds what another form of the customer began on the page, and holds it: what is still open, or what this form was taken as. */
export async function lockOther(
  work: Work,
  { sign_up_page, customer }: Pick<SignUp, 'sign_up_page' | 'customer'>,
  key: string,
): Promise<Held | null> {
  const isThis = sql`${key} = any(other_keys)`
  const wanted = sql`customer = ${customer} and sign_up_page = ${sign_up_page} and (status = 'open' or ${isThis})`
  return lock(work, sql`${wanted} order by (${isThis}) desc, id desc`)
}

async function lock({ tx, companyId }: Work, condition: RawBuilder<unknown>): Promise<Held | null> {
  const { rows } = await sql<Held & { company_id: number; trying_until: Date | null }>`
    select *, coalesce(trying_until > clock_timestamp(), false) as is_trying from sign_ups
    where company_id = ${companyId} and ${condition} limit 1 for update
  `.execute(tx)
  if (!rows[0]) return null
  const { company_id: _, trying_until: __, ...held } = rows[0]
  return held
}

/** The sign-up of an attempt, where there is such a one. */
export async function findByAttempt(work: Work, attempt: string): Promise<SignUp | null> {
  const parts = readAttempt(attempt)
  if (!parts) return null
  return (await select(work, sql`id = ${parts.id} and ${parts.hashed} = any(tries)`))[0] ?? null
}

/** What a customer has begun and not completed. */
export async function findOpen(work: Work, customer: number): Promise<SignUp[]> {
  return select(work, sql`customer = ${customer} and status = 'open'`)
}

async function select({ tx, companyId }: Work, condition: RawBuilder<unknown>): Promise<SignUp[]> {
  const { rows } = await sql<SignUp & { company_id: number; trying_until: Date | null }>`
    select * from sign_ups where company_id = ${companyId} and ${condition}
  `.execute(tx)
  return rows.map(({ company_id: _, trying_until: __, ...signUp }) => signUp)
}

/** Keeps what was chosen, until the customer is back. */
export async function keepDraft({ tx, companyId, now }: Work, id: number, draft: string | null): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({ draft, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** False when the same form was sent a moment before. */
export async function insert(work: Work, signUp: SignUp): Promise<boolean> {
  return (
    (await insertRows(
      work,
      'sign_ups',
      [{ ...signUp, company_id: work.companyId, trying_until: null }],
      '(company_id, form_key)',
    )) === 1
  )
}

export async function update(
  { tx, companyId, now }: Work,
  id: number,
  change: Partial<Pick<SignUp, 'status' | 'subscription'>>,
): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({ ...change, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** A try begins, of this form or another one. Whoever is killed on the way holds the others up for the lease. */
export async function beginTry(
  { tx, companyId, now }: Work,
  { id, tries, other_keys }: Pick<SignUp, 'id' | 'tries' | 'other_keys'>,
): Promise<void> {
  await sql`
    update sign_ups set tries = ${[...tries]}, other_keys = ${[...other_keys]}, trying_until = clock_timestamp() + interval '2 minutes', updated_at = ${now}
    where company_id = ${companyId} and id = ${id}
  `.execute(tx)
}

/** The last try has ended; an earlier one says nothing. */
export async function endTry({ tx, companyId }: Work, id: number, attempt: string): Promise<void> {
  await sql`
    update sign_ups set trying_until = null where company_id = ${companyId} and id = ${id} and tries[cardinality(tries)] = ${attempt}
  `.execute(tx)
}

/** How many forms an address began within the last hour. */
export async function countFrom({ tx, companyId, now }: Work, ip: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from sign_ups
    where company_id = ${companyId} and ip = ${ip} and created_at > ${new Date(now.getTime() - 3_600_000)}
  `.execute(tx)
  return rows[0]!.count
}
