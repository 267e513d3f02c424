import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, type Day, midnight } from '../../../core/date.ts'
import { isNegative, isZero, type Money, money, subtract, zero } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { paymentApplied, paymentReceived, type Settlement, type Till } from '../../ledger/postings/entries.ts'
import { reverse } from '../../ledger/postings/posting.ts'
import { entriesNow, highestFrom, postEntry, retractEntries, reverseSource } from '../../ledger/postings/service.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { concession, SHORT_PAY } from '../../receivables/credit-notes/rules.ts'
import { createCreditNoteFor } from '../../receivables/credit-notes/service.ts'
import { comparison } from '../../receivables/invoices/rules.ts'
import { applySettlements, findDocuments, lockDocuments, type SettledDocuments, tellUnsettled } from '../settlement/service.ts'
import { type ApplicationFacts, type Decision, decideApplication, type Named, payerOf, type Split } from './application.ts'
import type { Payment, PaymentChanges, PaymentDraft } from './contract.ts'
import * as rules from './rules.ts'
import { placeSplits, splitsAgain, splitsSent } from './splits-again.ts'
import * as store from './store.ts'
import { presentUnderWay } from './under-way.ts'

export interface PaymentOptions {
  /** Where it came from, unless the caller says. */
  readonly source?: string
  /** Its charge. Payment and charge have the same number, so that it is known before the money is there. */
  readonly charge?: number
  /** The numbers of its splits, where they have them already. */
  readonly split_ids?: readonly (number | undefined)[]
  readonly till?: Till
}

/** Records money received and what it settles: the payment, its splits, the documents and the books, together. */
export async function recordPayment(work: Work, input: PaymentDraft, options: PaymentOptions = {}): Promise<Payment> {
  await holdSpender(work, input.customer ?? null, input.applied_to ?? [])
  const documents = await lockDocuments(work, input.applied_to ?? [])
  const currency = await currencyOf(work, input, documents)
  const splits = rules.splitsOf(input.applied_to ?? [], currency).map((split, i) => ({ ...split, id: options.split_ids?.[i] }))
  const drafted: rules.Facts = {
    ...rules.draftPayment(options.charge ?? (await work.newId()), input, {
      currency,
      source: options.source ?? 'keyed',
      today: work.today,
      now: work.now,
    }),
    charge_id: options.charge ?? null,
  }
  rules.refuseEmpty(drafted, splits)
  const customer = payerOf(splits, { customer: drafted.customer, documents: documents.open })
  if (drafted.customer !== null) await inField('customer', findCustomer(work, drafted.customer))
  const decision = decideApplication(
    splits,
    await applicationFacts(work, { amount: drafted.amount, customer, date: drafted.date }, splits, documents),
  )
  const payment: rules.Facts = { ...drafted, customer: decision.customer, balance: decision.balance }
  await store.insert(work, payment)
  await receive(work, payment, options.till ?? 'undeposited_funds')
  await apply(work, payment, splits, decision, documents)
  work.count('payments', 1)
  const [shown] = await show(work, [payment], true)
  await work.emit('payment.created', shown!)
  return shown!
}

async function receive(work: Work, { date, amount, customer, ...payment }: rules.Facts, till: Till): Promise<void> {
  if (isZero(amount)) return
  await postEntry(work, paymentReceived({ date: date.date, source: sourceOf(payment), amount, customer, till }))
}

/** Whoever spends credit is held before the documents it is spent on, as everywhere; they may have to say who it is. */
export async function holdSpender(work: Work, customer: number | null, splits: readonly Named[]): Promise<void> {
  if (!spendsCredit(splits)) return
  const spender = customer ?? payerOf(splits, { customer, documents: (await findDocuments(work, splits)).open })
  if (spender !== null) await holdCredit(work, spender)
}

function spendsCredit(splits: readonly Named[]): boolean {
  return splits.some(({ type }) => type === 'applied_credit')
}

async function currencyOf(work: Work, input: PaymentDraft, documents: SettledDocuments): Promise<Currency> {
  if (input.currency) return input.currency
  const first = documents.open[0]
  if (first) return first.balance.currency
  if (input.customer)
    return ((await inField('customer', findCustomer(work, input.customer))).currency as Currency | null) ?? work.company.currency
  return work.company.currency
}

function sourceOf(payment: Pick<rules.Facts, 'id'>) {
  return { type: 'payment', id: payment.id }
}

/** What the decision needs to know. The payer's credit is held while it is spent. */
export async function applicationFacts(
  work: Work,
  { customer, amount, date = work.today }: Pick<rules.Facts, 'customer' | 'amount'> & { readonly date?: Day },
  splits: readonly Split[],
  documents: SettledDocuments,
): Promise<ApplicationFacts> {
  const spends = splits.some(({ type }) => type === 'applied_credit')
  const children = customer === null || splits.length === 0 ? [] : await store.lockFamily(work, customer, spends)
  const credit =
    spends && customer !== null ? await creditFrom(work, customer, amount.currency, date.date) : zero(amount.currency)
  return { amount, customer, children, documents: documents.open, credit }
}

/** What a customer's credit balance holds on every day from `from` on: as much of it can be spent then. May be below zero. */
export async function creditFrom(work: Work, customer: number, currency: Currency, from: CalendarDate): Promise<Money> {
  await work.flush()
  return money(-(await highestFrom(work, { customer, account: 'customer_credit', currency }, from)) || 0, currency)
}

/** Holds the row of a customer, so that its credit is given and spent by one at a time. */
export async function holdCredit(work: Work, customer: number): Promise<void> {
  await store.lockFamily(work, customer, true)
}

/** Writes a decision down: splits in the place of those that stood, books, documents. What is left of short-paid invoices is let go. */
async function apply(
  work: Work,
  payment: rules.Facts,
  splits: readonly Split[],
  decision: Decision,
  documents: SettledDocuments,
  standing: readonly store.KeptApplication[] = [],
  corrected?: Parameters<typeof applySettlements>[3],
): Promise<void> {
  if (decision.settlements.length === 0) return store.replaceApplications(work, standing, [])
  const { waived, notes } = await waive(work, payment, decision, documents)
  const settlements = [...decision.settlements, ...waived]
  const entryId = await postEntry(
    work,
    paymentApplied(
      { date: payment.date.date, source: sourceOf(payment), payer: decision.customer!, currency: payment.amount.currency },
      settlements,
    ),
  )
  const applications: store.KeptApplication[] = []
  for (const one of placeSplits(settlements, splits, standing, work.now))
    applications.push({ ...one, id: one.id ?? (await work.newId()), payment_id: payment.id, ledger_entry: entryId })
  await store.replaceApplications(work, standing, applications)
  await applySettlements(
    work,
    { ...documents, credit_notes: new Map([...documents.credit_notes, ...notes]) },
    settlements,
    corrected,
  )
}

/** Credit notes over what is left of short-paid invoices, and how they settle it. */
async function waive(work: Work, payment: rules.Facts, { short_pays }: Decision, documents: SettledDocuments) {
  const waived: Settlement[] = []
  const notes = new Map<number, CreditNote>()
  for (const { invoice, amount } of short_pays) {
    const document = documents.invoices.get(invoice)!
    const customer = await findCustomer(work, document.customer)
    const draft = { ...concession(SHORT_PAY, document, amount), invoice, date: midnight(payment.date) }
    const note = await createCreditNoteFor(work, customer, draft)
    notes.set(note.id, note)
    waived.push({
      type: 'credit_note',
      amount,
      customer: customer.id,
      document: { type: 'invoice', id: invoice },
      credit_note: { type: 'credit_note', id: note.id, customer: customer.id },
    })
  }
  return { waived, notes }
}

export async function updatePayment(work: Work, id: number, input: PaymentChanges): Promise<Payment> {
  const before = await store.lock(work, id)
  const applications = await store.applicationsOf(work, [id])
  const changed = rules.changePayment(before, input, applications.length > 0 && !input.applied_to, work.today, work.now)
  if (input.customer && input.customer !== before.customer) await inField('customer', findCustomer(work, input.customer))
  const [shownBefore] = await show(work, [before], true)
  const moved =
    input.applied_to !== undefined ||
    changed.customer !== before.customer ||
    changed.amount.amount !== before.amount.amount ||
    changed.currency !== before.currency ||
    changed.date.date !== before.date.date
  const after = moved ? await reapply(work, before, changed, input, applications) : changed
  await store.update(work, after)
  const [shown] = await show(work, [after], true)
  await work.emit('payment.updated', shown!, { before: shownBefore! })
  return shown!
}

/**
 * Undoes what was applied and received, and does it again as the payment is now; splits that stay keep their ids. Changing the
 * customer removes them. What was given back since its day stays on the days on which it was, and was settled until then.
 */
async function reapply(
  work: Work,
  before: rules.Facts,
  changed: rules.Facts,
  input: PaymentChanges,
  applications: readonly store.KeptApplication[],
): Promise<rules.Facts> {
  const splits = input.applied_to
    ? splitsSent(input.applied_to, changed.amount.currency, applications)
    : changed.customer === before.customer
      ? splitsAgain(applications)
      : []
  const spends = spendsCredit([...splits, ...applications])
  const entries = await entriesNow(work, 'payment', before.id)
  const returns = entries.filter((one) => rules.isReturn(one, changed.date.date))
  const taken = await undo(work, applications, true, spends && changed.customer !== null ? [changed.customer] : [])
  const undone = entries.filter((one) => !returns.includes(one)).map((one) => one.id)
  await retractEntries(work, undone)
  const documents = await lockDocuments(work, splits)
  const spendable = subtract(changed.amount, changed.amount_returned)
  const decision = decideApplication(splits, await applicationFacts(work, { ...changed, amount: spendable }, splits, documents))
  const after: rules.Facts = { ...changed, customer: decision.customer, balance: decision.balance }
  rules.refuseReturned(before, after)
  await receive(work, after, tillOf(before))
  for (const one of returns) await postEntry(work, reverse(one, { date: after.date.date, reason: 'payment_applied' }))
  await apply(work, after, splits, decision, documents, applications, { before: taken.invoices })
  await tellUnsettled(work, taken, documents)
  await refuseSpent(work, before, applications)
  return after
}

function tillOf(payment: rules.Facts): Till {
  return payment.charge_id === null ? 'undeposited_funds' : 'gateway_clearing'
}

/** Takes off the documents what the payment put there. Its splits stand until others do. */
async function undo(
  work: Work,
  applications: readonly store.KeptApplication[],
  isCorrection: boolean,
  spenders: readonly number[] = [],
): Promise<SettledDocuments> {
  for (const customer of inOrder([...spenders, ...givenCredit(applications)])) await holdCredit(work, customer)
  const documents = await lockDocuments(work, applications)
  await applySettlements(work, documents, applications.map(rules.settlementBack), { isCorrection })
  return documents
}

/** Customers whose credit balance a payment has added to, in the order of ids. */
function givenCredit(applications: readonly store.KeptApplication[]): number[] {
  const given = applications.filter(
    ({ type, document_type }) =>
      type === 'credit' ||
      type === 'estimate' ||
      (type === 'credit_note' && document_type !== 'invoice') ||
      (type === 'applied_credit' && document_type === 'estimate'),
  )
  return inOrder(given.flatMap(({ customer }) => customer ?? []))
}

function inOrder(ids: readonly number[]): number[] {
  return [...new Set(ids)].toSorted((a, b) => a - b)
}

/** Credit that the payment gave may have been spent since: then, without it, there would be less than nothing on some day. */
async function refuseSpent(work: Work, payment: rules.Facts, applications: readonly store.KeptApplication[]): Promise<void> {
  for (const customer of givenCredit(applications)) {
    const left = await creditFrom(work, customer, payment.amount.currency, payment.date.date)
    if (isNegative(left))
      throw new Refusal(
        'refused',
        'credit_spent',
        'The credit that this payment gave has been spent since. Take it back from where it was applied first.',
        'applied_to',
      )
  }
}

/** Voids a payment: its splits are undone, its entries reversed; it stays on record and is frozen. */
export async function voidPayment(work: Work, id: number): Promise<Payment> {
  const before = await store.lock(work, id)
  const voided = rules.voidPayment(before, work.now)
  const applications = await store.applicationsOf(work, [id])
  await undo(work, applications, false)
  await reverseSource(work, 'payment', id)
  await store.replaceApplications(work, applications, [])
  await refuseSpent(work, before, applications)
  await store.update(work, voided)
  const [shown] = await show(work, [voided], true)
  await work.emit('payment.deleted', shown!)
  return shown!
}

export async function listPayments(
  work: Work,
  list: ListQuery,
  query: { readonly amount?: string | undefined; readonly balance?: string | undefined } & store.PaymentFilters['documents'],
  include: readonly string[],
): Promise<Page<Payment>> {
  const amounts = (['amount', 'balance'] as const).flatMap((column) =>
    query[column] === undefined ? [] : [{ column, ...comparison(query[column], column) }],
  )
  const { invoice, estimate, credit_note } = query
  const documents = { invoice, estimate, credit_note }
  const { rows, total } = await store.list(work, list, { amounts, documents })
  return { rows: await show(work, rows, include.includes('applied_to')), total }
}

/** A payment in the books. One that is under way is refused, and said to be so. */
export async function findPayment(work: Work, id: number, include: readonly string[] = []): Promise<Payment> {
  const [payment] = await show(work, [await store.find(work, id)], include.includes('applied_to'))
  return payment!
}

/** GET /payments/{id}: also one that is under way at a bank or gateway, or came to nothing there. */
export async function retrievePayment(work: Work, id: number, include: readonly string[]): Promise<Payment> {
  const withApplications = include.includes('applied_to')
  const [recorded] = await show(work, await store.findMany(work, [id]), withApplications)
  const payment = recorded ?? (await paymentsUnderWay(work, [id], withApplications))[0]
  if (!payment) throw new Refusal('not_found', 'payment_not_found', `No payment ${id}.`)
  return payment
}

async function paymentsUnderWay(work: Work, ids: readonly number[], withApplications: boolean): Promise<Payment[]> {
  const rows = await store.underWay(work, ids)
  if (rows.length === 0) return []
  const charges = await store.chargesOf(work, ids)
  const splits = rows.flatMap(({ applied_to }) => applied_to)
  const documents = withApplications ? (await findDocuments(work, splits)).open : null
  return rows.map((row) => presentUnderWay(row, work.zone, charges.get(row.id)!, documents))
}

/** Those among these that there are, also those under way. */
export async function findPayments(work: Work, ids: readonly number[]): Promise<Payment[]> {
  const recorded = await show(work, await store.findMany(work, ids), false)
  if (recorded.length === ids.length) return recorded
  return [...recorded, ...(await paymentsUnderWay(work, ids, false))]
}

export async function findPaymentByPortalKey(work: Work, key: string): Promise<Payment | null> {
  const payment = await store.findByPortalKey(work, key)
  return payment && (await show(work, [payment], true))[0]!
}

async function show(work: Work, payments: readonly rules.Facts[], withApplications: boolean): Promise<Payment[]> {
  const applications =
    withApplications && payments.length > 0
      ? await store.applicationsOf(
          work,
          payments.map(({ id }) => id),
        )
      : null
  const charges = await store.chargesOf(
    work,
    payments.flatMap(({ charge_id }) => charge_id ?? []),
  )
  return payments.map((payment) =>
    rules.present(payment, {
      pdf_url: store.pdfUrl(work, payment.id),
      charge: payment.charge_id === null ? null : (charges.get(payment.charge_id) ?? null),
      applied_to: applications
        ?.filter(({ payment_id }) => payment_id === payment.id)
        .map(({ payment_id: _, ledger_entry: __, ...application }) => application),
    }),
  )
}

/** Payments that spend any of these credit notes. */
export const paymentsSpending = store.idsSpending
export const creditSpent = store.creditSpent

/** What was paid on an invoice, payment by payment. */
export async function paymentsOfInvoice(
  work: Work,
  invoice: number,
): Promise<{ readonly payment: Payment; readonly applied: Money }[]> {
  const settling = await store.settlingInvoice(work, invoice)
  const shown = await show(
    work,
    settling.map(({ payment }) => payment),
    false,
  )
  return shown.map((payment, i) => ({ payment, applied: money(settling[i]!.applied, payment.currency as Currency) }))
}

/** For money that goes back to the payer: see payments/returns. */
export type { KeptApplication } from './store.ts'
export const lockPayment = store.lock
export const applicationsOf = store.applicationsOf
export const cutApplications = store.cutApplications

/** Saves a payment of which something was taken off or given back, and tells. */
export async function saveReturn(work: Work, before: rules.Facts, after: rules.Facts): Promise<Payment> {
  const [shownBefore] = await show(work, [before], false)
  await store.update(work, { ...after, updated_at: work.now })
  const [shown] = await show(work, [{ ...after, updated_at: work.now }], false)
  await work.emit('payment.updated', shown!, { before: shownBefore! })
  return shown!
}
