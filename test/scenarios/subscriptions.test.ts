import { afterAll, expect, test } from 'vitest'
import { jobs } from '../../src/modules/index.ts'
import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import { advanceClock } from '../../src/platform/jobs.ts'
import { openWorld, type TestCompany } from '../world.ts'

/** Months of subscriptions, told by the clock of a company in test mode. */
const world = await openWorld({ now: '2023-01-31T18:00:00Z' })
afterAll(() => world.close())

async function sandbox(name: string, time_zone = 'America/Chicago'): Promise<TestCompany> {
  return world.newCompany(name, { test_mode: true, time_zone })
}

interface Bill {
  readonly id: number
  readonly date: number
  readonly number: string
  readonly paid: boolean
  readonly status: string
  readonly balance: number
  readonly attempt_count: number
  readonly amount_credited: number
  readonly items: readonly Record<string, unknown>[]
}

/** What bills and collects. Whoever looks every hour, and whatever is printed and mailed, would only take time. */
const billing = jobs.filter(
  (job) => !(job.kind === 'scheduled' && job.due === null) && !/mail|print|pdf|paper|webhook|letter|text/.test(job.name),
)

function diaryOf(company: TestCompany) {
  const made = async (path: string, body: unknown = {}) => {
    const { status, json, text } = await company.call('POST', path, { body })
    expect(status, `${path}: ${text}`).toBeLessThan(300)
    return json
  }
  const read = async (path: string) => (await company.call('GET', path)).json
  const travel = (to: string) => advanceClock(world.platform, billing, company.id, new Date(to))
  const bills = async (subscription: number) => {
    const all = []
    for (let page = 1; ; page++) {
      const part = await read(`/invoices?filter[subscription]=${subscription}&page=${page}`)
      all.push(...part)
      if (part.length < 100) return all as Bill[]
    }
  }
  return { made, read, travel, bills }
}

test('36 months from the 31st, with pauses, other plans and a card that is declined', { timeout: 120_000 }, async () => {
  const company = await sandbox('Initech')
  const { made, read, travel, bills } = diaryOf(company)
  await made('/plans', { id: 'starter', name: 'Starter', amount: 49, interval: 'month' })
  await made('/plans', { id: 'pro', name: 'Pro', amount: 99, interval: 'month' })
  const customer = await made('/customers', { name: 'Acme Corp', email: 'billing@acme.example', autopay: true })
  await made(`/customers/${customer.id}/payment_sources`, {
    method: 'credit_card',
    invoiced_token: 'tok_visa_4242',
    make_default: true,
  })
  const { id } = await made('/subscriptions', { customer: customer.id, plan: 'starter' })
  const patch = async (body: object) => {
    const { status, text } = await company.call('PATCH', `/subscriptions/${id}`, { body })
    expect(status, text).toBe(200)
  }
  const dates = async () => (await bills(id)).map(({ date }) => new Date(date * 1000).toISOString().slice(0, 10))

  await travel('2023-06-30T18:00:00Z')
  expect(await dates()).toEqual(['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30', '2023-05-31', '2023-06-30'])
  expect((await bills(id)).map(({ paid }) => paid)).toEqual(Array(6).fill(true))

  await patch({ paused: true })
  await travel('2023-09-15T18:00:00Z')
  await patch({ paused: false })
  expect((await dates()).slice(6)).toEqual(['2023-09-15'])
  expect((await bills(id)).at(-1)).toMatchObject({ items: [{ prorated: true, quantity: 0.5 }] })

  await travel('2023-12-15T18:00:00Z')
  await patch({ plan: 'pro' })
  await travel('2024-03-05T18:00:00Z')
  expect((await dates()).slice(7)).toEqual(['2023-09-30', '2023-10-31', '2023-11-30', '2023-12-31', '2024-01-31', '2024-02-29'])
  const [december] = (await bills(id)).filter(({ date }) => date === Date.parse('2023-12-31T06:00:00Z') / 1000)
  expect(december).toMatchObject({
    items: [
      { plan: 'pro', amount: 99 },
      { plan: 'pro', prorated: true },
    ],
    paid: true,
  })
  expect(december!.amount_credited).toBeGreaterThan(0)

  const [card] = await read(`/customers/${customer.id}/payment_sources`)
  await company.call('DELETE', `/customers/${customer.id}/cards/${card.id}`)
  await made(`/customers/${customer.id}/payment_sources`, {
    method: 'credit_card',
    invoiced_token: 'tok_visa_0341',
    make_default: true,
  })
  await travel('2024-06-01T18:00:00Z')
  const failed = (await bills(id)).filter(({ paid }) => !paid)
  expect(failed.map(({ status, attempt_count }) => [status, attempt_count > 0])).toEqual(failed.map(() => ['past_due', true]))
  expect(failed).toHaveLength(3)
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ status: 'past_due' })

  for (const invoice of failed)
    await made('/payments', {
      customer: customer.id,
      amount: invoice.balance,
      applied_to: [{ type: 'invoice', invoice: invoice.id, amount: invoice.balance }],
    })
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ status: 'active' })
  await made(`/customers/${customer.id}/payment_sources`, {
    method: 'credit_card',
    invoiced_token: 'tok_visa_4242',
    make_default: true,
  })
  await patch({ quantity: 3, cancel_at_period_end: false })
  await travel('2026-02-01T18:00:00Z')

  const all = await dates()
  expect(all.at(-1)).toBe('2026-01-31')
  expect(all.filter((date) => date.startsWith('2025'))).toEqual([
    '2025-01-31',
    '2025-02-28',
    '2025-03-31',
    '2025-04-30',
    '2025-05-31',
    '2025-06-30',
    '2025-07-31',
    '2025-08-31',
    '2025-09-30',
    '2025-10-31',
    '2025-11-30',
    '2025-12-31',
  ])
  expect(new Set(all).size).toBe(all.length)
  expect((await bills(id)).every(({ paid }) => paid)).toBe(true)
  expect(await proveBooks(world.platform, company.id)).toMatchObject({ sound: true, breaches: [] })
})

test('20: across both changes of the clocks every day is billed once, at the midnight of the place', {
  timeout: 60_000,
}, async () => {
  const zones = [
    ['Pacific/Kiritimati', '2023-03-24T12:00:00Z'],
    ['Pacific/Pago_Pago', '2023-03-24T12:00:00Z'],
    ['Asia/Kathmandu', '2023-03-24T12:00:00Z'],
    ['Australia/Lord_Howe', '2023-03-31T12:00:00Z'],
    ['America/Chicago', '2023-03-10T12:00:00Z'],
    ['America/Chicago', '2023-11-03T12:00:00Z'],
    ['Africa/Cairo', '2023-04-26T12:00:00Z'],
  ] as const
  for (const [zone, start] of zones) {
    const { made, travel, bills } = diaryOf(await sandbox(`Globex ${zone} ${start.slice(5, 7)}`, zone))
    await made('/plans', { id: 'daily', name: 'Daily', amount: 1, interval: 'day' })
    const customer = await made('/customers', { name: 'Acme Corp' })
    await travel(start)
    const { id } = await made('/subscriptions', { customer: customer.id, plan: 'daily' })
    const begin = Date.parse(start)
    await travel(new Date(begin + 5.5 * 86_400_000).toISOString())
    const told = (await bills(id)).map(({ date }) => new Date(date * 1000))
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    const days = told.map((date) => format.format(date).slice(0, 10))
    const first = format.format(new Date(begin)).slice(0, 10)
    const count = days.length
    expect(days).toEqual(
      Array.from({ length: count }, (_, i) => new Date(Date.parse(first) + i * 86_400_000).toISOString().slice(0, 10)),
    )
    expect(count).toBeGreaterThanOrEqual(6)
    // The clocks of Cairo skip the midnight of 28 April.
    const midnights = told.map((date) => format.format(date).slice(11))
    expect(midnights.filter((time) => time !== '00:00:00')).toEqual(zone === 'Africa/Cairo' ? ['01:00:00'] : [])
  }
})

test('21: a scheduler that was down for three days, two at once, and a clock set back an hour', { timeout: 60_000 }, async () => {
  const company = await world.newCompany('Umbrella', {})
  const { made, bills } = diaryOf(company)
  await made('/plans', { id: 'daily', name: 'Daily', amount: 1, interval: 'day' })
  const customer = await made('/customers', { name: 'Acme Corp' })
  const { id } = await made('/subscriptions', { customer: customer.id, plan: 'daily' })
  world.travel('2023-02-03T18:00:00Z')
  await Promise.all([world.settle(), world.settle(), world.settle()])
  world.travel('2023-02-03T17:00:00Z')
  await world.settle()
  const made_on = (await bills(id)).map(({ date }) => new Date(date * 1000).toISOString().slice(0, 10))
  expect(made_on).toEqual(['2023-01-31', '2023-02-01', '2023-02-02', '2023-02-03'])
  const numbers = (await bills(id)).map(({ number }) => number)
  expect(numbers).toEqual([...numbers].sort())
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
