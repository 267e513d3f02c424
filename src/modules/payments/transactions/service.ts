import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { Decimal } from '../../../core/decimal.ts'
import { inField } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer, findCustomers } from '../../customers/customers/service.ts'
import { lockInvoice } from '../../receivables/invoices/service.ts'
import type { Stand } from '../gateways/service.ts'
import { inCurrency } from '../payments/rules.ts'
import { findPayments, recordPayment, updatePayment, voidPayment } from '../payments/service.ts'
import { createRefund, recordRefund } from '../refunds/service.ts'
import type { Transaction, TransactionChanges, TransactionDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** Records a payment: what the invoice is owed is paid, the rest is the customer's credit. Answers with the first record of it. */
export async function createTransaction(work: Work, input: TransactionDraft): Promise<Transaction> {
  const invoice = input.invoice ? await inField('invoice', lockInvoice(work, input.invoice)) : null
  const customer = input.customer ? await inField('customer', findCustomer(work, input.customer)) : null
  const currency = rules.currencyFor(input, invoice, (customer?.currency as Currency | null | undefined) ?? work.company.currency)
  const payment = await recordPayment(work, rules.paymentFor(input, inCurrency(input.amount, currency, 'amount'), invoice))
  const records = await store.ofPayment(work, payment.id)
  await store.mark(
    work,
    records.map(({ id }) => id),
    { metadata: input.metadata, sent: input.sent, own: true },
  )
  const shown = await findTransaction(work, records[0]!.id)
  await work.emit('transaction.created', shown)
  return shown
}

export async function updateTransaction(work: Work, id: number, input: TransactionChanges): Promise<Transaction> {
  const before = await store.find(work, id)
  rules.refuseForeignChanges(before, input)
  const { metadata, sent, gateway_id, date, method, notes } = input
  await store.mark(work, [id], { metadata, sent })
  const changes = {
    ...(date !== undefined && { date }),
    ...(method !== undefined && { method }),
    ...(notes !== undefined && { notes }),
    ...(gateway_id !== undefined && { reference: gateway_id }),
  }
  if (before.payment !== null && Object.keys(changes).length > 0)
    return follow(work, before, await updatePayment(work, before.payment, changes))
  return told(work, before, id)
}

/** Changing the date undoes and redoes the payment's splits, which get ids of their own. */
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
  if (same.id !== before.id) await store.mark(work, [same.id], { metadata: before.metadata })
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
  await voidPayment(work, before.payment!)
  await work.emit('transaction.deleted', present(before, null))
  return null
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
