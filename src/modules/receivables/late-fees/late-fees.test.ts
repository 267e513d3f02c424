import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { chargeLateFees, nextLateFee } from './service.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld({ now: '2026-01-10T15:00:00Z' })
  acme = world.acme
})
afterAll(() => world.close())

const SCHEDULE = { name: 'Monthly', start_date: '2026-01-01', amount: 5, is_percent: true, grace_period: 7, recurring_days: 30 }

async function post(path: string, body: unknown) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json
const customer = (more: object = {}) => post('/customers', { name: 'Globex', payment_terms: 'NET 10', ...more })
const billed = async (to: { id: number }, more: object = {}) =>
  post('/invoices', { customer: to.id, items: [{ name: 'Copy paper', unit_cost: 200, quantity: 1 }], ...more })
const feesOf = async (id: number) =>
  (await get(`/invoices/${id}`)).items.filter((line: { type: string | null }) => line.type === 'late_fee')

test('a schedule speaks in dates, and one is the default', async () => {
  const first = await post('/late_fee_schedules', { ...SCHEDULE, default: true })
  expect(first).toMatchObject({ start_date: '2026-01-01', amount: 5, enabled: true, default: true, last_run: null })
  const second = await post('/late_fee_schedules', { ...SCHEDULE, name: 'Other', is_percent: false, default: true })
  expect((await get(`/late_fee_schedules/${first.id}`)).default).toBe(false)
  const changed = await acme.call('PATCH', `/late_fee_schedules/${first.id}`, { body: { default: true, grace_period: 3 } })
  expect(changed.json).toMatchObject({ default: true, grace_period: 3, name: 'Monthly' })
  const { id } = await customer({ late_fee_schedule: second.id })
  expect((await get(`/late_fee_schedules/${second.id}?include=num_customers`)).num_customers).toBe(1)
  expect((await get(`/customers/${id}?expand=late_fee_schedule`)).late_fee_schedule).toMatchObject({ name: 'Other' })
  expect((await acme.call('DELETE', `/late_fee_schedules/${second.id}`)).status).toBe(400)
  await acme.call('PATCH', `/customers/${id}`, { body: { late_fee_schedule: null } })
  for (const one of [first, second]) expect((await acme.call('DELETE', `/late_fee_schedules/${one.id}`)).status).toBe(204)
})

test('of many that are made or changed to be the default at once, one is', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => post('/late_fee_schedules', { ...SCHEDULE, default: true })))
  const change = ({ id }: { id: number }, i: number) => acme.call('PATCH', `/late_fee_schedules/${id}`, { body: i % 2 ? { default: true } : { amount: 6 } }) // biome-ignore format: one call
  expect((await Promise.all(made.map(change))).map(({ status }) => status)).toEqual(made.map(() => 200))
  const defaults = (await get('/late_fee_schedules')).filter((one: { default: boolean }) => one.default)
  expect(defaults).toHaveLength(1)
  for (const { id } of made) await acme.call('DELETE', `/late_fee_schedules/${id}`)
})

test('a customer can only have a schedule that exists', async () => {
  const unknown = { name: 'Globex', late_fee_schedule: 987_654_321 }
  expect(await acme.call('POST', '/customers', { body: unknown })).toMatchObject({
    status: 400,
    json: { param: 'late_fee_schedule' },
  })
  const { id } = await customer()
  const { status, json } = await acme.call('PATCH', `/customers/${id}`, { body: unknown })
  expect([status, json.param]).toEqual([400, 'late_fee_schedule'])
})

test.each([
  [{ grace_period: 366 }, 'grace_period'],
  [{ amount: 0 }, 'amount'],
  [{ amount: 101 }, 'amount'],
  [{ start_date: '2026-02-30' }, 'start_date'],
])('a schedule that cannot run is refused: %#', async (wrong, param) => {
  const { status, json } = await acme.call('POST', '/late_fee_schedules', { body: { ...SCHEDULE, ...wrong } })
  expect([status, json.param]).toEqual([400, param])
})

test('fees fall after grace, come back, bear no fees themselves, and are in the books as of their own day', async () => {
  const { id: schedule } = await post('/late_fee_schedules', SCHEDULE)
  const late = await customer({ late_fee_schedule: schedule })
  const invoice = await billed(late)
  const exempt = await billed(late, { late_fees: false })
  const planned = await billed(late)
  await acme.call('PUT', `/invoices/${planned.id}/payment_plan`, {
    body: { installments: [{ date: 1_769_000_000, amount: 200 }] },
  })
  world.travel('2026-01-27T15:00:00Z') // seven days late
  await world.settle()
  expect(await feesOf(invoice.id)).toEqual([])
  world.travel('2026-01-28T15:00:00Z')
  await world.settle()
  expect(await feesOf(invoice.id)).toMatchObject([{ amount: 10, taxable: false, discountable: false, description: '2026-01-28' }])
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ total: 210, balance: 210 })
  await post('/payments', { customer: late.id, amount: 100, applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 100 }] })
  world.travel('2026-03-30T15:00:00Z') // two more fell meanwhile: 27 February and 29 March
  await world.settle()
  expect(
    (await feesOf(invoice.id)).map(({ amount, description }: { amount: number; description: string }) => [amount, description]),
  ).toEqual([
    [10, '2026-01-28'],
    [5, '2026-02-27'],
    [5, '2026-03-29'],
  ])
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ total: 220, balance: 120 })
  expect([await feesOf(exempt.id), await feesOf(planned.id)]).toEqual([[], []])
  const { rows } = await world.database.ownerPool.query(
    `select date::text from ledger_entries where source_type = 'invoice' and source_id = $1 and reason = 'late_fee_charged' order by date`,
    [invoice.id],
  )
  expect(rows.map(({ date }) => date)).toEqual(['2026-01-28', '2026-02-27', '2026-03-29'])
  expect((await get(`/late_fee_schedules/${schedule}`)).last_run).toBe('2026-03-30T15:00:00.000Z')
  await post('/payments', { customer: late.id, amount: 120, applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 120 }] })
  world.travel('2026-06-30T15:00:00Z')
  await world.settle()
  expect(await feesOf(invoice.id)).toHaveLength(3)
})

test('ten that come to charge at once charge once', async () => {
  const { id: schedule } = await post('/late_fee_schedules', { ...SCHEDULE, amount: 3, is_percent: false })
  const late = await customer({ late_fee_schedule: schedule })
  const invoices = await Promise.all([billed(late), billed(late), billed(late)])
  world.travel('2026-07-18T15:00:00Z')
  const place = {
    platform: world.platform,
    companyId: acme.id,
    work: (run: never) =>
      import('../../../platform/work.ts').then(({ openWork }) =>
        openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
      ),
  } as unknown as Parameters<typeof chargeLateFees>[0]
  expect(await place.work(nextLateFee)).toEqual(new Date('2026-07-18T05:00:00Z'))
  await Promise.all(Array.from({ length: 10 }, () => chargeLateFees(place)))
  for (const { id } of invoices) expect(await feesOf(id)).toMatchObject([{ amount: 3 }])
  expect(await place.work(nextLateFee)).toEqual(new Date('2026-08-17T05:00:00Z'))
})

test('the books are sound', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})

test('a fee whose day lies in closed books is charged on the first open day, and says when it fell', async () => {
  const company = await world.newCompany('Initech')
  const call = async (method: string, path: string, body?: object) => (await company.call(method, path, { body })).json
  world.travel('2026-08-01T15:00:00Z')
  const { id: schedule } = await call('POST', '/late_fee_schedules', {
    ...SCHEDULE,
    amount: 3,
    is_percent: false,
    recurring_days: 0,
  })
  const { id: customer } = await call('POST', '/customers', {
    name: 'Globex',
    payment_terms: 'NET 10',
    late_fee_schedule: schedule,
  })
  const { id } = await call('POST', '/invoices', { customer, items: [{ name: 'Paper', unit_cost: 200 }] })
  const close = (until: string) =>
    world.database.ownerPool.query(
      `insert into ledger_periods (company_id, closed_until, closed_at) values ($1, $2::date, now())`,
      [company.id, until],
    )
  await close('2026-08-31')
  world.travel('2026-08-25T15:00:00Z')
  await world.settle()
  expect(await call('GET', `/invoices/${id}`)).toMatchObject({ total: 200 })
  world.travel('2026-09-02T15:00:00Z')
  await world.settle()
  const invoice = await call('GET', `/invoices/${id}`)
  expect(invoice).toMatchObject({ total: 203, items: [{}, { type: 'late_fee', description: '2026-08-19' }] })
  const { rows } = await world.database.ownerPool.query(
    `select date::text from ledger_entries where company_id = $1 and reason = 'late_fee_charged'`,
    [company.id],
  )
  expect(rows).toEqual([{ date: '2026-09-01' }])
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
})
