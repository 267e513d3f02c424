import type { Work } from '../../../platform/work.ts'
import { findInvoice, lockInvoice } from '../../receivables/invoices/service.ts'
import type { PaymentPromise, PromiseGiven } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** When the customer said they pay an invoice, if they did. */
export const promiseOf = store.find

export async function findPromise(work: Work, id: number): Promise<PaymentPromise> {
  const found = await store.find(work, (await findInvoice(work, id)).id)
  if (!found) throw store.notPromised(id)
  return found
}

export async function savePromise(work: Work, id: number, given: PromiseGiven): Promise<PaymentPromise> {
  const invoice = await lockInvoice(work, id)
  const before = await store.find(work, id)
  const promised = rules.promise(invoice, given, { today: work.today, now: work.now, before })
  await store.save(work, promised)
  await work.emit('invoice.payment_expected', invoice)
  return promised
}

export async function deletePromise(work: Work, id: number): Promise<null> {
  await lockInvoice(work, id)
  if (!(await store.find(work, id))) throw store.notPromised(id)
  await store.remove(work, id)
  return null
}
