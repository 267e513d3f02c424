import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing, TextIn } from '../../../contract/wire.ts'
import { PERMISSION_FIELDS, type PermissionField } from './permissions.ts'

/** One field per permission. */
function flags<S extends z.ZodType>(schema: S): Record<PermissionField, S> {
  return Object.fromEntries(PERMISSION_FIELDS.map((field) => [field, schema])) as Record<PermissionField, S>
}

export const RoleIdIn = TextIn(64, 2).refine((text) => /^[a-z0-9][a-z0-9_-]*$/.test(text), 'must consist of small letters, digits, _ and -')

export const RoleChanges = z.object({ name: LineIn(100, 1).optional(), ...flags(FlagIn.optional()) })
export type RoleChanges = z.output<typeof RoleChanges>

export const RoleDraft = z.object({ id: RoleIdIn, name: LineIn(100, 1), ...flags(FlagIn.optional()) })
export type RoleDraft = z.output<typeof RoleDraft>

export const Role = z.object({ id: z.string(), name: z.string(), ...flags(z.boolean()), created_at: Instant, updated_at: Instant })
export type Role = z.output<typeof Role>

export const operations = {
  list: operation({
    method: 'GET', path: '/roles', summary: 'List roles', scope: 'roles:read',
    list: { properties: { id: 'text', name: 'text', created_at: 'instant', updated_at: 'instant' } },
    reply: z.array(Role),
  }),
  create: operation({ method: 'POST', path: '/roles', summary: 'Create a role', scope: 'roles:write', permission: 'business.admin', body: RoleDraft, reply: Role }),
  get: operation({ method: 'GET', path: '/roles/{code}', summary: 'Retrieve a role', scope: 'roles:read', reply: Role }),
  update: operation({ method: 'PATCH', path: '/roles/{code}', summary: 'Update a role', scope: 'roles:write', permission: 'business.admin', body: RoleChanges, reply: Role }),
  delete: operation({ method: 'DELETE', path: '/roles/{code}', summary: 'Delete a role', scope: 'roles:write', permission: 'business.admin', reply: Nothing }),
}

export const events = {
  'role.created': { object: Role, as: null },
  'role.updated': { object: Role, as: null },
  'role.deleted': { object: Role, as: null },
} as const
