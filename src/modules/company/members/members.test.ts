import { afterAll, describe, expect, test } from 'vitest'
import { lastMail, openBrowser, signIn, signUp, type Visitor } from '../../../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

let people = 0
const address = () => `staff${++people}@scranton.example`

/** Invites somebody, who accepts by the mailed link and signs in. */
async function join(role: string): Promise<{ id: number; email: string; browser: Visitor }> {
  const email = address()
  const { id } = await acme.api.members.create({ body: { email, first_name: 'Front', last_name: 'Desk', role } })
  const { token } = await lastMail(world, email)
  await openBrowser(world).call('POST', '/auth/reset', { token, password: PASSWORD })
  return { id, email, browser: await signIn(world, email) }
}

test('a company begins with roles, and an administrator who made it', async () => {
  const roles = await acme.api.roles.list()
  expect(roles.map(({ id, name }) => [id, name])).toEqual([
    ['accountant', 'Accountant'],
    ['administrator', 'Administrator'],
    ['collections', 'Collections'],
    ['manager', 'Manager'],
    ['read_only', 'Read only'],
    ['sales', 'Sales'],
  ])
  expect(roles.find(({ id }) => id === 'administrator')).toMatchObject({
    business_admin: true,
    vendors_delete: true,
    invoices_issue: true,
  })
  expect(roles.find(({ id }) => id === 'read_only')).toMatchObject({
    business_admin: false,
    customers_create: false,
    notifications_edit: true,
  })
  const { json, headers } = await acme.call('GET', '/members?expand=role')
  expect(headers.get('x-total-count')).toBe('1')
  expect(json).toMatchObject([
    {
      role: { id: 'administrator', name: 'Administrator' },
      user: { email: acme.email, registered: true, two_factor_enabled: false },
      restriction_mode: 'none',
    },
  ])
})

test('how often the update mail comes is said, or left at every week', async () => {
  const invite = (more: object) =>
    acme.call('POST', '/members', { body: { email: address(), first_name: 'Front', last_name: 'Desk', role: 'sales', ...more } })
  const { id, email_update_frequency } = (await invite({ email_update_frequency: 'day' })).json
  expect(email_update_frequency).toBe('day')
  expect((await invite({ email_update_frequency: null })).json.email_update_frequency).toBe('week')
  const change = async (body: object) => (await acme.call('PATCH', `/members/${id}`, { body })).json.email_update_frequency
  expect([await change({ role: 'manager' }), await change({ email_update_frequency: null })]).toEqual(['day', 'week'])
})

test('somebody is invited by mail, chooses a password, and works with what the role allows', async () => {
  const email = address()
  const member = await acme.api.members.create({ body: { email, first_name: 'Front', last_name: 'Desk', role: 'sales' } })
  expect(member).toMatchObject({
    role: 'sales',
    user: { email, first_name: 'Front', last_name: 'Desk', registered: false },
    last_accessed: null,
    email_update_frequency: 'week',
  })
  const mail = await lastMail(world, email)
  expect(mail.subject).toBe('Dunder Mifflin invites you to Dunder Mifflin')
  expect((await openBrowser(world).call('POST', '/auth/sign_in', { email, password: PASSWORD })).status).toBe(401)

  expect((await acme.call('POST', `/members/${member.id}/invites`)).status).toBe(204)
  expect(
    (await openBrowser(world).call('POST', '/auth/reset', { token: mail.token, password: PASSWORD })).json.code,
    'the older link is dead',
  ).toBe('link_expired')
  await openBrowser(world).call('POST', '/auth/reset', { token: (await lastMail(world, email)).token, password: PASSWORD })
  expect((await acme.call('POST', `/members/${member.id}/invites`)).json.code).toBe('already_registered')

  const browser = await signIn(world, email)
  expect((await browser.call('GET', '/auth/session')).json).toMatchObject({
    company: { id: acme.id },
    companies: [{ role: 'Sales' }],
    permissions: { 'customers.create': true, 'business.admin': false },
  })
  expect((await browser.call('POST', '/customers', { name: 'Lackawanna County' })).status).toBe(201)
  const refused = await browser.call('POST', '/members', { email: address(), role: 'administrator' })
  expect([refused.status, refused.json.code]).toEqual([403, 'permission_missing'])
  expect((await browser.call('PATCH', '/company', { name: 'Mine now' })).status).toBe(403)
  expect((await browser.call('POST', '/api_keys', {})).status).toBe(403)
})

test('a person with an account is told, and switches between companies', async () => {
  const { browser, email } = await join('accountant')
  await globex.api.members.create({ body: { email, role: 'read_only' } })
  expect((await lastMail(world, email)).subject).toBe('You can now work for Globex')
  const session = (await browser.call('POST', '/auth/select_company', { company: globex.id })).json
  expect(session).toMatchObject({
    company: { name: 'Globex' },
    companies: [
      { name: 'Dunder Mifflin', role: 'Accountant' },
      { name: 'Globex', role: 'Read only' },
    ],
  })
  expect((await browser.call('GET', '/company')).json.id).toBe(globex.id)
  expect((await browser.call('POST', '/customers', { name: 'No' })).status).toBe(403)
  const stranger = await signUp(world, address())
  expect((await stranger.call('POST', '/auth/select_company', { company: globex.id })).status).toBe(404)
})

test('an invitation closes an account that a stranger opened with the address', async () => {
  const email = address()
  const stranger = openBrowser(world)
  await stranger.call('POST', '/auth/sign_up', { email, password: 'what a stranger chose' })
  const bait = (await lastMail(world, email)).token
  await acme.api.members.create({ body: { email, role: 'administrator' } })
  expect((await stranger.call('POST', '/auth/verify', { token: bait })).json.code).toBe('link_expired')
  await stranger.call('POST', '/auth/sign_up', { email, password: 'what a stranger chose' })
  expect((await lastMail(world, email)).subject, 'only the owner of the address can go on').toBe('Choose a new password')
  expect((await stranger.call('POST', '/auth/sign_in', { email, password: 'what a stranger chose' })).status).toBe(401)
})

test('who is removed is out with the next call; so is a permission that is taken away', async () => {
  const { id, browser } = await join('manager')
  expect((await browser.call('POST', '/items', { name: 'Paper', unit_cost: 45 })).status).toBe(201)
  await acme.api.members.update({ id, body: { role: 'read_only' } })
  expect((await browser.call('POST', '/items', { name: 'Paper', unit_cost: 45 })).status).toBe(403)
  expect((await acme.call('DELETE', `/members/${id}`)).status).toBe(204)
  expect((await browser.call('GET', '/items')).status).toBe(403)
  expect((await browser.call('GET', '/auth/session')).json).toMatchObject({ companies: [], company: null, permissions: {} })
})

describe('somebody always remains who can let others in', () => {
  test('the last administrator can be neither removed nor given another role', async () => {
    const company = await world.newCompany('Prestige Worldwide')
    const [owner] = await company.api.members.list()
    const invited = await company.api.members.create({ body: { email: address(), role: 'administrator' } })
    for (const call of [
      company.call('DELETE', `/members/${owner!.id}`),
      company.call('PATCH', `/members/${owner!.id}`, { body: { role: 'sales' } }),
    ]) {
      expect((await call).json, 'one who never accepted does not count').toMatchObject({ code: 'last_administrator' })
    }
    expect((await company.call('DELETE', `/members/${invited.id}`)).status).toBe(204)
    expect(
      (await company.api.members.update({ id: owner!.id, body: { role: 'administrator', email_update_frequency: 'never' } }))
        .email_update_frequency,
    ).toBe('never')
  })

  test('nor by two who remove one another at the same moment', async () => {
    const { id } = await join('administrator')
    const [owner] = await acme.api.members.list()
    const statuses = await Promise.all(
      [owner!.id, id].map(async (member) => (await acme.call('DELETE', `/members/${member}`)).status),
    )
    expect(statuses.toSorted()).toEqual([204, 400])
    const remaining = await acme.api.members.list({ params: { 'filter[role]': 'administrator' } })
    expect(remaining.filter(({ user }) => user.registered)).toHaveLength(1)
  })

  test('nor by taking the permission from the only role that has members', async () => {
    const company = await world.newCompany('Vandelay')
    const [owner] = await company.api.members.list()
    await company.api.roles.create({ body: { id: 'boss', name: 'Boss', business_admin: true } })
    await company.api.members.update({ id: owner!.id, body: { role: 'boss' } })
    expect((await company.call('PATCH', '/roles/boss', { body: { business_admin: false } })).json.code).toBe('last_administrator')
    expect((await company.call('PATCH', '/roles/boss', { body: { name: 'Chief' } })).json).toMatchObject({
      name: 'Chief',
      business_admin: true,
    })
  })
})

test('roles are made, changed and deleted; the administrator’s stays as it is', async () => {
  const role = await acme.api.roles.create({ body: { id: 'warehouse', name: 'Warehouse', invoices_create: true } })
  expect(role).toMatchObject({ id: 'warehouse', invoices_create: true, invoices_issue: false, notifications_edit: true })
  expect((await acme.call('POST', '/roles', { body: { id: 'warehouse', name: 'Again' } })).json).toMatchObject({
    code: 'id_taken',
    param: 'id',
  })
  expect((await acme.call('POST', '/roles', { body: { id: 'Ware house', name: 'x' } })).json.param).toBe('id')
  expect(await acme.api.roles.update({ code: 'warehouse', body: { invoices_create: false } })).toMatchObject({
    name: 'Warehouse',
    invoices_create: false,
  })
  const { id } = await acme.api.members.create({ body: { email: address(), role: 'warehouse' } })
  expect((await acme.call('DELETE', '/roles/warehouse')).json.code).toBe('role_in_use')
  await acme.api.members.delete({ id })
  expect((await acme.call('DELETE', '/roles/warehouse')).status).toBe(204)
  expect((await acme.call('GET', '/roles/warehouse')).status).toBe(404)
  expect((await acme.call('PATCH', '/roles/administrator', { body: { business_admin: false } })).json.code).toBe('role_built_in')
  expect((await acme.call('DELETE', '/roles/administrator')).json.code).toBe('role_built_in')
})

test('what makes no sense is refused by field, and nobody is written to', async () => {
  const mails = async () => (await world.database.ownerPool.query('select 1 from system_emails')).rowCount
  const before = await mails()
  // Whoever was left over when two administrators removed each other.
  const [someone] = await acme.api.members.list()
  expect((await acme.call('POST', '/members', { body: { email: someone!.user.email, role: 'sales' } })).json).toMatchObject({
    code: 'already_member',
    param: 'email',
  })
  expect((await acme.call('POST', '/members', { body: { email: address(), role: 'nobody' } })).json).toMatchObject({
    code: 'role_not_found',
    param: 'role',
  })
  expect((await acme.call('POST', '/members?dry_run=true', { body: { email: address(), role: 'sales' } })).status).toBe(201)
  const [owner] = await acme.api.members.list()
  expect((await acme.call('PATCH', `/members/${owner!.id}`, { body: { role: 'nobody' } })).json.param).toBe('role')
  expect((await globex.call('PATCH', `/members/${owner!.id}`, { body: { role: 'sales' } })).status).toBe(404)
  expect((await globex.call('DELETE', `/members/${owner!.id}`)).status).toBe(404)
  expect(await mails()).toBe(before)
})

test('everybody chooses how often they get the update mail, administrators for all', async () => {
  const { id, browser } = await join('sales')
  const other = await join('sales')
  expect(
    (await browser.call('PATCH', `/members/${id}/frequency`, { email_update_frequency: 'day' })).json.email_update_frequency,
  ).toBe('day')
  expect((await browser.call('PATCH', `/members/${other.id}/frequency`, { email_update_frequency: 'never' })).status).toBe(403)
  expect(
    (await acme.call('PATCH', `/members/${other.id}/frequency`, { body: { email_update_frequency: 'never' } })).json
      .email_update_frequency,
  ).toBe('never')
})

test('one member is looked up, with the role written out, as far as the company goes', async () => {
  const { id, email, browser } = await join('collections')
  const seen = (await acme.call('GET', `/members/${id}?expand=role`)).json
  expect(seen).toMatchObject({
    id,
    role: { id: 'collections', name: 'Collections', business_admin: false },
    user: { email, first_name: 'Front', last_name: 'Desk', registered: true },
    restriction_mode: 'none',
    restrictions: null,
    email_update_frequency: 'week',
    last_accessed: Math.floor(world.now().getTime() / 1000),
  })
  expect(Date.parse(seen.notification_viewed), 'a moment in ISO 8601').toBe(world.now().getTime())
  expect(JSON.stringify(seen)).not.toMatch(/password|token|secret/)
  expect((await browser.call('GET', `/members/${id}`)).json, 'everybody may look').toMatchObject({ role: 'collections' })
  expect(await globex.call('GET', `/members/${id}`)).toMatchObject({
    status: 404,
    json: { code: 'member_not_found', message: expect.stringContaining(String(id)) },
  })
  const { id: invited } = await acme.api.members.create({ body: { email: address(), role: 'sales' } })
  expect((await acme.call('GET', `/members/${invited}`)).json).toMatchObject({ user: { registered: false }, last_accessed: null })
  await acme.call('DELETE', `/members/${invited}`)
  expect((await acme.call('GET', `/members/${invited}`)).status).toBe(404)
})

test('coming in is noted at once, and who signs in again is where they worked last', async () => {
  const { id, email, browser } = await join('accountant')
  const later = () => world.travel(new Date(world.now().getTime() + 30_000))
  const seen = async () => (await acme.call('GET', `/members/${id}`)).json.last_accessed * 1000
  const { id: there } = await globex.api.members.create({ body: { email, role: 'read_only' } })
  expect((await globex.call('GET', `/members/${there}`)).json.last_accessed, 'a member, but not been there').toBeNull()
  const before = world.now()
  later()
  await browser.call('POST', '/auth/select_company', { company: globex.id })
  expect((await globex.call('GET', `/members/${there}`)).json.last_accessed * 1000).toBe(world.now().getTime())
  expect(await seen()).toBe(before.getTime())
  later()
  expect((await (await signIn(world, email)).call('GET', '/auth/session')).json.company).toMatchObject({ name: 'Globex' })
  const own = await signUp(world, address())
  await own.call('POST', '/companies', {
    name: 'Vance Refrigeration',
    country: 'US',
    currency: 'usd',
    time_zone: 'America/New_York',
  })
  const [founder] = (await own.call('GET', '/members')).json
  expect(founder.last_accessed * 1000, 'founding is coming in').toBe(world.now().getTime())
})

test('invitations are mails to strangers: five an hour to one address, a hundred of one company', async () => {
  const company = await world.newCompany('Vance Refrigeration')
  const other = await world.newCompany('Prince Family Paper')
  const invite = (of: typeof company, email: string) => of.call('POST', '/members', { body: { email, role: 'sales' } })
  const { id } = (await invite(company, 'bob@vance.example')).json
  const again = await Promise.all(Array.from({ length: 10 }, () => company.call('POST', `/members/${id}/invites`)))
  expect(again.map(({ status }) => status).toSorted()).toEqual([...Array(4).fill(204), ...Array(6).fill(429)])
  const refused = await invite(other, 'Bob@Vance.example')
  expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_invitations' } })
  expect(refused.json.message).toMatch(/60 minutes/)
  expect(refused.headers.get('retry-after')).toBe('3600')
  expect((await other.call('GET', '/members?filter[role]=sales')).json).toEqual([])

  const many = await Promise.all(Array.from({ length: 110 }, () => invite(company, address())))
  expect(many.filter(({ status }) => status === 201)).toHaveLength(95)
  expect((await invite(other, address())).status).toBe(201)
  const before = world.now()
  world.travel(new Date(before.getTime() + 3_600_001))
  expect((await invite(company, address())).status).toBe(201)
  expect((await company.call('POST', `/members/${id}/invites`)).status).toBe(204)
  world.travel(before)
})
