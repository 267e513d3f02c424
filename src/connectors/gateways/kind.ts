import type { z } from 'zod'
import type { Gateway } from './port.ts'

/** A vendor that companies can choose: what it is called, what it must be told, how to begin. */
export interface GatewayKind {
  readonly name: string
  readonly label: string
  readonly test: boolean
  /** Settings with titles and descriptions, for a form; secrets carry `secret: true` in their metadata. */
  readonly settings: z.ZodObject
  /** @throws z.ZodError for settings that do not fit */
  open(settings: unknown, around: Around): Gateway
}

/** What a gateway needs from the outside besides its vendor. */
export interface Around {
  readonly clock: () => Date
  /** Where the simulator keeps what happened. */
  readonly state?: KeyValueStore
  /** Where the simulator's own payment page is, without a slash at the end. */
  readonly simulator_url?: string
  /** Another address of the vendor's API, for tests and proxies. */
  readonly api_url?: string
  readonly timeout_ms?: number
  /** Sees every exchange, without secrets. */
  readonly record?: (exchange: Exchange) => void
}

export interface Exchange {
  readonly gateway: string
  readonly verb: string
  readonly request: unknown
  readonly answer: unknown
}

/** JSON values under text keys. `add` keeps what is there and says false, also between processes. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  add(key: string, value: unknown): Promise<boolean>
  remove(key: string): Promise<void>
  /** All keys that begin so, in alphabetical order. */
  keys(prefix: string): Promise<readonly string[]>
}

/** Ties a schema to a way of opening, and forgets the type of the settings afterwards. */
export function gatewayKind<Settings extends z.ZodObject>(kind: {
  readonly name: string
  readonly label: string
  readonly test: boolean
  readonly settings: Settings
  open(settings: z.output<Settings>, around: Around): Gateway
}): GatewayKind {
  return { ...kind, open: (settings, around) => kind.open(kind.settings.parse(settings), around) }
}
