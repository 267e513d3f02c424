import type { Method } from '../../../connectors/gateways/index.ts'
import { isPositive } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { eachInTurn } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { failedAttempt } from '../../receivables/invoices/attempts.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoice, lockInvoice, saveChange, updateInvoice } from '../../receivables/invoices/service.ts'
import { withFee } from '../charges/fees.ts'
import { type Charged, type ChargeIntent, charge, chargeByKey } from '../charges/service.ts'
import { feeRate, methodNamed } from '../gateways/rules.ts'
import { methodFacts, type Stand } from '../gateways/service.ts'
import { reasonAgainstCharge, type SourceFacts } from '../payment-sources/rules.ts'
import { findSource } from '../payment-sources/service.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** POST /invoices/{id}/pay. A failure is a refusal that counts as an attempt; the same attempt again is told, not made. */
export async function payInvoice(stand: Stand, id: number, attempt: string | null): Promise<Invoice> {
  const key = attempt && `${prefixOf(id)}${attempt}`
  const known = key && (await stand.work((work) => chargeByKey(work, key)))
  const ended = known || (await attemptOn(stand, id, refuseTakenBack, key))
  if (ended && 'code' in ended) throw new Refusal('refused', ended.code, ended.said)
  return stand.work((work) => findInvoice(work, id))
}

type Attempt = Charged | { readonly status: 'failed'; readonly code: string; readonly said: string }

const prefixOf = (invoice: number) => `autopay-${invoice}-`

/**
 * One attempt to collect; null when it is not wanted any more, or another that began at the same time was faster. Without
 * a key of its own it is the next one: two at once are one charge, for both find the same key.
 */
async function attemptOn(
  stand: Stand,
  id: number,
  isWanted: (work: Work, invoice: Invoice) => Promise<boolean>,
  key: string | null = null,
): Promise<Attempt | null> {
  const prepared = await stand.work(async (work) => {
    const invoice = await lockInvoice(work, id)
    if (!(await isWanted(work, invoice))) return null
    rules.refuseUncollectable(invoice, work.today)
    return prepare(
      work,
      invoice,
      key ?? `${prefixOf(id)}${(await store.endedAttempts(work, invoice.customer, prefixOf(id))) + 1}`,
    )
  })
  if (prepared === null || !('key' in prepared)) return prepared
  try {
    return await charge(stand, prepared)
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'conflict') throw error
    const { code, message } = error
    return stand.work(async (work) => {
      const invoice = await lockInvoice(work, id)
      return invoice.paid || isPositive(invoice.pending) ? null : countFailure(work, invoice, code, message)
    })
  }
}

async function prepare(work: Work, invoice: Invoice, key: string): Promise<ChargeIntent | Attempt> {
  const customer = await findCustomer(work, invoice.customer)
  const kept = await keptSource(work, customer)
  const reason = kept ? reasonAgainstCharge(kept) : rules.NO_SOURCE
  if (!kept || reason)
    return countFailure(work, invoice, kept ? 'source_not_chargeable' : 'payment_source_missing', reason ?? rules.NO_SOURCE)
  const method = await methodFacts(work, methodNamed(kept.method))
  const { amount, splits } = withFee(
    { type: 'invoice', invoice: invoice.id, amount: rules.amountToCollect(invoice) },
    feeRate(method, customer),
  )
  return {
    customer: customer.id,
    method: kept.method as Method,
    amount,
    splits,
    from: { kept },
    source: 'autopay',
    key,
    receipt_email: null,
  }
}

async function keptSource(work: Work, customer: Customer): Promise<SourceFacts | null> {
  const named = rules.defaultSource(customer)
  return named && findSource(work, customer.id, named.object, named.id)
}

/** It could not even be tried, which counts as an attempt all the same (published behaviour). */
async function countFailure(work: Work, invoice: Invoice, code: string, said: string): Promise<Attempt> {
  const failed = await saveChange(
    work,
    invoice,
    failedAttempt(invoice, settingsOf(work.company).autopay.retry_schedule, work.now),
  )
  await work.emit('invoice.collection_failed', failed)
  return { status: 'failed', code, said }
}

const BATCH = 50

/** Collects every invoice whose moment has come. */
export async function collectDue(stand: Stand): Promise<void> {
  for (let due = await stand.work((work) => store.findDue(work, BATCH)); due.length > 0; ) {
    await eachInTurn(due, (id) => attemptOn(stand, id, isDue))
    due = due.length < BATCH ? [] : await stand.work((work) => store.findDue(work, BATCH))
  }
}

async function isDue(work: Work, invoice: Invoice): Promise<boolean> {
  return rules.isDue(invoice, work.now) && !(await store.wasTakenBack(work, invoice.id))
}

async function refuseTakenBack(work: Work, invoice: Invoice): Promise<true> {
  if (await store.wasTakenBack(work, invoice.id)) throw rules.autopayOff(invoice)
  return true
}

/** A customer is not on AutoPay any more: neither are its open invoices. */
export async function stopCollecting(work: Work, customer: number): Promise<void> {
  for (const id of await store.collectedOf(work, customer)) await updateInvoice(work, id, { autopay: false })
}

export const nextAttempt = store.nextAttempt
