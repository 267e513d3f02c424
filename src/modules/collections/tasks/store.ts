import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { TasksTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Task } from './contract.ts'

type Row = Selectable<TasksTable>

const COLUMNS = [
  'id',
  'name',
  'action',
  'customer_id',
  'invoice_id',
  'user_id',
  'due_date',
  'complete',
  'completed_date',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery): Promise<Page<Task>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`tasks t`,
    columns: {
      ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
      customer: sql`t.customer_id`,
      member: sql`t.user_id`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find({ tx, companyId }: Work, id: number): Promise<Task> {
  const row = await tx.selectFrom('tasks').selectAll().where('company_id', '=', companyId).where('id', '=', id).executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'task_not_found', `No task ${id}.`)
  return fromRow(row)
}

export async function insert(work: Work, { object: _, ...task }: Task): Promise<void> {
  await insertRows(work, 'tasks', [{ ...task, company_id: work.companyId }])
}

export async function update({ tx, companyId }: Work, { object: _, id, created_at: __, ...task }: Task): Promise<void> {
  await tx.updateTable('tasks').set(task).where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('tasks').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** Whether somebody works for the company. */
export async function isMember({ tx, companyId }: Work, userId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('members')
    .select('id')
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

function fromRow({ company_id: _, ...row }: Row): Task {
  return { ...row, object: 'task', action: row.action as Task['action'] }
}
