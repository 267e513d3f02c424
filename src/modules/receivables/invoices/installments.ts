/**
 * Owns: what is still open of each installment of an invoice with a payment plan, and which one is next.
 * Does not own: the agreement (payments/payment-plans), the money.
 * Invariants: what is open of the installments adds up to the balance of the invoice; payments fill the oldest, whatever
 * is taken back reopens the newest; nothing of an installment is filled while an older one is open.
 */
import { addDays, type CalendarDate, type Day, midnight } from '../../../core/date.ts'
import { isPositive, type Money, money, sum } from '../../../core/money.ts'
import { PAYMENT_PLAN_TERMS } from '../../catalog/payment-terms/due-date.ts'
import type { Facts } from './rules.ts'

/** One installment as agreed; amounts in minor units of the invoice. */
export interface AgreedInstallment {
  readonly id: number
  readonly date: CalendarDate
  readonly amount: number
  /** What was open of it when the plan began. */
  readonly opening: number
}

/** What an invoice keeps of its plan. */
export interface PlanSchedule {
  /** True until the customer has agreed: nothing is collected by itself. */
  readonly waiting: boolean
  /** Oldest first. */
  readonly installments: readonly AgreedInstallment[]
}

export interface Plannable {
  /** What was agreed about paying it in installments; not published. */
  readonly plan_schedule?: PlanSchedule | null
}

export interface Installment {
  readonly id: number
  readonly date: CalendarDate
  readonly amount: Money
  readonly balance: Money
}

/** The installments, oldest first, with what is open of each while the invoice owes `balance`. */
export function openInstallments({ installments }: PlanSchedule, balance: Money): Installment[] {
  let left = balance.amount
  const open: Installment[] = []
  for (const [index, { id, date, amount, opening }] of [...installments.entries()].reverse()) {
    // More may be owed than was agreed: a payment from before the plan was taken back. The oldest one carries it.
    const part = index === 0 ? left : Math.min(opening, left)
    left -= part
    open.unshift({ id, date, amount: money(amount, balance.currency), balance: money(part, balance.currency) })
  }
  return open
}

/**
 * The next day on which something of an invoice was due while `open` of it was owed, in SQL: `openInstallments` for a day gone by.
 * @param invoice the alias of its row
 * @param open what was owed then, in minor units
 */
export function dueWhile(invoice: string, open: string): string {
  return `least(${invoice}.due_date, (select min((part ->> 'date')::date) from (
      select part, ${open} - sum((part ->> 'opening')::bigint) over (order by position desc) + (part ->> 'opening')::bigint as rest
      from jsonb_array_elements(${invoice}.plan_schedule -> 'installments') with ordinality as agreed (part, position)
    ) installments where rest > 0))`
}

type Planned = Pick<Facts, 'plan_schedule' | 'balance'>

/** What is to be paid next: the oldest open installment, with others of the same day. Null without a plan or when nothing is open. */
export function nextInstallment({ plan_schedule, balance }: Planned): Pick<Installment, 'date' | 'balance'> | null {
  if (!plan_schedule) return null
  const open = openInstallments(plan_schedule, balance).filter((one) => isPositive(one.balance))
  const date = open[0]?.date
  if (date === undefined) return null
  const together = open.filter((one) => one.date === date).map((one) => one.balance)
  return { date, balance: sum(together, balance.currency) }
}

/** When an installment is collected by itself: on its day, but never before an hour from now. Null while nothing is to be collected. */
export function installmentAttempt(invoice: Planned & Pick<Facts, 'autopay' | 'date'>, now: Date): Date | null {
  const next = nextInstallment(invoice)
  if (!next || !invoice.autopay || invoice.plan_schedule?.waiting) return null
  const planned = midnight({ date: next.date, zone: invoice.date.zone })
  const soon = new Date(now.getTime() + HOUR_MS)
  return planned > soon ? planned : soon
}

const HOUR_MS = 3_600_000

/**
 * Keeps the day of the next installment, after the balance has changed. When a later one comes next, it is collected on its
 * own day, with attempts of its own; one that reopens is not collected again by itself.
 */
export function followInstallments(before: Facts, invoice: Facts): Facts {
  const next = invoice.voided || invoice.paid ? null : nextInstallment(invoice)
  const installment_date: Day | null = next && { date: next.date, zone: invoice.date.zone }
  const moved = { ...invoice, installment_date }
  if (!next || before.installment_date === null || before.installment_date.date >= next.date) return moved
  return { ...moved, attempt_count: 0, next_payment_attempt: installmentAttempt(invoice, invoice.updated_at) }
}

/** The invoice under a new plan: due the day after the last installment, collected by itself or not. */
export function planInvoice(
  invoice: Facts,
  plan: { readonly id: number; readonly autopay: boolean },
  plan_schedule: PlanSchedule,
  now: Date,
): Facts {
  const { zone } = invoice.date
  const planned: Facts = {
    ...invoice,
    payment_plan: plan.id,
    plan_schedule,
    autopay: plan.autopay,
    payment_terms: PAYMENT_PLAN_TERMS,
    due_date: { date: addDays(plan_schedule.installments.at(-1)!.date, 1), zone },
    attempt_count: 0,
    updated_at: now,
  }
  const next = nextInstallment(planned)
  return {
    ...planned,
    installment_date: next && { date: next.date, zone },
    next_payment_attempt: installmentAttempt(planned, now),
  }
}

/** The customer has agreed: what is to be collected by itself is from now on. */
export function startPlan(invoice: Facts, now: Date): Facts {
  const started: Facts = { ...invoice, plan_schedule: { ...invoice.plan_schedule!, waiting: false }, updated_at: now }
  return { ...started, next_payment_attempt: installmentAttempt(started, now) }
}

/** The invoice without its plan: terms, due date and collection are for somebody to say anew. */
export function unplanInvoice(invoice: Facts, now: Date): Facts {
  return {
    ...invoice,
    payment_plan: null,
    plan_schedule: null,
    installment_date: null,
    autopay: false,
    payment_terms: null,
    due_date: null,
    attempt_count: 0,
    next_payment_attempt: null,
    updated_at: now,
  }
}
