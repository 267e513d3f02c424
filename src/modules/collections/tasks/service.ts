import { inField, Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import type { Task, TaskChanges, TaskDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createTask(work: Work, draft: TaskDraft): Promise<Task> {
  await refuseStranger(work, rules.assigneeOf(draft))
  await refuseStranger(work, draft.completed_by_user_id, 'completed_by_user_id')
  const about = await subjectOf(work, draft, { customer_id: null, invoice_id: null })
  const task = rules.draftTask(draft, { id: await work.newId(), ...about, by: signedIn(work), now: work.now })
  await store.insert(work, task)
  await work.emit('task.created', task)
  if (task.complete) await work.emit('task.completed', task)
  return task
}

/** A task that the product gives; as long as it is open it is not given again. */
export async function createTaskOnce(work: Work, draft: TaskDraft): Promise<void> {
  if (!(await store.isOpen(work, draft.name))) await createTask(work, draft)
}

/** A task that a step of a chasing cadence brought about. Somebody who left the company gets none; then it is anybody's. */
export async function createChaseTask(
  work: Work,
  { user_id, chase_step_id, ...draft }: TaskDraft & { readonly customer_id: number; readonly chase_step_id: number },
): Promise<Task> {
  const assignee = user_id && (await store.isMember(work, user_id)) ? user_id : null
  const facts = { id: await work.newId(), customer: draft.customer_id, invoice: null, by: null, now: work.now }
  const task: Task = { ...rules.draftTask({ ...draft, user_id: assignee }, facts), chase_step_id }
  await store.insert(work, task)
  await work.emit('task.created', task)
  return task
}

export async function updateTask(work: Work, id: number, changes: TaskChanges): Promise<Task> {
  const before = await store.find(work, id)
  await refuseStranger(work, rules.assigneeOf(changes))
  const { completed_by_user_id: doer } = changes
  if (doer !== before.completed_by_user_id) await refuseStranger(work, doer, 'completed_by_user_id')
  const about = await subjectOf(work, changes, before)
  const task = rules.changeTask(before, changes, { ...about, by: signedIn(work), now: work.now })
  await store.update(work, task)
  await work.emit('task.updated', task, { before })
  if (task.complete && !before.complete) await work.emit('task.completed', task)
  return task
}

export async function deleteTask(work: Work, id: number): Promise<null> {
  const task = await store.find(work, id)
  await store.remove(work, id)
  await work.emit('task.deleted', task)
  return null
}

/** What the task is about: what was sent, else what it was about before. An invoice brings its customer along. */
async function subjectOf(work: Work, sent: TaskChanges, before: Pick<Task, 'customer_id' | 'invoice_id'>) {
  const invoice = sent.invoice_id ?? sent.invoice
  if (invoice) {
    const { customer } = await inField('invoice_id', findInvoice(work, invoice))
    return { customer, invoice }
  }
  const customer = sent.customer_id === undefined ? sent.customer : sent.customer_id
  if (customer) await inField('customer_id', findCustomer(work, customer))
  return {
    customer: customer === undefined ? before.customer_id : customer,
    invoice: sent.invoice_id === null || sent.invoice === null ? null : before.invoice_id,
  }
}

/** @throws Refusal invalid `user_not_member` for somebody who does not work for the company */
export async function refuseStranger(work: Work, userId: number | null | undefined, field = 'user_id'): Promise<void> {
  if (!userId || (await store.isMember(work, userId))) return
  throw new Refusal('invalid', 'user_not_member', `User ${userId} does not work for this company.`, field)
}

function signedIn({ actor }: Work): number | null {
  return actor.kind === 'member' ? actor.user_id : null
}

export const findTask = store.find
export const listTasks = store.list
