import { addDays, dayOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { findCharge } from '../../payments/charges/service.ts'
import { findPaymentPlan } from '../../payments/payment-plans/service.ts'
import type { Payment } from '../../payments/payments/contract.ts'
import { findPayment } from '../../payments/payments/service.ts'
import { findRefund } from '../../payments/refunds/service.ts'
import { findTransaction } from '../../payments/transactions/service.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoice, findInvoices } from '../../receivables/invoices/service.ts'
import type { Email, EmailRequest } from '../emails/contract.ts'
import { type EmailOrder, type Sender, sendEmails, sendEmailsLater } from '../emails/service.ts'
import { encloseFiles } from '../enclosures/service.ts'
import { type PaperOrder, paperOfInvoice, paperOfPayment } from '../papers/service.ts'
import { findTemplate, type ResolvedTemplate, templateOptions, wireValues } from '../templates/service.ts'
import { invoiceValues, receiptValues, type Values } from '../templates/variables.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

type Prepared = EmailOrder & { readonly papers: readonly PaperOrder[] }

/** E-mails an invoice now; it counts as sent once a mail server has taken it for somebody. */
export function sendInvoice(sender: Sender, id: number, request: EmailRequest): Promise<Email[]> {
  return sendEmails(sender, (work) => prepareInvoice(work, id, request))
}

/** What a mail about an invoice needs, for `sendEmails`; with a `cause` where nobody asked for it. */
export async function prepareInvoice(
  work: Work,
  id: number,
  request: EmailRequest,
  more: Pick<EmailOrder, 'cause' | 'url' | 'sent_by'> = {},
): Promise<Prepared> {
  const invoice = await findInvoice(work, id)
  rules.refuseUnsendable(invoice)
  const customer = await findCustomer(work, invoice.customer)
  const template = await findTemplate(
    work,
    request.template ?? rules.chooseTemplate(invoice, await planWaits(work, invoice)),
    customer.language,
  )
  rules.refuseForeignTemplate(template, rules.INVOICE_FAMILIES)
  return {
    ...request,
    template: template.id,
    customer,
    document: { type: 'invoice', id },
    values: (words) => invoiceValues(invoice, wireValues(Invoice, invoice), words),
    url: template.family === 'autopay_failure' ? `${invoice.url}/payment_info` : invoice.url,
    ...more,
    files: template.options['attach_secondary_files'] === true ? await encloseFiles(work, 'invoice', id) : [],
    papers: template.options['attach_pdf'] === true ? [await paperOfInvoice(work, invoice, customer)] : [],
  }
}

/** A plan waits until its customer has agreed to it. */
async function planWaits(work: Work, invoice: Invoice): Promise<boolean> {
  return invoice.payment_plan !== null && (await findPaymentPlan(work, invoice.id)).status === 'pending_signup'
}

/** E-mails the receipt of a payment now. */
export function sendReceipt(sender: Sender, id: number, request: EmailRequest): Promise<Email[]> {
  return sendEmails(sender, (work) => prepareReceipt(work, id, request))
}

/** The same by the older view: the receipt is that of the payment behind it. */
export async function sendTransactionReceipt(sender: Sender, id: number, request: EmailRequest): Promise<Email[]> {
  return sendEmails(sender, async (work) => {
    const { payment } = await findTransaction(work, id)
    if (payment === null)
      throw new Refusal('refused', 'no_receipt', `Transaction ${id} belongs to no payment; there is no receipt for it.`)
    return prepareReceipt(work, payment, request)
  })
}

async function prepareReceipt(
  work: Work,
  id: number,
  request: EmailRequest,
  more: Pick<EmailOrder, 'cause'> & { readonly values?: (words: Writing) => Values } = {},
): Promise<Prepared> {
  const payment = await findPayment(work, id, ['applied_to'])
  const customer = await payerOf(work, payment)
  const template = await findTemplate(work, request.template ?? 'payment_receipt_email', customer.language)
  rules.refuseForeignTemplate(template, rules.PAYMENT_FAMILIES)
  const invoices = await findInvoices(
    work,
    (payment.applied_to ?? []).flatMap(({ invoice }) => invoice ?? []),
  )
  const numbers = invoices.flatMap(({ number }) => number ?? [])
  return {
    ...request,
    ...(more.cause && { cause: more.cause }),
    template: template.id,
    customer,
    document: { type: 'payment', id },
    values: (words) => ({ ...receiptValues(payment, numbers, words), ...more.values?.(words) }),
    papers: attaches(template) ? [await paperOfPayment(work, payment)] : [],
  }
}

function attaches({ options }: ResolvedTemplate): boolean {
  return options['attach_pdf'] === true
}

async function payerOf(work: Work, payment: Payment): Promise<Customer> {
  if (payment.voided)
    throw new Refusal('refused', 'payment_voided', `Payment ${payment.id} is voided; there is no receipt for it.`)
  if (payment.customer === null)
    throw new Refusal(
      'refused',
      'payment_without_customer',
      `Nobody knows yet who made payment ${payment.id}. Give it a customer first.`,
      'customer',
    )
  return findCustomer(work, payment.customer)
}

/** Sends a new invoice because its maker asked for it. @param sent_by the member who did */
export async function sendRequested(sender: Sender, id: number, sent_by: number | null): Promise<void> {
  await sendEmailsLater(sender, (work) => prepareInvoice(work, id, {}, { cause: issueOf(id), sent_by }))
}

/** Sends a new invoice where its template says so. @param sent_by the member who issued it */
export async function sendIssued(
  sender: Sender,
  { id, subscription }: { readonly id: number; readonly subscription: unknown },
  sent_by: number | null,
): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    const option = subscription === null ? 'send_on_issue' : 'send_on_subscription_invoice'
    if ((await templateOptions(work, 'new_invoice_email'))[option] !== true) return null
    return prepareInvoice(work, id, {}, { cause: issueOf(id), sent_by })
  })
}

/** Whoever asked for it, a new invoice is mailed once. */
function issueOf(id: number): string {
  return `issue:invoice:${id}`
}

export async function sendPaid(sender: Sender, id: number): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'paid_invoice_email'))['send_on_paid'] !== true) return null
    return prepareInvoice(work, id, { template: 'paid_invoice_email' }, { cause: `paid:invoice:${id}` })
  })
}

/** The receipt of a payment that came through a gateway. @param email where the payer wants it, if they said so */
export async function sendChargeReceipt(sender: Sender, id: number, email: string | null): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'payment_receipt_email'))['send_on_charge'] !== true) return null
    return prepareReceipt(work, id, email ? { to: [{ email, name: null }] } : {}, { cause: `receipt:payment:${id}` })
  })
}

/** Tells the customer that AutoPay could not collect; once for each attempt. */
export async function sendCollectionFailed(sender: Sender, id: number, attempt: number): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'auto_payment_failed_email'))['send_on_charge'] !== true) return null
    return prepareInvoice(work, id, { template: 'auto_payment_failed_email' }, { cause: `failed:invoice:${id}:${attempt}` })
  })
}

/** Tells the payer of a refund, where the template says so; once for each refund. */
export async function sendRefunded(sender: Sender, id: number): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'refund_email'))['send_on_charge'] !== true) return null
    const { charge, payment, amount, created_at, status } = await findRefund(work, id)
    if (status === 'failed') return null
    const receipt_email = charge === null ? null : (await findCharge(work, charge)).receipt_email
    const date = dayOf(created_at, work.zone).date
    const values = (words: Writing) => ({ refund_amount: words.money(amount), refund_date: words.date(date) })
    const to = receipt_email ? [{ email: receipt_email, name: null }] : undefined
    return prepareReceipt(work, payment, { template: 'refund_email', to }, { cause: `refund:${id}`, values })
  })
}

/** Invites the customer to a new payment plan that waits for them, where the template says so. */
export async function sendPlan(sender: Sender, plan: number): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'payment_plan_onboard_email'))['send_on_issue'] !== true) return null
    const invoice = await store.invoiceOfPlan(work, plan)
    return invoice === null
      ? null
      : prepareInvoice(work, invoice, { template: 'payment_plan_onboard_email' }, { cause: `plan:${plan}` })
  })
}

/** Mails every invoice whose last mail is as old as its template says. What is to be reminded of is asked again for each. */
export async function sendReminders(sender: Sender): Promise<void> {
  const due = await sender.work(async (work) => {
    const [plain, plans] = await Promise.all([
      remindersDue(work, 'new_invoice_email'),
      remindersDue(work, 'payment_plan_onboard_email'),
    ])
    return [...plain, ...plans].map(({ id }) => ({ id, today: work.today.date }))
  })
  for (const { id, today } of due)
    await sendEmailsLater(sender, async (work) =>
      (await store.mayBeReminded(work, id)) ? prepareInvoice(work, id, {}, { cause: `remind:invoice:${id}:${today}` }) : null,
    )
}

/** Whether the company has reminders of invoices switched on at all. */
export async function remindersWanted(work: Work): Promise<boolean> {
  const options = await Promise.all(
    (['new_invoice_email', 'payment_plan_onboard_email'] as const).map((id) => templateOptions(work, id)),
  )
  return options.some((option) => Number(option['send_reminder_every_days'] ?? 0) > 0)
}

async function remindersDue(
  work: Work,
  template: 'new_invoice_email' | 'payment_plan_onboard_email',
): Promise<readonly store.Remindable[]> {
  const days = Number((await templateOptions(work, template))['send_reminder_every_days'] ?? 0)
  if (days <= 0) return []
  const plans = template === 'payment_plan_onboard_email'
  return (await store.remindable(work, { until: addDays(work.today.date, -days), plans })).filter(({ last }) =>
    rules.isReminderDue(last, work.today.date, days),
  )
}
