import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { ContactsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Contact } from './contract.ts'

const COLUMNS = [
  'id',
  'name',
  'title',
  'role',
  'department',
  'email',
  'phone',
  'primary',
  'sms_enabled',
  'address1',
  'address2',
  'city',
  'state',
  'postal_code',
  'country',
  'customer_id',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery, customer: number): Promise<Page<Contact>> {
  const { rows, total } = await listRows<Selectable<ContactsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`contacts t`,
    where: [sql`t.customer_id = ${customer}`],
    columns: { ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])), customer: sql`t.customer_id` },
  })
  return { rows: rows.map(fromRow), total }
}

export async function ofCustomer({ tx, companyId }: Work, customer: number): Promise<Contact[]> {
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('customer_id', '=', customer)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

export async function count({ tx, companyId }: Work, customer: number): Promise<number> {
  const { total } = await tx
    .selectFrom('contacts')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('company_id', '=', companyId)
    .where('customer_id', '=', customer)
    .executeTakeFirstOrThrow()
  return total
}

export async function find({ tx, companyId }: Work, customer: number, id: number): Promise<Contact> {
  const row = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('customer_id', '=', customer)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'contact_not_found', `No contact ${id} of customer ${customer}.`)
  return fromRow(row)
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<Contact[]> {
  return (
    await tx
      .selectFrom('contacts')
      .selectAll()
      .where('company_id', '=', companyId)
      .where(sql<boolean>`id = any(${ids})`)
      .execute()
  ).map(fromRow)
}

export async function insert(work: Work, contact: Contact): Promise<void> {
  await work.tx.insertInto('contacts').values(toRow(work, contact)).execute()
}

export async function update(work: Work, contact: Contact): Promise<void> {
  await work.tx
    .updateTable('contacts')
    .set(toRow(work, contact))
    .where('company_id', '=', work.companyId)
    .where('id', '=', contact.id)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('contacts').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function toRow({ companyId }: Work, { object: _, customer, ...contact }: Contact) {
  return { ...contact, company_id: companyId, customer_id: customer }
}

function fromRow({ company_id: _, customer_id, ...row }: Selectable<ContactsTable>): Contact {
  return { ...row, object: 'contact', customer: customer_id }
}
