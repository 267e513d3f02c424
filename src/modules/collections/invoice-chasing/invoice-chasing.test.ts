import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const schedule = [{ trigger: 2, options: { hour: 9, email: true, days: 7 } }]
const cadence = async () =>
  (await acme.call('POST', '/invoice_chasing_cadences', { body: { name: 'Standard', chase_schedule: schedule } })).json
const billed = async (more: object = {}) => {
  const { json: customer } = await acme.call('POST', '/customers', {
    body: { name: 'Globex', email: 'billing@globex.example', ...more },
  })
  const body = { customer: customer.id, items: [{ name: 'Paper', unit_cost: 45 }], payment_terms: 'NET 7' }
  return (await acme.call('POST', '/invoices', { body })).json
}
const put = (id: number, body: object) => acme.call('PUT', `/invoices/${id}/delivery`, { body })

test('an invoice follows a cadence, or a schedule of its own, and says when', async () => {
  const { id } = await billed()
  expect((await acme.call('GET', `/invoices/${id}/delivery`)).json).toMatchObject({
    cadence_id: null,
    chase_schedule: [],
    moments: [],
  })
  const { id: standard } = await cadence()
  const followed = await put(id, { cadence_id: standard, emails: 'one@globex.example,two@globex.example' })
  expect(followed.json).toMatchObject({
    cadence_id: standard,
    emails: 'one@globex.example, two@globex.example',
    moments: [{ trigger: 2, at: Date.parse('2014-12-02T15:00:00Z') / 1000, actions: ['email'], state: 'ahead' }],
  })
  const own = await put(id, { chase_schedule: [{ trigger: 5, options: { days: 3, letter: true } }] })
  expect(own.json).toMatchObject({ cadence_id: null, emails: null, moments: [{ trigger: 5, actions: ['mail'], state: 'ahead' }] })
})

test.each([
  [{ cadence_id: 17 }, 'cadence_id'],
  [{ chase_schedule: [{ trigger: 2, options: { email: true } }] }, 'chase_schedule[0].options.days'],
  [{ emails: 'nobody' }, 'emails'],
])('%j is refused and names the field', async (body, param) => {
  const { id } = await billed()
  const { status, json } = await put(id, body)
  expect([status, json.param]).toEqual([400, param])
})

test('who is deleted chases no more: invoices that followed a cadence stand alone', async () => {
  const { id } = await billed()
  const { id: standard } = await cadence()
  await put(id, { cadence_id: standard })
  expect((await acme.call('GET', `/invoice_chasing_cadences/${standard}?include=num_invoices`)).json.num_invoices).toBe(1)
  expect((await acme.call('DELETE', `/invoice_chasing_cadences/${standard}`)).status).toBe(204)
  expect((await acme.call('GET', `/invoices/${id}/delivery`)).json).toMatchObject({ cadence_id: null, moments: [] })
})

test('a way that is closed says why, and the others are taken', async () => {
  const { id } = await billed({ phone: null })
  await put(id, {
    chase_schedule: [
      { trigger: 2, options: { days: 1, sms: true } },
      { trigger: 2, options: { days: 2, sms: true, email: true } },
      { trigger: 2, options: { days: 3, email: true, role: 'Accounting' } },
    ],
  })
  for (const day of ['2014-11-26', '2014-11-27', '2014-11-28']) {
    world.travel(`${day}T16:00:00Z`)
    await world.settle()
  }
  const { moments } = (await acme.call('GET', `/invoices/${id}/delivery`)).json
  expect(moments.map(({ state }: { state: string }) => state)).toEqual(['failed', 'done', 'failed'])
  expect(moments[1].said).toMatch(/sms_enabled/)
  const mails = (await acme.call('GET', `/emails?filter[document_id]=${id}`)).json
  expect(mails.map(({ email, state }: { email: string; state: string }) => [email, state])).toEqual([
    ['billing@globex.example', 'sent'],
  ])
})

test('invoices are listed by whether they are chased on their own, and by their cadence', async () => {
  const company = await world.newCompany('Initech')
  const ask = async (method: string, path: string, body?: object) => {
    const { status, json, text } = await company.call(method, path, body === undefined ? {} : { body })
    expect(status, text).toBeLessThan(300)
    return json
  }
  const customer = (await ask('POST', '/customers', { name: 'Globex' })).id
  const bill = async (delivery?: object) => {
    const { id } = await ask('POST', '/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }] })
    if (delivery) await ask('PUT', `/invoices/${id}/delivery`, delivery)
    return id as number
  }
  const make = async (name: string) =>
    (await ask('POST', '/invoice_chasing_cadences', { name, chase_schedule: schedule })).id as number
  const [standard, strict] = [await make('Standard'), await make('Strict')]
  const alone = await bill()
  const followed = await bill({ cadence_id: standard })
  const own = await bill({ chase_schedule: schedule })
  const off = await bill({ cadence_id: standard, disabled: true })
  const addressed = await bill({ emails: 'billing@globex.example' })
  const listed = async (query: string) => (await ask('GET', `/invoices?${query}`)).map(({ id }: { id: number }) => id)
  expect(await listed('chasing=1')).toEqual([followed, own])
  expect(await listed('chasing=0')).toEqual([alone, off, addressed])
  expect(await listed(`cadence=${standard}`)).toEqual([followed, off])
  expect(await listed(`cadence=${standard}&chasing=1`)).toEqual([followed])
  expect(await listed(`cadence=${strict}`)).toEqual([])
  expect((await company.call('GET', '/invoices?cadence=Standard')).json.param).toBe('cadence')
})

test('a promise stands beside the schedule that it holds back', async () => {
  const { id } = await billed()
  const before = (await acme.call('GET', `/invoices/${id}/delivery`)).json
  expect(before).toMatchObject({ promise: null, chasing: 'due' })
  await acme.call('PUT', `/invoices/${id}/promise`, {
    body: { date: Math.floor(world.now().getTime() / 1000) + 86_400, reference: 'Check 1450' },
  })
  const { promise, chasing } = (await put(id, { chase_schedule: schedule })).json
  expect([promise.reference, chasing]).toEqual(['Check 1450', 'held'])
})
