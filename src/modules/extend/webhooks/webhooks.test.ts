import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openReceiver, type Receiver } from '../../../../test/doubles/receiver.ts'
import { keysOutOfOrder } from '../../../../test/key-order.ts'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { startJobs } from '../../../platform/jobs.ts'
import { verifyWebhook } from '../../../platform/signing.ts'

const world = await openWorld()
afterAll(() => world.close())
const START = new Date('2014-11-18T15:00:00Z')

let seller: TestCompany
let receiver: Receiver
let number = 0

beforeEach(async () => {
  world.travel(START)
  seller = await world.newCompany(`Seller ${++number}`)
  receiver = await openReceiver()
})
afterEach(async () => {
  await receiver.close()
  for (const { id } of (await seller.call('GET', '/webhooks')).json) await seller.call('DELETE', `/webhooks/${id}`)
})

const subscribe = async (body: object = {}) =>
  (await seller.call('POST', '/webhooks?include=secret', { body: { url: `${receiver.url}/hook`, ...body } })).json
const customer = async (name: string) => (await seller.call('POST', '/customers', { body: { name } })).json
const attempts = async () => (await seller.call('GET', '/webhook_attempts')).json
const seconds = () => world.now().getTime() / 1000
const travelTo = async (unix: number) => {
  world.travel(new Date(unix * 1000))
  await world.settle()
}
const newestEvent = async () => (await seller.call('GET', '/events?per_page=1')).json[0]
const internal = async (type: string) =>
  (await world.database.ownerPool.query('select object from events where company_id = $1 and type = $2', [seller.id, type])).rows

test('every event is posted, signed, in the very bytes in which the API tells it', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  await world.settle()
  const [delivered, ...more] = receiver.received
  const event = await newestEvent()
  expect(more).toEqual([])
  expect(delivered!.path).toBe('/hook')
  expect(delivered!.body).toBe((await seller.call('GET', `/events/${event.id}`)).text)
  expect(JSON.parse(delivered!.body)).toMatchObject({
    object: 'event',
    type: 'customer.created',
    data: { object: { name: 'Acme' } },
  })
  expect(keysOutOfOrder(JSON.parse(delivered!.body))).toEqual([])
  expect(delivered!.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'Netterms/1.0',
    'webhook-id': `evt_${event.id}`,
  })
  expect(verifyWebhook(delivered!, [webhook.secret], seconds())).toEqual({ genuine: true })
  expect(delivered!.headers['x-invoiced-signature']).toBe(
    createHmac('sha256', webhook.secret).update(delivered!.body).digest('hex'),
  )
  expect(await attempts()).toEqual([
    {
      id: expect.any(Number),
      webhook_id: webhook.id,
      event_id: event.id,
      event_type: 'customer.created',
      url: `${receiver.url}/hook`,
      state: 'delivered',
      attempts: [{ status_code: 200, timestamp: seconds() }],
      next_attempt: null,
      created_at: seconds(),
      updated_at: seconds(),
    },
  ])
  await world.settle()
  expect(receiver.received).toHaveLength(1)
})

test('an endpoint hears what it asked for, in order, and nothing while it is off', async () => {
  const webhook = await subscribe({ events: ['customer.created'] })
  const acme = await customer('0')
  await seller.call('PATCH', `/customers/${acme.id}`, { body: { name: 'renamed' } })
  for (let i = 1; i < 20; i++) await customer(`${i}`)
  await world.settle()
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.object.name)).toEqual(
    Array.from({ length: 20 }, (_, i) => `${i}`),
  )
  await seller.call('PATCH', `/webhooks/${webhook.id}`, { body: { enabled: false } })
  await customer('missed')
  await world.settle()
  expect(receiver.received).toHaveLength(20)
})

test.each([
  ['an error', 500, { status_code: 500 }],
  ['a redirect, which is not followed', { status: 302, headers: { location: '/elsewhere' } }, { status_code: 302 }],
  ['a reset connection', 'reset', { error: 'not reachable' }],
] as const)('%s is tried again five seconds later, under the same id', async (_, conduct, logged) => {
  await subscribe()
  await customer('Acme')
  receiver.behave(conduct)
  await world.settle()
  const [waiting] = await attempts()
  expect(waiting).toMatchObject({ state: 'waiting', attempts: [{ ...logged, timestamp: seconds() }] })
  expect(waiting.next_attempt - seconds()).toBeGreaterThanOrEqual(5)
  expect(waiting.next_attempt - seconds()).toBeLessThanOrEqual(6)
  await world.settle()
  expect(receiver.received).toHaveLength(1)

  receiver.behave(204)
  await travelTo(waiting.next_attempt)
  const [first, second] = receiver.received
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
  expect(Number(second!.headers['webhook-timestamp'])).toBe(waiting.next_attempt)
  expect(second!.body).toBe(first!.body)
  expect(await attempts()).toMatchObject([{ state: 'delivered', attempts: [logged, { status_code: 204 }], next_attempt: null }])
})

test('what is changed while an answer is being noted stays changed', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  receiver.behave(410)
  const { ownerPool } = world.database
  const other = await ownerPool.connect()
  try {
    // Somebody is about to change the address when the endpoint says that it is gone.
    await other.query('begin')
    await other.query(`update webhooks set url = 'https://hooks.example/new' where id = $1`, [webhook.id])
    const settled = world.settle()
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await vi.waitFor(async () => expect((await ownerPool.query(waits)).rowCount).toBe(1), { timeout: 20_000 })
    await other.query('commit')
    await settled
  } finally {
    other.release()
  }
  const { json } = await seller.call('GET', `/webhooks/${webhook.id}`)
  expect(json).toMatchObject({
    url: 'https://hooks.example/new',
    enabled: false,
    disabled_reason: 'The endpoint answered 410 Gone.',
  })
})

test('an endpoint that asks us to wait is left alone that long', async () => {
  await subscribe()
  await customer('Acme')
  receiver.behave({ status: 429, headers: { 'retry-after': '3600' } })
  await world.settle()
  expect((await attempts())[0].next_attempt).toBe(seconds() + 3600)
})

test('an endpoint that is gone is switched off at once, and its owner is told', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  receiver.behave(410)
  await world.settle()
  expect(await attempts()).toMatchObject([{ state: 'given_up', next_attempt: null }])
  expect((await seller.call('GET', `/webhooks/${webhook.id}`)).json).toMatchObject({
    enabled: false,
    disabled_reason: 'The endpoint answered 410 Gone.',
  })
  expect(await internal('webhook.disabled')).toMatchObject([{ object: { id: webhook.id, enabled: false } }])
  const letters = world.mail.sent.map(({ message }) => message).filter(({ to }) => to[0]!.address === seller.email)
  expect(letters).toMatchObject([{ subject: `A webhook of Seller ${number} was switched off` }])
  expect(letters[0]!.text).toContain('The endpoint answered 410 Gone.')
})

test('after more than 72 hours of failures an event is given up; what else waits is delivered when the endpoint is on again', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  receiver.behave(503)
  await world.settle()
  for (let tries = 1; ; tries++) {
    const [first] = await attempts()
    if (first.state !== 'waiting') break
    expect(tries).toBeLessThan(15)
    await travelTo(first.next_attempt)
    if (tries === 5) await customer('Later')
  }
  const [givenUp, later] = await attempts()
  expect(givenUp.attempts).toHaveLength(10)
  expect(givenUp.attempts.at(-1).timestamp - givenUp.attempts[0].timestamp).toBeGreaterThan(72 * 3600)
  expect(later.state).toBe('waiting')
  expect((await seller.call('GET', `/webhooks/${webhook.id}`)).json.enabled).toBe(false)
  expect(await internal('webhook.disabled')).toHaveLength(1)

  receiver.behave(200)
  await travelTo(seconds() + 90_000)
  expect((await attempts())[1].state).toBe('waiting')
  await seller.call('PATCH', `/webhooks/${webhook.id}`, { body: { enabled: true } })
  await world.settle()
  expect((await attempts()).map(({ state }: { state: string }) => state)).toEqual(['given_up', 'delivered'])
})

test('a replaced secret signs beside the new one for a day', async () => {
  const { id, secret } = await subscribe()
  const rotated = (await seller.call('POST', `/webhooks/${id}/rotate_secret?include=secret`)).json
  expect(rotated.secret).toMatch(/^whsec_/)
  expect(rotated.secret).not.toBe(secret)
  await customer('Acme')
  await world.settle()
  await customer('Globex')
  await travelTo(seconds() + 24 * 3600)
  const [during, after] = receiver.received
  const verdicts = (received: typeof during) =>
    [secret, rotated.secret].map((one) => verifyWebhook(received!, [one], Number(received!.headers['webhook-timestamp'])).genuine)
  expect(verdicts(during)).toEqual([true, true])
  expect(verdicts(after)).toEqual([false, true])
  const older = ({ body, headers }: NonNullable<typeof during>) =>
    [secret, rotated.secret].map(
      (one) => createHmac('sha256', one).update(body).digest('hex') === headers['x-invoiced-signature'],
    )
  expect(older(during!), 'the older header holds one signature: the old one for as long as it counts').toEqual([true, false])
  expect(older(after!)).toEqual([false, true])
})

test('secrets are stored sealed and shown only on request, to those who may change webhooks', async () => {
  const { id, secret } = await subscribe()
  expect((await seller.call('GET', `/webhooks/${id}`)).json).not.toHaveProperty('secret')
  expect((await seller.call('GET', '/webhooks?include=secret')).json).toMatchObject([{ id, secret }])
  const { rows } = await world.database.ownerPool.query(
    'select w::text as row from webhooks w union all select e::text from events e',
  )
  expect(rows.filter(({ row }) => row.includes(secret.slice(6, 20)))).toEqual([])

  const reader = (await seller.call('POST', '/api_keys', { body: { description: 'reader', scopes: ['webhooks:read'] } })).json
  const asReader = (path: string) =>
    world.request('GET', `/api${path}`, { headers: { authorization: `Bearer ${reader.secret}` } })
  expect((await asReader(`/webhooks/${id}`)).status).toBe(200)
  expect(await asReader(`/webhooks/${id}?include=secret`)).toMatchObject({ status: 403, json: { code: 'secret_hidden' } })
})

test('an event can be delivered again by hand, and a stretch of time be replayed', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  await world.settle()
  const [attempt] = await attempts()
  expect((await seller.call('POST', `/webhook_attempts/${attempt.id}/retries`)).status).toBe(204)
  await world.settle()
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    `evt_${attempt.event_id}`,
    `evt_${attempt.event_id}`,
  ])
  expect((await attempts())[0]).toMatchObject({ state: 'delivered', attempts: [{ status_code: 200 }, { status_code: 200 }] })

  await seller.call('PATCH', `/webhooks/${webhook.id}`, { body: { enabled: false } })
  expect(await seller.call('POST', `/webhook_attempts/${attempt.id}/retries`)).toMatchObject({
    status: 400,
    json: { code: 'webhook_disabled' },
  })
  world.travel(new Date(START.getTime() + 60_000))
  for (const name of ['a', 'b']) await customer(name)
  await world.settle()
  await seller.call('PATCH', `/webhooks/${webhook.id}`, { body: { enabled: true } })
  const replay = (body: object) => seller.call('POST', `/webhooks/${webhook.id}/replay`, { body })
  expect((await replay({ start: seconds() })).json).toEqual({ replayed: 2 })
  await world.settle()
  expect(receiver.received.slice(2).map(({ body }) => JSON.parse(body).data.object.name)).toEqual(['a', 'b'])
  expect((await replay({ start: START.getTime() / 1000, end: START.getTime() / 1000 })).json).toEqual({ replayed: 1 })
  expect(await replay({ start: seconds(), end: seconds() - 1 })).toMatchObject({
    status: 400,
    json: { code: 'range_backwards', param: 'end' },
  })
})

test('addresses of our own network are refused when they are written down, by the field', async () => {
  const refused = [
    'http://10.0.0.1/',
    'http://169.254.169.254/latest',
    'https://[::1]/',
    'http://2852039166/',
    'http://192.168.1.1:8080',
    'http://127.0.0.1:5432',
  ]
  for (const url of refused) {
    expect(await seller.call('POST', '/webhooks', { body: { url } })).toMatchObject({
      status: 400,
      json: { code: 'url_not_reachable', param: 'url' },
    })
  }
  for (const url of ['ftp://example.com', 'example.com', '/hook', 'http://user:password@example.com']) {
    expect(await seller.call('POST', '/webhooks', { body: { url } })).toMatchObject({
      status: 400,
      json: { code: 'url_invalid', param: 'url' },
    })
  }
  const { id } = await subscribe()
  expect(await seller.call('PATCH', `/webhooks/${id}`, { body: { url: 'http://10.0.0.1' } })).toMatchObject({
    status: 400,
    json: { param: 'url' },
  })
  expect(await seller.call('POST', '/webhooks', { body: { url: receiver.url, events: ['everything'] } })).toMatchObject({
    status: 400,
    json: { param: 'events[0]' },
  })
  expect(await seller.call('POST', '/webhooks', { body: {} })).toMatchObject({ status: 400, json: { param: 'url' } })
})

test('a type that never comes is refused, with those that do; published ones of other products are taken', async () => {
  const misspelt = await seller.call('POST', '/webhooks', {
    body: { url: receiver.url, events: ['customer.created', 'invoices.paid'] },
  })
  expect(misspelt).toMatchObject({ status: 400, json: { code: 'event_type_unknown', param: 'events[1]' } })
  expect(misspelt.json.message).toContain('No event is called invoices.paid. There is ')
  expect(misspelt.json.message).toContain('invoice.paid')
  const { id } = await subscribe({ events: ['payout.created', 'vendor_payment.updated', 'invoice.paid'] })
  expect((await seller.call('PATCH', `/webhooks/${id}`, { body: { events: ['invoice.payed'] } })).json.param).toBe('events[0]')
  const twice = ['invoice.paid', 'invoice.paid', 'invoice.payed']
  expect((await seller.call('PATCH', `/webhooks/${id}`, { body: { events: twice } })).json.param).toBe('events[2]')
  expect((await seller.call('PATCH', `/webhooks/${id}`, { body: { events: twice.slice(0, 2) } })).json.events).toEqual([
    'invoice.paid',
  ])
})

test('webhooks of one company are nothing to another', async () => {
  const { id } = await subscribe()
  await customer('Acme')
  await world.settle()
  const [attempt] = await attempts()
  const { globex } = world
  await globex.call('POST', '/customers', { body: { name: 'theirs' } })
  await world.settle()
  expect(receiver.received).toHaveLength(1)
  const calls = [
    ['GET', `/webhooks/${id}`],
    ['PATCH', `/webhooks/${id}`],
    ['DELETE', `/webhooks/${id}`],
    ['POST', `/webhooks/${id}/rotate_secret`],
    ['GET', `/webhook_attempts/${attempt.id}`],
    ['POST', `/webhook_attempts/${attempt.id}/retries`],
    ['GET', `/events/${attempt.event_id}`],
  ] as const
  for (const [method, path] of calls)
    expect((await globex.call(method, path, method === 'PATCH' ? { body: {} } : {})).status).toBe(404)
  expect((await globex.call('POST', `/webhooks/${id}/replay`, { body: { start: 0 } })).status).toBe(404)
  expect((await globex.call('GET', '/webhook_attempts')).json).toEqual([])
})

test('the log can be filtered, and shows the event on request', async () => {
  const webhook = await subscribe()
  await customer('Acme')
  receiver.behave(500)
  await world.settle()
  const [attempt] = await attempts()
  const found = async (query: string) => (await seller.call('GET', `/webhook_attempts?${query}`)).json.length
  expect(await found(`filter[webhook_id]=${webhook.id}&filter[state]=waiting`)).toBe(1)
  expect(await found('filter[state]=delivered')).toBe(0)
  expect(await found(`filter[event_id]=${attempt.event_id}&filter[event_type]=customer.created`)).toBe(1)
  const { json } = await seller.call('GET', `/webhook_attempts/${attempt.id}?expand=event_id`)
  expect(json.event_id).toMatchObject({ object: 'event', id: attempt.event_id })
})

test('an endpoint that hangs costs one place and holds up nobody else', async () => {
  const patient = await openReceiver()
  receiver.behave('hang')
  await subscribe()
  await seller.call('POST', '/webhooks', { body: { url: patient.url } })
  const runner = await startJobs(world.platform, world.platform.jobs, { error: () => {}, warn: () => {} })
  for (let i = 0; i < 5; i++) await customer(`${i}`)
  runner.poke()
  await vi.waitFor(() => expect(patient.received).toHaveLength(5), { timeout: 8_000 })
  expect(receiver.received).toHaveLength(1)
  await receiver.close()
  await patient.close()
  await runner.stop()
  receiver = await openReceiver()
})
