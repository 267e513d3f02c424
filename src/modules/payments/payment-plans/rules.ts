/**
 * Owns: what may be agreed about paying an invoice in installments, and how such a plan stands.
 * Does not own: what is open of each installment (receivables/invoices/installments.ts), collecting it.
 * Invariants: what is open of the installments is what the invoice owes; they are kept in the order of their days; one
 * living plan per invoice.
 */
import { dayOf } from '../../../core/date.ts'
import type { Decimal } from '../../../core/decimal.ts'
import {
  add,
  compare,
  formatMoney,
  isPositive,
  isZero,
  type Money,
  money,
  moneyFromMajor,
  sum,
  zero,
} from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { type AgreedInstallment, openInstallments, type PlanSchedule } from '../../receivables/invoices/installments.ts'
import type { Facts as InvoiceFacts } from '../../receivables/invoices/rules.ts'
import type { InstallmentIn, PaymentPlan, PaymentPlanDraft, ToldPlan } from './contract.ts'

export interface Approval {
  readonly id: number
  readonly timestamp: Date
  readonly ip: string
  readonly user_agent: string
}

/** What is kept of a plan. */
export interface Facts {
  readonly id: number
  readonly invoice: number
  readonly autopay: boolean
  readonly require_approval: boolean
  readonly approval: Approval | null
  readonly canceled_at: Date | null
  /** Once it has ended: the installments as they stood then. */
  readonly ended: readonly (AgreedInstallment & { readonly balance: number })[] | null
  readonly told_balance: number
  readonly created_at: Date
  readonly updated_at: Date
}

/** Whether an invoice can be paid in installments at all. */
export function refuseUnplannable(invoice: InvoiceFacts): void {
  const name = `Invoice ${invoice.number ?? invoice.id}`
  const refuse = (code: string, says: string) => new Refusal('refused', code, says, 'invoice')
  if (invoice.draft) throw refuse('invoice_draft', `${name} is a draft. Issue it first.`)
  if (invoice.voided) throw refuse('invoice_voided', `${name} is voided.`)
  if (invoice.paid) throw refuse('invoice_paid', `${name} is paid already.`)
  if (invoice.closed) throw refuse('invoice_closed', `${name} is closed. Reopen it first.`)
  if (isPositive(invoice.pending))
    throw refuse('invoice_pending', `A payment of ${name} is under way. Wait until it has settled or failed.`)
}

/** The installments in the order of their days; refuses what does not add up to what the invoice owes. */
export function agree(draft: PaymentPlanDraft, balance: Money, ids: readonly number[], zone: string): PlanSchedule {
  const { currency } = balance
  const installments = draft.installments
    .map((one, i) => ({ id: ids[i]!, date: dayOf(one.date, zone).date, ...amountsOf(one, currency, `installments[${i}]`) }))
    .toSorted((a, b) => (a.date === b.date ? a.id - b.id : a.date < b.date ? -1 : 1))
  let open = zero(currency)
  for (const { opening } of installments) {
    open = boundedAdd(open, opening, balance)
  }
  if (compare(open, balance) !== 0) throw notAddingUp(balance)
  return {
    waiting: draft.require_approval === true,
    installments: installments.map(({ amount, opening, ...one }) => ({ ...one, amount: amount.amount, opening: opening.amount })),
  }
}

function amountsOf({ amount, balance }: InstallmentIn, currency: Money['currency'], field: string) {
  const whole = positive(amount, currency, `${field}.amount`)
  if (balance === undefined) return { amount: whole, opening: whole }
  const opening = moneyFromMajor(balance, currency)
  if (!opening || opening.amount < 0 || compare(opening, whole) > 0)
    throw new Refusal(
      'invalid',
      'balance_out_of_range',
      'What is open of an installment lies between zero and its amount.',
      `${field}.balance`,
    )
  return { amount: whole, opening }
}

function positive(amount: Decimal, currency: Money['currency'], field: string): Money {
  const exact = moneyFromMajor(amount, currency)
  if (exact && isPositive(exact)) return exact
  throw new Refusal('invalid', 'amount_not_positive', `An installment is an amount in ${currency} above zero.`, field)
}

/** Sums of amounts that people type may leave the range in which cents are exact. */
function boundedAdd(left: Money, right: Money, most: Money): Money {
  if (compare(left, most) > 0) throw notAddingUp(most)
  return add(left, right)
}

function notAddingUp(balance: Money): Refusal {
  return new Refusal(
    'invalid',
    'installments_not_adding_up',
    `The installments must add up to what is owed, ${formatMoney(balance)}.`,
    'installments',
  )
}

export function draftPlan(
  draft: PaymentPlanDraft,
  { id, invoice, balance, now }: { id: number; invoice: number; balance: Money; now: Date },
): Facts {
  return {
    id,
    invoice,
    autopay: draft.autopay ?? true,
    require_approval: draft.require_approval ?? false,
    approval: null,
    canceled_at: null,
    ended: null,
    told_balance: balance.amount,
    created_at: now,
    updated_at: now,
  }
}

/** The customer agrees: once, and only where that is waited for and something is left to pay. */
export function approvePlan(plan: Facts, invoice: InvoiceFacts, approval: Approval): Facts {
  const { status } = presentPlan(plan, invoice)
  if (status === 'canceled') throw new Refusal('refused', 'payment_plan_canceled', 'This payment plan was canceled.')
  if (status === 'finished')
    throw new Refusal('refused', 'payment_plan_finished', 'This payment plan is paid; there is nothing left to agree to.')
  if (status === 'active')
    throw new Refusal('refused', 'payment_plan_approved', 'This payment plan does not wait for an approval.')
  return { ...plan, approval, updated_at: approval.timestamp }
}

/** The plan ends; what was open of it then is kept with it. */
export function cancelPlan(plan: Facts, invoice: InvoiceFacts, now: Date): Facts {
  const open = openInstallments(invoice.plan_schedule!, invoice.balance)
  const ended = invoice.plan_schedule!.installments.map((one, i) => ({ ...one, balance: open[i]!.balance.amount }))
  return { ...plan, canceled_at: now, ended, updated_at: now }
}

/** The plan as events tell of it. */
export function tellPlan(
  plan: Facts,
  invoice: Parameters<typeof presentPlan>[1] & Pick<InvoiceFacts, 'id' | 'customer'>,
): ToldPlan {
  return { ...presentPlan(plan, invoice), customer: invoice.customer, invoice: invoice.id }
}

/** The plan as published, beside the invoice it is about. */
export function presentPlan(
  plan: Facts,
  invoice: Pick<InvoiceFacts, 'plan_schedule' | 'balance' | 'voided' | 'date'>,
): PaymentPlan {
  const { balance } = invoice
  const { zone } = invoice.date
  const minor = (amount: number) => money(amount, balance.currency)
  const installments = plan.ended
    ? plan.ended.map((one) => ({ id: one.id, date: one.date, amount: minor(one.amount), balance: minor(one.balance) }))
    : openInstallments(invoice.plan_schedule ?? NONE, balance)
  return {
    id: plan.id,
    object: 'payment_plan',
    status: statusOf(
      plan,
      invoice.voided,
      sum(
        installments.map((one) => one.balance),
        balance.currency,
      ),
    ),
    installments: installments.map((one) => ({ ...one, date: { date: one.date, zone } })),
    approval: plan.approval,
    created_at: plan.created_at,
    updated_at: plan.updated_at,
  }
}

const NONE: PlanSchedule = { waiting: false, installments: [] }

function statusOf(plan: Facts, voided: boolean, open: Money): PaymentPlan['status'] {
  if (plan.canceled_at || voided) return 'canceled'
  if (isZero(open)) return 'finished'
  return plan.require_approval && !plan.approval ? 'pending_signup' : 'active'
}
