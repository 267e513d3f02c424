import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, laterOf } from '../../../core/date.ts'
import { add, isPositive, type Money, min, subtract } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import { paymentApplied } from '../../ledger/postings/entries.ts'
import type { Entry } from '../../ledger/postings/posting.ts'
import { postEntry } from '../../ledger/postings/service.ts'
import type { Payment } from '../payments/contract.ts'
import { type Facts, settlementBack } from '../payments/rules.ts'
import {
  applicationsOf,
  creditFrom,
  creditSpent,
  cutApplications,
  holdCredit,
  type KeptApplication,
  lockPayment,
  saveReturn,
} from '../payments/service.ts'
import { applySettlements, lockDocuments } from '../settlement/service.ts'
import * as rules from './rules.ts'

/** Whether so much of the payment can go back now, and the credit it lies on kept ready for that: it is unapplied and waits. */
export async function prepareReturn(work: Work, paymentId: number, amount: Money): Promise<void> {
  const { payment, applications, taken } = await plan(work, paymentId, amount)
  const onCredit = taken.parts.filter(({ use }) => rules.isOnCredit(applications.find(({ id }) => id === use)!))
  if (onCredit.length > 0) await saveReturn(work, payment, await takeOff(work, payment, applications, onCredit))
}

/** Money has gone back to the payer: what it had settled is owed again, and the payment counts it as returned. */
export async function returnMoney(
  work: Work,
  paymentId: number,
  amount: Money,
  entryOf: (payment: Facts) => Entry,
): Promise<Payment> {
  const { payment, applications, taken } = await plan(work, paymentId, amount)
  const freed = await takeOff(work, payment, applications, taken.parts)
  await postEntry(work, entryOf(payment))
  return saveReturn(work, payment, {
    ...freed,
    balance: subtract(freed.balance, amount),
    amount_returned: add(freed.amount_returned, amount),
  })
}

function today(work: Work, payment: Facts): CalendarDate {
  return laterOf(work.today.date, payment.date.date)
}

/**
 * Money of this payment went back already, and part of it lay on a credit balance that was spent since: what the credit
 * settled last is owed again, by as much as is missing.
 */
export async function freeSpentCredit(work: Work, paymentId: number, amount: Money): Promise<void> {
  const { payment, applications, credit } = await standing(work, paymentId)
  const { missing } = rules.takeWhatIsThere(amount, payment.balance, applications, credit)
  let left = missing
  for (const customer of credit.keys()) left = await freeCredit(work, customer, left)
}

async function freeCredit(work: Work, customer: number, missing: Money): Promise<Money> {
  let left = missing
  for (const id of await creditSpent(work, customer, missing.currency)) {
    if (!isPositive(left)) break
    const payment = await lockPayment(work, id)
    const applications = await applicationsOf(work, [id])
    const parts: { use: number; amount: Money }[] = []
    for (const use of applications.filter((one) => one.type === 'applied_credit' && one.customer === customer).toReversed()) {
      const amount = min(use.amount, left)
      if (isPositive(amount)) parts.push({ use: use.id, amount })
      left = subtract(left, amount)
    }
    await saveReturn(work, payment, await takeOff(work, payment, applications, parts))
  }
  return left
}

async function plan(work: Work, paymentId: number, amount: Money) {
  const { payment, applications, credit } = await standing(work, paymentId)
  return { payment, applications, taken: rules.takeBack(amount, payment.balance, applications, credit) }
}

/** The payment, held, where its money is, and what of it credit balances can still give. */
async function standing(work: Work, paymentId: number) {
  const payment = await lockPayment(work, paymentId)
  const applications = await applicationsOf(work, [paymentId])
  const credit = new Map<number, Money>()
  for (const customer of [...new Set(applications.filter(rules.isOnCredit).flatMap(({ customer }) => customer ?? []))].sort(
    (a, b) => a - b,
  )) {
    await holdCredit(work, customer)
    // It leaves the credit balance today, not on the day on which it came.
    credit.set(customer, await creditFrom(work, customer, payment.currency as Currency, today(work, payment)))
  }
  return { payment, applications, credit }
}

/** Takes parts of a payment off what they settled. What was taken off is unapplied then. */
async function takeOff(
  work: Work,
  payment: Facts,
  applications: readonly KeptApplication[],
  parts: rules.Taken['parts'],
): Promise<Facts> {
  if (parts.length === 0) return payment
  const cut = parts.map(({ use, amount }) => ({ application: applications.find(({ id }) => id === use)!, amount }))
  const documents = await lockDocuments(
    work,
    cut.map(({ application }) => application),
  )
  const back = cut.map(({ application, amount }) => settlementBack({ ...application, amount }))
  const undoing = paymentApplied(
    {
      date: today(work, payment),
      source: { type: 'payment', id: payment.id },
      payer: payment.customer!,
      currency: payment.currency as Currency,
    },
    back,
  )
  await postEntry(work, { ...undoing, reason: 'payment_unapplied' })
  await cutApplications(
    work,
    parts.map(({ use, amount }) => ({ id: use, amount: amount.amount })),
  )
  await applySettlements(work, documents, back)
  return {
    ...payment,
    // Spending credit uses no cash of the payment that says so.
    balance: cut
      .filter(({ application }) => rules.isCash(application))
      .reduce((balance, { amount }) => add(balance, amount), payment.balance),
    updated_at: work.now,
  }
}
