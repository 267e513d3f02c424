/**
 * Owns: how a payment may be split: what it settles, which credit it spends, what stays unapplied.
 * Does not own: the payment and the documents (their balances are facts here), what the split posts (ledger).
 * Invariants: cash splits never exceed the payment; no document receives more than it is owed, no credit gives more than
 * it has; each document stands once for each kind of split; undoing a decision restores every balance.
 */
import { type Decimal, percent } from '../../../core/decimal.ts'
import { isPositive, type Money, max, min, negate, subtract, times, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Settlement } from '../../ledger/postings/entries.ts'
import { boundedSum } from '../../receivables/documents/limits.ts'

/** Splits of one payment. */
export const SPLITS_MAX = 1000

export type SplitType = Settlement['type']
export type DocumentType = 'invoice' | 'estimate' | 'credit_note'

/** One entry of `applied_to`. Which keys it needs depends on its type (published API). */
export interface Split {
  /** Its number, where it has one already: of the split in force that it is, or as its charge has kept it. */
  readonly id?: number | undefined
  /** Its place in what was sent, where that is another than its place here. */
  readonly at?: number
  readonly type: SplitType
  readonly amount: Money
  /** With `credit_note`, `applied_credit` and `document_adjustment`: what the credit is spent on, or what is adjusted. */
  readonly document_type?: DocumentType | null
  readonly invoice?: number | null
  readonly estimate?: number | null
  readonly credit_note?: number | null
  /** On an invoice: the customer will not pay the rest; it is written off with a credit note. */
  readonly short_pay?: boolean
}

/** A split with its amount in minor units. */
export type StoredSplit = Omit<Split, 'amount'> & { readonly amount: number }

/** A split of a charge: it has the number that it will have in the payment. */
export type ChargedSplit = StoredSplit & { readonly id: number }

/** What a split names. */
export interface Named extends Pick<Split, 'type'> {
  readonly document_type?: DocumentType | null | undefined
  readonly invoice?: number | null | undefined
  readonly estimate?: number | null | undefined
  readonly credit_note?: number | null | undefined
}

/** A document as it stands now. The balance is what is owed, what is left of a deposit, or what a credit note still gives. */
export interface OpenDocument {
  readonly type: DocumentType
  readonly id: number
  readonly customer: number
  readonly balance: Money
  /** Whether its status lets money be applied to it, or taken from it. */
  readonly open: boolean
}

export interface ApplicationFacts {
  /** What was received. */
  readonly amount: Money
  readonly customer: number | null
  /** All customers below the payer, whose documents it may pay besides its own. */
  readonly children: readonly number[]
  readonly documents: readonly OpenDocument[]
  /** The payer's credit balance in the payment's currency. */
  readonly credit: Money
}

/** How the balance of a document changes. Negative: less is owed, or less credit is left. */
export interface Effect {
  readonly type: DocumentType
  readonly id: number
  readonly change: Money
}

export interface CreditChange {
  readonly customer: number
  readonly change: Money
}

export interface Decision {
  readonly customer: number | null
  /** In the order of the splits; the ledger posts them. */
  readonly settlements: readonly Settlement[]
  readonly effects: readonly Effect[]
  /** How credit balances change: the payer's is spent, money for a deposit lies with the estimate's customer. */
  readonly credit_changes: readonly CreditChange[]
  /** What is used of the money received. */
  readonly applied: Money
  /** What stays unapplied of it. */
  readonly balance: Money
  /** What is left of invoices whose customer pays short; to be written off. */
  readonly short_pays: readonly { readonly invoice: number; readonly amount: Money }[]
}

/** Who pays: the customer of the payment, else the customer of the first document it names (published API). */
export function payerOf(splits: readonly Named[], facts: Pick<ApplicationFacts, 'customer' | 'documents'>): number | null {
  if (facts.customer !== null) return facts.customer
  const keys = splits.flatMap((split) => [
    targetKey(split),
    split.type === 'credit_note' ? `credit_note ${split.credit_note}` : null,
  ])
  const first = keys.find((key) => key !== null && facts.documents.some((document) => keyOf(document) === key))
  return facts.documents.find((document) => keyOf(document) === first)?.customer ?? null
}

/**
 * Decides all splits of a payment together, or refuses naming the split: `applied_to[1].amount`. Currencies must match, the
 * documents belong to the payer or a child, and no balance goes below zero.
 */
export function decideApplication(splits: readonly Split[], facts: ApplicationFacts): Decision {
  if (splits.length > SPLITS_MAX)
    throw new Refusal('invalid', 'too_many_splits', `A payment has at most ${SPLITS_MAX} splits.`, 'applied_to')
  const field = (i: number) => `applied_to[${splits[i]?.at ?? i}]`
  refuseRepeats(splits, field)
  const customer = payerOf(splits, facts)
  const settlements = splits.map((split, i) => settle(split, field(i), customer, facts))
  const currency = facts.amount.currency

  const applied = refuseExcess(settlements, usesCash, facts.amount, (i) => ({
    code: 'payment_exceeded',
    field: `${field(i)}.amount`,
    says: 'The splits come to more than the payment. Lower this one.',
  }))
  for (const document of facts.documents) refuseOverdraft(document, settlements, field)

  const credit_changes = creditChanges(settlements, customer, currency)
  const spent = credit_changes.find((one) => one.customer === customer)?.change ?? zero(currency)
  if (isPositive(subtract(negate(spent), max(facts.credit, zero(currency))))) {
    const last = settlements.findLastIndex(spendsCredit)
    throw new Refusal('invalid', 'credit_exceeded', 'The credit balance does not hold that much.', `${field(last)}.amount`)
  }
  const effects = effectsOf(facts.documents, settlements)
  const balance = subtract(facts.amount, applied)
  return { customer, settlements, effects, credit_changes, applied, balance, short_pays: shortPays(splits, facts, effects) }
}

/** Splits an amount over open invoices, the oldest first and by id within a date. What is left over stays unapplied. */
export function applyOldestFirst(
  amount: Money,
  invoices: readonly { readonly id: number; readonly date: string; readonly balance: Money }[],
): Split[] {
  let left = amount
  return [...invoices]
    .sort((a, b) => (a.date === b.date ? a.id - b.id : a.date < b.date ? -1 : 1))
    .flatMap((invoice): Split[] => {
      const part = min(left, invoice.balance)
      if (!isPositive(part)) return []
      left = subtract(left, part)
      return [{ type: 'invoice', invoice: invoice.id, amount: part }]
    })
}

/** What paying by this method costs the customer: a percentage of what is paid (published API). */
export function convenienceFee(amount: Money, percentage: Decimal): Money {
  return times(amount, percent(percentage))
}

/** Whether a split uses up money received. */
export const usesCash = ({ type }: Pick<Split, 'type'>): boolean =>
  type === 'invoice' || type === 'estimate' || type === 'credit' || type === 'convenience_fee'
const spendsCredit = ({ type }: Settlement) => type === 'applied_credit'
/** Money for a deposit and credit of a note without another document come to lie on the credit balance. */
const addsCredit = ({ type, document }: Settlement) =>
  type === 'credit' || (type !== 'convenience_fee' && type !== 'document_adjustment' && document?.type !== 'invoice')

/** One split as the ledger will post it; refuses what names no usable document. */
function settle(split: Split, field: string, customer: number | null, facts: ApplicationFacts): Settlement {
  if (!isPositive(split.amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a split must be above zero.', `${field}.amount`)
  if (split.amount.currency !== facts.amount.currency) {
    throw new Refusal(
      'invalid',
      'currency_mismatch',
      `The payment is in ${facts.amount.currency}; its splits are too.`,
      `${field}.amount`,
    )
  }
  const note =
    split.type === 'credit_note' ? pick('credit_note', split.credit_note, `${field}.credit_note`, customer, facts) : null
  const type = targetType(split, field)
  const target = type === null ? null : pick(type, split[type], `${field}.${type}`, customer, facts)
  const owner = target?.customer ?? note?.customer ?? customer
  if (owner === null) throw new Refusal('invalid', 'customer_missing', 'Say which customer paid; nothing here tells.', 'customer')
  return {
    type: split.type,
    amount: split.amount,
    customer: owner,
    document: target && { type: target.type, id: target.id },
    credit_note: note && { type: 'credit_note', id: note.id, customer: note.customer },
  }
}

/** The kind of document that the split settles, null when it settles none. */
function targetType(split: Split, field: string): DocumentType | null {
  const { type, document_type = null } = split
  if (type === 'invoice' || type === 'estimate') return type
  if (type === 'credit' || type === 'convenience_fee') return null
  if (document_type === null && type === 'credit_note') return null
  const allowed: readonly (DocumentType | null)[] =
    type === 'document_adjustment' ? ['invoice', 'credit_note'] : ['invoice', 'estimate']
  if (!allowed.includes(document_type))
    throw new Refusal(
      'invalid',
      'document_type_missing',
      `Say what it is for: ${allowed.join(' or ')}.`,
      `${field}.document_type`,
    )
  return document_type
}

function pick(
  type: DocumentType,
  id: number | null | undefined,
  field: string,
  payer: number | null,
  { documents, children, amount }: ApplicationFacts,
): OpenDocument {
  const name = type.replace('_', ' ')
  if (id === null || id === undefined) throw new Refusal('invalid', `${type}_missing`, `Name the ${name} of this split.`, field)
  const document = documents.find((one) => one.type === type && one.id === id)
  if (!document) throw new Refusal('invalid', `${type}_not_found`, `There is no ${name} ${id}.`, field)
  if (document.balance.currency !== amount.currency) {
    throw new Refusal(
      'invalid',
      'currency_mismatch',
      `The payment is in ${amount.currency}, ${name} ${id} in ${document.balance.currency}.`,
      field,
    )
  }
  if (document.customer !== payer && !children.includes(document.customer)) {
    throw new Refusal('invalid', 'customer_mismatch', `The ${name} ${id} belongs to another customer.`, field)
  }
  if (!document.open)
    throw new Refusal('refused', `${type}_not_open`, `The ${name} ${id} is not open; no money can move on it.`, field)
  return document
}

/** Each document once for each kind of split, credit notes once for each document they are spent on. */
function refuseRepeats(splits: readonly Split[], field: (i: number) => string): void {
  const seen = new Set<string>()
  splits.forEach((split, i) => {
    if (targetKey(split) === null && split.type !== 'credit_note') return
    const key = keyOfSplit(split)
    if (seen.has(key))
      throw new Refusal(
        'invalid',
        'document_repeated',
        'This document is already in the list; put both amounts into one split.',
        field(i),
      )
    seen.add(key)
  })
}

/** What makes a split that one: its kind, and the documents that it settles or spends. */
export function keyOfSplit(split: Named): string {
  return `${split.type} ${targetKey(split)} ${split.type === 'credit_note' ? split.credit_note : ''}`
}

function targetKey({ type, document_type, invoice, estimate, credit_note }: Named): string | null {
  if (type === 'credit' || type === 'convenience_fee') return null
  const kind = type === 'invoice' || type === 'estimate' ? type : document_type
  return kind ? `${kind} ${{ invoice, estimate, credit_note }[kind]}` : null
}

function keyOf({ type, id }: { readonly type: DocumentType; readonly id: number }): string {
  return `${type} ${id}`
}

/** Refuses as soon as the picked settlements come to more than the limit; answers what they come to. */
function refuseExcess(
  settlements: readonly Settlement[],
  picks: (settlement: Settlement) => boolean,
  limit: Money,
  refusal: (index: number) => { readonly code: string; readonly field: string; readonly says: string },
): Money {
  let left = limit
  settlements.forEach((settlement, i) => {
    if (!picks(settlement)) return
    if (isPositive(subtract(settlement.amount, left))) {
      const { code, field, says } = refusal(i)
      throw new Refusal('invalid', code, says, field)
    }
    left = subtract(left, settlement.amount)
  })
  return subtract(limit, left)
}

function refuseOverdraft(document: OpenDocument, settlements: readonly Settlement[], field: (i: number) => string): void {
  const name = `${document.type.replace('_', ' ')} ${document.id}`
  refuseExcess(
    settlements,
    (settlement) => touches(settlement, document),
    max(document.balance, zero(document.balance.currency)),
    (i) => ({
      code: `${document.type}_balance_exceeded`,
      field: `${field(i)}.amount`,
      says: `That is more than is left of ${name}.`,
    }),
  )
}

function touches({ document, credit_note }: Settlement, { type, id }: OpenDocument): boolean {
  return (document?.type === type && document.id === id) || (type === 'credit_note' && credit_note?.id === id)
}

function effectsOf(documents: readonly OpenDocument[], settlements: readonly Settlement[]): Effect[] {
  return documents.flatMap((document) => {
    const amounts = amountsWhere(settlements, (settlement) => touches(settlement, document))
    if (amounts.length === 0) return []
    return [{ type: document.type, id: document.id, change: negate(boundedSum(amounts, document.balance.currency)) }]
  })
}

function creditChanges(settlements: readonly Settlement[], payer: number | null, currency: Money['currency']): CreditChange[] {
  const customers = new Set(
    settlements.flatMap((one) => [
      ...(addsCredit(one) ? [one.customer] : []),
      ...(spendsCredit(one) && payer !== null ? [payer] : []),
    ]),
  )
  return [...customers].map((customer) => {
    const given = amountsWhere(settlements, (one) => addsCredit(one) && one.customer === customer)
    const spent = customer === payer ? amountsWhere(settlements, spendsCredit) : []
    return { customer, change: subtract(boundedSum(given, currency), boundedSum(spent, currency)) }
  })
}

function amountsWhere(settlements: readonly Settlement[], picks: (settlement: Settlement) => boolean): Money[] {
  return settlements.filter(picks).map(({ amount }) => amount)
}

function shortPays(
  splits: readonly Split[],
  { documents }: ApplicationFacts,
  effects: readonly Effect[],
): Decision['short_pays'] {
  return splits.flatMap((split) => {
    if (split.type !== 'invoice' || !split.short_pay) return []
    const invoice = documents.find(({ type, id }) => type === 'invoice' && id === split.invoice)!
    const change = effects.find(({ type, id }) => type === 'invoice' && id === invoice.id)!.change
    const rest = subtract(invoice.balance, negate(change))
    return isPositive(rest) ? [{ invoice: invoice.id, amount: rest }] : []
  })
}
