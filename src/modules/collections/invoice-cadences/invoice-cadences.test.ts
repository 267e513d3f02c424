import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const step = (trigger: number, options: object = {}) => ({ trigger, options: { hour: 9, email: true, ...options } })
const CADENCE = { name: 'Standard', chase_schedule: [step(0), step(1, { days: 3 }), step(2, { days: 7, sms: true })] }
const post = (body: object = CADENCE) => acme.call('POST', '/invoice_chasing_cadences', { body })

test('a schedule is kept with the options of its triggers', async () => {
  const { json, status } = await post({
    ...CADENCE,
    chase_schedule: [...CADENCE.chase_schedule, step(3, { days: 10, repeats: 3 }), step(4, { date: '2015-01-31' })],
  })
  expect(status).toBe(201)
  expect(
    json.chase_schedule.map(({ trigger, options }: { trigger: number; options: object }) => ({ trigger, ...options })),
  ).toEqual([
    { trigger: 0, hour: 9, email: true, sms: false, letter: false, role: null },
    { trigger: 1, hour: 9, email: true, sms: false, letter: false, role: null, days: 3 },
    { trigger: 2, hour: 9, email: true, sms: true, letter: false, role: null, days: 7 },
    { trigger: 3, hour: 9, email: true, sms: false, letter: false, role: null, days: 10, repeats: 3 },
    { trigger: 4, hour: 9, email: true, sms: false, letter: false, role: null, date: '2015-01-31' },
  ])
  expect((await acme.call('GET', `/invoice_chasing_cadences/${json.id}?include=num_invoices`)).json).toMatchObject({
    object: 'invoice_chasing_cadence',
    default: false,
    num_invoices: 0,
  })
  expect((await acme.call('DELETE', `/invoice_chasing_cadences/${json.id}`)).status).toBe(204)
})

test.each([
  [[], 'chase_schedule'],
  [[{ trigger: 6, options: { email: true } }], 'chase_schedule[0].trigger'],
  [[{ trigger: 0, options: {} }], 'chase_schedule[0].options.email'],
  [[step(0), step(2)], 'chase_schedule[1].options.days'],
  [[step(3, { days: 5 })], 'chase_schedule[0].options.repeats'],
  [[step(3, { days: 5, repeats: 11 })], 'chase_schedule[0].options.repeats'],
  [[step(4, { date: '2015-02-30' })], 'chase_schedule[0].options.date'],
  [[step(4)], 'chase_schedule[0].options.date'],
  [[step(2, { days: 7 }), step(2, { days: 7, hour: 11 })], 'chase_schedule[1].trigger'],
  [Array.from({ length: 101 }, (_, days) => step(5, { days })), 'chase_schedule'],
])('a schedule that cannot run is refused: %#', async (chase_schedule, param) => {
  const { status, json } = await post({ name: 'Wrong', chase_schedule })
  expect([status, json.param]).toEqual([400, param])
})

test('one cadence is the default', async () => {
  const [one, two] = [(await post({ ...CADENCE, default: true })).json, (await post({ ...CADENCE, default: true })).json]
  const shown = await Promise.all(
    [one, two].map(async ({ id }) => (await acme.call('GET', `/invoice_chasing_cadences/${id}`)).json),
  )
  expect(shown.map((cadence) => cadence.default)).toEqual([false, true])
})

test('cadences are listed by name and by what they do; the list says how many invoices follow each', async () => {
  const company = await world.newCompany('Initech')
  const ask = async (method: string, path: string, body?: object) => (await company.call(method, path, body && { body })).json
  const strict = await ask('POST', '/invoice_chasing_cadences', { ...CADENCE, name: 'Strict', default: true })
  const letters = { name: 'By letter', chase_schedule: [step(5, { days: 30, letter: true })] }
  const slow = await ask('POST', '/invoice_chasing_cadences', letters)
  const { id: customer } = await ask('POST', '/customers', { name: 'Globex' })
  for (let i = 0; i < 2; i++) {
    const { id } = await ask('POST', '/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }] })
    await ask('PUT', `/invoices/${id}/delivery`, { cadence_id: slow.id })
  }
  const { json, headers } = await company.call('GET', '/invoice_chasing_cadences?sort=name asc&include=num_invoices')
  expect(headers.get('x-total-count')).toBe('2')
  expect(json.map((one: Record<string, unknown>) => [one['name'], one['default'], one['num_invoices']])).toEqual([
    ['By letter', false, 2],
    ['Strict', true, 0],
  ])
  const found = async (query: string) =>
    (await ask('GET', `/invoice_chasing_cadences?${query}`)).map(({ id }: { id: number }) => id)
  expect(await found('filter[default]=1')).toEqual([strict.id])
  expect(await found('filter[name]=By letter')).toEqual([slow.id])
  expect((await ask('GET', '/invoice_chasing_cadences'))[0], 'counted only when asked').not.toHaveProperty('num_invoices')
  expect((await company.call('GET', '/invoice_chasing_cadences?filter[steps]=1')).json).toMatchObject({ param: 'filter' })
  expect((await ask('GET', '/invoice_chasing_cadences?per_page=1&page=2')).map(({ id }: { id: number }) => id)).toEqual([slow.id])
})

test('a schedule that is changed moves the next step of the invoices that follow it', async () => {
  const { json: cadence } = await post({ name: 'Follow-up', chase_schedule: [step(5, { days: 10 })] })
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Globex', email: 'billing@globex.example' } }))
    .json
  const body = { customer, items: [{ name: 'Paper', unit_cost: 45 }] }
  const { id: invoice } = (await acme.call('POST', '/invoices', { body })).json
  await acme.call('PUT', `/invoices/${invoice}/delivery`, { body: { cadence_id: cadence.id } })
  const moments = async () => (await acme.call('GET', `/invoices/${invoice}/delivery`)).json.moments
  const nine = (day: string) => Date.parse(`${day}T15:00:00Z`) / 1000
  await world.settle()
  expect(await moments()).toMatchObject([{ at: nine('2014-11-28'), state: 'ahead' }])
  const change = (changes: object) => acme.call('PATCH', `/invoice_chasing_cadences/${cadence.id}`, { body: changes })
  const changed = await change({ chase_schedule: [step(5, { days: 2 })] })
  expect(changed.json).toMatchObject({ name: 'Follow-up', chase_schedule: [{ trigger: 5, options: { days: 2 } }] })
  expect(await moments()).toMatchObject([{ at: nine('2014-11-20'), state: 'ahead' }])
  const before = world.now()
  world.travel('2014-11-20T15:30:00Z')
  await world.settle()
  expect(await moments()).toMatchObject([{ state: 'done' }])
  expect((await acme.call('GET', `/emails?filter[document_id]=${invoice}`)).json).toMatchObject([
    { email: 'billing@globex.example' },
  ])
  world.travel(before)
})

test('a change that could not run is refused and changes nothing; a name alone may change, and who is the default', async () => {
  const { json: other } = await post({ ...CADENCE, name: 'Other', default: true })
  const { json: cadence } = await post({ ...CADENCE, name: 'Careful' })
  const path = `/invoice_chasing_cadences/${cadence.id}`
  const change = (body: object) => acme.call('PATCH', path, { body })
  for (const [wrong, param] of [
    [{ chase_schedule: [] }, 'chase_schedule'],
    [{ chase_schedule: [step(0), step(0)] }, 'chase_schedule[1].trigger'],
    [{ chase_schedule: [{ trigger: 0, options: { hour: 24, email: true } }] }, 'chase_schedule[0].options.hour'],
    [{ name: '' }, 'name'],
    [{ default: 'perhaps' }, 'default'],
  ] as const)
    expect(await change(wrong), param).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
  expect((await acme.call('GET', path)).json).toEqual(cadence)
  expect((await change({ name: 'Very careful', default: 1 })).json).toMatchObject({
    name: 'Very careful',
    default: true,
    chase_schedule: cadence.chase_schedule,
  })
  expect((await acme.call('GET', `/invoice_chasing_cadences/${other.id}`)).json.default).toBe(false)
  expect((await change({ default: false })).json.default, 'there may be none').toBe(false)
  expect(await world.globex.call('PATCH', path, { body: { name: 'Ours' } })).toMatchObject({
    status: 404,
    json: { code: 'invoice_chasing_cadence_not_found' },
  })
})
