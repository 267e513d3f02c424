import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { planInvoice, startPlan, unplanInvoice } from '../../receivables/invoices/installments.ts'
import type { Facts as InvoiceFacts } from '../../receivables/invoices/rules.ts'
import { findInvoice, findInvoices, lockInvoice, saveChange } from '../../receivables/invoices/service.ts'
import { refuseWithoutAutopay } from '../gateways/service.ts'
import type { PaymentPlan, PaymentPlanDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** Agrees on installments for an invoice; a plan that it has already is replaced. */
export async function setPaymentPlan(work: Work, invoiceId: number, draft: PaymentPlanDraft): Promise<PaymentPlan> {
  const invoice = await lockInvoice(work, invoiceId)
  rules.refuseUnplannable(invoice)
  if (draft.autopay !== false) await refuseWithoutAutopay(work)
  const id = await work.newId()
  const ids: number[] = []
  for (const _ of draft.installments) ids.push(await work.newId())
  const schedule = rules.agree(draft, invoice.balance, ids, work.zone)
  const plan = rules.draftPlan(draft, { id, invoice: invoiceId, balance: invoice.balance, now: work.now })
  if (invoice.payment_plan !== null) await end(work, invoice)
  await store.insert(work, plan)
  const planned = await saveChange(work, invoice, planInvoice(invoice, plan, schedule, work.now))
  await work.emit('payment_plan.created', rules.tellPlan(plan, planned))
  return rules.presentPlan(plan, planned)
}

/** Cancels the plan: what is open stays owed, without terms, due date or collection. */
export async function cancelPaymentPlan(work: Work, invoiceId: number): Promise<null> {
  const invoice = await lockInvoice(work, invoiceId)
  const shown = rules.presentPlan(await store.findOfInvoice(work, invoiceId), invoice)
  if (shown.status === 'finished')
    throw new Refusal('refused', 'payment_plan_finished', 'This payment plan is paid; there is nothing left to cancel.')
  if (shown.status === 'canceled')
    throw new Refusal('refused', 'payment_plan_canceled', 'This payment plan ended when its invoice was voided.')
  await end(work, invoice)
  await saveChange(work, invoice, unplanInvoice(invoice, work.now))
  return null
}

async function end(work: Work, invoice: InvoiceFacts): Promise<void> {
  const canceled = rules.cancelPlan(await store.findOfInvoice(work, invoice.id), invoice, work.now)
  await store.update(work, canceled)
  await work.emit('payment_plan.deleted', rules.tellPlan(canceled, invoice))
}

/** The customer agrees to the plan, from this address and with this browser. */
export async function approvePaymentPlan(
  work: Work,
  invoiceId: number,
  from: { readonly ip: string; readonly user_agent: string },
): Promise<PaymentPlan> {
  const invoice = await lockInvoice(work, invoiceId)
  const plan = await store.findOfInvoice(work, invoiceId)
  const approved = rules.approvePlan(plan, invoice, { id: await work.newId(), timestamp: work.now, ...from })
  await store.update(work, approved)
  const started = await saveChange(work, invoice, startPlan(invoice, work.now))
  await work.emit('payment_plan.updated', rules.tellPlan(approved, started), { before: rules.tellPlan(plan, invoice) })
  return rules.presentPlan(approved, started)
}

export async function findPaymentPlan(work: Work, invoiceId: number): Promise<PaymentPlan> {
  const invoice = await findInvoice(work, invoiceId)
  return rules.presentPlan(await store.findOfInvoice(work, invoiceId), invoice)
}

/** Plans by their own ids, as invoices name them. */
export async function findPaymentPlans(work: Work, ids: readonly number[]): Promise<PaymentPlan[]> {
  const plans = await store.findMany(work, ids)
  const invoices = new Map(
    (
      await findInvoices(
        work,
        plans.map(({ invoice }) => invoice),
      )
    ).map((invoice) => [invoice.id, invoice]),
  )
  return plans.map((plan) => rules.presentPlan(plan, invoices.get(plan.invoice)!))
}

/** Money has moved on an invoice with a plan: tells how the plan stands, once for every balance. */
export async function tellPaymentPlan(work: Work, invoiceId: number): Promise<void> {
  const invoice: Invoice = await lockInvoice(work, invoiceId)
  if (invoice.payment_plan === null) return
  const plan = await store.findOfInvoice(work, invoiceId)
  if (plan.told_balance === invoice.balance.amount) return
  const told: rules.Facts = { ...plan, told_balance: invoice.balance.amount, updated_at: work.now }
  await store.update(work, told)
  const before = { ...invoice, balance: { ...invoice.balance, amount: plan.told_balance }, voided: false }
  await work.emit('payment_plan.updated', rules.tellPlan(told, invoice), { before: rules.tellPlan(plan, before) })
}
