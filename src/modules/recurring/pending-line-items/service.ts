import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { isNegative } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { LineItem } from '../../receivables/documents/contract.ts'
import { LINES_MAX } from '../../receivables/documents/limits.ts'
import { changedLoneLine, composeLoneLines } from '../../receivables/documents/service.ts'
import type { PendingLine, PendingLineChanges, PendingLineDraft } from './contract.ts'
import * as store from './store.ts'

export async function listPendingLines(work: Work, list: ListQuery, customerId: number): Promise<Page<PendingLine>> {
  await findCustomer(work, customerId)
  return store.list(work, list, customerId)
}

export async function createPendingLine(work: Work, customerId: number, draft: PendingLineDraft): Promise<PendingLine> {
  const customer = await findCustomer(work, customerId)
  const currency = currencyOf(work, customer)
  const [line] = await addPendingLines(
    work,
    customer.id,
    currency,
    await composeLoneLines(work, [draft], customer, currency, () => ''),
  )
  return line!
}

/** The currency of what a customer is billed in where nothing says otherwise. */
export function currencyOf(work: Work, customer: Customer): Currency {
  return (customer.currency as Currency | null) ?? work.company.currency
}

/** Finished lines wait for the next invoice of the customer in their currency. */
export async function addPendingLines(
  work: Work,
  customer: number,
  currency: string,
  items: readonly LineItem[],
): Promise<PendingLine[]> {
  const lines = items.map((line): PendingLine => ({ ...line, customer, currency }))
  await store.insert(work, lines)
  for (const line of lines) await work.emit('line_item.created', line)
  return lines
}

export async function updatePendingLine(
  work: Work,
  customerId: number,
  id: number,
  input: PendingLineChanges,
): Promise<PendingLine> {
  const customer = await findCustomer(work, customerId)
  const before = await store.lock(work, customerId, id)
  const { customer: _, currency, ...line } = before
  const changed: PendingLine = {
    ...(await changedLoneLine(work, line, input, customer, currency as Currency)),
    customer: customerId,
    currency,
  }
  await store.update(work, changed)
  await work.emit('line_item.updated', changed, { before })
  return changed
}

export async function deletePendingLine(work: Work, customerId: number, id: number): Promise<null> {
  await findCustomer(work, customerId)
  const line = await store.lock(work, customerId, id)
  await store.remove(work, [id])
  await work.emit('line_item.deleted', line)
  return null
}

export async function findPendingLine(work: Work, customerId: number, id: number): Promise<PendingLine> {
  await findCustomer(work, customerId)
  return store.find(work, customerId, id)
}

/**
 * Hands over the waiting lines that charge something, or nothing, to the invoice that is being made (at most as many as
 * fit); they wait no longer.
 */
export async function takeCharges(work: Work, customer: number, currency: string, room = LINES_MAX): Promise<LineItem[]> {
  const charges = (await store.lockWaiting(work, customer, currency)).filter(({ amount }) => !isNegative(amount))
  return take(work, charges.slice(0, room))
}

/** Hands over the waiting lines below zero, to the credit note that is being made. */
export async function takeCredits(work: Work, customer: number, currency: string): Promise<LineItem[]> {
  const credits = (await store.lockWaiting(work, customer, currency)).filter(({ amount }) => isNegative(amount))
  return take(work, credits.slice(0, LINES_MAX))
}

async function take(work: Work, lines: readonly PendingLine[]): Promise<LineItem[]> {
  if (lines.length === 0) return []
  await store.remove(
    work,
    lines.map(({ id }) => id),
  )
  return lines.map(({ customer: _, currency: __, ...line }) => line)
}

/** Every line of a subscription that waits, oldest first. */
export const linesOfSubscription = store.ofSubscription

/** What waits for an invoice of the customer in the currency, oldest first. */
export const linesWaiting = store.waiting

/** The currencies in which lines wait for the customer, the oldest line's first. */
export const waitingCurrencies = store.currencies
