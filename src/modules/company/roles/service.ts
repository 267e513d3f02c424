import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import type { Role, RoleChanges, RoleDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createRole(work: Work, draft: RoleDraft): Promise<Role> {
  const role = rules.draftRole(draft, work.now)
  await store.insert(work, work.companyId, [role])
  await work.emit('role.created', role)
  return role
}

export async function updateRole(work: Work, id: string, changes: RoleChanges): Promise<Role> {
  const before = await store.lock(work, id)
  const role = rules.changeRole(before, changes, await store.countAdministrators(work, { role: id }), work.now)
  await store.update(work, role)
  await work.emit('role.updated', role, { before })
  return role
}

export async function deleteRole(work: Work, id: string): Promise<null> {
  const role = await store.lock(work, id)
  rules.deleteRole(role, await store.countMembers(work, id))
  await store.remove(work, id)
  await work.emit('role.deleted', role)
  return null
}

/** The roles of a company that is being made. */
export async function insertDefaultRoles(plain: PlainWork, companyId: number): Promise<void> {
  await store.insert(plain, companyId, rules.defaultRoles(plain.now))
}

/** @throws Refusal refused `last_administrator` where nobody but this member could let others in */
export async function refuseWithoutAdministrator(work: Work, member: number): Promise<void> {
  rules.refuseWithoutAdministrator(await store.countAdministrators(work, { member }))
}

export const findRoles = store.findMany
export const flagsOf = store.flagsOf
