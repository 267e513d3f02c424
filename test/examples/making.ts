import { randomUUID } from 'node:crypto'

/** Makes what a call needs (a customer, a draft, a file) through the API, and says how the call goes. */
export type Example = (company: Caller) => ExampleCall | Promise<ExampleCall>

export interface Told {
  readonly status: number
  readonly json: unknown
  readonly text: string
}

/** Whoever makes calls as a company: a company of the world, or a client of a running server. */
export interface Caller {
  /** The path begins below /api. */
  call(method: string, path: string, options?: { body?: unknown }): Promise<Told>
  /** A call of somebody else, without the company's key; the path begins at the root. */
  request(method: string, path: string, options?: { body?: unknown; headers?: Readonly<Record<string, string>> }): Promise<Told>
  /** What the server's clock says. */
  now(): Date
}

export interface ExampleCall {
  /** Values of the path's parameters. */
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export type Made = Readonly<Record<string, unknown>> & { readonly id: number }

/** Makes a record that an example rests on. */
export async function make(company: Caller, path: string, body: unknown = {}): Promise<Made> {
  const { status, json, text } = await company.call('POST', path, { body })
  if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${text}`)
  return json as Made
}

/** What is there already. */
export async function read<Result>(company: Caller, path: string): Promise<Result> {
  const { status, json, text } = await company.call('GET', path)
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`)
  return json as Result
}

/** A code that nobody chose before. */
export const code = (prefix: string) => `${prefix}-${randomUUID().slice(0, 8)}`

/** Whether a text was made by `code`: it names a record of whoever made it. */
export const isCode = (text: string) => /^[a-z]+[-_][0-9a-f]{8}$/.test(text)

export const email = () => `${code('office')}@acme.example`

export type Maker = (company: Caller) => Promise<Made>

export const nothing: Example = () => ({})

/** A call about a record made just before. */
export const about =
  (maker: Maker, body?: unknown): Example =>
  async (company) => ({ path: { id: (await maker(company)).id }, ...(body !== undefined && { body }) })

export const aboutCode =
  (maker: Maker, body?: unknown): Example =>
  async (company) => ({ path: { code: (await maker(company)).id }, ...(body !== undefined && { body }) })

/** A call about a record below a customer or an invoice. */
export const below =
  (maker: (company: Caller) => Promise<Readonly<Record<string, unknown>>>, names: readonly string[], body?: unknown): Example =>
  async (company) => {
    const made = await maker(company)
    return { path: Object.fromEntries(names.map((name) => [name, made[name] as number])), ...(body !== undefined && { body }) }
  }
