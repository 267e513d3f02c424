/**
 * Owns: what stands on a statement: which days, which rows in which order, how old what is open is.
 * Does not own: the books (they say what moved and what is open), how it looks on paper.
 * Invariants: the balance before plus all rows is the balance at the end; what is open adds up to it too, and so do the
 * age groups; credit that is not put to use moves no balance.
 */
import { type CalendarDate, type Day, dayOf, daysBetween, earlierOf, firstOfMonth } from '../../../core/date.ts'
import { add, type Money, sum, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { ROW_TYPES, type RowType, type Statement, type StatementRequest } from './contract.ts'

export interface Period {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

export function periodOf({ start, end }: StatementRequest, today: Day): Period {
  const last = end ? dayOf(end, today.zone).date : today.date
  const first = start ? dayOf(start, today.zone).date : firstOfMonth(last)
  if (first > last) throw new Refusal('invalid', 'period_reversed', 'A statement begins before it ends.', 'start')
  return { start: first, end: last }
}

/** Something that moved an account on a day. */
export interface Movement {
  readonly type: Exclude<RowType, 'previous_balance'>
  readonly id: number
  readonly customer: number | null
  readonly number: string | null
  readonly date: CalendarDate
  readonly amount: Money
}

/** A document of which something is open on a day; credit notes are negative. */
export interface OpenItem {
  readonly type: 'invoice' | 'credit_note'
  readonly id: number
  readonly customer: number
  readonly number: string | null
  readonly date: CalendarDate
  /** The next day on which something of it is due. */
  readonly due_date: CalendarDate | null
  readonly total: Money
  readonly open: Money
}

type Row = Statement['rows'][number]

/** Every movement with the account after it, beginning with what was owed before. */
export function activityRows(previous: Money, movements: readonly Movement[], { start }: Period, zone: string): Row[] {
  const day = (date: CalendarDate): Day => ({ date, zone })
  const first: Row = {
    ...{ type: 'previous_balance', id: null, customer: null, number: null, due_date: null },
    date: day(start),
    amount: previous,
    balance: previous,
  }
  let balance = previous
  const rows = movements.toSorted(byDayAndType).map(({ date, ...movement }): Row => {
    if (movement.type !== 'credit_balance_adjustment') balance = add(balance, movement.amount)
    return { ...movement, date: day(date), due_date: null, balance }
  })
  return [first, ...rows]
}

function byDayAndType(a: Movement, b: Movement): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  return ROW_TYPES.indexOf(a.type) - ROW_TYPES.indexOf(b.type) || a.id - b.id
}

/** What is open, the oldest first. */
export function openItemRows(items: readonly OpenItem[], zone: string): Row[] {
  const day = (date: CalendarDate): Day => ({ date, zone })
  return items
    .toSorted((a, b) => (a.date === b.date ? a.id - b.id : a.date < b.date ? -1 : 1))
    .map(({ date, due_date, total, open, ...item }) => ({
      ...item,
      date: day(date),
      due_date: due_date && day(due_date),
      amount: total,
      balance: open,
    }))
}

export function isPastDue({ due_date }: OpenItem, end: CalendarDate): boolean {
  return due_date !== null && due_date < end
}

/** How old what is open is on a day: not yet due, and then in groups that begin at these ages. */
export function ageGroups(
  items: readonly OpenItem[],
  end: CalendarDate,
  { starts, by }: { readonly starts: readonly number[]; readonly by: 'due_date' | 'date' },
  currency: Money['currency'],
): Statement['aging'] {
  const ages = items.map((item) => ({ age: ageOf(item, end, by), open: item.open }))
  const within = (from: number, to: number) =>
    sum(
      ages.filter(({ age }) => age >= from && age < to).map(({ open }) => open),
      currency,
    )
  const groups = starts.map((from, i) => {
    const next = starts[i + 1]
    return { from_days: from, to_days: next === undefined ? null : next - 1, amount: within(from, next ?? Infinity) }
  })
  return [{ from_days: null, to_days: null, amount: within(-Infinity, 0) }, ...groups]
}

/** Days since it fell due, or since its date; negative while nothing is late. */
function ageOf(item: OpenItem, end: CalendarDate, by: 'due_date' | 'date'): number {
  const since = item.type === 'credit_note' ? null : by === 'date' ? earlierOf(item.date, end) : item.due_date
  return since === null ? -1 : daysBetween(since, end)
}

export function sumOpen(items: readonly OpenItem[], currency: Money['currency']): Money {
  return items.reduce((all, { open }) => add(all, open), zero(currency))
}

/** The link to the same statement for the customer. */
export function linkTo(url: string, { type, start, end, items, currency }: StatementRequest): string {
  const seconds = (instant: Date | null | undefined) => (instant ? String(Math.floor(instant.getTime() / 1000)) : undefined)
  const parts = { type, start: seconds(start), end: seconds(end), items, currency }
  const query = Object.entries(parts).flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []))
  return query.length === 0 ? url : `${url}?${query.join('&')}`
}
