import type { Body, Query, Reply, Route, Row, RowsRoute, WithoutInput } from './routes-of-api.ts'
import { notifyExpired } from './session-events.ts'

/** An answer of the API that is not a success: `param` names the guilty field, `items[1].unit_cost` style. Status 0: no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly code: string | undefined
  readonly param: string | undefined

  constructor(status: number, body: { type?: string; code?: string; message?: string; param?: string }) {
    super(body.message ?? 'Something went wrong on our side. Please try again.')
    this.status = status
    this.type = body.type ?? 'api'
    this.code = body.code
    this.param = body.param
  }
}

export type Input<R extends Route> = { readonly [Name in PathName<R>]: string | number } & {
  readonly query?: Query
  readonly signal?: AbortSignal
  /** Makes a repeated write happen once; give the same key for the same intention. */
  readonly idempotencyKey?: string
} & (Body<R> extends undefined ? unknown : { readonly body: Body<R> })

type PathName<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathName<Rest> : never

/** One call of the API, by its line in the contract: `call('GET /invoices/{id}', { id })`. */
export async function call<R extends Route>(
  route: R,
  ...[input]: WithoutInput<R> extends true ? [input?: Input<R>] : [input: Input<R>]
): Promise<Reply<R>> {
  const { json } = await send(route, input as AnyInput | undefined)
  return json as Reply<R>
}

/** One page of a list and how many there are in all. */
export async function list<R extends RowsRoute>(route: R, input?: Input<R>): Promise<{ rows: Row<R>[]; total: number }> {
  const { json, headers } = await send(route, input as AnyInput | undefined)
  const rows = json as Row<R>[]
  return { rows, total: Number(headers.get('X-Total-Count') ?? rows.length) }
}

/** Uploads one file; the answer is its record. */
export async function upload(file: File): Promise<Reply<'POST /files'>> {
  const form = new FormData()
  form.append('file', file, file.name)
  const { json } = await send('POST /files', { form })
  return json as Reply<'POST /files'>
}

interface AnyInput {
  readonly query?: Query
  readonly body?: unknown
  readonly form?: FormData
  readonly signal?: AbortSignal
  readonly idempotencyKey?: string
  readonly [name: string]: unknown
}

async function send(route: string, input: AnyInput = {}): Promise<{ json: unknown; headers: Headers }> {
  const [method = 'GET', template = '/'] = route.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-Netterms-Csrf'] = '1'
  if (input.body !== undefined) headers['Content-Type'] = 'application/json'
  if (input.idempotencyKey) headers['Idempotency-Key'] = input.idempotencyKey
  const response = await reach(`/api${path}${queryText(input.query)}`, {
    method,
    headers,
    credentials: 'same-origin',
    ...(input.form ? { body: input.form } : input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal ? { signal: input.signal } : {}),
  })
  const json = await readJson(response)
  if (response.ok) return { json, headers: response.headers }
  if (response.status === 401 && !path.startsWith('/auth/') && !path.startsWith('/portal/')) notifyExpired()
  throw new ApiError(response.status, (json ?? {}) as object)
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError(0, { type: 'network', message: 'The server could not be reached. Check your connection and try again.' })
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null
  const text = await response.text()
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null
  }
}

/** `{filter: {customer: 7}}` is written `filter[customer]=7`; what is undefined or empty is left out. */
export function queryText(query: Query = {}): string {
  const parts: [string, string][] = []
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue
    if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value))
        if (inner !== undefined && inner !== '') parts.push([`${name}[${key}]`, String(inner)])
    } else parts.push([name, String(value)])
  }
  return parts.length === 0 ? '' : `?${new URLSearchParams(parts)}`
}
