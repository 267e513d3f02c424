/**
 * Owns: how a subscription that is still to be made is kept beside the charge of its first bill, and what that charge pays.
 * Does not own: the subscription, the charge.
 * Invariants: what is unpacked is what was packed; every cent of the charge has its place.
 */
import { isPositive, type Money, max, min, money, subtract, zero } from '../../../core/money.ts'
import type { Split } from '../../payments/payments/application.ts'
import type { SubscriptionDraft } from '../subscriptions/contract.ts'

/** What a charge begins, as it is kept with it. */
export interface Begins {
  readonly draft: string
  /** What made it; the same is never two subscriptions. */
  readonly begun_by: string
  /** The part of the charge that is a fee, in minor units. */
  readonly fee: number
  /** Why the subscription could not be made after all: the charge is given back. */
  readonly problem: string | null
}

/** The draft as text. Decimals and instants come back as they were. */
export function packDraft(draft: SubscriptionDraft): string {
  return JSON.stringify(spell(draft))
}

export function unpackDraft(text: string): SubscriptionDraft {
  return JSON.parse(text, (_, value: unknown) => unspell(value)) as SubscriptionDraft // as packDraft wrote it
}

function spell(value: unknown): unknown {
  if (typeof value === 'bigint') return { $whole: value.toString() }
  if (value instanceof Date) return { $instant: value.toISOString() }
  if (Array.isArray(value)) return value.map(spell)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, spell(field)]))
  return Object.keys(value).some((name) => name.startsWith('$')) ? { $fields: Object.entries(fields) } : fields
}

function unspell(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { $whole, $instant, $fields } = value as { $whole?: string; $instant?: string; $fields?: [string, unknown][] }
  if ($whole !== undefined) return BigInt($whole)
  if ($instant !== undefined) return new Date($instant)
  return $fields === undefined ? value : Object.fromEntries($fields)
}

/** What the charge pays of the first invoice, with its fee; more than is owed becomes credit of the customer. */
export function firstSplits(
  charged: Money,
  fee: number,
  invoice: { readonly id: number; readonly balance: Money } | null,
): Split[] {
  const { currency } = charged
  const paying = subtract(charged, money(fee, currency))
  const pays = invoice ? max(min(paying, invoice.balance), zero(currency)) : zero(currency)
  const splits: Split[] = [
    ...(invoice ? [{ type: 'invoice', invoice: invoice.id, amount: pays } as const] : []),
    { type: 'convenience_fee', amount: money(fee, currency) },
    { type: 'credit', amount: subtract(paying, pays) },
  ]
  return splits.filter(({ amount }) => isPositive(amount))
}
