import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/**
 * Subscriptions on their way through changes, in several zones and currencies: what a preview says is what is billed, and all
 * of it together costs what counting days says.
 */
const world = await openWorld({ now: '2023-01-15T12:00:00Z' })
afterAll(() => world.close())

const RUNS = Number(process.env['WALKS'] ?? 4)
const PLACES = [
  { currency: 'usd', time_zone: 'America/Chicago', minor: 100 },
  { currency: 'jpy', time_zone: 'Asia/Tokyo', minor: 1 },
  { currency: 'bhd', time_zone: 'Australia/Lord_Howe', minor: 1000 },
  { currency: 'eur', time_zone: 'America/Sao_Paulo', minor: 100 },
] as const
/** Prices of a period in major units. */
const PRICES = { small: 900, large: 2500, seat: 130 } as const
type Plan = 'small' | 'large'
const INTERVALS = ['week', 'month', 'year'] as const
type Interval = (typeof INTERVALS)[number]

const companies: TestCompany[] = []
for (const { currency, time_zone } of PLACES) {
  const company = await world.newCompany(`Umbrella ${currency}`, { currency, time_zone })
  for (const interval of INTERVALS)
    for (const [id, amount] of Object.entries(PRICES))
      await company.call('POST', '/plans', { body: { id: `${id}-${interval}`, name: id, amount, interval } })
  await company.call('POST', '/coupons', { body: { id: 'quarter', name: 'Quarter', value: 25 } })
  await company.call('POST', '/coupons', { body: { id: 'twice', name: 'Twice', value: 50, duration: 2 } })
  await company.call('POST', '/tax_rates', { body: { id: 'vat', name: 'VAT', value: 20 } })
  await company.call('POST', '/tax_rates', { body: { id: 'within', name: 'Within', value: 20, inclusive: true } })
  companies.push(company)
}

const order = fc.record({
  plan: fc.constantFrom<Plan>('small', 'large'),
  quantity: fc.integer({ min: 0, max: 5 }),
  seats: fc.integer({ min: 0, max: 40 }),
})
type Order = typeof order extends fc.Arbitrary<infer One> ? One : never
const walk = fc.record({
  place: fc.nat(PLACES.length - 1),
  interval: fc.constantFrom<Interval>(...INTERVALS),
  /** Days after 2023-01-15 on which it begins: 16 is 31 January, 410 is 29 February. */
  begins: fc.oneof(fc.constantFrom(16, 410, 44, 288), fc.nat(420)),
  bill_in: fc.constantFrom('advance', 'arrears'),
  early: fc.nat(6),
  snap: fc.option(fc.integer({ min: 1, max: 31 }), { nil: null }),
  first: order,
  coupon: fc.constantFrom(null, null, 'quarter', 'twice'),
  tax: fc.constantFrom(null, 'vat', 'within'),
  steps: fc.array(
    fc.record({
      days: fc.integer({ min: 0, max: 40 }),
      verb: fc.constantFrom('change', 'change', 'change', 'pause', 'resume', 'another length'),
      order,
      interval: fc.constantFrom<Interval>(...INTERVALS),
    }),
    { minLength: 1, maxLength: 7 },
  ),
})

const DAY = 86_400_000
const dateOf = (days: number) => new Date(Date.UTC(2023, 0, 15) + days * DAY).toISOString().slice(0, 10)
const daysOf = (date: string) => Math.round((Date.parse(date) - Date.UTC(2023, 0, 15)) / DAY)
const noon = (days: number) => new Date(Date.UTC(2023, 0, 15) + days * DAY + DAY / 2)

const priceOf = ({ plan, quantity, seats }: Order) => PRICES[plan] * quantity + PRICES.seat * seats
const bodyOf = (interval: Interval, { plan, quantity, seats }: Order) => ({
  plan: `${plan}-${interval}`,
  quantity,
  addons: seats > 0 ? [{ plan: `seat-${interval}`, quantity: seats }] : [],
})

/** Where periods begin, from the one in which the subscription begins, by the calendar. */
function starts(interval: Interval, begins: number, snap: number | null): number[] {
  const [year, month, day] = dateOf(begins).split('-').map(Number) as [number, number, number]
  const clamped = (months: number, wanted: number) => {
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
    return daysOf(new Date(Date.UTC(year, month - 1 + months, Math.min(wanted, last))).toISOString().slice(0, 10))
  }
  const numbers = Array.from({ length: 120 }, (_, i) => i - 2)
  const all = numbers.map((n) => {
    if (interval === 'week' && snap === null) return begins + 7 * n
    if (interval === 'week') return begins - ((new Date(noon(begins)).getUTCDay() + 6) % 7) + ((snap! - 1) % 7) + 7 * n
    if (interval === 'month') return clamped(n, snap ?? day)
    if (snap === null) return clamped(12 * n, day)
    return daysOf(`${year + n}-01-01`) + snap - 1
  })
  return all.filter((_, i) => all[i + 1] !== undefined && all[i + 1]! > begins)
}

/** Days that were charged, of a period so many days long, in the how manieth bill. */
interface Charged {
  readonly from: number
  readonly until: number
  readonly length: number
  readonly bill: number
}

/** What the calendar says of a subscription, day by day. */
class Diary {
  readonly charged: Charged[] = []
  #bounds: readonly number[]
  #next = 0
  #from: number
  #bills = 0
  #paused = false
  readonly #advance: boolean
  readonly #early: number

  constructor(begins: number, bounds: readonly number[], terms: { readonly advance: boolean; readonly early: number }) {
    this.#bounds = bounds
    this.#from = begins
    this.#advance = terms.advance
    this.#early = terms.early
  }

  live(today: number): void {
    for (;;) {
      const due = this.#advance ? this.#start - this.#early : this.#bounds[this.#next + 1]!
      if (this.#paused || due > today) return
      this.#charge(this.#bounds[this.#next + 1]!)
      this.#bills += 1
      this.#next += 1
    }
  }

  pause(today: number): void {
    if (!this.#advance) this.#charge(today)
    this.#paused = true
  }

  resume(today: number): void {
    this.#paused = false
    while (this.#bounds[this.#next + 1]! <= today) this.#next += 1
    if (this.#bounds[this.#next]! < today) this.#from = today
    this.live(today)
  }

  restart(today: number, bounds: readonly number[]): void {
    if (!this.#advance && !this.#paused) this.#charge(today)
    const kept = this.charged.map((one) => ({ ...one, until: Math.min(one.until, today) }))
    this.charged.splice(0, this.charged.length, ...kept)
    this.#bounds = bounds
    this.#next = 0
    this.#from = today
    this.live(today)
  }

  get #start(): number {
    return Math.max(this.#bounds[this.#next]!, this.#from)
  }

  #charge(until: number): void {
    const length = this.#bounds[this.#next + 1]! - this.#bounds[this.#next]!
    this.charged.push({ from: this.#start, until, length, bill: this.#bills })
  }

  /** What every charged day costs, added up. */
  count(prices: readonly { readonly from: number; readonly price: number }[], share: (bill: number) => number): number {
    let total = 0
    for (const { from, until, length, bill } of this.charged)
      for (let day = from; day < until; day++) total += (prices.findLast((one) => one.from <= day)!.price / length) * share(bill)
    return total
  }
}

test('what a preview says is billed to the cent, and all of it costs what counting days says', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(walk, async ({ place, interval, begins, bill_in, early, snap, first, coupon, tax, steps }) => {
      const company = companies[place]!
      const { minor } = PLACES[place]!
      const call = async (method: string, path: string, body?: object) => {
        const { status, json, text } = await company.call(method, path, body === undefined ? {} : { body })
        expect(status, `${method} ${path} ${JSON.stringify(body)}: ${text}`).toBeLessThan(300)
        return json
      }
      const aligned = snap === null ? null : interval === 'week' ? ((snap - 1) % 7) + 1 : snap
      world.travel(noon(begins))
      const { id: customer } = await call('POST', '/customers', { name: 'Acme Corp' })
      const ordered = {
        customer,
        ...bodyOf(interval, first),
        bill_in,
        bill_in_advance_days: bill_in === 'advance' ? early : 0,
        snap_to_nth_day: aligned,
        discounts: coupon ? [coupon] : [],
        taxes: tax ? [tax] : [],
      }
      const preview = await call('POST', '/subscriptions/preview', ordered)
      const made = await call('POST', '/subscriptions', ordered)
      const bills = () => call('GET', `/invoices?filter[subscription]=${made.id}`)
      const [bill] = await bills()
      if (bill) {
        for (const field of ['subtotal', 'total', 'balance'] as const) expect(bill[field]).toBe(preview.first_invoice[field])
        expect([made.recurring_total, made.mrr]).toEqual([preview.recurring_total, preview.mrr])
      }

      const prices = [{ from: begins, price: priceOf(first) }]
      const diary = new Diary(begins, starts(interval, begins, aligned), { advance: bill_in === 'advance', early })
      diary.live(begins)
      let [today, paused, length] = [begins, false, interval]
      for (const step of steps) {
        today += step.days
        world.travel(noon(today))
        await world.settle()
        diary.live(today)
        if (step.verb === 'pause' || step.verb === 'resume') {
          if (paused === (step.verb === 'pause')) continue
          await call('POST', `/subscriptions/${made.id}/${step.verb}`, {})
          diary[step.verb](today)
          paused = !paused
          continue
        }
        const isOther = step.verb === 'another length' && step.interval !== length
        if (isOther) length = step.interval
        const changes = bodyOf(length, step.order)
        const said = await call('POST', `/subscriptions/${made.id}/preview`, changes)
        const known = new Set((await call('GET', `/customers/${customer}/line_items`)).map(({ id }: { id: number }) => id))
        const billed = (await bills()).length
        const changed = await call('PATCH', `/subscriptions/${made.id}`, changes)
        expect([changed.recurring_total, changed.mrr]).toEqual([said.recurring_total, said.mrr])
        const waiting = (await call('GET', `/customers/${customer}/line_items`)).filter(
          ({ id }: { id: number }) => !known.has(id),
        )
        const told = (
          lines: { amount: number; quantity: number; taxes: { amount: number }[]; discounts: { amount: number }[] }[],
        ) => lines.map(({ amount, quantity, taxes, discounts }) => [amount, quantity, taxes[0]?.amount, discounts[0]?.amount])
        expect(told(waiting)).toEqual(told(said.waiting))
        const invoice = (await bills())[billed]
        expect([invoice?.total, invoice?.balance]).toEqual([said.invoice?.total, said.invoice?.balance])
        if (isOther) diary.restart(today, starts(length, today, null))
        prices.push({ from: today, price: priceOf(step.order) })
      }
      if (paused) await call('POST', `/subscriptions/${made.id}/resume`, {})
      if (paused) diary.resume(today)
      const { renews_next } = await call('GET', `/subscriptions/${made.id}`)
      const localDate = new Intl.DateTimeFormat('sv-SE', { timeZone: PLACES[place]!.time_zone, dateStyle: 'short' })
      today = daysOf(localDate.format(new Date(renews_next * 1000)))
      world.travel(noon(today))
      await world.settle()
      diary.live(today)

      const sum = (rows: { total: number }[]) => rows.reduce((all, { total }) => all + total, 0)
      const paid = sum(await bills()) - sum(await call('GET', `/credit_notes?filter[customer]=${customer}`))
      const share = (bill: number) => (coupon === 'quarter' ? 0.75 : coupon === 'twice' && bill < 2 ? 0.5 : 1)
      const exact = diary.count(prices, share) * (tax === 'vat' ? 1.2 : 1)
      const slack = (steps.length + 2) * (4 / minor + 0.00006 * (PRICES.small + PRICES.large + PRICES.seat) * 2.4)
      expect(await call('GET', `/customers/${customer}/line_items`)).toEqual([])
      expect(Math.abs(paid - exact), `${paid} is not ${exact}`).toBeLessThanOrEqual(slack)
      await call('DELETE', `/subscriptions/${made.id}`)
    }),
    { numRuns: RUNS, seed: Number(process.env['SEED'] ?? 20_260), endOnFailure: true },
  )
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
})
