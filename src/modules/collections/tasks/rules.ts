/**
 * Owns: what somebody has to do about a customer or an invoice, and when it is done.
 * Invariants: a complete task says when and by whom; a task about an invoice is also about that invoice's customer.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Task, TaskChanges, TaskDraft } from './contract.ts'

export interface TaskFacts {
  readonly id: number
  readonly customer: number | null
  readonly invoice: number | null
  /** Who is signed in, null for programs. */
  readonly by: number | null
  readonly now: Date
}

export function draftTask(draft: TaskDraft, { id, customer, invoice, by, now }: TaskFacts): Task {
  const task: Task = {
    id,
    object: 'task',
    name: draft.name,
    action: draft.action,
    customer_id: customer,
    invoice_id: invoice,
    user_id: assigneeOf(draft) ?? null,
    due_date: draft.due_date,
    complete: false,
    completed_date: null,
    completed_by_user_id: null,
    chase_step_id: null,
    created_at: now,
    updated_at: now,
  }
  return doneBy(task, draft.complete ? completeTask(task, by, now) : task, draft.completed_by_user_id)
}

/** Both spellings of who shall do it; undefined when neither was sent. */
export function assigneeOf({ user_id, assignee }: Pick<TaskChanges, 'user_id' | 'assignee'>): number | null | undefined {
  return user_id === undefined ? assignee : user_id
}

export function changeTask(task: Task, changes: TaskChanges, { customer, invoice, by, now }: Omit<TaskFacts, 'id'>): Task {
  const assignee = assigneeOf(changes)
  const changed: Task = {
    ...task,
    name: changes.name ?? task.name,
    action: changes.action ?? task.action,
    due_date: changes.due_date ?? task.due_date,
    customer_id: customer,
    invoice_id: invoice,
    user_id: assignee === undefined ? task.user_id : assignee,
    updated_at: now,
  }
  const undone = { ...changed, complete: false, completed_date: null, completed_by_user_id: null }
  const done = changes.complete === true && !task.complete ? completeTask(changed, by, now) : changed
  return doneBy(task, changes.complete === false ? undone : done, changes.completed_by_user_id)
}

/** Whoever did it may be named; what was read, sent back, names nobody. */
function doneBy(before: Task, task: Task, user: number | null | undefined): Task {
  if (user === undefined || (user === before.completed_by_user_id && !task.complete)) return task
  if (task.complete) return { ...task, completed_by_user_id: user }
  if (user === null) return task
  throw new Refusal(
    'invalid',
    'task_not_complete',
    'Only a task that is complete says who did it. Send complete as well.',
    'completed_by_user_id',
  )
}

export function completeTask(task: Task, by: number | null, now: Date): Task {
  return { ...task, complete: true, completed_date: now, completed_by_user_id: by ?? task.user_id, updated_at: now }
}
