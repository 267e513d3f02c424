import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const offered = async (more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  const { json } = await acme.call('POST', '/estimates', {
    body: { customer, items: [{ name: 'Desk', unit_cost: 100 }], ...more },
  })
  return { id: json.id as number, customer, key: (json.url as string | null)?.split('/').at(-1) ?? '' }
}
const look = (key: string) => world.request('GET', `/api/portal/${acme.username}/estimates/${key}`)
const open = (key: string, query = '') => world.request('POST', `/api/portal/${acme.username}/estimates/${key}/viewed?${query}`)
const approve = (key: string, body: unknown = { name: 'Front Desk', initials: 'FD' }, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/estimates/${key}/approve?${query}`, { body })
const decline = (key: string, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/estimates/${key}/decline?${query}`)
const told = async (id: number, type: string) =>
  (await read(`/events?filter[type]=${type}&related_to=estimate,${id}`)).filter(
    ({ data }: { data: { object: { id: number } } }) => data.object.id === id,
  )
const seconds = (text: string) => Date.parse(text) / 1000

test('the customer reads the whole offer and what can be done about it, and nothing that is the company’s own', async () => {
  const { key } = await offered({
    notes: 'Delivered in May.',
    deposit: 25,
    expiration_date: seconds('2014-12-01T12:00:00Z'),
    metadata: { margin: '40 %' },
    items: [{ name: 'Desk', description: 'Oak', quantity: 2, unit_cost: 50, metadata: { shelf: 'C3' } }],
    disabled_payment_methods: ['ach'],
  })
  const { status, json, text } = await look(key)
  expect(status).toBe(200)
  expect(json).toMatchObject({
    company: { name: 'Dunder Mifflin', username: acme.username, test_mode: false },
    customer: { name: 'Acme Corp' },
    estimate: {
      status: 'not_sent',
      total: 100,
      deposit: 25,
      deposit_paid: false,
      notes: 'Delivered in May.',
      items: [{ name: 'Desk', description: 'Oak', quantity: 2, amount: 100, metadata: {} }],
      approval: null,
    },
    can_approve: true,
    can_decline: true,
    deposit_due: 0,
    deposit_pending: false,
    payment_methods: [],
  })
  expect(text).not.toMatch(/margin|shelf|disabled_payment_methods/)
  world.travel('2014-12-01T20:00:00Z')
  expect((await look(key)).json, 'until the end of its last day').toMatchObject({ can_approve: true })
  world.travel('2014-12-02T20:00:00Z')
  expect((await look(key)).json).toMatchObject({ can_approve: false, can_decline: false, estimate: { status: 'expired' } })
  expect(await decline(key)).toMatchObject({ status: 400, json: { code: 'estimate_expired' } })
})

test('the company hears once that its offer was opened, and not of its own looks', async () => {
  const { id, key } = await offered()
  const own = { headers: { authorization: `Basic ${Buffer.from(`${acme.key}:`).toString('base64')}` } }
  expect((await world.request('POST', `/api/portal/${acme.username}/estimates/${key}/viewed`, own)).status).toBe(204)
  expect((await open(key, 'dry_run=true')).status).toBe(204)
  expect(await read(`/estimates/${id}`)).toMatchObject({ viewed: false, status: 'not_sent' })
  world.travel('2014-11-18T17:00:00Z')
  await Promise.all(Array.from({ length: 5 }, () => open(key)))
  world.travel('2014-11-18T18:00:00Z')
  await open(key)
  expect(await told(id, 'estimate.viewed')).toMatchObject([{ user: { id: -1 }, timestamp: seconds('2014-11-18T17:00:00Z') }])
  expect(await read(`/estimates/${id}`)).toMatchObject({ viewed: true, status: 'viewed' })
  await approve(key)
  await open(key)
  expect(await read(`/estimates/${id}`)).toMatchObject({ status: 'approved' })
})

test.each([
  [{ initials: 'FD' }, 'name'],
  [{ name: '  ', initials: 'FD' }, 'name'],
  [{ name: 'Front\nDesk', initials: 'FD' }, 'name'],
  [{ name: 'x'.repeat(256), initials: 'FD' }, 'name'],
  [{ name: 'Front Desk' }, 'initials'],
  [{ name: 'Front Desk', initials: 'ELEVENCHARS' }, 'initials'],
  [{ name: { first: 'Front' }, initials: 'FD' }, 'name'],
])('nobody signs without saying who: %j', async (body, param) => {
  const { id, key } = await offered()
  expect(await approve(key, body)).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
  expect(await read(`/estimates/${id}`)).toMatchObject({ approved: null, status: 'not_sent' })
})

test('five people sign at once: the first signature stands, the others are told that it is signed', async () => {
  const { id, key } = await offered()
  expect((await approve(key, { name: 'Nobody', initials: 'N' }, 'dry_run=true')).json).toMatchObject({ can_approve: false })
  expect(await read(`/estimates/${id}`), 'a rehearsal signs nothing').toMatchObject({ approved: null })
  const people = ['AA', 'BB', 'CC', 'DD', 'EE']
  const answers = await Promise.all(people.map((initials) => approve(key, { name: 'Front Desk', initials })))
  const [winner, ...more] = answers.filter(({ status }) => status === 200)
  expect(more).toEqual([])
  expect(answers.filter(({ json }) => json.code === 'estimate_approved')).toHaveLength(4)
  const { initials } = winner!.json.estimate.approval
  expect(winner!.json.estimate.approval, 'from where is for the company alone').toEqual({
    name: 'Front Desk',
    initials,
    timestamp: seconds('2014-11-18T15:00:00Z'),
    noted: false,
  })
  expect(await read(`/estimates/${id}`)).toMatchObject({ approved: initials, approval: { initials } })
  expect(await told(id, 'estimate.approved')).toMatchObject([{ user: { id: -1 }, data: { object: { approved: initials } } }])
})

test('a customer who declines ends the offer; the company may open it again, and it is decided anew', async () => {
  const { id, key } = await offered({ deposit: 25 })
  expect((await decline(key, 'dry_run=true')).json.estimate).toMatchObject({ status: 'declined' })
  expect(await read(`/estimates/${id}`)).toMatchObject({ closed: false })
  expect((await decline(key)).json).toMatchObject({
    estimate: { status: 'declined', closed: true },
    can_approve: false,
    can_decline: false,
    deposit_due: 0,
  })
  expect(await decline(key)).toMatchObject({ status: 400, json: { code: 'estimate_declined' } })
  expect(await approve(key)).toMatchObject({ status: 400, json: { code: 'estimate_declined' } })
  expect(await told(id, 'estimate.updated')).toMatchObject([{ user: { id: -1 }, data: { previous: { status: 'not_sent' } } }])
  await acme.call('PATCH', `/estimates/${id}`, { body: { closed: false } })
  expect((await look(key)).json).toMatchObject({ can_approve: true, can_decline: true, estimate: { date_declined: null } })
  expect((await approve(key)).json).toMatchObject({ estimate: { status: 'approved' }, deposit_due: 25 })
})

test('an offer that became an invoice, or was taken back, takes no answer any more', async () => {
  const billed = await offered()
  expect((await acme.call('POST', `/estimates/${billed.id}/invoice`)).status).toBe(201)
  expect((await look(billed.key)).json).toMatchObject({
    can_approve: false,
    can_decline: false,
    estimate: { status: 'invoiced' },
  })
  for (const answer of [approve(billed.key), decline(billed.key)])
    expect(await answer).toMatchObject({ status: 400, json: { code: 'estimate_invoiced' } })
  const gone = await offered()
  await acme.call('POST', `/estimates/${gone.id}/void`)
  const draft = await offered({ draft: true })
  const { key } = await offered()
  const wrong = [
    ...[gone.key, draft.key, 'A'.repeat(24)].flatMap((one) => [look(one), open(one), approve(one), decline(one)]),
    world.request('POST', `/api/portal/${globex.username}/estimates/${key}/approve`, { body: { name: 'F', initials: 'F' } }),
    world.request('POST', `/api/portal/${globex.username}/estimates/${key}/decline`),
  ]
  for (const answer of wrong) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect((await look(key)).json).toMatchObject({ can_approve: true })
})
