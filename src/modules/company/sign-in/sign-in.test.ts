import { afterAll, expect, test, vi } from 'vitest'
import { lastMail, openBrowser, signIn, signUp } from '../../../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../../../test/world.ts'
import { sendSystemEmails } from '../users/jobs.ts'

const START = '2014-11-18T15:00:00Z'
const world = await openWorld({ now: START })
afterAll(() => world.close())

const SESSION = 'netterms_session'
let people = 0
/** An address nobody has used before in this file. */
const address = (local = 'owner') => `${local}${++people}@vance.example`

test('N1: somebody signs up, confirms by mail, picks a username and has a company', async () => {
  const browser = openBrowser(world)
  const email = address()
  expect((await browser.call('POST', '/auth/sign_up', { name: 'Vance Office', email, password: PASSWORD })).status).toBe(204)
  expect((await browser.call('GET', '/auth/session')).json).toEqual({ user: null, companies: [], company: null, permissions: {} })

  const mail = await lastMail(world, email)
  expect(mail.subject).toBe('Confirm your e-mail address')
  expect(mail.text).toContain(`http://localhost:3000/verify?token=${mail.token}`)
  expect((await browser.call('POST', '/auth/verify', { token: mail.token })).status).toBe(204)
  const fresh = (await browser.call('GET', '/auth/session')).json
  expect(fresh).toMatchObject({ user: { name: 'Vance Office', email, verified: true }, companies: [], company: null })

  const draft = { name: 'Vance Refrigeration', username: 'vance', country: 'US', currency: 'usd', time_zone: 'America/New_York' }
  const company = await browser.call('POST', '/companies', draft)
  expect(company.status, company.text).toBe(201)
  expect(company.json).toMatchObject({ object: 'company', username: 'vance', email, currency: 'usd' })
  const session = (await browser.call('GET', '/auth/session')).json
  expect(session.company.id).toBe(company.json.id)
  expect(session.companies).toEqual([
    { id: company.json.id, name: 'Vance Refrigeration', username: 'vance', role: 'Administrator' },
  ])
  expect(session.permissions['invoices.issue']).toBe(true)
  expect((await browser.call('GET', '/customers')).headers.get('x-total-count')).toBe('0')

  const other = await signUp(world, address())
  const refused = await other.call('POST', '/companies', draft)
  expect(refused.json).toMatchObject({
    code: 'username_taken',
    param: 'username',
    message: 'The username "vance" is taken; "vance2" is free.',
  })
  expect((await other.call('GET', '/companies/username_available?username=Vance')).json).toMatchObject({
    available: false,
    suggestion: 'vance2',
  })
  expect((await other.call('POST', '/companies', { ...draft, username: 'vance2' })).status).toBe(201)
  expect((await other.call('GET', '/auth/session')).json.companies).toHaveLength(1)
})

test('a link confirms in any browser, but signs in only in the one that signed up', async () => {
  const email = address()
  await openBrowser(world).call('POST', '/auth/sign_up', { email, password: PASSWORD })
  const { token } = await lastMail(world, email)
  const phone = openBrowser(world)
  expect((await phone.call('POST', '/auth/verify', { token })).status).toBe(204)
  expect(phone.cookies.has(SESSION)).toBe(false)
  expect((await phone.call('POST', '/auth/verify', { token })).status, 'opened twice').toBe(204)
  expect((await signIn(world, email)).cookies.has(SESSION)).toBe(true)
  for (const wrong of [
    'x',
    `${token!.slice(0, -1)}${token!.endsWith('a') ? 'b' : 'a'}`,
    `${'0'.repeat(22)}${token!.slice(22)}`,
  ]) {
    expect((await phone.call('POST', '/auth/verify', { token: wrong })).json.code).toBe('link_expired')
  }
})

test('nobody learns from an answer whether an address has an account', async () => {
  const known = address()
  await signUp(world, known)
  const unknown = address()
  const answers = async (path: string, body: object) => {
    const one = await openBrowser(world).call('POST', path, { ...body, email: known })
    const other = await openBrowser(world).call('POST', path, { ...body, email: unknown })
    const shape = ({ status, text, headers }: typeof one) => [
      status,
      text,
      headers.getSetCookie().map((line) => line.replace(/=[\w-]+;/, '=…;')),
    ]
    expect(shape(one)).toEqual(shape(other))
  }
  await answers('/auth/sign_in', { password: 'not the right one' })
  await answers('/auth/forgot', {})
  await answers('/auth/sign_up', { password: 'another good password' })
  expect((await lastMail(world, known)).subject).toBe('You have an account already')
  expect((await lastMail(world, unknown)).subject).toBe('Confirm your e-mail address')
  await signIn(world, known) // the second sign-up changed nothing
})

test('bad addresses and weak passwords are refused by field', async () => {
  const refused = async (body: object) => (await openBrowser(world).call('POST', '/auth/sign_up', body)).json.param
  expect(await refused({ email: 'nobody', password: PASSWORD })).toBe('email')
  expect(await refused({ email: address(), password: 'short' })).toBe('password')
  expect(await refused({ email: address(), password: 'Password123!' })).toBe('password')
  expect(await refused({ email: address(), password: 'x'.repeat(201) })).toBe('password')
  expect(await refused({ email: address() })).toBe('password')
})

test('who has not confirmed the address can sign in, and nothing more', async () => {
  const email = address()
  await openBrowser(world).call('POST', '/auth/sign_up', { email, password: PASSWORD })
  const browser = await signIn(world, email)
  expect((await browser.call('GET', '/auth/session')).json.user).toMatchObject({ email, verified: false })
  const company = await browser.call('POST', '/companies', { name: 'Early', country: 'US', currency: 'usd', time_zone: 'UTC' })
  expect(company.json).toMatchObject({ code: 'address_not_verified' })
  expect((await browser.call('POST', '/auth/select_company', { company: world.acme.id })).json.code).toBe('address_not_verified')
  expect((await browser.call('GET', '/customers')).json.code).toBe('no_company')
})

test('signing up again for an address that was never confirmed begins anew', async () => {
  const email = address()
  await openBrowser(world).call('POST', '/auth/sign_up', { email, password: 'what a stranger chose' })
  const stale = (await lastMail(world, email)).token
  const browser = await signUp(world, email)
  expect((await browser.call('GET', '/auth/session')).json.user.verified).toBe(true)
  expect((await openBrowser(world).call('POST', '/auth/sign_in', { email, password: 'what a stranger chose' })).status).toBe(401)
  expect((await openBrowser(world).call('POST', '/auth/verify', { token: stale })).status, 'harmless by now').toBe(204)
})

test('the session cookie cannot be read by scripts, nor sent by other sites', async () => {
  const { headers } = await openBrowser(world).call('POST', '/auth/sign_in', { email: world.acme.email, password: PASSWORD })
  const [cookie = ''] = headers.getSetCookie()
  expect(cookie).toMatch(/^netterms_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/)
})

test('signing in gives a new id: one that was planted, or used before, is worth nothing', async () => {
  const browser = openBrowser(world)
  browser.cookies.set(SESSION, 'A'.repeat(43))
  await browser.call('POST', '/auth/sign_in', { email: world.acme.email, password: PASSWORD })
  const first = browser.cookies.get(SESSION)!
  expect(first).not.toBe('A'.repeat(43))
  await browser.call('POST', '/auth/sign_in', { email: world.acme.email, password: PASSWORD })
  expect(browser.cookies.get(SESSION)).not.toBe(first)
  const thief = openBrowser(world)
  thief.cookies.set(SESSION, first)
  expect((await thief.call('GET', '/auth/session')).json.user).toBeNull()
  const kept = browser.cookies.get(SESSION)!
  expect((await browser.call('POST', '/auth/sign_out')).status).toBe(204)
  expect(browser.cookies.has(SESSION)).toBe(false)
  thief.cookies.set(SESSION, kept)
  expect((await thief.call('GET', '/customers')).status).toBe(401)
})

test('a session ends after 14 idle days, and after 90 days however busy', async () => {
  const days = (count: number) => world.travel(new Date(Date.parse(START) + count * 86_400_000))
  const signedIn = async (browser: Awaited<ReturnType<typeof signIn>>) =>
    (await browser.call('GET', '/auth/session')).json.user !== null
  const idle = await signIn(world, world.acme.email)
  const busy = await signIn(world, world.acme.email)
  for (let day = 10; day <= 80; day += 10) {
    days(day)
    expect(await signedIn(busy), `day ${day}`).toBe(true)
    if (day === 20) expect(await signedIn(idle)).toBe(false)
    // The use is noted beside the call.
    await vi.waitFor(async () => {
      const { rows } = await world.database.ownerPool.query<{ last: Date }>('select max(used_at) as last from sessions')
      expect(rows[0]!.last).toEqual(world.now())
    })
  }
  days(89.9)
  expect(await signedIn(busy)).toBe(true)
  days(90)
  expect(await signedIn(busy)).toBe(false)
  days(0)
})

test('changing the password needs the old one, ends all other sessions and is told by mail', async () => {
  const email = address()
  const here = await signUp(world, email)
  const there = await signIn(world, email)
  const next = 'a quite different one'
  expect((await here.call('PATCH', '/auth/account', { password: next })).json).toMatchObject({
    code: 'password_wrong',
    param: 'current_password',
  })
  expect((await here.call('PATCH', '/auth/account', { password: 'short', current_password: PASSWORD })).json.param).toBe(
    'password',
  )
  const changed = await here.call('PATCH', '/auth/account', { name: 'Back Office', password: next, current_password: PASSWORD })
  expect(changed.json.user.name).toBe('Back Office')
  expect((await here.call('GET', '/auth/session')).json.user.email).toBe(email)
  expect((await there.call('GET', '/auth/session')).json.user).toBeNull()
  expect((await lastMail(world, email)).subject).toBe('Your password was changed')
  await signIn(world, email, next)
})

test('a link for a new password works once, within the hour, and ends every session', async () => {
  const email = address()
  const browser = await signUp(world, email)
  await browser.call('POST', '/auth/forgot', { email })
  const { token, text } = await lastMail(world, email)
  expect(text).toContain('/reset?token=')
  expect((await browser.call('POST', '/auth/reset', { token, password: 'short' })).json.param, 'a refusal uses nothing up').toBe(
    'password',
  )
  expect((await browser.call('POST', '/auth/reset', { token, password: 'a quite different one' })).status).toBe(204)
  expect((await browser.call('GET', '/auth/session')).json.user).toBeNull()
  expect((await browser.call('POST', '/auth/reset', { token, password: 'and yet another one' })).json.code).toBe('link_expired')
  await signIn(world, email, 'a quite different one')

  await browser.call('POST', '/auth/forgot', { email })
  const late = (await lastMail(world, email)).token
  world.travel('2014-11-18T16:00:01Z')
  expect((await browser.call('POST', '/auth/reset', { token: late, password: 'and yet another one' })).json.code).toBe(
    'link_expired',
  )
  world.travel(START)
})

test('the database holds no session, link or password in clear', async () => {
  const email = address()
  const browser = await signUp(world, email)
  await browser.call('POST', '/auth/forgot', { email })
  const { token } = await lastMail(world, email)
  const { rows } = await world.database.ownerPool.query<{ dump: string }>(
    `select (select json_agg(s) from sessions s)::text || (select json_agg(t) from user_tokens t)::text || (select json_agg(u) from users u)::text
         || (select json_agg(e) from system_emails e)::text || coalesce((select json_agg(e) from events e)::text, '') as dump`,
  )
  for (const secret of [browser.cookies.get(SESSION)!, token!, PASSWORD]) expect(rows[0]!.dump).not.toContain(secret)
})

test('a mail that cannot be handed over goes out later, under the same Message-ID', async () => {
  const email = address('defer-once')
  await openBrowser(world).call('POST', '/auth/sign_up', { email, password: PASSWORD })
  const attempts = async () => {
    await sendSystemEmails(world.platform)
    const { rows } = await world.database.ownerPool.query(
      'select e.state, e.attempts_made, e.message_id from system_emails e join users u on u.id = e.user_id where u.email = $1',
      [email],
    )
    return rows[0]
  }
  const first = await attempts()
  expect(first).toMatchObject({ state: 'queued', attempts_made: 1 })
  expect(await attempts()).toEqual(first) // not yet
  world.travel('2014-11-18T15:01:00Z')
  expect(await attempts()).toEqual({ ...first, state: 'sent', attempts_made: 2 })
  expect(world.mail.sent.at(-1)!.message.message_id).toBe(first.message_id)
  world.travel(START)
})

test('two servers hand each mail over once, however long the mail server takes', async () => {
  const emails = [address(), address(), address()]
  for (const email of emails) await openBrowser(world).call('POST', '/auth/sign_up', { email, password: PASSWORD })
  const slow: typeof world.mail.send = async (message) => {
    // Meanwhile so much time goes by that the other one looks for what was left lying.
    world.travel(new Date(world.now().getTime() + 120_000))
    await sendSystemEmails(world.platform)
    return world.mail.send(message)
  }
  const outside = { ...world.platform.outside, mail: { ...world.mail, send: slow } }
  await sendSystemEmails({ ...world.platform, outside })
  const arrived = world.mail.sent.flatMap(({ recipients }) => recipients).filter((email) => emails.includes(email))
  expect(arrived.toSorted()).toEqual(emails.toSorted())
  world.travel(START)
})

test('signing in is no rehearsal', async () => {
  const browser = openBrowser(world)
  const { json } = await browser.call('POST', '/auth/sign_in?dry_run=true', { email: world.acme.email, password: PASSWORD })
  expect([json.param, browser.cookies.size]).toEqual(['dry_run', 0])
})

test('an API key is no person', async () => {
  const key = { authorization: `Bearer ${world.acme.key}` }
  for (const [method, path, body] of [
    ['POST', '/companies', { name: 'Initech', country: 'US', currency: 'usd', time_zone: 'UTC' }],
    ['GET', '/companies/username_available?username=initech', undefined],
    ['POST', '/auth/select_company', { company: 1 }],
    ['PATCH', '/auth/account', { name: 'x' }],
  ] as const) {
    expect((await openBrowser(world).call(method, path, body, key)).status, path).toBe(403)
  }
})
