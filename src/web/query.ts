import { keepPreviousData, QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiError, call, type Input, list } from './api.ts'
import type { Reply, Route, RowsRoute } from './routes-of-api.ts'
import { toastProblem } from './ui/toasts.ts'

/** The only store of server state. Anything written makes everything shown be asked again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status >= 500),
        refetchOnWindowFocus: true,
      },
      // Without a network a write fails at once and says so; it must not happen by itself some time later.
      mutations: { networkMode: 'always' },
    },
  })
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('GET /auth/session', { signal }),
  staleTime: 5 * 60_000,
})

/** The clock of a sandbox company; the frame has read it before any page shows. */
export const clockQuery = queryOptions({
  queryKey: ['GET /test_clock', null],
  queryFn: ({ signal }) => call('GET /test_clock', { signal }),
  staleTime: 15_000,
})

/** A record or a small list that is read whole. With `keep` the answer before stays visible while the next is on its way. */
export function useRead<R extends Route>(
  route: R,
  input?: Omit<Input<R>, 'signal'>,
  { keep = false, ...options }: { enabled?: boolean; refetchInterval?: number; keep?: boolean } = {},
) {
  return useQuery({
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    queryKey: [route, input ?? null],
    queryFn: ({ signal }) => (call as unknown as (route: R, input: object) => Promise<Reply<R>>)(route, { ...input, signal }),
    ...options,
  })
}

/** One page of a list; the page before stays visible while the next is on its way. */
export function useList<R extends RowsRoute>(
  route: R,
  input?: Omit<Input<R>, 'signal'>,
  options: { enabled?: boolean; refetchInterval?: number } = {},
) {
  return useQuery({
    queryKey: [route, 'rows', input ?? null],
    queryFn: ({ signal }) => list(route, { ...input, signal } as unknown as Input<R>),
    placeholderData: keepPreviousData,
    ...options,
  })
}

/** A write. Afterwards all that is on screen is asked again; a refusal is shown as a toast unless the caller shows it. */
export function useWrite<Given, Answer>(
  run: (given: Given) => Promise<Answer>,
  options: { onDone?: (answer: Answer, given: Given) => void; quiet?: boolean } = {},
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: async (answer, given) => {
      const refreshed = client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
      options.onDone?.(answer, given)
      await refreshed
    },
    onError: (error) => {
      if (!options.quiet) toastProblem(error)
    },
  })
}

/**
 * A write that happens once however often it is tried: the same idempotency key goes along until an answer came. Without
 * an answer it may have happened, so the key stays; after a refusal or a success the next write is another intention.
 */
export function useOnce<Given, Answer>(
  run: (given: Given, idempotencyKey: string) => Promise<Answer>,
): (given: Given) => Promise<Answer> {
  const key = useRef(crypto.randomUUID())
  return async (given) => {
    try {
      const answer = await run(given, key.current)
      key.current = crypto.randomUUID()
      return answer
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) key.current = crypto.randomUUID()
      throw error
    }
  }
}
