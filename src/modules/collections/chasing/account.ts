/** Owns: what a reminder of an account says, and when the next step of a customer comes. */
import { addDays, type CalendarDate, type Day, earlierOf, midnight } from '../../../core/date.ts'
import { compareDecimals, type Decimal } from '../../../core/decimal.ts'
import { add, inMajorUnits, type Money } from '../../../core/money.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import type { RunTimes } from '../chasing-cadences/schedule.ts'
import { nextRun } from '../chasing-cadences/schedule.ts'
import type { OpenInvoice, Step } from './next-step.ts'

export interface AccountInvoice extends OpenInvoice {
  readonly id: number
  readonly number: string | null
  readonly balance: Money
}

/** Sums by currency. */
export function balancesOf(invoices: readonly Pick<AccountInvoice, 'balance'>[]): readonly Money[] {
  const sums = new Map<string, Money>()
  for (const { balance } of invoices) {
    const sum = sums.get(balance.currency)
    sums.set(balance.currency, sum ? add(sum, balance) : balance)
  }
  return [...sums.values()]
}

/** Whether what is open comes to the smallest balance that is chased, in any currency. */
export function isEnough(invoices: readonly Pick<AccountInvoice, 'balance'>[], min_balance: Decimal | null): boolean {
  return min_balance === null || balancesOf(invoices).some((sum) => compareDecimals(inMajorUnits(sum), min_balance) >= 0)
}

/** What the texts of the type chasing may name. */
export function accountValues(
  invoices: readonly AccountInvoice[],
  { terms, today }: { readonly terms: string | null; readonly today: CalendarDate },
  words: Writing,
) {
  const late = invoices.filter(({ due_date }) => due_date !== null && due_date < today)
  const amounts = (some: readonly AccountInvoice[]) => balancesOf(some).map(words.money).join(', ')
  return {
    customer_payment_terms: terms ?? '',
    account_balance: amounts(invoices),
    past_due_account_balance: amounts(late),
    invoice_numbers: invoices.flatMap(({ number }) => number ?? []).join(', '),
    invoice_dates: invoices.map(({ date }) => words.date(date)).join(', '),
    invoice_due_dates: invoices.flatMap(({ due_date }) => (due_date ? words.date(due_date) : [])).join(', '),
  }
}

/** The first run on which a step would be taken if nothing is paid until then; null where its day cannot be told. */
export function dateOfStep(
  step: Step,
  invoices: readonly OpenInvoice[],
  { times, next_run, today }: { readonly times: RunTimes; readonly next_run: Date; readonly today: Day },
): Date | null {
  const [measure, days] = step.schedule.split(':')
  const starts = invoices.flatMap(({ date, due_date }) => (measure === 'age' ? date : (due_date ?? [])))
  if (starts.length === 0) return null
  const first = starts.reduce(earlierOf)
  // What fell due on a day is late from the next one on.
  const date = addDays(first, measure === 'age' ? Number(days) : Math.max(1, Number(days)))
  if (date <= today.date) return next_run
  const begins = new Date(midnight({ date, zone: today.zone }).getTime() - 1)
  return begins < next_run ? next_run : nextRun(times, begins, today.zone)
}
