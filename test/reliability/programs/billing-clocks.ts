import { jobs } from '../../../src/modules/index.ts'
import { settle } from '../../../src/platform/jobs.ts'
import { type Arena, type Caller, made, openArena } from '../arena.ts'
import { setClocks, wakeScheduler } from '../clock.ts'
import { claimBooks, type Program, type Sheet } from '../program.ts'

const DAY = 86_400_000
const DUE_DAYS = 30
/** Companies are looked up again after two seconds. */
const FORGOTTEN_MS = 2_200
const billing = jobs.filter(({ name }) => name === 'bill-subscriptions')

const ZONES = [
  'Pacific/Kiritimati Pacific/Pago_Pago Asia/Kathmandu Australia/Lord_Howe America/Chicago Africa/Cairo UTC Europe/London',
  'Europe/Berlin Europe/Lisbon Europe/Athens Europe/Chisinau Europe/Istanbul Europe/Moscow Asia/Jerusalem Asia/Beirut',
  'Asia/Tehran Asia/Kolkata Asia/Yangon Asia/Shanghai Asia/Tokyo Australia/Sydney Australia/Adelaide Australia/Eucla',
  'Pacific/Auckland Pacific/Chatham Pacific/Apia Pacific/Honolulu Pacific/Easter Pacific/Norfolk America/Anchorage America/Los_Angeles',
  'America/Phoenix America/New_York America/Havana America/St_Johns America/Sao_Paulo America/Santiago America/Asuncion Atlantic/Azores',
].flatMap((line) => line.split(' '))

type Window = readonly [from: string, until: string]

/** A server, in whose own zone nothing may depend, and how the clocks of its companies go. */
interface Journey {
  readonly process_zone: string
  readonly step_hours: number
  readonly windows: readonly Window[]
}

const SPRING: Window = ['2023-03-09T12:00:00Z', '2023-04-30T12:00:00Z']
const AUTUMN: Window = ['2023-10-27T12:00:00Z', '2023-11-07T12:00:00Z']
/** Where most zones change; long steps, in which a day must be caught up. */
const CHANGES: readonly Window[] = [
  ['2023-03-10T12:00:00Z', '2023-03-14T12:00:00Z'],
  ['2023-03-24T12:00:00Z', '2023-04-03T12:00:00Z'],
  AUTUMN,
]

export const billingZones: Program<{ readonly zones: number; readonly journeys: readonly Journey[] }> = {
  id: 20,
  title: 'Every day is billed once, wherever the company is, whatever its clocks do and wherever the server stands',
  pass: 'every zone × both changes of the clocks × 5 zones of the server: each day billed exactly once, due by the calendar there, all servers alike',
  full: {
    zones: ZONES.length,
    journeys: [
      { process_zone: 'UTC', step_hours: 6, windows: [SPRING, AUTUMN] },
      ...['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Australia/Lord_Howe'].map((process_zone) => ({
        process_zone,
        step_hours: 24,
        windows: CHANGES,
      })),
    ],
  },
  short: {
    zones: 4,
    journeys: ['UTC', 'Pacific/Kiritimati'].map((process_zone) => ({
      process_zone,
      step_hours: 12,
      windows: [['2023-03-31T12:00:00Z', '2023-04-03T12:00:00Z']],
    })),
  },
  async run(arena, { zones, journeys }, sheet) {
    const wrong: string[] = []
    const told = new Map<string, string>()
    let bills = 0
    for (const journey of journeys) {
      const began = performance.now()
      const found = await inZone(arena, journey.process_zone, async (own) => {
        const bills = await travel(own, ZONES.slice(0, zones), journey, wrong)
        if (own !== arena) await claimBooks(own.platform, sheet)
        return bills
      })
      bills += found.length
      sheet.note(
        `bills of a server in ${journey.process_zone}`,
        `${found.length}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
      )
      for (const { zone, day, bill } of found) {
        const key = `${zone} ${day}`
        const before = told.get(key) ?? bill
        if (before !== bill) wrong.push(`${key}: ${before} elsewhere, ${bill} in ${journey.process_zone}`)
        told.set(key, before)
      }
    }
    sheet.note('zones, bills', `${zones}, ${bills}`)
    sheet.claim('days missing, doubled, misplaced, or due otherwise', wrong.length, wrong.length === 0 && bills > 0, wrong)
  },
}

/** With a server whose machine stands in that zone, and this process too. The short form shares the tests' own process. */
async function inZone<T>(arena: Arena, zone: string, run: (own: Arena) => Promise<T>): Promise<T> {
  const before = process.env.TZ
  process.env.TZ = zone
  const own = arena.server ? await openArena({ settings: { TZ: zone } }) : arena
  try {
    return await run(own)
  } finally {
    if (own !== arena) await own.close()
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
}

interface Bill {
  readonly zone: string
  readonly day: string
  /** Its instants, as a server tells them. */
  readonly bill: string
}

async function travel(
  arena: Arena,
  zones: readonly string[],
  { step_hours, windows }: Journey,
  wrong: string[],
): Promise<Bill[]> {
  const bills: Bill[] = []
  for (const [from, until] of windows) {
    const places = await openPlaces(arena, zones, from)
    const ids = places.map(({ id }) => id)
    for (let now = Date.parse(from); now <= Date.parse(until); now += step_hours * 3_600_000) {
      await setClocks(arena.platform, ids, new Date(now))
      await settle(arena.platform, billing)
    }
    for (const place of places) {
      const { zone } = place
      const expected = daysBetween(local(zone, new Date(from)), local(zone, new Date(until)))
      await waitForBills(place, expected.length)
      const invoices = await invoicesOf(place)
      const days = invoices.map(({ date }) => local(zone, new Date(date * 1000)))
      if (days.toSorted().join() !== expected.join()) wrong.push(`${zone}: ${days.join(' ')}`)
      for (const [i, { date, due_date }] of invoices.entries()) {
        const due = new Date(due_date * 1000)
        if (!isMidnight(zone, new Date(date * 1000)) || !isMidnight(zone, due)) wrong.push(`${zone} ${days[i]}: not at midnight`)
        const by = dayAfter(days[i]!, DUE_DAYS)
        if (local(zone, due) !== by) wrong.push(`${zone} ${days[i]}: due ${local(zone, due)}, not ${by}`)
        bills.push({ zone, day: days[i]!, bill: `${date} ${due_date}` })
      }
    }
  }
  return bills
}

/** The first instant of a day there: a day may begin at one o'clock. */
function isMidnight(zone: string, instant: Date): boolean {
  return local(zone, new Date(instant.getTime() - 1)) !== local(zone, instant)
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}

export const schedulerDown: Program<{ readonly subscriptions: number }> = {
  id: 21,
  title: 'A scheduler that was down catches up in order, and two at once bill once',
  pass: 'three days down, four schedulers at once, then the clock back by an hour: 0 bills doubled, 0 missing, in order',
  full: { subscriptions: 200 },
  short: { subscriptions: 5 },
  async run(arena, { subscriptions }, sheet) {
    const from = '2023-01-31T18:00:00Z'
    const [place] = await openPlaces(arena, ['America/Chicago'], from)
    for (let more = 1; more < subscriptions; more++) await subscribe(place!)
    await setClocks(arena.platform, [place!.id], new Date(Date.parse(from) + 3 * DAY))
    // The server, where there is one of its own, and this process begin at the same moment.
    await Promise.all([
      wakeScheduler(arena.platform, [place!.id]),
      ...Array.from({ length: 4 }, () => settle(arena.platform, billing)),
    ])
    await setClocks(arena.platform, [place!.id], new Date(Date.parse(from) + 3 * DAY - 3_600_000))
    await wakeScheduler(arena.platform, [place!.id])
    await settle(arena.platform, billing)
    await waitForBills(place!, subscriptions * 4)
    await judge(place!, subscriptions, sheet)
  },
}

async function judge(place: Place, subscriptions: number, sheet: Sheet): Promise<void> {
  const expected = ['2023-01-31', '2023-02-01', '2023-02-02', '2023-02-03']
  const invoices = await invoicesOf(place)
  const of = new Map<number, string[]>()
  // By their numbers, which are taken one after the other; ids come to each process in blocks.
  for (const { subscription, date } of invoices.toSorted((x, y) => x.number.localeCompare(y.number)))
    of.set(subscription, [...(of.get(subscription) ?? []), local(place.zone, new Date(date * 1000))])
  const wrong = [...of].filter(([, days]) => days.join() !== expected.join())
  sheet.claim('subscriptions billed', of.size, of.size === subscriptions)
  sheet.claim('bills', invoices.length, invoices.length === subscriptions * expected.length)
  sheet.claim('subscriptions with a day missing, doubled or out of order', wrong.length, wrong.length === 0, wrong.slice(0, 5))
}

const PATIENCE_MS = 180_000
const PAUSE_MS = 200

/** The server schedules too: what it has begun is waited for, and then once more for what should not come. */
async function waitForBills(place: Place, count: number): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    const { headers } = await place.call('GET', '/invoices?per_page=1')
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (Number(headers['x-total-count']) >= count) return
  }
}

interface Place extends Caller {
  readonly zone: string
}

/** A company in test mode in each zone, whose clock stands at `from`, with one subscription that is billed every day. */
async function openPlaces(arena: Arena, zones: readonly string[], from: string): Promise<Place[]> {
  const places: Place[] = []
  for (const zone of zones) {
    const where = { test_mode: true, time_zone: zone }
    places.push({ ...(await arena.newCompany(`Globex ${zone}`, where)), zone })
  }
  await setClocks(
    arena.platform,
    places.map(({ id }) => id),
    new Date(from),
  )
  await new Promise((resolve) => setTimeout(resolve, FORGOTTEN_MS))
  for (const place of places) {
    await made(place, '/plans', { id: 'daily', name: 'Daily', amount: 1, interval: 'day' })
    await subscribe(place)
  }
  return places
}

async function subscribe(place: Place): Promise<void> {
  const { id } = await made(place, '/customers', { name: 'Acme Corp', payment_terms: `NET ${DUE_DAYS}` })
  await made(place, '/subscriptions', { customer: id, plan: 'daily' })
}

interface BilledInvoice {
  readonly number: string
  readonly subscription: number
  readonly date: number
  readonly due_date: number
}

async function invoicesOf(place: Place): Promise<BilledInvoice[]> {
  const all: BilledInvoice[] = []
  for (let page = 1; ; page++) {
    const { json } = await place.call('GET', `/invoices?page=${page}`)
    all.push(...json)
    if (json.length < 100) return all
  }
}

function local(zone: string, instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant)
}

function daysBetween(from: string, until: string): string[] {
  const count = Math.round((Date.parse(until) - Date.parse(from)) / DAY)
  return Array.from({ length: count + 1 }, (_, n) => new Date(Date.parse(from) + n * DAY).toISOString().slice(0, 10))
}
