/**
 * Owns: which split of a payment is which when the payment is split again.
 * Does not own: whether it may be split so (application.ts), the rows (store).
 * Invariants: a split that stays keeps its id and the instant since which it is there; no split is two of the new ones. Named
 * by its id it is that one, whatever it settles now; without an id, it is the one of the same kind on the same documents. The
 * part that lets the rest of an invoice go is made anew with each change, and is the one that was there for that invoice.
 */
import type { Currency } from '../../../core/currency.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Settlement } from '../../ledger/postings/entries.ts'
import { keyOfSplit, type Split } from './application.ts'
import type { Application, SplitIn } from './contract.ts'
import { splitsOf } from './rules.ts'

/**
 * What a payment is split into from now on, each that stays under its id.
 * @param standing its splits up to now
 * @throws Refusal invalid, naming the id that is none of its splits, or stands twice
 */
export function splitsSent(inputs: readonly SplitIn[], currency: Currency, standing: readonly Application[]): Split[] {
  const same = sameAs(inputs, standing)
  const short = new Set(inputs.flatMap(({ type, short_pay, invoice }) => (type === 'invoice' && short_pay ? [invoice] : [])))
  return splitsOf(inputs, currency).flatMap((split, at): Split[] => {
    const one = same[at]
    const isMadeAnew = one && isWaived(one) && keyOfSplit(split) === keyOfSplit(one) && short.has(one.invoice)
    return isMadeAnew ? [] : [{ ...split, at, id: one?.id }]
  })
}

/** The splits of applications, to apply the same again. Credit notes for short pay are made anew. */
export function splitsAgain(standing: readonly Application[]): Split[] {
  return standing
    .filter((one) => !isWaived(one))
    .map(({ id, type, amount, invoice, estimate, credit_note, document_type, short_pay }) => ({
      id,
      type,
      amount,
      invoice,
      estimate,
      credit_note,
      document_type,
      short_pay,
    }))
}

/**
 * The splits as they stand from now on; those without an id are new.
 * @param settlements in the order of the splits; behind them those that let the rest of an invoice go
 */
export function placeSplits(
  settlements: readonly Settlement[],
  splits: readonly Split[],
  standing: readonly Application[],
  now: Date,
): (Omit<Application, 'id'> & { readonly id: number | null })[] {
  const named = new Set(splits.map(({ id }) => id))
  const waived = standing.filter((one) => isWaived(one) && !named.has(one.id))
  return settlements.map((settlement, i) => {
    const split = splits[i]
    const isBefore = split
      ? ({ id }: Application) => id === split.id
      : ({ invoice }: Application) => invoice === settlement.document?.id
    const before = (split ? standing : waived).find(isBefore)
    const after = applicationOf(settlement, split ? split.type === 'invoice' && split.short_pay === true : true)
    const created_at = before?.created_at ?? now
    return {
      ...after,
      id: before?.id ?? split?.id ?? null,
      created_at,
      updated_at: before && isSame(before, after) ? before.updated_at : now,
    }
  })
}

/** The part that lets go of the rest of an invoice that is paid short. */
function isWaived({ type, short_pay }: Application): boolean {
  return type === 'credit_note' && short_pay
}

/** For each split that is sent, the one in force that it is. */
function sameAs(inputs: readonly SplitIn[], standing: readonly Application[]): (Application | undefined)[] {
  const free = new Map(standing.map((one) => [one.id, one]))
  const named = inputs.map(({ id }, i) => {
    if (id === undefined || id === null) return undefined
    const one = free.get(id)
    if (!one) throw unknown(id, i, standing)
    free.delete(id)
    return one
  })
  const byKey = Map.groupBy(free.values(), keyOfSplit)
  return inputs.map((input, i) => named[i] ?? byKey.get(keyOfSplit(input))?.shift())
}

function unknown(id: number, i: number, standing: readonly Application[]): Refusal {
  const field = `applied_to[${i}].id`
  if (standing.some((one) => one.id === id))
    return new Refusal('invalid', 'split_repeated', `Split ${id} is in the list already; put both amounts into one.`, field)
  return new Refusal(
    'invalid',
    'split_not_found',
    `This payment has no split ${id}. Leave the id out where the split is new.`,
    field,
  )
}

type Settled = Pick<
  Application,
  'object' | 'type' | 'amount' | 'customer' | 'invoice' | 'estimate' | 'credit_note' | 'document_type' | 'short_pay'
>

function applicationOf({ type, amount, customer, document, credit_note }: Settlement, short_pay: boolean): Settled {
  const named = (kind: 'invoice' | 'estimate' | 'credit_note') => (document?.type === kind ? document.id : null)
  return {
    object: 'payment_application',
    type,
    amount,
    customer,
    invoice: named('invoice'),
    estimate: named('estimate'),
    credit_note: credit_note?.id ?? named('credit_note'),
    document_type: type === 'invoice' || type === 'estimate' ? null : (document?.type ?? null),
    short_pay,
  }
}

function isSame(before: Application, { amount, ...after }: Settled): boolean {
  const fields = Object.keys(after) as (keyof typeof after)[]
  return before.amount.amount === amount.amount && fields.every((field) => before[field] === after[field])
}
