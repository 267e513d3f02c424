/**
 * Owns: how the older view records and changes what it shows.
 * Does not own: payments, their uses, refunds, credit; they are the truth, and this is a view of them.
 * Invariants: one record stands for one use of a payment, one unapplied rest, one refund, one adjustment of credit, or one
 * charge that is no payment yet; what belongs to a payment recorded elsewhere changes there, except its metadata.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Day, dayOf } from '../../../core/date.ts'
import { compareDecimals } from '../../../core/decimal.ts'
import { inMajorUnits } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Transaction, TransactionChanges, TransactionDraft } from './contract.ts'

/** A record of the view, and what it stands for. */
export interface Shown extends Omit<Transaction, 'pdf_url'> {
  readonly kind: 'use' | 'rest' | 'refund' | 'adjustment' | 'charge'
  /** Recorded through this view. */
  readonly own: boolean
  readonly charge: number | null
}

/** The currency of a record: what was said, else its document's. */
export function currencyFor(
  input: TransactionDraft,
  document: { readonly currency: string } | null,
  fallback: Currency,
): Currency {
  const currency = input.currency ?? (document ? (document.currency as Currency) : fallback)
  if (document && currency !== document.currency)
    throw new Refusal('invalid', 'currency_mismatch', `The document is in ${document.currency}.`, 'currency')
  return currency
}

/** What a change says that is not so already: who reads a record, changes a field and sends all of it back means that field. */
export function newsOf(before: Shown, input: TransactionChanges, zone: string): TransactionChanges {
  const { date, amount, metadata, sent, ...plain } = input
  const isNew = ([name, value]: [string, unknown]) => value !== undefined && value !== before[name as keyof Shown]
  const sameDay = date && dayOf(date, zone).date === before.date.date
  const sameAmount = amount && compareDecimals(amount, inMajorUnits(before.amount)) === 0
  return {
    ...(Object.fromEntries(Object.entries(plain).filter(isNew)) as Partial<TransactionChanges>),
    ...(date !== undefined && !sameDay && { date }),
    ...(amount !== undefined && !sameAmount && { amount }),
    ...(metadata !== undefined && { metadata }),
    ...(sent !== undefined && { sent }),
  }
}

/** What nobody changes: whether money came, and what a refund is of. What is recorded elsewhere is changed there. */
export function refuseChanges({ own, id, status }: Shown, { metadata: _, sent: __, ...rest }: TransactionChanges): void {
  const says =
    rest.status !== undefined
      ? { field: 'status', says: `Transaction ${id} has ${status}. Where the money did not come after all, delete it.` }
      : rest.parent_transaction !== undefined
        ? { field: 'parent_transaction', says: 'What a refund is of never changes.' }
        : null
  if (says) throw new Refusal('refused', 'transaction_settled', says.says, says.field)
  const field = Object.keys(rest)[0]
  if (own || field === undefined) return
  throw new Refusal(
    'refused',
    'transaction_of_payment',
    `Transaction ${id} belongs to a payment: only its metadata changes here. Change the payment instead.`,
    field,
  )
}

export function refuseForeignRemoval({ own, id, kind, payment }: Shown): void {
  if (!own || (payment === null && kind !== 'adjustment'))
    throw new Refusal(
      'refused',
      'transaction_of_payment',
      `Transaction ${id} belongs to a payment that was recorded elsewhere. Void or refund that one.`,
    )
}

/**
 * The amount of a record changes as that of its payment, which must be what was recorded here: one use, and perhaps credit
 * for what was too much.
 * @param uses all records of the payment
 */
export function refuseOtherUses(before: Shown, uses: readonly Shown[]): void {
  const others = uses.filter(({ id }) => id !== before.id)
  const isCredit = ({ type, method, credit_note, estimate }: Shown) =>
    type === 'adjustment' && method === 'balance' && credit_note === null && estimate === null
  if (!isCredit(before) && others.every(isCredit)) return
  throw new Refusal(
    'refused',
    'transaction_of_payment',
    `Transaction ${before.id} is one of several uses of payment ${before.payment}. Change that payment instead.`,
    'amount',
  )
}

/** Credit that is given has neither method nor reference. */
export function refuseMethod({ id }: Shown, field: string): never {
  throw new Refusal(
    'refused',
    'transaction_of_credit',
    `Transaction ${id} gives or takes credit; it has no ${field} to change.`,
    field,
  )
}

/** A refund is told like what it gives back of, and dated when it is made. */
export function refuseOtherThanParent(input: TransactionDraft, parent: Shown, today: Day): void {
  const like = ['customer', 'invoice', 'estimate', 'credit_note', 'payment', 'method', 'currency', 'gateway'] as const
  const other = like.find((name) => (input[name] ?? null) !== null && input[name] !== parent[name])
  const extra = (['gateway_id', 'notes'] as const).find((name) => input[name])
  const isDated = input.date && dayOf(input.date, today.zone).date !== today.date
  const field = other ?? extra ?? (isDated ? 'date' : null)
  if (field)
    throw new Refusal(
      'invalid',
      'refund_like_parent',
      `A refund takes its ${field} from what it gives back of; leave it out.`,
      field,
    )
}

export function refuseUnrefundable({ kind, type, status, payment, id }: Shown): void {
  const gives =
    (kind === 'use' || kind === 'rest') && (type === 'payment' || type === 'charge') && status === 'succeeded' && payment !== null
  if (!gives)
    throw new Refusal('refused', 'transaction_not_refundable', `Transaction ${id} brought no money in that could be given back.`)
}
