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
