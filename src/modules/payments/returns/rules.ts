/**
 * Owns: from where money that goes back to the payer is taken.
 * Does not own: why it goes back (refunds, lost disputes), the payment, the documents.
 * Invariants: what is taken adds up to what goes back; nothing gives more than the payment put there, and no credit balance
 * falls below zero. What is still unapplied goes first, then what was settled last; fees go last of all.
 */
import { isPositive, type Money, min, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'

/** A use of the payment, as far as it matters here. */
export interface Use {
  readonly id: number
  readonly type: string
  readonly amount: Money
  readonly customer: number | null
}

export interface Taken {
  /** Of what was unapplied. */
  readonly unapplied: Money
  readonly parts: readonly { readonly use: number; readonly amount: Money }[]
}

const CASH = new Set(['invoice', 'estimate', 'credit', 'convenience_fee'])
/** Such money lies on the customer's credit balance, and may have been spent from there. */
const ON_CREDIT = new Set(['estimate', 'credit'])

/**
 * @param uses in the order in which they were applied
 * @param credit what each customer's credit balance can give
 * @throws Refusal refused `credit_spent` when the money is no longer where the payment put it
 */
export function takeBack(amount: Money, unapplied: Money, uses: readonly Use[], credit: ReadonlyMap<number, Money>): Taken {
  const { missing, ...taken } = takeWhatIsThere(amount, unapplied, uses, credit)
  if (isPositive(missing))
    throw new Refusal(
      'refused',
      'credit_spent',
      'Part of this money lies on the credit balance and has been spent since. Take it back from where it was applied first.',
      'amount',
    )
  return taken
}

/** The same as far as it goes: `missing` was spent from the credit balance. */
export function takeWhatIsThere(
  amount: Money,
  unapplied: Money,
  uses: readonly Use[],
  credit: ReadonlyMap<number, Money>,
): Taken & { readonly missing: Money } {
  const first = min(amount, unapplied)
  const left = new Map(credit)
  let missing = subtract(amount, first)
  const parts: { use: number; amount: Money }[] = []
  for (const use of inOrder(uses)) {
    const part = min(missing, availableOf(use, left))
    if (!isPositive(part)) continue
    if (ON_CREDIT.has(use.type)) left.set(use.customer!, subtract(left.get(use.customer!)!, part))
    missing = subtract(missing, part)
    parts.push({ use: use.id, amount: part })
  }
  return { unapplied: first, parts, missing }
}

function inOrder(uses: readonly Use[]): Use[] {
  const cash = uses.filter(({ type }) => CASH.has(type)).toReversed()
  const isFee = ({ type }: Use) => type === 'convenience_fee'
  return [...cash.filter((use) => !isFee(use)), ...cash.filter(isFee)]
}

function availableOf({ type, amount, customer }: Use, credit: ReadonlyMap<number, Money>): Money {
  if (!ON_CREDIT.has(type)) return amount
  const held = (customer !== null && credit.get(customer)) || zero(amount.currency)
  return isPositive(held) ? min(amount, held) : zero(amount.currency)
}

export function isCash({ type }: Pick<Use, 'type'>): boolean {
  return CASH.has(type)
}

export function isOnCredit({ type }: Use): boolean {
  return ON_CREDIT.has(type)
}
