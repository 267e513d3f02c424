import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate, daysBetween } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { money } from '../../../core/money.ts'
import type { Interval } from '../../../core/period.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import {
  billedAgreement,
  cancelAgreement,
  changeAgreement,
  draftAgreement,
  finishAgreement,
  pauseAgreement,
  renewContract,
  restartRhythm,
  resumeAgreement,
} from '../subscriptions/rules.ts'
import type { Agreement } from './agreement.ts'
import { nextCharged, nextStep, scheduled } from './schedule.ts'

const ZONE = 'America/Chicago'
const NOW = new Date('2020-01-01T12:00:00Z')
const noon = (date: CalendarDate) => new Date(`${date}T18:00:00Z`)
const planOf = (interval: Interval, interval_count = 1): Plan => ({
  id: `${interval}-${interval_count}`,
  object: 'plan',
  name: 'Plan',
  catalog_item: null,
  currency: 'usd',
  amount: decimal('10'),
  pricing_mode: 'per_unit',
  quantity_type: 'constant',
  interval,
  interval_count,
  tiers: null,
  description: null,
  archived: false,
  tier: null,
  metadata: {},
  created_at: NOW,
  updated_at: NOW,
})

const CUSTOMER = { id: 1, autopay: false }

function begin(plan: Plan, start: CalendarDate, more: object = {}): Agreement {
  const today = { date: start, zone: ZONE }
  const input = { plan: plan.id, start_date: noon(start), ...more }
  return draftAgreement(input, { id: 1, customer: CUSTOMER, plan, ids: [], today, now: noon(start) })
}

interface Bill {
  readonly number: number
  readonly date: CalendarDate
  readonly from: CalendarDate
  readonly until: CalendarDate
}

/** Does every step that is due on the day, as the scheduler does. */
function runUntil(before: Agreement, today: CalendarDate, bills: Bill[]): Agreement {
  let agreement = before
  for (let step = nextStep(agreement); step && step.date <= today; step = nextStep(agreement)) {
    if (step.kind === 'bill') {
      const { whole, from } = nextCharged(agreement)
      bills.push({ number: agreement.next_period, date: step.date, from, until: whole.end })
      agreement = scheduled(billedAgreement(agreement, NOW))
    } else if (step.kind === 'renew') agreement = renewContract(agreement, NOW)
    else if (step.kind === 'cancel') agreement = cancelAgreement(agreement, null, NOW)
    else agreement = finishAgreement(agreement, NOW)
  }
  return agreement
}

/** The nth billing day from the table of the calendar, by counting days; never by adding to the one before. */
function oracle(start: CalendarDate, interval: Interval, count: number, n: number): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number]
  if (interval === 'day' || interval === 'week')
    return new Date(Date.UTC(year, month - 1, day + n * count * (interval === 'week' ? 7 : 1))).toISOString().slice(0, 10)
  const target = month - 1 + n * count * (interval === 'year' ? 12 : 1)
  const last = new Date(Date.UTC(year, target + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, target, Math.min(day, last))).toISOString().slice(0, 10)
}

const LENGTHS = [
  ['week', 1, 208],
  ['month', 1, 48],
  ['month', 3, 16],
  ['year', 1, 4],
] as const

describe('19: billing dates', () => {
  test.each(LENGTHS)(
    'from every day of the calendar, every %s × %i for 48 months: the table of the calendar',
    (interval, count, bills) => {
      const plan = planOf(interval, count)
      // Weeks are alike and many: a leap year of them says what four years do.
      const until = interval === 'week' ? '2025-01-01' : '2028-01-01'
      const differences: string[] = []
      for (let start = calendarDate('2024-01-01'); start < until; start = addDays(start, 1)) {
        const made: Bill[] = []
        runUntil(begin(plan, start, { cycles: bills }), calendarDate('2035-01-01'), made)
        const dates = made.map(({ date }) => date).join()
        const expected = Array.from({ length: bills }, (_, n) => oracle(start, interval, count, n)).join()
        if (dates !== expected) differences.push(start)
      }
      expect(differences).toEqual([])
    },
  )

  test('the 31st comes back after February, and 29 February after three years', () => {
    const monthly: Bill[] = []
    runUntil(begin(planOf('month'), calendarDate('2023-01-31')), calendarDate('2023-06-30'), monthly)
    expect(monthly.map(({ date }) => date)).toEqual([
      '2023-01-31',
      '2023-02-28',
      '2023-03-31',
      '2023-04-30',
      '2023-05-31',
      '2023-06-30',
    ])
    const yearly: Bill[] = []
    runUntil(begin(planOf('year'), calendarDate('2024-02-29')), calendarDate('2028-03-01'), yearly)
    expect(yearly.map(({ date }) => date)).toEqual(['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
  })

  test('wherever the machine stands', () => {
    const before = process.env['TZ']
    const told = ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Australia/Lord_Howe'].map((zone) => {
      process.env['TZ'] = zone
      const made: Bill[] = []
      runUntil(begin(planOf('week'), calendarDate('2023-01-31')), calendarDate('2024-06-30'), made)
      return JSON.stringify(made)
    })
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
    expect(new Set(told).size).toBe(1)
  })
})

const date = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(calendarDate('2022-12-25'), days))
const plans = fc.constantFrom(
  planOf('day'),
  planOf('day', 10),
  planOf('week'),
  planOf('week', 2),
  planOf('month'),
  planOf('month', 3),
  planOf('year'),
)
const verb = fc.constantFrom('wait', 'pause', 'resume', 'resume until', 'another plan', 'cancel at period end', 'keep')
const walk = fc.array(fc.record({ days: fc.integer({ min: 0, max: 90 }), verb, plan: plans }), { maxLength: 25 })
const draft = fc.record({
  bill_in: fc.constantFrom<'advance' | 'arrears'>('advance', 'arrears'),
  cycles: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  contract_renewal_mode: fc.constantFrom<'auto' | 'renew_once' | 'none'>('auto', 'renew_once', 'none'),
})

interface Walked {
  readonly bills: Bill[]
  readonly paused: boolean
  readonly agreement: Agreement
}

/** Walks a subscription through time and the verbs that may happen to it. */
function travel(
  plan: Plan,
  start: CalendarDate,
  more: object,
  steps: readonly { days: number; verb: string; plan: Plan }[],
): Walked {
  const bills: Bill[] = []
  let today = start
  let paused = false
  let agreement = runUntil(begin(plan, start, more), today, bills)
  for (const step of steps) {
    today = addDays(today, step.days)
    agreement = runUntil(agreement, today, bills)
    if (agreement.canceled || agreement.finished) break
    const day = { date: today, zone: ZONE }
    if (step.verb === 'pause' && !agreement.paused) {
      agreement = pauseAgreement(agreement, NOW)
      paused = true
    } else if (step.verb === 'resume' && agreement.paused) agreement = resumeAgreement(agreement, null, today, NOW)
    else if (step.verb === 'resume until' && agreement.paused) agreement = resumedUntil(agreement, addDays(today, 10), today)
    else if (step.verb === 'another plan' && !agreement.paused) {
      agreement = scheduled(restartRhythm({ ...agreement, plan: step.plan.id }, step.plan, today, { today, snap: undefined }))
      paused = true
    } else if (step.verb === 'cancel at period end' || step.verb === 'keep') {
      const cancel_at_period_end = step.verb !== 'keep'
      agreement = scheduled(
        changeAgreement(agreement, { cancel_at_period_end }, { customer: CUSTOMER, plan, ids: [], today: day, now: NOW }),
      )
    }
    agreement = runUntil(agreement, today, bills)
  }
  return { bills, paused, agreement }
}

/** Resumed on the day, or not at all where it is billed beyond it. */
function resumedUntil(agreement: Agreement, until: CalendarDate, today: CalendarDate): Agreement {
  const resume = () => resumeAgreement(agreement, until, today, NOW)
  if (agreement.period_until === null || agreement.period_until <= until) return resume()
  expect(resume).toThrow(expect.objectContaining({ code: 'period_end_billed' }))
  return agreement
}

test('periods tile the calendar: every day from the start is billed by exactly one bill', () => {
  fc.assert(
    fc.property(plans, date, draft, fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }), (plan, start, more, nth) => {
      const snapped = plan.interval !== 'day' && plan.interval_count === 1 ? { snap_to_nth_day: nth } : {}
      const bills: Bill[] = []
      runUntil(begin(plan, start, { ...more, contract_renewal_mode: 'auto', ...snapped }), addDays(start, 800), bills)
      expect(bills[0]?.from ?? start).toBe(start)
      bills.forEach(({ from }, i) => {
        if (i > 0) expect(from).toBe(bills[i - 1]!.until)
      })
    }),
    { numRuns: 200 },
  )
})

test('numbers of periods only grow, and no bill is dated before the one before it, whatever happens', () => {
  fc.assert(
    fc.property(plans, date, draft, walk, (plan, start, more, steps) => {
      const { bills } = travel(plan, start, more, steps)
      bills.forEach((bill, i) => {
        const before = bills[i - 1]
        expect(daysBetween(bill.from, bill.until)).toBeGreaterThan(0)
        if (!before) return
        expect(bill.number).toBeGreaterThan(before.number)
        expect(bill.date >= before.date).toBe(true)
        // A plan with another interval on the very day begins there anew; what was billed is credited.
        expect(bill.from >= before.from).toBe(true)
      })
    }),
    { numRuns: 400 },
  )
})

test('no day is billed twice by any sequence of pausing and resuming', () => {
  const calm = walk.map((steps) => steps.filter(({ verb: chosen }) => chosen !== 'another plan'))
  fc.assert(
    fc.property(plans, date, draft, calm, (plan, start, more, steps) => {
      const { bills, paused } = travel(plan, start, more, steps)
      bills.forEach((bill, i) => {
        if (i > 0) expect(bill.from >= bills[i - 1]!.until).toBe(true)
        if (i > 0 && !paused) expect(bill.from).toBe(bills[i - 1]!.until)
      })
    }),
    { numRuns: 400 },
  )
})

test('what ended has no next step', () => {
  const agreement = begin(planOf('month'), calendarDate('2023-01-31'))
  expect(nextStep(cancelAgreement(agreement, null, NOW))).toBeNull()
  expect(nextStep(finishAgreement(agreement, NOW))).toBeNull()
  expect(nextStep(pauseAgreement(agreement, NOW))).toBeNull()
  expect(agreement.recurring_total).toEqual(money(0, 'usd'))
})
