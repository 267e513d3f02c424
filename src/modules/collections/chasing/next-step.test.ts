import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate } from '../../../core/date.ts'
import { decideStep, type OpenInvoice } from './next-step.ts'

const START = calendarDate('2026-01-01')
const STEPS = [
  { id: 1, schedule: 'age:20' },
  { id: 2, schedule: 'past_due_age:0' },
  { id: 3, schedule: 'past_due_age:7' },
  { id: 4, schedule: 'past_due_age:30' },
]

interface Bill {
  readonly day: number
  readonly terms: number
  readonly paid: number | null
  /** Not to be reminded of on these days. */
  readonly held: readonly [number, number] | null
}

const bills = fc.array(
  fc.record<Bill>({
    day: fc.integer({ min: 0, max: 120 }),
    terms: fc.integer({ min: 0, max: 45 }),
    paid: fc.option(fc.integer({ min: 0, max: 200 })),
    held: fc.option(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))),
  }),
  { maxLength: 5 },
)
/** Days on which nobody looked. */
const downtimes = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 60 })), { maxLength: 3 })

interface Taken {
  readonly day: number
  readonly step: number
  readonly walk: number
}

const isIn = (day: number, [from, length]: readonly [number, number]) => day >= from && day < from + length
const openOn = (all: readonly Bill[], day: number): OpenInvoice[] =>
  all
    .filter((bill) => bill.day <= day && (bill.paid === null || bill.paid > day))
    .map((bill) => ({
      date: addDays(START, bill.day),
      due_date: addDays(START, bill.day + bill.terms),
      state: bill.held && isIn(day, bill.held) ? 'held' : 'due',
    }))

/** Two hundred days, as the scheduler would live them. */
function live(all: readonly Bill[], down: readonly (readonly [number, number])[]): Taken[] {
  const steps: Taken[] = []
  let [walk, next]: [number, number | null] = [1, STEPS[0]!.id]
  let last_day: CalendarDate | null = null
  for (let day = 0; day < 200; day++) {
    if (down.some((time) => isIn(day, time))) continue
    const today = addDays(START, day)
    const taken = new Set(steps.filter((step) => step.walk === walk).map(({ step }) => step))
    const decision = decideStep(STEPS, openOn(all, day), { next_chase_step: next, taken, last_day, is_enough: true }, today)
    if (decision.restart) walk++
    next = decision.next_chase_step
    if (decision.take === null) continue
    steps.push({ day, step: STEPS[decision.take]!.id, walk })
    last_day = today
  }
  return steps
}

describe('a walk through the steps', () => {
  test('takes one step a day at most, none twice in a walk, none backwards, and none while nothing is due', () => {
    fc.assert(
      fc.property(bills, downtimes, (all, down) => {
        const steps = live(all, down)
        expect(new Set(steps.map(({ day }) => day)).size).toBe(steps.length)
        for (const [index, { day, step, walk }] of steps.entries()) {
          const before = steps[index - 1]
          if (before?.walk === walk) expect(step).toBeGreaterThan(before.step)
          expect(openOn(all, day).some(({ state }) => state === 'due')).toBe(true)
        }
      }),
    )
  })

  test('without a payment there is one walk, and it ends', () => {
    fc.assert(
      fc.property(bills, downtimes, (all, down) => {
        const unpaid = all.map((bill) => ({ ...bill, paid: null }))
        const steps = live(unpaid, down)
        expect(steps.length).toBeLessThanOrEqual(STEPS.length)
        expect(new Set(steps.map(({ walk }) => walk)).size).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('an invoice of 30 days: by age, when it is late, a week later, a month later', () => {
    const bill = { day: 0, terms: 30, paid: null, held: null }
    expect(live([bill], []).map(({ day, step }) => [day, step])).toEqual([
      [20, 1],
      [31, 2],
      [37, 3],
      [60, 4],
    ])
  })

  test('who was down for a month takes the step that is now due, and no other', () => {
    const bill = { day: 0, terms: 30, paid: null, held: null }
    expect(live([bill], [[15, 27]]).map(({ day, step }) => [day, step])).toEqual([
      [42, 3],
      [60, 4],
    ])
  })

  test('after payment the walk begins anew', () => {
    const all = [
      { day: 0, terms: 30, paid: 40, held: null },
      { day: 35, terms: 30, paid: null, held: null },
    ]
    expect(live(all, []).map(({ day, step, walk }) => [day, step, walk])).toEqual([
      [20, 1, 1],
      [31, 2, 1],
      [37, 3, 1],
      [55, 1, 2],
      [66, 2, 2],
      [72, 3, 2],
      [95, 4, 2],
    ])
  })

  test('a promise stops the clock for the reminder, not the walk', () => {
    const bill = { day: 0, terms: 30, paid: null, held: [32, 10] as const }
    expect(live([bill], []).map(({ day, step }) => [day, step])).toEqual([
      [20, 1],
      [31, 2],
      [42, 3],
      [60, 4],
    ])
  })

  test('somebody may choose a later step, or an earlier one again', () => {
    const [invoice] = openOn([{ day: 0, terms: 30, paid: null, held: null }], 45)
    const today = addDays(START, 45)
    const standing = { taken: new Set([1, 2]), last_day: null, is_enough: true }
    expect(decideStep(STEPS, [invoice!], { ...standing, next_chase_step: 4 }, today)).toMatchObject({
      take: null,
      restart: false,
    })
    expect(decideStep(STEPS, [invoice!], { ...standing, next_chase_step: 1 }, today)).toMatchObject({ take: 2, restart: true })
    expect(decideStep(STEPS, [invoice!], { ...standing, next_chase_step: 3, is_enough: false }, today).take).toBeNull()
  })
})
