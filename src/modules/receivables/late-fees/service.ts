import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, midnight } from '../../../core/date.ts'
import { isPositive, isZero, type Money, max, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Place } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { invoiceIssued } from '../../ledger/postings/entries.ts'
import { difference } from '../../ledger/postings/posting.ts'
import { openDayFrom, postEntry } from '../../ledger/postings/service.ts'
import { appendLines, type ContentFacts, unitCostOf } from '../documents/content.ts'
import { contentFields, keptContent, postedDocument } from '../documents/document.ts'
import { identifyContent, replaceLines } from '../documents/service.ts'
import type { Invoice } from '../invoices/contract.ts'
import { settle } from '../invoices/rules.ts'
import { lockInvoice, saveChange } from '../invoices/service.ts'
import type { LateFeeSchedule, LateFeeScheduleChanges, LateFeeScheduleDraft } from './contract.ts'
import { LATE_FEE_LINE, lateFee, nextFeeDate } from './fee.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findSchedules = store.findMany
export const isFeeCharged = store.isCharged

export async function createSchedule(work: Work, draft: LateFeeScheduleDraft): Promise<LateFeeSchedule> {
  await store.lockSchedules(work)
  const schedule = rules.draftSchedule(draft, { id: await work.newId(), now: work.now })
  if (schedule.default) await store.clearDefault(work, schedule.id)
  await store.insert(work, schedule)
  return schedule
}

export async function updateSchedule(work: Work, id: number, changes: LateFeeScheduleChanges): Promise<LateFeeSchedule> {
  await store.lockSchedules(work)
  const schedule = rules.changeSchedule(await store.find(work, id), changes, work.now)
  if (schedule.default) await store.clearDefault(work, id)
  await store.update(work, schedule)
  return schedule
}

export async function deleteSchedule(work: Work, id: number): Promise<null> {
  await store.lockSchedules(work)
  const schedule = await store.find(work, id)
  rules.refuseUsed(schedule, (await store.usedBy(work, [id])).get(id) ?? 0)
  await store.remove(work, id)
  return null
}

export async function listSchedules(work: Work, list: ListQuery, include: readonly string[]): Promise<Page<LateFeeSchedule>> {
  const { rows, total } = await store.list(work, list)
  return { rows: await counted(work, rows, include), total }
}

export async function findSchedule(work: Work, id: number, include: readonly string[]): Promise<LateFeeSchedule> {
  return (await counted(work, [await store.find(work, id)], include))[0]!
}

async function counted(
  work: Work,
  schedules: readonly LateFeeSchedule[],
  include: readonly string[],
): Promise<LateFeeSchedule[]> {
  if (!include.includes('num_customers')) return [...schedules]
  const used = await store.usedBy(
    work,
    schedules.map(({ id }) => id),
  )
  return schedules.map((schedule) => ({ ...schedule, num_customers: used.get(schedule.id) ?? 0 }))
}

/** The moment at which the next late fee of the company falls, and can be booked. */
export async function nextLateFee(work: Work): Promise<Date | null> {
  const date = await store.nextDate(work)
  return date && midnight({ date: await openDayFrom(work, date), zone: work.zone })
}

const BATCH = 100

/** Charges every fee that has fallen, each once and as of its own day, in the order of days. */
export async function chargeLateFees(place: Place): Promise<void> {
  const refused = new Set<number>()
  for (;;) {
    const late = await place.work((work) => store.lateBy(work, work.today.date, BATCH + refused.size))
    const next = late.filter(({ invoice }) => !refused.has(invoice))
    if (next.length === 0) break
    for (const one of next) {
      const charged = await place.work((work) => chargeLateFee(work, one)).catch(refusal)
      if (!charged) refused.add(one.invoice)
    }
  }
  await place.work((work) => store.stampRun(work))
}

/** One invoice that cannot bear its fee keeps no other from theirs. */
function refusal(error: unknown): false {
  if (error instanceof Refusal) return false
  throw error
}

/**
 * Charges the next fee of an invoice that is held now, unless it changed since it was found: another charged it, it is disputed,
 * paid, on a plan, or under another schedule. Then it is looked for again. Says whether it moved on.
 */
async function chargeLateFee(work: Work, late: store.Late): Promise<boolean> {
  const invoice = await lockInvoice(work, late.invoice)
  const currency = invoice.currency as Currency
  const charged = await store.chargedOn(work, invoice.id, currency)
  const [still] = await store.lateBy(work, work.today.date, 1, invoice.id)
  if (still?.count !== late.count || still.late_fee_schedule !== late.late_fee_schedule) return true
  const [schedule] = await store.findMany(work, [late.late_fee_schedule])
  const due_date = invoice.due_date?.date ?? null
  const date = schedule && nextFeeDate({ ...schedule, cap: null }, due_date, charged.count)
  if (!date || date > work.today.date) return false
  const overdue = max(subtract(invoice.balance, charged.amount), zero(currency))
  if (!isPositive(overdue)) return false
  const posted = await openDayFrom(work, date)
  if (posted > work.today.date) return false
  const { amount } = lateFee({ ...schedule, cap: null }, { due_date, overdue, charged }, date)
  await store.insertFee(work, {
    invoice: invoice.id,
    number: charged.count + 1,
    late_fee_schedule: schedule.id,
    date,
    amount,
  })
  if (isZero(amount)) return true
  await addFee(work, invoice, amount, { date, posted })
  return true
}

/** The fee becomes a line of the invoice; what that adds is posted on the day on which it fell, or the first open one after. */
async function addFee(
  work: Work,
  before: Invoice,
  amount: Money,
  { date, posted }: { readonly date: CalendarDate; readonly posted: CalendarDate },
): Promise<void> {
  const line = { ...LATE_FEE_LINE, name: 'Late fee', description: date, unit_cost: unitCostOf(amount) }
  const terms = { currency: amount.currency, rounding: before.tax_rounding }
  const content = await identifyContent(work, appendLines(keptContent(before), [line], NOTHING_NAMED, terms, work.now))
  const changed = settle({ ...before, ...contentFields(content), updated_at: work.now }, work.today)
  replaceLines(work, 'invoice', before.id, changed.items)
  const entry = difference(invoiceIssued(postedDocument(before)), invoiceIssued(postedDocument(changed)))
  await postEntry(work, { ...entry, date: posted, reason: 'late_fee_charged' })
  await saveChange(work, before, changed)
}

const NOTHING_NAMED: ContentFacts = { items: new Map(), coupons: new Map(), tax_rates: new Map(), automatic_taxes: [] }
