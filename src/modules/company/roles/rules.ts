/**
 * Owns: named sets of permissions. Does not own: who has a role (members); what a permission stops (each operation says).
 * Invariants: the role `administrator` always allows everything and stays; so a company can always be put in order again.
 */
import { Refusal } from '../../../core/refusal.ts'
import {
  fieldOf,
  PERMISSIONS,
  type Permission,
  type PermissionField,
  type Role,
  type RoleChanges,
  type RoleDraft,
} from './contract.ts'

export const ADMINISTRATOR = 'administrator'

export function draftRole({ id, name, ...given }: RoleDraft, now: Date): Role {
  return { id, name, ...allowed((field) => given[field] ?? field === 'notifications_edit'), created_at: now, updated_at: now }
}

/** @param administratorsElsewhere members with another role that makes them administrators */
export function changeRole(role: Role, changes: RoleChanges, administratorsElsewhere: number, now: Date): Role {
  refuseAdministrator(role)
  const changed = {
    ...role,
    name: changes.name ?? role.name,
    ...allowed((field) => changes[field] ?? role[field]),
    updated_at: now,
  }
  if (role.business_admin && !changed.business_admin) refuseWithoutAdministrator(administratorsElsewhere)
  return changed
}

/** Somebody must remain who can let others in. */
export function refuseWithoutAdministrator(remaining: number): void {
  if (remaining > 0) return
  throw new Refusal('refused', 'last_administrator', 'The last administrator stays: make somebody else an administrator first.')
}

export function deleteRole(role: Role, membersWithIt: number): void {
  refuseAdministrator(role)
  if (membersWithIt > 0) {
    throw new Refusal(
      'refused',
      'role_in_use',
      `${membersWithIt} ${membersWithIt === 1 ? 'member has' : 'members have'} the role ${role.name}; give them another one first.`,
    )
  }
}

/** What the role allows, by the names that operations ask for. */
export function permissionsOf(role: Readonly<Record<PermissionField, boolean>>): Record<Permission, boolean> {
  return Object.fromEntries(PERMISSIONS.map((permission) => [permission, role[fieldOf(permission)]])) as Record<
    Permission,
    boolean
  >
}

/** The roles that a new company begins with. */
export function defaultRoles(now: Date): readonly Role[] {
  const role = (id: string, name: string, allows: (permission: Permission) => boolean) =>
    draftRole({ id, name, ...allowedBy(allows) }, now)
  return [
    role(ADMINISTRATOR, 'Administrator', () => true),
    role('manager', 'Manager', (permission) => !permission.startsWith('business.')),
    role('accountant', 'Accountant', (permission) => !permission.startsWith('business.') && permission !== 'settings.edit'),
    role('sales', 'Sales', (permission) => SALES.test(permission)),
    role('collections', 'Collections', (permission) => COLLECTIONS.test(permission)),
    role('read_only', 'Read only', (permission) => permission === 'notifications.edit'),
  ]
}

const SALES =
  /^(customers\.(create|edit)|estimates\..*|invoices\.(create|issue|edit)|subscriptions\.(create|edit)|emails\.send|(comments|notes)\.(create|edit)|tasks\..*|notifications\.edit|reports\.create)$/
const COLLECTIONS =
  /^(customers\.edit|(emails|text_messages|letters)\.send|payments\.(create|edit)|charges\.create|credits\.apply|(comments|notes|tasks)\..*|notifications\.edit|reports\.create)$/

function refuseAdministrator(role: Role): void {
  if (role.id === ADMINISTRATOR)
    throw new Refusal('refused', 'role_built_in', 'The role Administrator always allows everything; make another role instead.')
}

function allowed(isAllowed: (field: PermissionField) => boolean): Record<PermissionField, boolean> {
  return allowedBy((permission) => isAllowed(fieldOf(permission)))
}

function allowedBy(isAllowed: (permission: Permission) => boolean): Record<PermissionField, boolean> {
  return Object.fromEntries(PERMISSIONS.map((permission) => [fieldOf(permission), isAllowed(permission)])) as Record<
    PermissionField,
    boolean
  >
}
