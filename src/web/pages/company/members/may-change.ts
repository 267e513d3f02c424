import type { Member } from '../../../records.ts'
import { useForbidden, useSession } from '../../../session.ts'

/** Whether the signed-in person may change what this member is and sees: administrators may, for everybody but themselves. */
export function useMayChange(member: Member): boolean {
  const isOwn = useSession()?.user?.id === member.user.id
  const forbidden = useForbidden()
  return !isOwn && forbidden('business.admin') === undefined
}
