import type { z } from 'zod'
import type { ListQuery, ListSpec } from './list.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: `company` an API key or a member's session; `user` a signed-in person; `public` anyone. */
export type Access = 'company' | 'user' | 'public'

/** One line of the API. Validation, OpenAPI, the web client and the CLI all read this and nothing else. */
export interface Operation<
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  readonly path: Path
  /** Further paths under which published clients call the same operation. */
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly scope: Scope
  /** What a member's role must allow, in the published flags; API keys are limited by scope alone. */
  readonly permission?: string
  /** Default `company`. */
  readonly access?: Access
  /** The status of success. Default: 200 for GET, PUT, PATCH; 201 for POST; 204 for DELETE. */
  readonly success?: 200 | 201 | 204
  readonly query?: Query
  readonly body?: Body
  /** Bodies of a form may bring a file, which arrives under `file`. */
  readonly accepts?: 'multipart'
  readonly list?: ListSpec
  /** Fields that `expand` may replace by an object: field → noun. */
  readonly expand?: Readonly<Record<string, string>>
  /** The same path answers `Accept: application/pdf`. */
  readonly pdf?: boolean
  /** A body that is a bare value, as one published client sends it, means this field. */
  readonly bare?: string
  /**
   * Acts on the outside (charges a card): the handler gets a desk and opens short units of work itself. The name of a field
   * of the body (`customer.payment_source`): only where that is given; then there are two handlers.
   */
  readonly outside?: boolean | string
  /** A write that is no write (a preview, a read spelt POST): no idempotency key, no rehearsal. */
  readonly safe?: boolean
  readonly reply: Reply
}

export type Scope = `${string}:${'read' | 'write'}`

/** Path parameters ending in `id` are whole numbers, all others are text. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: K extends 'id' | `${string}_id` ? number : string } & PathParams<Rest>
  : unknown

type QueryOf<O> = O extends { query: infer Q extends z.ZodType } ? { readonly query: z.output<Q> } : unknown
type BodyOf<O> = O extends { body: infer B extends z.ZodType } ? { readonly body: z.output<B> } : unknown
type ListOf<O> = O extends { list: ListSpec } ? { readonly list: ListQuery } : unknown
type QueryIn<O> = O extends { query: infer Q extends z.ZodType } ? { readonly query?: z.input<Q> } : unknown
type BodyIn<O> = O extends { body: infer B extends z.ZodType } ? { readonly body: z.input<B> } : unknown

/** What a handler receives: path parameters spread flat, then list, query and body. */
export type Received<O extends { path: string }> = PathParams<O['path']> &
  QueryOf<O> &
  BodyOf<O> &
  ListOf<O> & { readonly include: readonly string[] }
/** What a caller sends. */
export type Sent<O extends { path: string }> = PathParams<O['path']> & QueryIn<O> & BodyIn<O> & { readonly params?: Params }
/** Free query parameters: page, sort, filter[x], expand … */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>

/** One page of a list; `total` is null when the caller asked not to count. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number | null
}

/** What a handler returns. */
export type Returned<O extends { reply: z.ZodType }> = O extends { list: ListSpec }
  ? z.output<O['reply']> extends readonly (infer Row)[]
    ? Page<Row>
    : never
  : z.output<O['reply']>
/** What a caller then sees on the wire. */
export type Replied<O extends { reply: z.ZodType }> = z.input<O['reply']>

/** Keeps literal types. Written once per operation in a module's contract.ts. */
export function operation<
  const Path extends string,
  Reply extends z.ZodType,
  const O extends Omit<Operation<Path, z.ZodType, z.ZodType, Reply>, 'path' | 'reply'> & { path: Path; reply: Reply },
>(definition: O): O {
  return definition
}

/** What a relation leads to that is published and that no record has here: to expand it is no mistake, and finds nothing. */
export const NOBODYS = 'nobodys'

export type Operations = Readonly<Record<string, Operation>>

/** The status with which an operation succeeds. */
export function successOf(operation: Operation): 200 | 201 | 204 {
  if (operation.success) return operation.success
  if (operation.method === 'POST') return 201
  return operation.method === 'DELETE' ? 204 : 200
}
