import { afterAll, expect, test } from 'vitest'
import { type Answer, openWorld } from '../../../test/world.ts'
import { loadConfig, parseSettings } from '../config.ts'
import { seal } from '../crypto.ts'
import { forgetOldKeys } from './idempotency.ts'

/** What a key promises beyond success: a refusal is an answer too, a failure is none. */
const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const ask = (path: string, key: string, body: object, company = acme) =>
  company.call('POST', path, { body, headers: { 'idempotency-key': key } })
const item = (id: string) => ({ id, name: 'Copy paper', unit_cost: 45 })
/** Everything about a kind of record fails while this runs. */
async function without(table: string, run: () => Promise<void>): Promise<void> {
  await world.database.ownerPool.query(`alter table ${table} rename to ${table}_away`)
  try {
    await run()
  } finally {
    await world.database.ownerPool.query(`alter table ${table}_away rename to ${table}`)
  }
}

test('a refusal is found once, however many ask for it at once, and is told again when it would not be refused any more', async () => {
  await acme.call('POST', '/items', { body: item('paper') })
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask('/items', 'taken-id', item('paper'))))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 400, json: { param: 'id' } })
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
  await acme.call('DELETE', '/items/paper')
  expect(await ask('/items', 'taken-id', item('paper'))).toMatchObject({ status: 400, text: answers[0]!.text })
  expect((await ask('/items', 'another-key', item('paper'))).status).toBe(201)
  expect(await ask('/items', 'taken-id', item('ink'))).toMatchObject({ status: 422, json: { code: 'idempotency_mismatch' } })
  expect((await ask('/items', 'taken-id', item('paper'), globex)).status).toBe(201)
})

test('a decline of a card is told again, and the card is not asked twice', async () => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  const body = {
    customer,
    method: 'credit_card',
    amount: 20,
    gateway_token: 'tok_visa_0002',
    applied_to: [{ type: 'credit', amount: 20 }],
  }
  const first = await ask('/charges', 'declined', body)
  const again = await ask('/charges', 'declined', body)
  expect(first).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  expect({ text: again.text, replayed: again.headers.get('idempotent-replayed') }).toEqual({ text: first.text, replayed: 'true' })
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toHaveLength(1)
})

test('a fault of ours is not an answer: the same call may be made again at once, another may not', async () => {
  await without('coupons', async () => {
    expect((await ask('/coupons', 'our-fault', { id: 'half', name: 'Half', value: 50 })).status).toBe(500)
  })
  expect((await ask('/coupons', 'our-fault', { id: 'half', name: 'Half', value: 50 })).status).toBe(201)
  const body = { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' }
  await without('files', async () => {
    expect((await ask('/files', 'our-fault-outside', body)).status).toBe(500)
  })
  expect((await ask('/files', 'our-fault-outside', { ...body, name: 'letterhead.png' })).status).toBe(422)
  expect((await ask('/files', 'our-fault-outside', body)).status).toBe(201)
})

test('what is in the way right now is not an answer', async () => {
  const metered = { id: 'calls', name: 'Calls', interval: 'month', quantity_type: 'usage', pricing_mode: 'tiered' }
  await acme.call('POST', '/plans', { body: { ...metered, tiers: [{ unit_cost: 0.1 }] } })
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json
  await acme.call('POST', '/subscriptions', { body: { customer, plan: 'calls' } })
  const report = (id: string) => ({ events: [{ transaction_id: id, customer, plan: 'calls' }] })
  await acme.call('POST', '/usage_events', { body: report('call-1') })
  const other = await world.database.ownerPool.connect()
  try {
    await other.query('begin')
    await other.query(`select set_config('netterms.every_company', 'on', true)`)
    await other.query(`
      insert into usage_events
      select u.* from usage_events e, jsonb_populate_record(e, '{"id": 999999999, "transaction_id": "call-2"}') u
      where e.transaction_id = 'call-1'`)
    const asked = ask('/usage_events', 'in-the-way', report('call-2'))
    const waits = async () =>
      (
        await world.database.ownerPool.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount
    while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 5))
    await other.query('commit')
    expect(await asked).toMatchObject({ status: 409, json: { code: 'usage_in_progress' } })
  } finally {
    other.release()
  }
  expect((await ask('/usage_events', 'in-the-way', report('call-2'))).status).toBe(201)
})

test('a claim that nobody answers is free again after the lease, which is a minute unless it is set', async () => {
  expect(parseSettings({}).IDEMPOTENCY_LEASE).toBe(60)
  expect(() => loadConfig({ IDEMPOTENCY_LEASE: '0' })).toThrow(/IDEMPOTENCY_LEASE/)
  const body = { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' }
  expect((await ask('/files', 'left-alone', body)).status).toBe(201)
  const claimed = (seconds: number) =>
    world.database.ownerPool.query(
      `update idempotency_keys set status = null, reply = null, claimed_at = clock_timestamp() - make_interval(secs => $3) where company_id = $1 and key = $2`,
      [acme.id, 'left-alone', seconds],
    )
  /** Asked two seconds before the end: whatever held this machine up for that long has measured nothing. */
  const askEarly = async (): Promise<Answer> => {
    const began = performance.now()
    await claimed(58)
    const answer = await ask('/files', 'left-alone', body)
    return performance.now() - began < 2_000 ? answer : askEarly()
  }
  const early = await askEarly()
  expect(early).toMatchObject({ status: 409, json: { code: 'idempotency_running' } })
  expect(early.headers.get('retry-after')).toBe('1')
  await claimed(60.01)
  expect((await ask('/files', 'left-alone', body)).status).toBe(201)
})

test('an answer that tells a secret is told again, and is not kept in clear', async () => {
  const body = { url: 'https://hooks.example/netterms' }
  const first = await ask('/webhooks?include=secret', 'told-again', body)
  expect(first.json.secret).toMatch(/^whsec_/)
  expect((await ask('/webhooks?include=secret', 'told-again', body)).text).toBe(first.text)
  const { rows } = await world.database.ownerPool.query(`select reply from idempotency_keys where key = 'told-again'`)
  expect(rows[0].reply).not.toContain(first.json.secret)
})

test('an answer that was kept under another SECRET is lost, but what was done is not done again', async () => {
  const body = { id: 'hst', name: 'HST', value: 13 }
  expect((await ask('/tax_rates', 'other-secret', body)).status).toBe(201)
  const keep = (reply: string) =>
    world.database.ownerPool.query(`update idempotency_keys set reply = $1 where key = 'other-secret'`, [reply])
  for (const reply of [seal('another secret of at least 32 characters', 'elsewhere', '{}'), '{"id":"hst"}']) {
    await keep(reply)
    expect(await ask('/tax_rates', 'other-secret', body)).toMatchObject({ status: 409, json: { code: 'idempotency_unreadable' } })
  }
  expect((await acme.call('GET', '/tax_rates/hst')).status).toBe(200)
})

test('a key is forgotten after a day, and only then', async () => {
  const { json: rate } = await ask('/tax_rates', 'yesterday-key', { id: 'gst', name: 'GST', value: 5 })
  await ask('/tax_rates', 'todays-key', { id: 'pst', name: 'PST', value: 5 })
  await world.database.ownerPool.query(
    `update idempotency_keys set created_at = created_at - interval '24 hours 1 second' where key = 'yesterday-key'`,
  )
  await forgetOldKeys(world.platform)
  const { rows } = await world.database.ownerPool.query(
    `select key from idempotency_keys where key in ('yesterday-key', 'todays-key')`,
  )
  expect(rows).toEqual([{ key: 'todays-key' }])
  expect(rate.id).toBe('gst')
})

test('a read takes no key and says so, of whatever length it is; every write takes one', async () => {
  const { id } = (await acme.call('POST', '/customers', { body: { name: 'Vance Refrigeration' } })).json
  const refusal = { status: 400, json: { type: 'invalid_request', param: 'Idempotency-Key' } }
  for (const key of ['read-this-once', 'short', 'x'.repeat(65)]) {
    const headers = { 'idempotency-key': key }
    for (const path of ['/customers', `/customers/${id}`, '/customers/999999'])
      expect(await acme.call('GET', path, { headers }), path).toMatchObject(refusal)
    expect((await acme.call('HEAD', '/customers', { headers })).status).toBe(400)
    expect((await acme.call('GET', '/customers', { headers: { ...headers, authorization: '' } })).status).toBe(401)
  }
  expect(await acme.call('DELETE', `/customers/${id}`, { headers: { 'idempotency-key': 'short' } })).toMatchObject(refusal)
  const gone = () => acme.call('DELETE', `/customers/${id}`, { headers: { 'idempotency-key': 'gone-once' } })
  expect([(await gone()).status, (await gone()).headers.get('idempotent-replayed')]).toEqual([204, 'true'])
})
