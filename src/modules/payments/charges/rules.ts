/**
 * Owns: what a try at a gateway is, how it ends, and what it settles when it does.
 * Does not own: the gateway, the payment it becomes, refunds.
 * Invariants: a charge is written before the gateway is called; it ends once, as succeeded or failed, and never goes back;
 * unknown is neither: it is shown as pending until a job has found out.
 */
import type { Currency } from '../../../core/currency.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { add, inMajorUnits, isPositive, type Money, min, money, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Begins } from '../../recurring/beginnings/rules.ts'
import type { SourceFacts } from '../payment-sources/rules.ts'
import type { ChargedSplit, Split } from '../payments/application.ts'
import type { Charge, ChargeDraft } from './contract.ts'

export type State = 'intended' | 'unknown' | 'pending' | 'succeeded' | 'failed'

/** A charge as it is kept. */
export interface Facts extends Omit<Charge, 'status' | 'payment' | 'test'> {
  readonly status: State
  readonly payment_id: number | null
  readonly method: string
  readonly payment_source_type: string | null
  readonly payment_source_id: number | null
  readonly applied_to: readonly ChargedSplit[]
  readonly source: string
  readonly idempotency_key: string
  readonly begins: Begins | null
  readonly attempted_at: Date | null
  readonly settled_at: Date | null
}

export function present({
  status,
  payment_id,
  method: _,
  payment_source_type: __,
  payment_source_id: ___,
  applied_to,
  source,
  idempotency_key,
  begins: ____,
  attempted_at,
  settled_at,
  ...charge
}: Facts): Charge {
  return {
    ...charge,
    status: isEnded(status) ? (status as Charge['status']) : 'pending',
    // Known before the money is there: the payment has the number of its charge.
    payment: payment_id ?? (status === 'failed' ? null : charge.id),
    test: charge.gateway === 'test',
  }
}

/** What is intended, before the gateway is asked. */
export function draftCharge(
  id: number,
  intent: Intent,
  at: Pick<Facts, 'gateway' | 'merchant_account'>,
  now: Date,
  payment_source: Charge['payment_source'],
): Facts {
  const kept = 'kept' in intent.from ? intent.from.kept : null
  return {
    id,
    object: 'charge',
    customer: intent.customer,
    payment_id: null,
    currency: intent.amount.currency,
    amount: intent.amount,
    status: 'intended',
    ...at,
    gateway_id: null,
    method: intent.method,
    payment_source,
    payment_source_type: kept?.type ?? null,
    payment_source_id: kept?.id ?? null,
    applied_to: storedSplits(intent.splits),
    source: intent.source,
    receipt_email: intent.receipt_email ?? null,
    description: intent.description ?? `Payment ${id}`,
    amount_refunded: zero(intent.amount.currency),
    refunded: false,
    refunds: [],
    disputed: false,
    failure_code: null,
    failure_message: null,
    idempotency_key: intent.key,
    begins: intent.begins ?? null,
    attempted_at: null,
    settled_at: null,
    created_at: now,
    updated_at: now,
  }
}

interface Intent {
  readonly description?: string | null
  readonly customer: number
  readonly method: string
  readonly amount: Money
  readonly from: { readonly token: string } | { readonly kept: Pick<SourceFacts, 'id' | 'type'> }
  readonly splits: readonly Numbered[]
  readonly source: string
  readonly key: string
  readonly receipt_email?: string | null
  readonly begins?: Begins
}

/** Splits that have their numbers. */
export type Numbered = Split & { readonly id: number }

export function storedSplits(splits: readonly Numbered[]): ChargedSplit[] {
  return splits.map((split) => ({ ...split, amount: split.amount.amount }))
}

export function heldSplits({ applied_to, amount }: Facts): Numbered[] {
  return applied_to.map((split) => ({ ...split, amount: money(split.amount, amount.currency) }))
}

/** A split as it is asked of a new payment, in major units. */
export function splitIn({ id: _, ...split }: Split) {
  return { ...split, amount: decimal(decimalText(inMajorUnits(split.amount))), short_pay: split.short_pay ?? false }
}

/** A card that was charged by its token and is not kept. */
export function seenSource<Source extends object>(source: Source): Source & { readonly id: null } {
  return { ...source, id: null }
}

/**
 * Whether a subscription is made now: it waited for this charge, which is neither refused nor lost. What could not be made
 * once was told so, and is given back; it is not made later all the same.
 */
export function begins({ begins, applied_to }: Facts, outcome: string): boolean {
  const isWaiting = begins !== null && begins.problem === null && applied_to.length === 0
  return isWaiting && ['succeeded', 'pending', 'unknown'].includes(outcome)
}

/** Whether the gateway never heard of an attempt that nobody is told of: the process that made it died before. It is made again. */
export function isUnsent({ status, source, begins, payment_source_id }: Facts, outcome: string): boolean {
  return outcome === 'not_found' && status === 'intended' && source === 'autopay' && begins === null && payment_source_id !== null
}

export function isEnded(status: State): boolean {
  return status === 'succeeded' || status === 'failed'
}

/** What is charged: exactly one token or one stored source. */
export function chargedFrom(
  input: ChargeDraft,
): { readonly token: string } | { readonly type: 'card' | 'bank_account'; readonly id: number } {
  const tokens = [input.invoiced_token, input.gateway_token].filter((token) => typeof token === 'string')
  const stored =
    input.payment_source_type && input.payment_source_id ? { type: input.payment_source_type, id: input.payment_source_id } : null
  if (tokens.length + (stored ? 1 : 0) !== 1) {
    throw new Refusal(
      'invalid',
      'source_missing',
      'Send exactly one of invoiced_token, gateway_token, or payment_source_type with payment_source_id.',
      'payment_source_id',
    )
  }
  return stored ?? { token: tokens[0]! }
}

const CHARGEABLE = new Set(['invoice', 'estimate', 'credit', 'applied_credit', 'credit_note', 'convenience_fee'])

export function refuseUnchargeable(amount: Money, splits: readonly Split[]): void {
  if (!isPositive(amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a charge must be above zero.', 'amount')
  const wrong = splits.findIndex(({ type }) => !CHARGEABLE.has(type))
  if (wrong >= 0)
    throw new Refusal(
      'invalid',
      'split_type',
      'A charge is applied to invoices, estimates, fees or credit.',
      `applied_to[${wrong}].type`,
    )
}

/** What of each invoice the charge holds until it has ended. */
export function heldAmounts(splits: readonly Split[]): ReadonlyMap<number, Money> {
  return new Map(
    splits.flatMap(({ type, invoice, amount }) => (type === 'invoice' && invoice ? [[invoice, amount] as const] : [])),
  )
}

/**
 * The splits as they can be applied now that the money is there: what an invoice or the deposit of an estimate can no longer
 * take, because it was paid or voided meanwhile, becomes credit of the customer. Money that was taken is never left without a
 * place.
 */
export function fittedSplits(splits: readonly Split[], payable: (split: Split) => Money | null, currency: Currency): Split[] {
  let over = zero(currency)
  const fitted = splits.flatMap((split): Split[] => {
    if (split.type !== 'invoice' && split.type !== 'estimate') return [split]
    const takes = min(split.amount, payable(split) ?? zero(currency))
    over = add(over, subtract(split.amount, takes))
    return isPositive(takes) ? [{ ...split, amount: takes }] : []
  })
  return isPositive(over) ? [...fitted, { type: 'credit', amount: over }] : fitted
}

/** The same key for another amount is another payment, and not ours to guess. */
export function refuseOtherAmount(before: Facts, amount: Money): void {
  if (before.amount.amount === amount.amount && before.amount.currency === amount.currency) return
  throw new Refusal(
    'conflict',
    'key_reused',
    'This key belongs to a payment of another amount. Use a new one.',
    'idempotency_key',
  )
}

/** A request may still be on its way to the gateway for this long; until then not being found there says nothing. */
export const NOT_FOUND_FINAL_MS = 120_000

/** Whether what the gateway tells changes what we know. */
export function isNews({ status, created_at }: Pick<Facts, 'status' | 'created_at'>, outcome: string, now: Date): boolean {
  if (outcome === 'unknown' || outcome === 'open' || outcome === 'stored') return false
  if (outcome === 'not_found') return status !== 'pending' && now.getTime() - created_at.getTime() >= NOT_FOUND_FINAL_MS
  return outcome !== status
}

/**
 * Whether somebody made the attempt again, or looked again, since it was looked for: that it was not found then says nothing
 * any more. @param looked_at as the row was stamped for that look; absent where nobody looked
 */
export function isOutdated({ updated_at }: Pick<Facts, 'updated_at'>, outcome: string, looked_at: Date | undefined): boolean {
  return outcome === 'not_found' && looked_at !== undefined && updated_at.getTime() !== looked_at.getTime()
}
