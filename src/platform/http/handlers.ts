import type { Operation, Operations, Received, Returned } from '../../contract/operation.ts'
import type { Platform } from '../outside.ts'
import type { Wire } from '../wire.ts'
import type { Actor, Work, WorkOptions } from '../work.ts'

/** Who called, and for which company. */
export interface Caller {
  readonly companyId: number
  readonly actor: Actor
  /** What idempotency keys and rate limits are kept by, for example `key:17`. */
  readonly name: string
}

/** A person who signed in, perhaps without having chosen a company yet. */
export interface Visitor {
  readonly userId: number
  readonly sessionHash: Buffer
  readonly caller: Caller | null
}

/** What a verb may need to know about the call itself. */
export interface RequestFacts {
  readonly ip: string
  readonly userAgent: string
  readonly headers: Headers
}

/**
 * Where a verb stands that is not one unit of work: it acts on the outside, or is called by somebody who is no member of
 * a company. It opens short units of work itself and calls out between them, never inside.
 */
export interface Desk {
  readonly platform: Platform
  readonly caller: Caller | null
  readonly visitor: Visitor | null
  readonly request: RequestFacts
  readonly rehearsal: boolean
  /** A unit of work for the caller's company and by the caller, unless said otherwise. */
  work<T>(run: (work: Work) => Promise<T>, options?: Partial<WorkOptions>): Promise<T>
  setCookie(name: string, value: string, maxAgeSeconds: number): void
}

type StandsOutside = { readonly access: 'public' | 'user' } | { readonly outside: true }

type Inside<O extends Operation> = (work: Work, input: Received<O>, request: RequestFacts) => Promise<Returned<O>>
type Outside<O extends Operation> = (desk: Desk, input: Received<O>) => Promise<Returned<O>>

/** A verb that acts on the outside only where a field of its body is given is handled twice. */
export type Handler<O extends Operation> = O extends StandsOutside
  ? Outside<O>
  : O extends { readonly outside: string }
    ? { readonly inside: Inside<O>; readonly outside: Outside<O> }
    : Inside<O>

/** Every operation of a noun must be handled. */
export type Handlers<Ops extends Operations> = { readonly [K in keyof Ops]: Handler<Ops[K]> }

/** A document as a file. */
export interface Paper {
  readonly bytes: Uint8Array
  readonly filename: string
}

export type Handling = (place: Work | Desk, input: unknown, request: RequestFacts) => Promise<unknown>
export type AnyHandler = Handling | { readonly inside: Handling; readonly outside: Handling }
/** Handlers by resource and operation, as the contract names them. */
export type Routes = Readonly<Record<string, Readonly<Record<string, unknown>>>>
/** Prints what a unit of work gathered, after it: printing reads the storage and takes its time. */
export type Print = (platform: Platform) => Promise<Paper>
/** The PDF form of operations that have one. */
export type Papers = Readonly<Record<string, Readonly<Record<string, (work: Work, input: never) => Promise<Print>>>>>
/** Loads records by id, as they are published, for `expand` and for events. */
export type Expander = (work: Work, ids: readonly (number | string)[]) => Promise<ReadonlyMap<number | string, Wire>>
export type Expanders = Readonly<Record<string, Expander>>
