import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import type { Agreement } from '../billing/agreement.ts'
import { nextCharged, nextStep, scheduled } from '../billing/schedule.ts'
import { withRhythm } from './rhythm.ts'
import { billedAgreement, draftAgreement } from './rules.ts'

const NOW = new Date('2020-01-01T12:00:00Z')
const ZONE = 'America/Chicago'
const noon = (date: CalendarDate) => new Date(`${date}T18:00:00Z`)
const planOf = (interval: Plan['interval']): Plan => ({
  id: interval,
  object: 'plan',
  name: 'Plan',
  catalog_item: null,
  currency: 'usd',
  amount: decimal('10'),
  pricing_mode: 'per_unit',
  quantity_type: 'constant',
  interval,
  interval_count: 1,
  tiers: null,
  description: null,
  archived: false,
  tier: null,
  metadata: {},
  created_at: NOW,
  updated_at: NOW,
})

/** From when until before when something was billed. */
interface Days {
  readonly from: CalendarDate
  readonly until: CalendarDate
}

const date = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(calendarDate('2022-12-25'), days))
const plan = fc.constantFrom(planOf('week'), planOf('month'), planOf('year'))
const more = fc.record({
  bill_in: fc.constantFrom<'advance' | 'arrears'>('advance', 'arrears'),
  snap_to_nth_day: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
})
const wait = fc.integer({ min: 0, max: 60 })
const aligning = fc.record({ wait, snap_to_nth_day: fc.option(fc.integer({ min: 1, max: 7 }), { nil: null }) })
const moving = fc.record({ wait, by: fc.integer({ min: -40, max: 400 }) })

/** Everything that is billed until the day is written down. */
function runUntil(agreement: Agreement, today: CalendarDate, billed: Days[]): Agreement {
  let now = agreement
  for (let step = nextStep(now); step && step.date <= today; step = nextStep(now)) {
    const { whole, from } = nextCharged(now)
    billed.push({ from, until: whole.end })
    now = scheduled(billedAgreement(now, NOW))
  }
  return now
}

function begin(plan: Plan, start: CalendarDate, more: object): Agreement {
  const facts = { id: 1, customer: { id: 1, autopay: false }, plan, ids: [], today: { date: start, zone: ZONE }, now: NOW }
  return draftAgreement({ plan: plan.id, ...more }, facts)
}

/** The gaps between what was billed; an overlap is a negative one. */
function seams(start: CalendarDate, billed: readonly Days[]): { gap: boolean; overlap: boolean } {
  const sorted = billed.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  const joints = sorted.map(({ from }, i) => ({ from, before: i === 0 ? start : sorted[i - 1]!.until }))
  return { gap: joints.some(({ from, before }) => from > before), overlap: joints.some(({ from, before }) => from < before) }
}

test('however often it is aligned to another day, every day is billed once', () => {
  fc.assert(
    fc.property(plan, date, more, fc.array(aligning, { maxLength: 12 }), (plan, start, more, steps) => {
      const billed: Days[] = []
      let today = start
      let agreement = runUntil(begin(plan, start, more), today, billed)
      for (const { wait, snap_to_nth_day } of steps) {
        today = addDays(today, wait)
        agreement = runUntil(agreement, today, billed)
        const next = withRhythm(agreement, agreement, { snap_to_nth_day }, { date: today, zone: ZONE })
        if (next.left) {
          expect(next.left.until <= today).toBe(true)
          billed.push(next.left)
        }
        agreement = runUntil(scheduled(next.agreement), today, billed)
      }
      runUntil(agreement, addDays(today, 800), billed)
      expect(seams(start, billed)).toEqual({ gap: false, overlap: false })
    }),
    { numRuns: 400 },
  )
})

test('however the next bill is moved, no day is billed twice, and in arrears none is lost', () => {
  fc.assert(
    fc.property(plan, date, more, fc.array(moving, { maxLength: 12 }), (plan, start, more, steps) => {
      const billed: Days[] = []
      let today = start
      let agreement = runUntil(begin(plan, start, more), today, billed)
      for (const { wait, by } of steps) {
        today = addDays(today, wait)
        agreement = runUntil(agreement, today, billed)
        const wanted = addDays(today, by)
        try {
          const next = withRhythm(agreement, agreement, { renews_next: noon(wanted) }, { date: today, zone: ZONE })
          agreement = scheduled(next.agreement)
          expect(nextStep(agreement)?.date).toBe(wanted)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
        agreement = runUntil(agreement, today, billed)
      }
      runUntil(agreement, addDays(today, 800), billed)
      const { gap, overlap } = seams(start, billed)
      expect([overlap, more.bill_in === 'arrears' && gap]).toEqual([false, false])
    }),
    { numRuns: 400 },
  )
})
