import { afterAll, expect, test, vi } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { keyLookup } from './service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const as = (key: string) => (method: string, path: string, body?: unknown) =>
  world.request(method, `/api${path}`, { ...(body !== undefined && { body }), headers: { authorization: `Bearer ${key}` } })

test('a key is shown once, opens the company, and is gone the moment it is revoked', async () => {
  const { status, json: key } = await acme.call('POST', '/api_keys', { body: { description: 'Warehouse' } })
  expect(status).toBe(201)
  expect(key).toMatchObject({ object: 'api_key', description: 'Warehouse', scopes: null, last_used_at: null })
  expect(key.secret).toMatch(/^nt_[0-9A-Za-z]{43}$/)
  expect(key.hint).toBe(key.secret.slice(0, 8))
  const listed = await acme.call('GET', '/api_keys')
  expect(listed.json.map((one: { description: string }) => one.description)).toEqual(['Command line', 'Warehouse'])
  expect(listed.text).not.toContain(key.secret)

  const call = as(key.secret)
  expect((await call('GET', '/company')).json.id).toBe(acme.id)
  expect((await call('POST', '/customers', { name: 'Acme' })).status).toBe(201)
  expect((await acme.call('DELETE', `/api_keys/${key.id}`)).status).toBe(204)
  expect((await call('GET', '/company')).status).toBe(401)
  expect((await acme.call('DELETE', `/api_keys/${key.id}`)).status).toBe(404)
  expect((await acme.call('GET', '/api_keys')).json).toHaveLength(1)
})

test('a server that knew the key forgets it within two seconds', async () => {
  const { json: key } = await acme.call('POST', '/api_keys', { body: {} })
  const { hashSecret } = await import('../../../platform/http/auth.ts')
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const lookUp = keyLookup(world.platform)
    expect(await lookUp(hashSecret(key.secret))).toMatchObject({ companyId: acme.id, name: `key:${key.id}` })
    // Revoked by another process: this one hears nothing.
    await world.database.ownerPool.query('update api_keys set revoked_at = now() where id = $1', [key.id])
    expect(await lookUp(hashSecret(key.secret))).not.toBeNull()
    vi.advanceTimersByTime(2_001)
    expect(await lookUp(hashSecret(key.secret))).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})

test('the database keeps a hash and no more', async () => {
  const { json: key } = await acme.call('POST', '/api_keys', { body: {}, headers: { 'idempotency-key': 'once-and-never-kept' } })
  await acme.call('GET', '/api_keys')
  const { rows } = await world.database.ownerPool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  for (const { name } of rows) {
    const { rows: found } = await world.database.ownerPool.query(`select 1 from ${name} t where t::text like $1`, [
      `%${key.secret}%`,
    ])
    expect([name, found]).toEqual([name, []])
  }
})

test('a key does what its scopes say; writing includes reading', async () => {
  const { json: key } = await acme.call('POST', '/api_keys', {
    body: { scopes: ['customers:write', 'invoices:read', 'api_keys:write'] },
  })
  const call = as(key.secret)
  expect((await call('GET', '/customers')).status).toBe(200)
  expect((await call('POST', '/customers', { name: 'Globex' })).status).toBe(201)
  expect((await call('GET', '/invoices')).status).toBe(200)
  const refused = await call('POST', '/invoices', {})
  expect([refused.status, refused.json]).toEqual([
    403,
    { type: 'invalid_request', code: 'scope_missing', message: 'This API key lacks the scope invoices:write.' },
  ])
  expect((await call('GET', '/payments')).status).toBe(403)

  // It cannot make itself a larger one.
  expect((await call('POST', '/api_keys', {})).status).toBe(403)
  expect((await call('POST', '/api_keys', { scopes: ['invoices:write'] })).json.param).toBe('scopes')
  expect((await call('POST', '/api_keys', { scopes: ['customers:read'] })).json.scopes).toEqual(['customers:read'])
})

test('scopes that do not exist are refused', async () => {
  for (const scopes of [['invoice:read'], ['invoices'], ['invoices:delete'], [], ['*']]) {
    expect((await acme.call('POST', '/api_keys', { body: { scopes } })).json.param, String(scopes)).toMatch(/^scopes/)
  }
})

test('nobody without a right key comes in, by whatever way it is presented', async () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
  const status = async (headers: Record<string, string>) => (await world.request('GET', '/api/company', { headers })).status
  expect(await status({})).toBe(401)
  expect(await status(basic(`${acme.key}:`))).toBe(200)
  expect(await status(basic(`${acme.username}:${acme.key}`))).toBe(200)
  expect(await status({ authorization: `Bearer ${acme.key}` })).toBe(200)
  const almost = `${acme.key.slice(0, -1)}${acme.key.endsWith('0') ? '1' : '0'}`
  expect(await status(basic(`${almost}:`))).toBe(401)
  const { headers, json, text } = await world.request('GET', '/api/company', { headers: basic(`${almost}:`) })
  expect(headers.get('www-authenticate')).toMatch(/^Basic/)
  expect(json.message).toContain('nt_***')
  expect(text).not.toContain(almost)
})

test('a user name beside a key is that of its company', async () => {
  const call = (user: string, password: string, path = '/api/company') => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    return world.request('GET', path, { headers: { authorization } })
  }
  for (const right of [acme.username, acme.username.toUpperCase(), ''])
    expect((await call(right, acme.key)).status, right).toBe(200)
  for (const wrong of [globex.username, 'nobody', acme.key]) {
    const { status, headers, json, text } = await call(wrong, acme.key)
    expect({ status, code: json.code, message: json.message }).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      message: expect.stringMatching(/user name does not belong to this API key/),
    })
    expect(headers.get('www-authenticate')).toMatch(/^Basic/)
    expect(text).not.toContain(acme.key)
  }
  const { username } = (await globex.call('PATCH', '/company', { body: { username: 'globex-renamed' } })).json
  await vi.waitFor(async () => expect((await call(username, globex.key)).status).toBe(200), { timeout: 5_000, interval: 200 })
})

test('a company sees and revokes its own keys only', async () => {
  const [key] = (await acme.call('GET', '/api_keys')).json
  expect((await globex.call('DELETE', `/api_keys/${key.id}`)).status).toBe(404)
  expect((await acme.call('GET', '/company')).status).toBe(200)
  expect((await globex.call('GET', '/api_keys')).json.map(({ id }: { id: number }) => id)).not.toContain(key.id)
})

test('the last use is noted beside the calls, once a minute', async () => {
  const company = await world.newCompany('Stanley')
  const lastUsed = async () =>
    (
      await world.database.ownerPool.query<{ at: Date | null }>('select last_used_at as at from api_keys where company_id = $1', [
        company.id,
      ])
    ).rows[0]!.at
  await Promise.all(Array.from({ length: 10 }, () => company.call('GET', '/company')))
  await vi.waitFor(async () => expect(await lastUsed()).toEqual(world.now()), { timeout: 5_000, interval: 100 })
  expect((await company.call('GET', '/api_keys')).json[0].last_used_at).toBe(world.now().getTime() / 1000)
})
