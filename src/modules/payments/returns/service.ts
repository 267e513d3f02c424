import type { Currency } from '../../../core/currency.ts'
import { laterOf } from '../../../core/date.ts'
import { add, type Money, subtract } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import { paymentApplied } from '../../ledger/postings/entries.ts'
import type { Entry } from '../../ledger/postings/posting.ts'
import { postEntry } from '../../ledger/postings/service.ts'
import type { Payment } from '../payments/contract.ts'
import { type Facts, settlementBack } from '../payments/rules.ts'
import {
  applicationsOf,
  creditFrom,
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

async function plan(work: Work, paymentId: number, amount: Money) {
  const payment = await lockPayment(work, paymentId)
  const applications = await applicationsOf(work, [paymentId])
  const credit = new Map<number, Money>()
  for (const customer of [...new Set(applications.filter(rules.isOnCredit).flatMap(({ customer }) => customer ?? []))].sort(
    (a, b) => a - b,
  )) {
    await holdCredit(work, customer)
    credit.set(customer, await creditFrom(work, customer, payment.currency as Currency, payment.date.date))
  }
  return { payment, applications, taken: rules.takeBack(amount, payment.balance, applications, credit) }
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
  const { date } = payment.date
  const undoing = paymentApplied(
    {
      date: laterOf(work.today.date, date),
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
    balance: parts.reduce((balance, { amount }) => add(balance, amount), payment.balance),
    updated_at: work.now,
  }
}
