import { jobs } from '../../../src/modules/index.ts'
import { settle } from '../../../src/platform/jobs.ts'
import type { Platform } from '../../../src/platform/outside.ts'
import { openWork } from '../../../src/platform/work.ts'
import type { Arena, Caller } from '../arena.ts'
import type { Program, Sheet } from '../program.ts'

const DAY = 86_400_000
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

export const billingZones: Program<{ readonly zones: number; readonly windows: readonly (readonly [string, string])[] }> = {
  id: 20,
  title: 'Every day is billed once, wherever the company is and whatever its clocks do',
  pass: 'every zone × both changes of the clocks: each day billed exactly once, at its own midnight there',
  full: {
    zones: ZONES.length,
    windows: [
      ['2023-03-09T12:00:00Z', '2023-04-30T12:00:00Z'],
      ['2023-10-27T12:00:00Z', '2023-11-07T12:00:00Z'],
    ],
  },
  short: { zones: 4, windows: [['2023-03-31T12:00:00Z', '2023-04-03T12:00:00Z']] },
  async run(arena, { zones, windows }, sheet) {
    const wrong: string[] = []
    let bills = 0
    for (const [from, until] of windows) {
      const places = await openPlaces(arena, ZONES.slice(0, zones), from)
      for (let now = Date.parse(from); now <= Date.parse(until); now += DAY / 4) {
        await setClocks(arena.platform, places, new Date(now))
        await settle(arena.platform, billing)
      }
      for (const place of places) {
        const expected = daysBetween(local(place.zone, new Date(from)), local(place.zone, new Date(until)))
        await waitForBills(place, expected.length)
        const told = await billsOf(place)
        bills += told.length
        const days = told.map((date) => local(place.zone, date))
        if (days.join() !== expected.join()) wrong.push(`${place.zone}: ${days.join(' ')}`)
        if (told.some((date) => local(place.zone, new Date(date.getTime() - 1)) === local(place.zone, date)))
          wrong.push(`${place.zone}: not at midnight`)
      }
    }
    sheet.note('zones', zones)
    sheet.note('bills', bills)
    sheet.claim('zones where a day is missing, doubled or misplaced', wrong.length, wrong.length === 0, wrong)
  },
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
    await setClocks(arena.platform, [place!], new Date(Date.parse(from) + 3 * DAY))
    await Promise.all(Array.from({ length: 4 }, () => settle(arena.platform, billing)))
    await setClocks(arena.platform, [place!], new Date(Date.parse(from) + 3 * DAY - 3_600_000))
    await settle(arena.platform, billing)
    await waitForBills(place!, subscriptions * 4)
    await judge(place!, subscriptions, sheet)
  },
}

async function judge(place: Place, subscriptions: number, sheet: Sheet): Promise<void> {
  const expected = ['2023-01-31', '2023-02-01', '2023-02-02', '2023-02-03']
  const invoices = await invoicesOf(place)
  const of = new Map<number, string[]>()
  for (const { subscription, date } of invoices)
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
  await setClocks(arena.platform, places, new Date(from))
  await new Promise((resolve) => setTimeout(resolve, FORGOTTEN_MS))
  for (const place of places) {
    await made(place, '/plans', { id: 'daily', name: 'Daily', amount: 1, interval: 'day' })
    await subscribe(place)
  }
  return places
}

async function subscribe(place: Place): Promise<void> {
  const { id } = await made(place, '/customers', { name: 'Acme Corp' })
  await made(place, '/subscriptions', { customer: id, plan: 'daily' })
}

async function made(place: Place, path: string, body: object): Promise<{ id: number }> {
  const { status, json, text } = await place.call('POST', path, { body })
  if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${text}`)
  return json
}

/** Moves clocks without doing what is due on the way, as they do while nobody schedules. */
async function setClocks(platform: Platform, places: readonly Place[], now: Date): Promise<void> {
  for (const { id: companyId } of places) {
    await openWork(platform, { companyId, actor: { kind: 'system' }, now }, async (work) => {
      await work.tx.updateTable('companies').set({ test_clock: now }).where('id', '=', companyId).execute()
    })
    platform.companies.forget(companyId)
  }
}

async function invoicesOf(place: Place): Promise<{ subscription: number; date: number }[]> {
  const all: { subscription: number; date: number }[] = []
  for (let page = 1; ; page++) {
    const { json } = await place.call('GET', `/invoices?page=${page}`)
    all.push(...json)
    if (json.length < 100) return all
  }
}

async function billsOf(place: Place): Promise<Date[]> {
  return (await invoicesOf(place)).map(({ date }) => new Date(date * 1000))
}

function local(zone: string, instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant)
}

function daysBetween(from: string, until: string): string[] {
  const count = Math.round((Date.parse(until) - Date.parse(from)) / DAY)
  return Array.from({ length: count + 1 }, (_, n) => new Date(Date.parse(from) + n * DAY).toISOString().slice(0, 10))
}
