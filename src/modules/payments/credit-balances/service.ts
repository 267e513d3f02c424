import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { inField } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { creditAdjusted } from '../../ledger/postings/entries.ts'
import { postEntry, retractSource } from '../../ledger/postings/service.ts'
import { creditFrom, holdCredit } from '../payments/service.ts'
import type { CreditBalanceAdjustment, CreditBalanceAdjustmentChanges, CreditBalanceAdjustmentDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const SOURCE = 'credit_balance_adjustment'

/** Gives credit, or takes it away. The balance is never below zero on any day: the customer is held while that is looked at. */
export async function createAdjustment(work: Work, input: CreditBalanceAdjustmentDraft): Promise<CreditBalanceAdjustment> {
  const customer = await inField('customer', findCustomer(work, input.customer))
  const currency = input.currency ?? (customer.currency as Currency | null) ?? work.company.currency
  const adjustment = rules.draftAdjustment(input, { id: await work.newId(), currency, today: work.today, now: work.now })
  await holdCredit(work, adjustment.customer)
  await store.insert(work, adjustment)
  await post(work, adjustment)
  await refuseOverdrawn(work, adjustment, adjustment.date.date)
  await work.emit('credit_balance_adjustment.created', adjustment)
  return adjustment
}

export async function updateAdjustment(
  work: Work,
  id: number,
  input: CreditBalanceAdjustmentChanges,
): Promise<CreditBalanceAdjustment> {
  const before = await held(work, id)
  const after = rules.changeAdjustment(before, input, work.today, work.now)
  await store.update(work, after)
  if (rules.movesMoney(before, after)) {
    await retractSource(work, SOURCE, id)
    await post(work, after)
    await refuseOverdrawn(work, after, rules.firstDay(before, after))
  }
  await work.emit('credit_balance_adjustment.updated', after, { before })
  return after
}

export async function deleteAdjustment(work: Work, id: number): Promise<null> {
  const adjustment = await held(work, id)
  await store.remove(work, id)
  await retractSource(work, SOURCE, id)
  await refuseOverdrawn(work, adjustment, adjustment.date.date)
  await work.emit('credit_balance_adjustment.deleted', adjustment)
  return null
}

/** The adjustment as it is while its customer is held; who waited reads what the other one left. */
async function held(work: Work, id: number): Promise<CreditBalanceAdjustment> {
  const { customer } = await store.find(work, id)
  await holdCredit(work, customer)
  return store.find(work, id)
}

async function post(work: Work, { id, customer, amount, date }: CreditBalanceAdjustment): Promise<void> {
  await postEntry(work, creditAdjusted({ customer, amount, date: date.date, source: { type: SOURCE, id } }))
}

async function refuseOverdrawn(work: Work, { customer, amount }: CreditBalanceAdjustment, from: CalendarDate): Promise<void> {
  rules.refuseOverdrawn(await creditFrom(work, customer, amount.currency, from))
}

export function listAdjustments(work: Work, list: ListQuery): Promise<Page<CreditBalanceAdjustment>> {
  return store.list(work, list)
}

export const findAdjustment = store.find
