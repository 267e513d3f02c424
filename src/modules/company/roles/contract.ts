import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing, TextIn } from '../../../contract/wire.ts'

/** What a role may allow. The published flags; in role objects the dot is an underscore. */
export const PERMISSIONS = [
  'customers.create',
  'customers.edit',
  'customers.delete',
  'invoices.create',
  'invoices.issue',
  'invoices.edit',
  'invoices.void',
  'invoices.delete',
  'credit_notes.create',
  'credit_notes.issue',
  'credit_notes.edit',
  'credit_notes.void',
  'credit_notes.delete',
  'estimates.create',
  'estimates.issue',
  'estimates.edit',
  'estimates.void',
  'estimates.delete',
  'emails.send',
  'text_messages.send',
  'letters.send',
  'payments.create',
  'payments.edit',
  'payments.delete',
  'charges.create',
  'refunds.create',
  'credits.create',
  'credits.apply',
  'imports.create',
  'reports.create',
  'settings.edit',
  'catalog.edit',
  'business.admin',
  'business.billing',
  'comments.create',
  'notes.create',
  'notes.edit',
  'notes.delete',
  'subscriptions.create',
  'subscriptions.edit',
  'subscriptions.delete',
  'tasks.create',
  'tasks.edit',
  'tasks.delete',
  'notifications.edit',
  'bills.create',
  'bills.edit',
  'bills.delete',
  'vendor_payments.create',
  'vendor_payments.edit',
  'vendor_payments.delete',
  'vendors.create',
  'vendors.edit',
  'vendors.delete',
] as const
export type Permission = (typeof PERMISSIONS)[number]

type FieldOf<P extends string> = P extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : never
/** A permission as a field of a role: `invoices_issue`. */
export type PermissionField = FieldOf<Permission>

export const PERMISSION_FIELDS = PERMISSIONS.map(fieldOf)

export function fieldOf(permission: Permission): PermissionField {
  return permission.replace('.', '_') as PermissionField // the type says the same of the name
}

/** One field per permission. */
function flags<S extends z.ZodType>(schema: S): Record<PermissionField, S> {
  return Object.fromEntries(PERMISSION_FIELDS.map((field) => [field, schema])) as Record<PermissionField, S>
}

export const RoleIdIn = TextIn(64, 2).refine(
  (text) => /^[a-z0-9][a-z0-9_-]*$/.test(text),
  'must consist of small letters, digits, _ and -',
)

export const RoleChanges = z.object({ name: LineIn(100, 1).optional(), ...flags(FlagIn.optional()) })
export type RoleChanges = z.output<typeof RoleChanges>

export const RoleDraft = z.object({ id: RoleIdIn, name: LineIn(100, 1), ...flags(FlagIn.optional()) })
export type RoleDraft = z.output<typeof RoleDraft>

export const Role = z.object({
  id: z.string(),
  name: z.string(),
  ...flags(z.boolean()),
  created_at: Instant,
  updated_at: Instant,
})
export type Role = z.output<typeof Role>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/roles',
    summary: 'List roles',
    scope: 'roles:read',
    list: { properties: { id: 'text', name: 'text', created_at: 'instant', updated_at: 'instant' } },
    reply: z.array(Role),
  }),
  create: operation({
    method: 'POST',
    path: '/roles',
    summary: 'Create a role',
    scope: 'roles:write',
    permission: 'business.admin',
    body: RoleDraft,
    reply: Role,
  }),
  get: operation({ method: 'GET', path: '/roles/{code}', summary: 'Retrieve a role', scope: 'roles:read', reply: Role }),
  update: operation({
    method: 'PATCH',
    path: '/roles/{code}',
    summary: 'Update a role',
    scope: 'roles:write',
    permission: 'business.admin',
    body: RoleChanges,
    reply: Role,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/roles/{code}',
    summary: 'Delete a role',
    scope: 'roles:write',
    permission: 'business.admin',
    reply: Nothing,
  }),
}

export const events = {
  'role.created': { object: Role, as: null },
  'role.updated': { object: Role, as: null },
  'role.deleted': { object: Role, as: null },
} as const
