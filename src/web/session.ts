import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from './api.ts'
import { paths } from './paths.ts'
import { sessionQuery } from './query.ts'
import type { Company } from './records.ts'

/** Who is signed in and for which company. Pages inside the frame have both. */
export function useSession() {
  return useQuery(sessionQuery).data
}

export function useCompany(): Company {
  const company = useSession()?.company
  if (!company) throw new Error('this page needs a company')
  return company
}

/** Why one's role does not allow something, for the greyed button; undefined when it does. The server decides again. */
export function useForbidden(): (permission: string | undefined) => string | undefined {
  const permissions = useSession()?.permissions
  return (permission) =>
    permission && permissions && permissions[permission] === false ? 'Your role does not allow this.' : undefined
}

/** Changing who one is forgets everything that was read before; a fresh load is the surest way. */
export function useLeaving() {
  const client = useQueryClient()
  const leaveFor = (url: string) => {
    client.clear()
    window.location.assign(url)
  }
  return {
    signOut: async () => {
      await call('POST /auth/sign_out')
      leaveFor(paths.signIn())
    },
    selectCompany: async (company: number) => {
      await call('POST /auth/select_company', { body: { company } })
      leaveFor(paths.home())
    },
  }
}
