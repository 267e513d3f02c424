import { Loader } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { sessionQuery } from '../../query.ts'
import { LinkButton, useGo } from '../../ui/links.tsx'
import { problemText } from '../../ui/toasts.ts'
import { AccessForm } from './AccessForm.tsx'

/** Where the link of the "verify" mail leads. */
export function VerifyEmail() {
  const go = useGo()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const [verified, setVerified] = useState(false)
  const started = useRef(false)
  useEffect(() => {
    if (started.current) return
    started.current = true
    const token = new URLSearchParams(window.location.search).get('token') ?? ''
    const verify = async () => {
      await call('POST /auth/verify', { body: { token } })
      queries.removeQueries()
      const session = await queries.fetchQuery(sessionQuery)
      if (session.user) go(session.company ? paths.home() : paths.welcome(), { replace: true })
      else setVerified(true)
    }
    verify().catch((error: unknown) => setProblem(problemText(error)))
  }, [go, queries])
  if (verified)
    return (
      <AccessForm title="Address confirmed" text="Sign in to set up your company.">
        <LinkButton to={paths.signIn(paths.welcome())} fullWidth size="md">
          Sign in
        </LinkButton>
      </AccessForm>
    )
  if (problem)
    return (
      <AccessForm title="This link does not work" text={problem}>
        <LinkButton to={paths.signIn()} fullWidth size="md">
          Sign in
        </LinkButton>
      </AccessForm>
    )
  return (
    <AccessForm title="Confirming your address">
      <Loader type="dots" />
    </AccessForm>
  )
}
