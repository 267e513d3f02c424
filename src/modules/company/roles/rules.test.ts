import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PERMISSION_FIELDS, PERMISSIONS } from './contract.ts'
import { changeRole, defaultRoles, draftRole, permissionsOf } from './rules.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const flags = fc.subarray([...PERMISSION_FIELDS]).map((fields) => Object.fromEntries(fields.map((field) => [field, true])))

test('a role allows exactly what it was given, by the names that operations ask for', () => {
  fc.assert(
    fc.property(flags, (given) => {
      const role = draftRole({ id: 'clerk', name: 'Clerk', notifications_edit: false, ...given }, NOW)
      const allowed = Object.entries(permissionsOf(role))
        .filter(([, allows]) => allows)
        .map(([permission]) => permission.replace('.', '_'))
      expect(allowed.toSorted()).toEqual(Object.keys(given).toSorted())
    }),
  )
})

test('what is not sent stays as it is', () => {
  fc.assert(
    fc.property(flags, flags, (given, changed) => {
      const role = draftRole({ id: 'clerk', name: 'Clerk', ...given }, NOW)
      expect(changeRole(role, {}, 1, NOW)).toEqual(role)
      expect(changeRole(role, changed, 1, NOW)).toEqual({ ...role, ...changed })
    }),
  )
})

test('of the first roles, only the administrator may let others in', () => {
  const roles = defaultRoles(NOW)
  expect(roles.filter((role) => role.business_admin).map(({ id }) => id)).toEqual(['administrator'])
  expect(Object.values(permissionsOf(roles[0]!)).every(Boolean)).toBe(true)
  expect(PERMISSIONS).toHaveLength(new Set(PERMISSION_FIELDS).size)
})
