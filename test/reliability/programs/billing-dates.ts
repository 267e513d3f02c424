import { addDays, type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { Interval } from '../../../src/core/period.ts'
import type { Plan } from '../../../src/modules/catalog/plans/contract.ts'
import { nextStep, scheduled } from '../../../src/modules/recurring/billing/schedule.ts'
import { billedAgreement, draftAgreement } from '../../../src/modules/recurring/subscriptions/rules.ts'
import type { Program } from '../program.ts'

const LENGTHS = [
  ['week', 1, 208],
  ['month', 1, 48],
  ['month', 3, 16],
  ['year', 1, 4],
] as const

export const billingDates: Program<{ readonly from: string; readonly until: string }> = {
  id: 19,
  title: 'Bills come on the days that the calendar says',
  pass: 'every start day of four years × 48 months × weekly, monthly, quarterly, yearly: 0 differences from a table of the calendar',
  full: { from: '2023-01-01', until: '2027-01-01' },
  short: { from: '2024-01-25', until: '2024-03-05' },
  async run(_arena, { from, until }, sheet) {
    let bills = 0
    const differences: string[] = []
    for (let start = calendarDate(from); start < until; start = addDays(start, 1)) {
      for (const [interval, count, many] of LENGTHS) {
        const told = billDays(start, interval, count, many)
        bills += told.length
        told.forEach((day, n) => {
          if (day !== tableDay(start, interval, count, n)) differences.push(`${start} every ${count} ${interval}: ${n} on ${day}`)
        })
      }
    }
    sheet.note('bills', bills)
    sheet.claim('that differ', differences.length, differences.length === 0, differences.slice(0, 20))
    const anchored = billDays(calendarDate('2023-01-31'), 'month', 1, 3).join(' ')
    sheet.claim('the 31st', anchored, anchored === '2023-01-31 2023-02-28 2023-03-31')
  },
}

function billDays(start: CalendarDate, interval: Interval, interval_count: number, many: number): CalendarDate[] {
  const now = new Date(`${start}T12:00:00Z`)
  const plan = planOf(interval, interval_count, now)
  const facts = { id: 1, customer: { id: 1, autopay: false }, plan, ids: [], today: { date: start, zone: 'UTC' }, now }
  const days: CalendarDate[] = []
  let agreement = draftAgreement({ plan: plan.id, start_date: now }, facts)
  while (days.length < many) {
    days.push(nextStep(agreement)!.date)
    agreement = scheduled(billedAgreement(agreement, now))
  }
  return days
}

function planOf(interval: Interval, interval_count: number, now: Date): Plan {
  return {
    id: 'plan',
    object: 'plan',
    name: 'Plan',
    catalog_item: null,
    currency: 'usd',
    amount: decimal('1'),
    pricing_mode: 'per_unit',
    quantity_type: 'constant',
    interval,
    interval_count,
    tiers: null,
    description: null,
    archived: false,
    metadata: {},
    created_at: now,
    updated_at: now,
  }
}

/** The second opinion: the calendar of the language, always counted from the first day. */
function tableDay(start: CalendarDate, interval: Interval, count: number, n: number): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number]
  const text = (date: number) => new Date(date).toISOString().slice(0, 10)
  if (interval === 'week') return text(Date.UTC(year, month - 1, day + n * count * 7))
  const target = month - 1 + n * count * (interval === 'year' ? 12 : 1)
  const last = new Date(Date.UTC(year, target + 1, 0)).getUTCDate()
  return text(Date.UTC(year, target, Math.min(day, last)))
}
