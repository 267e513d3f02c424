import { afterAll, expect, test } from 'vitest'
import { signIn } from '../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../test/world.ts'
import { makeCompany, makeKey } from './make-company.ts'

const world = await openWorld()
afterAll(() => world.close())
const { platform } = world

const OWNER = { email: 'owner@initech.example', password: PASSWORD }
const company = (key: string) => world.request('GET', '/api/company', { headers: { authorization: `Bearer ${key}` } })

test('a company is made with an owner who can sign in and a key that works', async () => {
  const made = await makeCompany(platform, {
    options: { ...OWNER, name: 'Initech', currency: 'EUR', country: 'de', 'time-zone': 'Europe/Berlin' },
  })
  expect(made).toMatchObject({ username: 'initech', email: OWNER.email })
  expect((await company(made.api_key)).json).toMatchObject({
    id: made.company_id,
    currency: 'eur',
    country: 'DE',
    time_zone: 'Europe/Berlin',
    email: OWNER.email,
  })
  expect((await (await signIn(world, OWNER.email)).call('GET', '/auth/session')).json).toMatchObject({
    user: { verified: true },
    company: { username: 'initech' },
  })
})

test('the same person may have another; somebody with another password may not', async () => {
  const again = await makeCompany(platform, { options: { ...OWNER, name: 'Initech' } })
  expect(again.username).toBe('initech2')
  expect((await company(again.api_key)).json).toMatchObject({ currency: 'usd', country: 'US', time_zone: 'UTC' })
  await expect(
    makeCompany(platform, { options: { ...OWNER, name: 'Initech', password: 'somebody else’s one' } }),
  ).rejects.toMatchObject({ code: 'password_wrong' })
})

test('companies of one name that are made at the same moment get a username each', async () => {
  const owners = Array.from({ length: 6 }, (_, i) => ({ ...OWNER, email: `owner${i}@hooli.example` }))
  const made = await Promise.all(owners.map((owner) => makeCompany(platform, { options: { ...owner, name: 'Hooli' } })))
  const usernames = made.map(({ username }) => username)
  expect(new Set(usernames).size).toBe(6)
  expect(usernames).toContain('hooli')
})

test('what is wrong is told by name', async () => {
  const refused = (options: object) =>
    expect(makeCompany(platform, { options: { ...OWNER, name: 'Initech', ...options } })).rejects
  await refused({ currency: 'eu' }).toMatchObject({ field: 'currency' })
  await refused({ 'time-zone': 'Berlin' }).toMatchObject({ field: 'time_zone' })
  await refused({ email: 'nobody' }).toMatchObject({ field: 'email' })
  await refused({ password: 'password123' }).toMatchObject({ code: 'password_weak' })
  await refused({ username: 'dundermifflin' }).toMatchObject({ code: 'username_taken' })
})

test('a key is made for a company by its username, with the scopes that were listed', async () => {
  const key = await makeKey(platform, {
    options: { company: 'Dundermifflin', description: 'Export', scopes: 'customers:read,invoices:read' },
  })
  expect(key).toMatchObject({ description: 'Export', scopes: ['customers:read', 'invoices:read'] })
  expect((await company(key.secret)).status).toBe(403)
  await expect(makeKey(platform, { options: { company: 'nobody' } })).rejects.toMatchObject({ code: 'company_not_found' })
  await expect(makeKey(platform, { options: { company: 'globex', scopes: 'everything' } })).rejects.toMatchObject({
    field: 'scopes[0]',
  })
})
