import { createHash } from 'node:crypto'
import { type Currency, type Money, money } from '../../../core/money.ts'
import { type DeclineCode, declined, unknown } from '../declines.ts'
import type { KeyValueStore } from '../kind.ts'
import type { Method, Outcome, SourceFacts, Stored } from '../port.ts'
import { testSource } from '../test-sources.ts'

/** What the simulator remembers, and what follows from it at a moment. References follow from idempotency keys. */
export interface World {
  readonly state: KeyValueStore
  readonly now: () => Date
  readonly settle_days: number
}

export interface ChargeRecord {
  readonly reference: string
  readonly idempotency_key: string
  /** Fingerprint of the request, to tell a repetition from another request with the same key. */
  readonly request: string
  readonly token: string
  readonly amount: number
  readonly currency: Currency
  readonly created_at: string
  readonly decline: DeclineCode | null
  readonly settles_at: string | null
  /** Nobody gets to know the outcome before. */
  readonly known_from: string
}

export interface SourceRecord {
  readonly reference: string
  readonly token: string
  readonly method: Method
  readonly customer: string
  readonly verified: boolean
  readonly removed: boolean
}

export interface RefundRecord {
  readonly reference: string
  readonly idempotency_key: string
  readonly charge: string
  readonly amount: number
  readonly currency: Currency
}

export interface CheckoutRecord {
  readonly reference: string
  readonly idempotency_key: string
  readonly amount: number | null
  readonly currency: Currency | null
  readonly description: string
  readonly methods: readonly Method[]
  readonly payer: { readonly id: string; readonly name: string; readonly customer: string | null }
  readonly return_url: string
  readonly cancel_url: string
  readonly save_source: boolean
  readonly expires_at: string
  readonly attempts: number
  readonly charge: string | null
  readonly source: string | null
}

export type Kind = 'charge' | 'source' | 'refund' | 'checkout'
interface Records {
  readonly charge: ChargeRecord
  readonly source: SourceRecord
  readonly refund: RefundRecord
  readonly checkout: CheckoutRecord
}

const PREFIXES: Readonly<Record<Kind | 'customer', string>> = {
  charge: 'sim_ch_',
  source: 'sim_src_',
  refund: 'sim_re_',
  checkout: 'sim_co_',
  customer: 'sim_cus_',
}

export function referenceOf(kind: Kind | 'customer', key: string): string {
  return PREFIXES[kind] + fingerprint(key)
}

/** In letters only: among digits there would be, now and then, what reads as the number of a card, and is refused. */
export function fingerprint(...parts: readonly (string | number | null)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
  return hex.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)
}

export async function load<K extends Kind>({ state }: World, kind: K, reference: string): Promise<Records[K] | undefined> {
  return (await state.get(`${kind}:${reference}`)) as Records[K] | undefined // written by save and add below, under this kind
}

export function save<K extends Kind>({ state }: World, kind: K, record: Records[K]): Promise<void> {
  return state.put(`${kind}:${record.reference}`, record)
}

export function add<K extends Kind>({ state }: World, kind: K, record: Records[K]): Promise<boolean> {
  return state.add(`${kind}:${record.reference}`, record)
}

export function amountOf({ amount, currency }: { readonly amount: number; readonly currency: Currency }): Money {
  return money(amount, currency)
}

export function factsOf(token: string, verified?: boolean): SourceFacts {
  const source = testSource(token)!.source // only tokens that were found are kept
  return source.object === 'bank_account' && verified !== undefined ? { ...source, verified } : source
}

/** How a charge stands at a moment, for those who are told the truth. */
export function outcomeOf(record: ChargeRecord, at: Date): Outcome {
  const { reference } = record
  if (at < new Date(record.known_from)) return unknown('The gateway did not answer.')
  if (record.decline) return declined(record.decline, { reference })
  const source = factsOf(record.token)
  if (!record.settles_at) return { outcome: 'succeeded', reference, source }
  if (at < new Date(record.settles_at)) return { outcome: 'pending', reference, source }
  const end = testSource(record.token)!.later
  return end === 'succeeds' ? { outcome: 'succeeded', reference, source } : declined(end ?? 'card_declined', { reference })
}

export function storedOf(record: SourceRecord): Stored {
  return {
    outcome: 'stored',
    reference: record.reference,
    customer: record.customer,
    source: factsOf(record.token, record.verified),
    verification: record.verified ? 'none' : 'micro_deposits',
  }
}

export function later(from: Date, by: { readonly days?: number; readonly minutes?: number; readonly seconds?: number }): Date {
  return new Date(from.getTime() + (((by.days ?? 0) * 24 * 60 + (by.minutes ?? 0)) * 60 + (by.seconds ?? 0)) * 1000)
}
