import type { CalendarDate } from '../../../../core/date.ts'
import { decimal, decimalText, percent } from '../../../../core/decimal.ts'
import { compare, inMajorUnits, isNegative, type Money, times } from '../../../../core/money.ts'
import type { Estimate } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import { majorUnits, moneyOf, plainText } from '../../../ui/Money.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import * as content from '../documents/draft.ts'

/** An estimate as the editor holds it. */
export interface EstimateDraft extends content.Draft {
  readonly expiration_date: string | null
  readonly payment_terms: string
  /** What is asked for in advance, as a figure of the kind beside it; empty for nothing. */
  readonly deposit: string
  readonly deposit_kind: 'amount' | 'percent'
}

export function newDraft(today: CalendarDate, currency: string): EstimateDraft {
  return { ...content.newDraft(today, currency), expiration_date: null, payment_terms: '', deposit: '', deposit_kind: 'amount' }
}

export function draftOf(estimate: Estimate, zone: string): EstimateDraft {
  return {
    ...content.draftOf(estimate, zone),
    expiration_date: estimate.expiration_date === null ? null : dateOf(estimate.expiration_date, zone),
    payment_terms: estimate.payment_terms ?? '',
    deposit: estimate.deposit > 0 ? plainText(estimate.deposit) : '',
    deposit_kind: 'amount',
  }
}

/** What the deposit comes to; null while that cannot be said. */
export function depositOf({ deposit, deposit_kind, currency }: EstimateDraft, total: Money | null): Money | null {
  const figure = deposit.trim() === '' ? '0' : decimalTyped(deposit, '.')
  if (figure === null) return null
  if (deposit_kind === 'percent') return total && times(total, percent(decimal(figure)))
  return moneyOf(Number(figure), currency)
}

/** Why the deposit cannot be as it is written, or null. */
export function depositProblem(draft: EstimateDraft): string | null {
  const { totals } = content.previewOf(draft)
  if (totals === null) return null
  const deposit = depositOf(draft, totals.total)
  if (deposit === null) return draft.deposit_kind === 'percent' ? 'Enter a number such as 25.' : 'Enter an amount such as 50.00.'
  if (isNegative(deposit)) return 'A deposit cannot be below zero.'
  return compare(deposit, totals.total) > 0 ? 'A deposit cannot be more than the total.' : null
}

/** What the API is sent; of a deposit that is `kept` as it is nothing is said, so that what was noted about it stays. */
export function bodyOf(draft: EstimateDraft, zone: string, kept?: number): Omit<Body<'POST /estimates'>, 'customer' | 'draft'> {
  const deposit = depositOf(draft, content.previewOf(draft).totals?.total ?? null)
  const isKept = deposit !== null && kept !== undefined && majorUnits(deposit) === kept
  return {
    ...content.bodyOf(draft, zone),
    payment_terms: draft.payment_terms.trim() || null,
    expiration_date: draft.expiration_date ? secondsOf(draft.expiration_date, zone) : null,
    ...(deposit && !isKept ? { deposit: decimalText(inMajorUnits(deposit)) } : {}),
  }
}
