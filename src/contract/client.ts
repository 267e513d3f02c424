import type { Operation, Operations, Replied, Sent } from './operation.ts'

type Call<O> = O extends Operation
  ? (...args: Record<never, never> extends Sent<O> ? [input?: Sent<O>] : [input: Sent<O>]) => Promise<Replied<O>>
  : never
export type Client<A> = { readonly [R in keyof A]: { readonly [K in keyof A[R]]: Call<A[R][K]> } }

/** What a call travels on: `fetch` in the browser, an HTTP client in tests and on the command line. */
export type Send = (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>

export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly code: string
  readonly param: string | undefined

  constructor(status: number, { type, code, message, param }: { type: string; code: string; message: string; param?: string }) {
    super(message)
    this.status = status
    this.type = type
    this.code = code
    this.param = param
  }
}

/** A typed client for the web app, the CLI and the tests; it knows the API only through the contract. */
export function client<A extends Readonly<Record<string, Operations>>>(api: A, send: Send): Client<A> {
  const call =
    (operation: Operation) =>
    async (input: Record<string, unknown> = {}) => {
      const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
      const query = new URLSearchParams(present({ ...(input['query'] as object), ...(input['params'] as object) })).toString()
      const { status, json } = await send(operation.method, query ? `${path}?${query}` : path, input['body'])
      if (status < 400) return json
      throw new ApiError(status, json as { type: string; code: string; message: string; param?: string })
    }
  return mapValues(api, (operations: Operations) => mapValues(operations, call)) as unknown as Client<A>
}

function present(parameters: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

function mapValues<V, R>(object: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
