import { type Client, client } from '../contract/client.ts'
import { api } from '../contract/index.ts'
import type { App } from '../main.ts'
import { createCompanyWithOwner } from '../modules/company/onboarding/service.ts'
import type { Platform } from '../platform/outside.ts'
import { randomCode } from '../platform/random.ts'

export interface DemoOptions {
  readonly name: string
  readonly customers: number
  readonly months: number
  readonly progress: (done: number, all: number) => void
}

export interface Demo {
  readonly company_id: number
  readonly username: string
  readonly email: string
  readonly password: string
  readonly api_key: string
  readonly customers: number
  readonly invoices: number
  readonly payments: number
  readonly credit_notes: number
}

type Api = Client<typeof api>
type Json = Record<string, unknown>

const DAY = 86_400
const FIRST = [
  'Granite',
  'Harbor',
  'Summit',
  'Willow',
  'Copper',
  'Lakeside',
  'Prairie',
  'Cedar',
  'Beacon',
  'Orchard',
  'Riverbend',
  'Ironwood',
]
const SECOND = ['Foods', 'Logistics', 'Dental', 'Hardware', 'Studios', 'Clinics', 'Printing', 'Schools', 'Bakery', 'Motors']
const CITIES = [
  ['Scranton', 'PA', '18503'],
  ['Columbus', 'OH', '43215'],
  ['Austin', 'TX', '78701'],
  ['Denver', 'CO', '80202'],
  ['Portland', 'OR', '97204'],
] as const
const TERMS = ['NET 30', 'NET 14', 'NET 30', 'NET 60', 'Due on receipt']
const GOODS = [
  { id: 'copy-paper', name: 'Copy paper, case', unit_cost: 45, type: 'product' },
  { id: 'cardstock', name: 'Cardstock, ream', unit_cost: 18.5, type: 'product' },
  { id: 'envelopes', name: 'Envelopes, box of 500', unit_cost: 32.75, type: 'product' },
  { id: 'delivery', name: 'Delivery', unit_cost: 10, type: 'service' },
  { id: 'custom-print', name: 'Custom printing, hour', unit_cost: 85, type: 'service' },
]

/** A company with some months of trade behind it, made through the API. The same numbers every time, up to today's date. */
export async function makeDemo(platform: Platform, app: App, options: DemoOptions): Promise<Demo> {
  const suffix = randomCode(4).toLowerCase()
  const password = randomCode(16)
  const email = `owner-${suffix}@demo.example`
  const owner = { name: options.name, email, password, currency: 'usd', country: 'US', time_zone: 'America/New_York' } as const
  const made = await createCompanyWithOwner(platform, owner)
  const call = caller(app, made.api_key)
  const typed = client(api, call)
  const random = generator(20_141_118)
  await furnish(typed)
  const customers: Json[] = []
  for (let i = 0; i < options.customers; i++)
    customers.push((await typed.customers.create({ body: customerDraft(i, random) })) as Json)
  const now = Math.floor(platform.clock().getTime() / 1000)
  const counts = { invoices: 0, payments: 0, credit_notes: 0 }
  for (let back = options.months; back >= 0; back--) {
    for (const customer of customers) {
      if (random() < 0.35) continue
      await trade(typed, call, customer, now - back * 30 * DAY + Math.floor(random() * 25) * DAY, now, random, counts)
    }
    options.progress(options.months - back + 1, options.months + 1)
  }
  return {
    company_id: made.company_id,
    username: made.username,
    email,
    password,
    api_key: made.api_key,
    customers: customers.length,
    ...counts,
  }
}

async function furnish(typed: Api): Promise<void> {
  for (const body of GOODS) await typed.items.create({ body })
  await typed.tax_rates.create({ body: { id: 'sales-tax', name: 'Sales tax', value: 6 } })
  await typed.coupons.create({ body: { id: 'LOYAL5', name: 'Loyal customer', value: 5 } })
}

function customerDraft(i: number, random: () => number) {
  const name = `${FIRST[i % FIRST.length]} ${SECOND[Math.floor(i / FIRST.length + i) % SECOND.length]}`
  const [city, state, postal_code] = CITIES[i % CITIES.length]!
  return {
    name,
    email: `billing@${name.toLowerCase().replaceAll(' ', '-')}-${i}.example`,
    payment_terms: TERMS[Math.floor(random() * TERMS.length)]!,
    address1: `${100 + i} Main Street`,
    city,
    state,
    postal_code,
    country: 'US',
  }
}

/** One invoice, and what became of it: paid in time, late, in part, credited, or still open. */
async function trade(
  typed: Api,
  call: Call,
  customer: Json,
  date: number,
  now: number,
  random: () => number,
  counts: { invoices: number; payments: number; credit_notes: number },
): Promise<void> {
  if (date > now) return
  const lines = GOODS.filter(() => random() < 0.45)
  const invoice = (await typed.invoices.create({
    body: {
      customer: customer['id'] as number,
      date,
      items: (lines.length > 0 ? lines : GOODS.slice(0, 1)).map(({ id }) => ({
        catalog_item: id,
        quantity: 1 + Math.floor(random() * 12),
      })),
      taxes: ['sales-tax'],
      ...(random() < 0.15 && { discounts: ['LOYAL5'] }),
    },
  })) as Json
  counts.invoices++
  await typed.invoices.update({ id: invoice['id'] as number, body: { sent: true } })
  const fate = random()
  const delay = Math.floor((fate < 0.7 ? 5 + random() * 25 : 30 + random() * 50) * DAY)
  if (fate > 0.93 || date + delay > now) return
  if (fate > 0.9) {
    const credited = await call('POST', '/credit_notes', {
      customer: customer['id'],
      invoice: invoice['id'],
      date: date + delay,
      items: [{ name: 'Returned goods', unit_cost: Math.min(40, invoice['balance'] as number) }],
    })
    if (credited.status === 201) counts.credit_notes++
    return
  }
  const amount = fate > 0.86 ? Math.round((invoice['balance'] as number) * 50) / 100 : (invoice['balance'] as number)
  await typed.payments.create({
    body: {
      date: date + delay,
      amount,
      method: random() < 0.5 ? 'check' : 'ach',
      reference: String(1000 + Math.floor(random() * 9000)),
      applied_to: [{ type: 'invoice', invoice: invoice['id'] as number, amount }],
    },
  })
  counts.payments++
}

type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>

function caller(app: App, key: string): Call {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', host: 'localhost' }
    const response = await app.fetch(
      new Request(`http://localhost/api${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    )
    const text = await response.text()
    return { status: response.status, json: text === '' ? null : JSON.parse(text) }
  }
}

/** Mulberry32: small, and the same series for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
