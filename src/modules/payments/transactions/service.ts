import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { compareDecimals, type Decimal, negateDecimal, ZERO } from '../../../core/decimal.ts'
import { add } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { authorize } from '../../../platform/http/auth.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer, findCustomers } from '../../customers/customers/service.ts'
import { findCreditNote } from '../../receivables/credit-notes/service.ts'
import { findEstimate } from '../../receivables/estimates/service.ts'
import { findInvoice, lockInvoice } from '../../receivables/invoices/service.ts'
import { createAdjustment, deleteAdjustment, updateAdjustment } from '../credit-balances/service.ts'
import { attemptOf, type Stand, standAt } from '../gateways/service.ts'
import { inCurrency } from '../payments/rules.ts'
import { findPayments, recordPayment, updatePayment, voidPayment } from '../payments/service.ts'
import { createRefund, recordRefund } from '../refunds/service.ts'
import type { Transaction, TransactionChanges, TransactionDraft } from './contract.ts'
import {
  type Applied,
  adjustmentFor,
  appliedFor,
  isAdjustment,
  owedOf,
  paymentFor,
  refuseSign,
  refuseUnfit,
} from './recording.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/**
 * Records a payment: what the invoice is owed is paid, the rest is the customer's credit. Or credit that is given, taken or
 * spent. Answers with the first record of it.
 */
export async function createTransaction(work: Work, input: TransactionDraft): Promise<Transaction> {
  refuseUnfit(input)
  const records = isAdjustment(input) ? [await createOwnAdjustment(work, input)] : await recordOwnPayment(work, input)
  const { metadata, sent, gateway } = input
  await store.mark(work, records, { metadata, sent, gateway, own: true })
  const shown = await findTransaction(work, records[0]!)
  await work.emit('transaction.created', shown)
  return shown
}

const ADJUSTING = { scope: 'credit_balance_adjustments:write', permission: 'credits.create' } as const

async function createOwnAdjustment(work: Work, input: TransactionDraft): Promise<number> {
  authorize(ADJUSTING, work)
  if (!input.customer) throw customerMissing()
  const customer = await inField('customer', findCustomer(work, input.customer))
  const currency = rules.currencyFor(input, null, (customer.currency as Currency | null) ?? work.company.currency)
  return (await createAdjustment(work, adjustmentFor(input, customer.id, currency))).id
}

async function recordOwnPayment(work: Work, input: TransactionDraft): Promise<number[]> {
  refuseSign(input.type, compareDecimals(input.amount, ZERO))
  const { document, owed } = await documentOf(work, input)
  if (!document && !input.customer) throw customerMissing()
  const customer = input.customer ? await inField('customer', findCustomer(work, input.customer)) : null
  const currency = rules.currencyFor(
    input,
    document,
    (customer?.currency as Currency | null | undefined) ?? work.company.currency,
  )
  const amount = inCurrency(input.amount, currency, 'amount')
  const applied = appliedFor(input, amount, owed)
  const payer = input.customer ?? document?.customer
  const payment = await inOwnFields(recordPayment(work, paymentFor({ ...input, customer: payer }, amount, applied)))
  return (await store.ofPayment(work, payment.id)).map(({ id }) => id)
}

function customerMissing(): Refusal {
  return new Refusal('invalid', 'customer_missing', 'Name the invoice that was paid, or the customer who paid.', 'customer')
}

/** The document that a record is about, and what it takes where it is an invoice. Only what is paid is held: credit comes first. */
async function documentOf(work: Work, input: TransactionDraft) {
  const { type = 'payment', method, invoice, estimate, credit_note } = input
  if (invoice) {
    const pays = (type === 'payment' || type === 'charge') && method !== 'balance'
    const document = await inField('invoice', pays ? lockInvoice(work, invoice) : findInvoice(work, invoice))
    return { document, owed: { id: document.id, owed: pays ? owedOf(document) : document.balance } }
  }
  const document = estimate
    ? await inField('estimate', findEstimate(work, estimate))
    : credit_note
      ? await inField('credit_note', findCreditNote(work, credit_note))
      : null
  return { document, owed: null }
}

/** Splits are no fields of a transaction: what is wrong with one is the fault of what it was made of. */
async function inOwnFields<Result>(doing: Promise<Result>): Promise<Result> {
  try {
    return await doing
  } catch (error) {
    if (!(error instanceof Refusal) || !error.field?.startsWith('applied_to')) throw error
    const own = error.field.replace(/^applied_to(\[\d+\])?\.?/, '')
    throw new Refusal(error.kind, error.code, error.message, own || 'amount')
  }
}

export async function updateTransaction(work: Work, id: number, input: TransactionChanges): Promise<Transaction> {
  const before = await store.find(work, id)
  const news = rules.newsOf(before, input, work.zone)
  rules.refuseChanges(before, news)
  const { metadata, sent, gateway, gateway_id, date, method, notes, amount } = news
  await store.mark(work, [id], { metadata, sent, gateway })
  const said = { ...(date !== undefined && { date }), ...(notes !== undefined && { notes }) }
  if (before.kind === 'adjustment' && before.own) {
    if (method !== undefined || gateway_id !== undefined)
      rules.refuseMethod(before, method === undefined ? 'gateway_id' : 'method')
    const changes = { ...said, ...(amount && { amount: negateDecimal(amount) }) }
    if (Object.keys(changes).length > 0) {
      authorize(ADJUSTING, work)
      await updateAdjustment(work, id, changes)
    }
    return told(work, before, id)
  }
  const changes = {
    ...said,
    ...(method !== undefined && { method }),
    ...(gateway_id !== undefined && { reference: gateway_id }),
    ...(amount && (await newAmount(work, before, amount))),
  }
  if (before.payment !== null && Object.keys(changes).length > 0)
    return follow(work, before, await inOwnFields(updatePayment(work, before.payment, changes)))
  return told(work, before, id)
}

/** Another amount is settled as if it had been recorded so: the invoice takes what it is owed, the rest is credit. */
async function newAmount(work: Work, before: rules.Shown, given: Decimal): Promise<Applied> {
  rules.refuseOtherUses(before, await store.ofPayment(work, before.payment!))
  const amount = inCurrency(given, before.amount.currency as Currency, 'amount')
  const { type, method, estimate, credit_note, invoice: id } = before
  if (id === null) return appliedFor({ type, method, estimate, credit_note }, amount, null)
  const { balance } = await findInvoice(work, id)
  return appliedFor({ type, method, estimate, credit_note }, amount, { id, owed: add(balance, before.amount) })
}

/** Splits keep their ids, and so do records; where the change left none of this one, the one most like it is told. */
async function follow(work: Work, before: rules.Shown, payment: { readonly id: number }): Promise<Transaction> {
  const records = await store.ofPayment(work, payment.id)
  const same =
    records.find(({ id }) => id === before.id) ??
    records.find(({ type, invoice }) => type === before.type && invoice === before.invoice) ??
    records[0]!
  await store.mark(
    work,
    records.map(({ id }) => id),
    { own: true },
  )
  if (same.id !== before.id) await store.mark(work, [same.id], { metadata: before.metadata, gateway: before.gateway })
  return told(work, before, same.id)
}

async function told(work: Work, before: rules.Shown, id: number): Promise<Transaction> {
  const after = await findTransaction(work, id)
  await work.emit('transaction.updated', after, { before: { ...present(before, null), pdf_url: after.pdf_url } })
  return after
}

export async function deleteTransaction(work: Work, id: number): Promise<null> {
  const before = await store.find(work, id)
  rules.refuseForeignRemoval(before)
  if (before.payment === null) {
    authorize(ADJUSTING, work)
    await deleteAdjustment(work, id)
  } else await voidPayment(work, before.payment)
  await work.emit('transaction.deleted', present(before, null))
  return null
}

/** A refund that is written as a transaction of its own: the same as giving money of its parent back. */
export async function createRefundOf(desk: Desk, input: TransactionDraft): Promise<Transaction> {
  refuseUnfit(input)
  authorize({ scope: 'payments:write', permission: 'refunds.create' }, desk.caller!)
  const stand = standAt(desk)
  const { parent_transaction, metadata, sent } = input
  const parent = await inField(
    'parent_transaction',
    stand.work((work) => store.find(work, parent_transaction!)),
  )
  await stand.work(async (work) => rules.refuseOtherThanParent(input, parent, work.today))
  const refund = await refundTransaction(stand, parent.id, input.amount, attemptOf(desk, input))
  return stand.work(async (work) => {
    await store.mark(work, [refund.id], { metadata, sent })
    return findTransaction(work, refund.id)
  })
}

/** Gives money back: through the gateway that took it, or by hand. The same attempt again is the same refund. */
export async function refundTransaction(stand: Stand, id: number, amount: Decimal, attempt: string): Promise<Transaction> {
  const before = await stand.work(async (work) => {
    const found = await store.find(work, id)
    rules.refuseUnrefundable(found)
    return found
  })
  const refund =
    before.charge === null
      ? await stand.work((work) => recordRefund(work, before.payment!, amount, attempt))
      : await createRefund(stand, before.charge, amount, attempt)
  return stand.work((work) => findTransaction(work, refund.id))
}

export async function findTransaction(work: Work, id: number, include: readonly string[] = []): Promise<Transaction> {
  return (await withNames(work, await complete(work, [await store.find(work, id)]), include))[0]!
}

export async function findTransactions(work: Work, ids: readonly number[]): Promise<Transaction[]> {
  return complete(work, await store.findMany(work, ids))
}

export async function listTransactions(work: Work, list: ListQuery, include: readonly string[]): Promise<Page<Transaction>> {
  const { rows, total } = await store.list(work, list)
  return { rows: await withNames(work, await complete(work, rows), include), total }
}

/** With `include=customerName` each record says the name of its customer. */
async function withNames(work: Work, records: Transaction[], include: readonly string[]): Promise<Transaction[]> {
  if (!include.includes('customerName')) return records
  const customers = await findCustomers(work, [...new Set(records.flatMap(({ customer }) => customer ?? []))])
  const names = new Map(customers.map(({ id, name }) => [id, name]))
  return records.map((record) => ({
    ...record,
    customerName: record.customer === null ? null : (names.get(record.customer) ?? null),
  }))
}

/** Receipts belong to payments. */
async function complete(work: Work, rows: readonly rules.Shown[]): Promise<Transaction[]> {
  const ids = [...new Set(rows.flatMap(({ payment }) => payment ?? []))]
  const receipts = new Map((ids.length > 0 ? await findPayments(work, ids) : []).map(({ id, pdf_url }) => [id, pdf_url]))
  return rows.map((row) => present(row, row.payment === null ? null : (receipts.get(row.payment) ?? null)))
}

function present({ kind: _, own: __, charge: ___, ...shown }: rules.Shown, pdf_url: string | null): Transaction {
  return { ...shown, pdf_url }
}
