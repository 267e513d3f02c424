/**
 * Owns: when an invoice on AutoPay is collected by itself, and again after a failure.
 * Does not own: what is charged, the schedule (the company's settings).
 * Invariants: the first attempt is at least an hour away, a retry at least a day; after the last failure there is no next.
 */
import { addDays, midnight } from '../../../core/date.ts'
import { installmentAttempt } from './installments.ts'
import type { Facts } from './rules.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** When a company and its customer want an invoice to be collected first. */
export interface Timing {
  readonly delay_days: number
  /** `due`: on the due date, where the invoice has one. */
  readonly first_attempt: 'issue' | 'due'
}

/** The later of the day that is agreed (the due date, or the invoice's date plus the delay) and one hour from now. */
function firstAttempt({ date, due_date }: Facts, { delay_days, first_attempt }: Timing, now: Date): Date {
  const onDue = first_attempt === 'due' ? due_date : null
  const planned = midnight(onDue ?? { date: addDays(date.date, delay_days), zone: date.zone })
  const soon = new Date(now.getTime() + HOUR_MS)
  return planned > soon ? planned : soon
}

/** What the company or the customer says: the customer's word about the delay counts unless it is null or −1. */
export function timingOf(customer: { readonly autopay_delay_days: number | null }, company: Timing): Timing {
  const { autopay_delay_days: days } = customer
  return { ...company, delay_days: days === null || days === -1 ? company.delay_days : days }
}

/** Whether the first attempt has to be planned anew, because it goes by a due date that has changed. */
export function movesFirstAttempt(before: Pick<Facts, 'due_date'>, changed: Facts, { first_attempt }: Timing): boolean {
  return first_attempt === 'due' && changed.attempt_count === 0 && before.due_date?.date !== changed.due_date?.date
}

/** Starts, stops or leaves the collection of an issued invoice, after something about it changed. */
export function scheduleAttempt(invoice: Facts, timing: Timing, now: Date): Facts {
  const collects = invoice.autopay && !invoice.draft && !invoice.paid && !invoice.closed && !invoice.voided
  if (!collects) return { ...invoice, next_payment_attempt: null }
  if (invoice.next_payment_attempt !== null || invoice.attempt_count > 0) return invoice
  if (invoice.plan_schedule) return { ...invoice, next_payment_attempt: installmentAttempt(invoice, now) }
  return { ...invoice, next_payment_attempt: firstAttempt(invoice, timing, now) }
}

/** An attempt failed: the next is that many days later, by the schedule; null after the last. */
export function failedAttempt(invoice: Facts, schedule_days: readonly number[], now: Date): Facts {
  const attempt_count = invoice.attempt_count + 1
  const days = schedule_days[attempt_count - 1]
  return {
    ...invoice,
    attempt_count,
    next_payment_attempt: days === undefined ? null : new Date(now.getTime() + Math.max(1, days) * DAY_MS),
    updated_at: now,
  }
}

/** The next installment of a plan, if there is one, has its own day and its own attempts. */
export function succeededAttempt(invoice: Facts, now: Date): Facts {
  if (invoice.plan_schedule && !invoice.paid) return { ...invoice, updated_at: now }
  return { ...invoice, attempt_count: invoice.attempt_count + 1, next_payment_attempt: null, updated_at: now }
}
