import { type RawBuilder, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Author, Note } from './contract.ts'

/** Whose notes: everybody's, one customer's (then without those about its invoices), or one invoice's. */
export type Holder = { readonly customer_id?: number; readonly invoice_id?: number }

interface Row {
  readonly id: number
  readonly notes: string
  readonly customer_id: number
  readonly invoice_id: number | null
  readonly author: Author | null
  readonly created_at: Date
  readonly updated_at: Date
}

const SELECT = sql`t.id, t.notes, t.customer_id, t.invoice_id, t.created_at, t.updated_at,
  case when u.id is null then null else json_build_object('id', u.id, 'first_name', u.first_name, 'last_name', u.last_name, 'email', u.email) end as author`
const FROM = sql`notes t left join users u on u.id = t.user_id`

export async function list(work: Work, query: ListQuery, { customer_id, invoice_id }: Holder): Promise<Page<Note>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: SELECT,
    from: FROM,
    where: [
      ...(customer_id === undefined ? [] : [sql`t.customer_id = ${customer_id} and t.invoice_id is null`]),
      ...(invoice_id === undefined ? [] : [sql`t.invoice_id = ${invoice_id}`]),
    ],
    columns: {
      id: sql`t.id`,
      customer: sql`t.customer_id`,
      customer_id: sql`t.customer_id`,
      invoice: sql`t.invoice_id`,
      invoice_id: sql`t.invoice_id`,
      user_id: sql`t.user_id`,
      member: sql`t.user_id`,
      notes: sql`t.notes`,
      created_at: sql`t.created_at`,
      updated_at: sql`t.updated_at`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find({ tx, companyId }: Work, id: number, { customer_id, invoice_id }: Holder): Promise<Note> {
  const conditions: RawBuilder<unknown>[] = [
    sql`t.company_id = ${companyId} and t.id = ${id}`,
    ...(customer_id === undefined ? [] : [sql`t.customer_id = ${customer_id}`]),
    ...(invoice_id === undefined ? [] : [sql`t.invoice_id = ${invoice_id}`]),
  ]
  const { rows } = await sql<Row>`select ${SELECT} from ${FROM} where ${sql.join(conditions, sql` and `)}`.execute(tx)
  if (!rows[0]) throw new Refusal('not_found', 'note_not_found', `No note ${id}.`)
  return fromRow(rows[0])
}

export async function findAuthor({ tx }: Work, userId: number): Promise<Author | null> {
  const user = await tx
    .selectFrom('users')
    .select(['id', 'first_name', 'last_name', 'email'])
    .where('id', '=', userId)
    .executeTakeFirst()
  return user ?? null
}

export async function insert(work: Work, { id, notes, customer, invoice, user, created_at, updated_at }: Note): Promise<void> {
  await work.tx
    .insertInto('notes')
    .values({
      company_id: work.companyId,
      id,
      notes,
      customer_id: customer,
      invoice_id: invoice,
      user_id: user?.id ?? null,
      created_at,
      updated_at,
    })
    .execute()
}

export async function update({ tx, companyId }: Work, { id, notes, updated_at }: Note): Promise<void> {
  await tx.updateTable('notes').set({ notes, updated_at }).where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('notes').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function fromRow({ author, customer_id, invoice_id, ...row }: Row): Note {
  return { ...row, object: 'note', customer: customer_id, invoice: invoice_id, user: author, metadata: {} }
}
