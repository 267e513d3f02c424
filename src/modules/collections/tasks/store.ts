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

const COLUMNS = ['id', 'name', 'action', 'customer_id', 'invoice_id', 'user_id', 'complete', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<Task>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`tasks t`,
    columns: {
      ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
      due_date: sql`t.due_at`,
      completed_date: sql`t.completed_at`,
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

export async function insert(work: Work, task: Task): Promise<void> {
  await insertRows(work, 'tasks', [{ ...toRow(task), company_id: work.companyId }])
}

export async function update({ tx, companyId }: Work, task: Task): Promise<void> {
  const { id, created_at: _, ...row } = toRow(task)
  await tx.updateTable('tasks').set(row).where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('tasks').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** Whether a task of this name is still to be done. */
export async function isOpen({ tx, companyId }: Work, name: string): Promise<boolean> {
  const row = await tx
    .selectFrom('tasks')
    .select('id')
    .where('company_id', '=', companyId)
    .where('name', '=', name)
    .where('complete', '=', false)
    .executeTakeFirst()
  return row !== undefined
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

/** The published names end in _date; a task, however, is due at a moment. */
function toRow({ object: _, due_date, completed_date, ...task }: Task) {
  return { ...task, due_at: due_date, completed_at: completed_date }
}

function fromRow({ company_id: _, due_at, completed_at, ...row }: Row): Task {
  return { ...row, object: 'task', action: row.action as Task['action'], due_date: due_at, completed_date: completed_at }
}
