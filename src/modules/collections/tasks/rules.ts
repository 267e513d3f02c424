/**
 * Owns: what somebody has to do about a customer or an invoice, and when it is done.
 * Invariants: a complete task says when and by whom; a task about an invoice is also about that invoice's customer.
 */
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
  return draft.complete ? completeTask(task, by, now) : task
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
  if (changes.complete === true && !task.complete) return completeTask(changed, by, now)
  return changes.complete === false ? { ...changed, complete: false, completed_date: null, completed_by_user_id: null } : changed
}

export function completeTask(task: Task, by: number | null, now: Date): Task {
  return { ...task, complete: true, completed_date: now, completed_by_user_id: by ?? task.user_id, updated_at: now }
}
