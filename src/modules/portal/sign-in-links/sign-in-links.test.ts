import { createHmac } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** A token as the published clients make it. */
function token(key: string, claims: object, header: object = { typ: 'JWT', alg: 'HS256' }): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}
const now = () => Math.floor(world.now().getTime() / 1000)
const lasting = (sub: unknown, more: object = {}) => ({ iss: 'Invoiced Java', sub, iat: now(), exp: now() + 600, ...more })
const follow = (of: TestCompany, link: string) => world.request('GET', `/portal/${of.username}/login/${link}`)
const makeKey = async (of: TestCompany): Promise<string> => (await of.call('POST', '/company/sso_key')).json.secret
const makeCustomer = async (of: TestCompany) => (await of.call('POST', '/customers', { body: { name: 'Initech' } })).json
const CLOSED = /\/portal\/[^/]+\/login$/

test('a customer comes in by a link that the company signed, and finds everything of theirs', async () => {
  const key = await makeKey(acme)
  const { id, statement_pdf_url } = await makeCustomer(acme)
  const { status, headers } = await follow(acme, token(key, lasting(String(id))))
  expect(status).toBe(302)
  expect(`${headers.get('location')}/pdf`).toBe(statement_pdf_url)
  expect(headers.get('cache-control')).toContain('no-store')
  const page = new URL(headers.get('location')!)
  expect((await world.request('GET', `/api${page.pathname}`)).json).toMatchObject({ customer: { name: 'Initech' } })
  expect((await follow(acme, token(key, lasting(id)))).headers.get('location'), 'the id as a number').toBe(page.href)
})

test('whoever has no such link is not let in, and told nothing', async () => {
  const key = await makeKey(acme)
  const { id } = await makeCustomer(acme)
  const { id: theirs } = await makeCustomer(globex)
  await makeKey(globex)
  const right = token(key, lasting(String(id)))
  const [head, , signature] = right.split('.')
  const links = {
    'signed by another key': token('x'.repeat(43), lasting(String(id))),
    'not signed': `${part({ typ: 'JWT', alg: 'none' })}.${part(lasting(String(id)))}.`,
    'another algorithm': token(key, lasting(String(id)), { typ: 'JWT', alg: 'HS512' }),
    'other words below a right signature': `${head}.${part(lasting('1'))}.${signature}`,
    'over since a second': token(key, lasting(String(id), { exp: now() - 1 })),
    'without an end': token(key, { sub: String(id), iat: now() }),
    'not valid yet': token(key, lasting(String(id), { nbf: now() + 3600 })),
    'a customer of another company': token(key, lasting(String(theirs))),
    nobody: token(key, lasting('99999999')),
    'no customer at all': token(key, lasting('owner')),
    'no token': 'nonsense',
  }
  for (const [why, link] of Object.entries(links)) expect((await follow(acme, link)).headers.get('location'), why).toMatch(CLOSED)
  expect((await follow(globex, right)).headers.get('location'), 'at another company').toMatch(CLOSED)
  expect((await world.request('GET', `/portal/nobody-here/login/${right}`)).status).toBe(404)
})

test('a new key ends the older one, and without a key nobody comes in', async () => {
  const { id } = await makeCustomer(acme)
  const [first, second] = [await makeKey(acme), await makeKey(acme)]
  const opens = async (key: string) =>
    !CLOSED.test((await follow(acme, token(key, lasting(String(id))))).headers.get('location')!)
  expect([await opens(first), await opens(second)]).toEqual([false, true])
  expect((await acme.call('GET', '/company/sso_key')).json).toEqual({ object: 'sso_key', created_at: now() })
  const { rows } = await world.database.ownerPool.query('select sealed_key from sso_keys where company_id = $1', [acme.id])
  expect(rows[0].sealed_key).not.toContain(second)
  expect((await acme.call('DELETE', '/company/sso_key')).status).toBe(204)
  expect(await opens(second)).toBe(false)
  expect((await acme.call('GET', '/company/sso_key')).json).toEqual({ object: 'sso_key', created_at: null })
  expect((await acme.call('DELETE', '/company/sso_key')).json).toMatchObject({ code: 'sso_key_not_found' })
})
