import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, Instant, InstantIn, LineIn, Nothing, orNull, Related } from '../../../contract/wire.ts'

export const ACTIONS = ['phone', 'letter', 'email', 'review'] as const

export const TaskDraft = z.object({
  name: LineIn(255, 1),
  action: z.enum(ACTIONS),
  due_date: InstantIn,
  /** Both spellings are published: ids, and what they name. */
  customer_id: orNull(IdIn).optional(),
  customer: orNull(IdIn).optional(),
  invoice_id: orNull(IdIn).optional(),
  invoice: orNull(IdIn).optional(),
  /** Who shall do it: a member's user. */
  user_id: orNull(IdIn).optional(),
  assignee: orNull(IdIn).optional(),
  complete: FlagIn.optional(),
  completed_by_user_id: orNull(IdIn).optional().describe('Who did it; by default who says so, or the assignee'),
})
export type TaskDraft = z.output<typeof TaskDraft>

export const TaskChanges = TaskDraft.partial()
export type TaskChanges = z.output<typeof TaskChanges>

export const Task = z.object({
  id: z.int(),
  object: z.literal('task'),
  name: z.string(),
  action: z.enum(ACTIONS),
  customer_id: Related.nullable(),
  invoice_id: Related.nullable(),
  user_id: Related.nullable(),
  due_date: Instant,
  complete: z.boolean(),
  completed_date: Instant.nullable(),
  completed_by_user_id: Related.nullable(),
  chase_step_id: Related.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type Task = z.output<typeof Task>

const expand = {
  bill: NOBODYS,
  vendor_credit: NOBODYS,
  customer_id: 'customer',
  invoice_id: 'invoice',
  user_id: 'user',
  completed_by_user_id: 'user',
  chase_step_id: 'chasing_cadence_step',
} as const
const read = { scope: 'tasks:read', expand } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/tasks',
    summary: 'List tasks',
    ...read,
    list: {
      properties: {
        ...COMMON,
        name: 'text',
        action: 'text',
        customer: 'whole',
        customer_id: 'whole',
        invoice_id: 'whole',
        user_id: 'whole',
        member: 'whole',
        due_date: 'instant',
        complete: 'flag',
        completed_date: 'instant',
      },
    },
    reply: z.array(Task),
  }),
  create: operation({
    method: 'POST',
    path: '/tasks',
    summary: 'Create a task',
    scope: 'tasks:write',
    permission: 'tasks.create',
    expand,
    body: TaskDraft,
    reply: Task,
  }),
  get: operation({ method: 'GET', path: '/tasks/{id}', summary: 'Retrieve a task', ...read, reply: Task }),
  update: operation({
    method: 'PATCH',
    path: '/tasks/{id}',
    summary: 'Update or complete a task',
    scope: 'tasks:write',
    permission: 'tasks.edit',
    expand,
    body: TaskChanges,
    reply: Task,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/tasks/{id}',
    summary: 'Delete a task',
    scope: 'tasks:write',
    permission: 'tasks.delete',
    reply: Nothing,
  }),
}

export const events = {
  'task.created': { object: Task, as: 'task.created' },
  'task.updated': { object: Task, as: 'task.updated' },
  'task.deleted': { object: Task, as: 'task.deleted' },
  'task.completed': { object: Task, as: 'task.completed' },
} as const
