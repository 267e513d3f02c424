import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { disputeLost, disputeOpened, disputeWrittenOff } from '../../ledger/postings/entries.ts'
import { postEntry, reverseSource } from '../../ledger/postings/service.ts'
import { lockInvoices, saveChange } from '../../receivables/invoices/service.ts'
import type { Facts as Charge } from '../charges/rules.ts'
import { lockCharge, updateCharge } from '../charges/service.ts'
import { applicationsOf } from '../payments/service.ts'
import { prepareReturn, returnMoney } from '../returns/service.ts'
import type { Dispute } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** What a gateway tells of a dispute. A notice of its end that comes before that of its beginning opens it first. */
export async function heedDispute(work: Work, chargeId: number, notice: rules.Notice): Promise<void> {
  const charge = await lockCharge(work, chargeId)
  if (charge.status !== 'succeeded') return
  const dispute = (await store.findByReference(work, charge.gateway, notice.reference)) ?? (await open(work, charge, notice))
  const end = dispute && rules.ending(dispute, notice)
  if (end === 'won') await win(work, charge, dispute!)
  if (end === 'lost') await lose(work, charge, dispute!)
}

async function open(work: Work, charge: Charge, notice: rules.Notice): Promise<Dispute | null> {
  const contested = money(await store.contestedOf(work, charge.id), charge.amount.currency)
  const dispute = rules.openDispute(await work.newId(), charge, contested, notice, work.now)
  if (!dispute) return null
  await store.insert(work, dispute)
  await updateCharge(work, { ...charge, disputed: true, updated_at: work.now })
  await postEntry(work, disputeOpened(movementOf(work, dispute)))
  await keepCredit(work, charge, dispute)
  await flagInvoices(work, charge)
  await work.emit('dispute.created', dispute)
  return dispute
}

function movementOf(work: Work, { id, amount, customer }: Dispute) {
  return { date: work.today.date, source: { type: 'dispute', id }, amount, customer }
}

/** What the payment gave as credit is kept ready to go back, where it is still there. */
async function keepCredit(work: Work, charge: Charge, { amount }: Dispute): Promise<void> {
  await unlessSpent(() => prepareReturn(work, charge.payment_id!, amount))
}

/** False where the credit that the payment gave has been spent: then nothing was changed. */
async function unlessSpent(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === 'credit_spent') return false
    throw error
  }
}

async function win(work: Work, charge: Charge, dispute: Dispute): Promise<void> {
  await reverseSource(work, 'dispute', dispute.id)
  await end(work, charge, { ...dispute, status: 'won', updated_at: work.now }, false)
  await updateCharge(work, { ...charge, disputed: await store.isDisputed(work, charge.id), updated_at: work.now })
}

/** What the payment had settled is owed again; where that is spent, the company bears it. */
async function lose(work: Work, charge: Charge, dispute: Dispute): Promise<void> {
  const movement = movementOf(work, dispute)
  const taken = await unlessSpent(() => returnMoney(work, charge.payment_id!, dispute.amount, () => disputeLost(movement)))
  if (!taken) await postEntry(work, disputeWrittenOff(movement))
  await end(work, charge, { ...dispute, status: 'lost', updated_at: work.now }, !taken)
}

async function end(work: Work, charge: Charge, dispute: Dispute, written_off: boolean): Promise<void> {
  await store.close(work, dispute, written_off)
  await flagInvoices(work, charge)
  await work.emit('dispute.closed', dispute)
}

/** Invoices that the payment settles, or had settled, say whether a payment of theirs is contested. */
async function flagInvoices(work: Work, { payment_id, applied_to }: Charge): Promise<void> {
  const now = (await applicationsOf(work, [payment_id!])).flatMap(({ invoice }) => invoice ?? [])
  const ids = [...new Set([...now, ...applied_to.flatMap(({ invoice }) => invoice ?? [])])]
  const contested = new Set(await store.contestedInvoices(work, ids))
  for (const invoice of await lockInvoices(work, ids)) {
    const disputed = contested.has(invoice.id)
    if (invoice.disputed !== disputed) await saveChange(work, invoice, { ...invoice, disputed, updated_at: work.now })
  }
}

export async function listDisputes(work: Work, list: ListQuery): Promise<Page<Dispute>> {
  return store.list(work, list)
}

export const findDispute = store.find
