import { sql } from 'kysely'
import { insertRows } from '../../../platform/db/records.ts'
import type { Work } from '../../../platform/work.ts'

/** A form that was sent. */
export interface SignUp {
  readonly id: number
  readonly sign_up_page: number
  readonly form_key: string
  readonly customer: number
  readonly subscription: number | null
  readonly status: 'open' | 'completed'
  /** Each try by the hash of its key. */
  readonly tries: readonly string[]
  readonly tos_url: string | null
  readonly agreed_at: Date
  readonly ip: string | null
  readonly user_agent: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** Finds the form by its key and holds it until the work ends. */
export async function lockByKey({ tx, companyId }: Work, key: string): Promise<SignUp | null> {
  const row = await tx
    .selectFrom('sign_ups')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('form_key', '=', key)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  const { company_id: _, status, ...signUp } = row
  return { ...signUp, status: status as SignUp['status'] }
}

/** False when the same form was sent a moment before. */
export async function insert(work: Work, signUp: SignUp): Promise<boolean> {
  return (
    (await insertRows(
      work,
      'sign_ups',
      [{ ...signUp, tries: [...signUp.tries], company_id: work.companyId }],
      '(company_id, form_key)',
    )) === 1
  )
}

export async function update(
  { tx, companyId, now }: Work,
  id: number,
  { tries, ...change }: Partial<Omit<SignUp, 'id'>>,
): Promise<void> {
  await tx
    .updateTable('sign_ups')
    .set({ ...change, ...(tries && { tries: [...tries] }), updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** How many forms an address began within the last hour. */
export async function countFrom({ tx, companyId, now }: Work, ip: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from sign_ups
    where company_id = ${companyId} and ip = ${ip} and created_at > ${new Date(now.getTime() - 3_600_000)}
  `.execute(tx)
  return rows[0]!.count
}
