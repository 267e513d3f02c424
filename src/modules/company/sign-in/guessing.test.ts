import { afterAll, describe, expect, test } from 'vitest'
import { lastMail, openBrowser, signIn, signUp } from '../../../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../../../test/world.ts'
import { compose } from '../../../main.ts'

const START = '2014-11-18T15:00:00Z'
// Four guesses about one person, twenty from one address: enough to see the limits, and soon done.
const world = await openWorld({ now: START, settings: { SIGN_IN_LIMIT: '4' } })
afterAll(() => world.close())

let people = 0
const address = () => `owner${++people}@vance.example`
const guess = (email: string, ip: string, password = 'not the right one', from: Parameters<typeof openBrowser>[0] = world) =>
  openBrowser(from, { ip }).call('POST', '/auth/sign_in', { email, password })

describe('guessing passwords is slowed', () => {
  test('as many wrong ones as are allowed about one person, wherever they come from, and the next one waits; so does the right one', async () => {
    const email = address()
    await signUp(world, email)
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => guess(i % 2 ? email : email.toUpperCase(), `198.51.100.${i}`)),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(12)
    expect(refused.every(({ headers }) => headers.get('retry-after') === '900')).toBe(true)
    expect((await guess(email, '192.0.2.1', PASSWORD)).status).toBe(429)
    expect((await guess(address(), '192.0.2.1')).status, 'others are not held up').toBe(401)

    // A process that starts anew knows it too.
    const second = compose({
      config: world.platform.config,
      database: world.database,
      outside: world.platform.outside,
      clock: world.now,
    })
    const request = async (
      method: string,
      path: string,
      { body, headers }: { body?: unknown; headers?: Readonly<Record<string, string>> } = {},
    ) => {
      const response = await second.app.fetch(
        new Request(`http://localhost:3000${path}`, {
          method,
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        }),
      )
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
    }
    expect((await guess(email, '192.0.2.1', PASSWORD, { request })).status).toBe(429)

    world.travel('2014-11-18T15:14:59Z')
    expect((await guess(email, '192.0.2.1', PASSWORD)).headers.get('retry-after')).toBe('1')
    world.travel('2014-11-18T15:15:00Z')
    expect((await guess(email, '192.0.2.1', PASSWORD)).status).toBe(200)
    world.travel(START)
  })

  test('a right password is no guess, and forgets the wrong ones before it', async () => {
    const email = address()
    await signUp(world, email)
    for (let round = 0; round < 2; round++) {
      await Promise.all(Array.from({ length: 3 }, () => guess(email, '192.0.2.2')))
      expect((await guess(email, '192.0.2.2', PASSWORD)).status).toBe(200)
    }
  })

  test('who is locked out gets in by choosing a new password', async () => {
    const email = address()
    await signUp(world, email)
    await Promise.all(Array.from({ length: 6 }, (_, i) => guess(email, `198.51.101.${i}`)))
    await openBrowser(world).call('POST', '/auth/forgot', { email })
    await openBrowser(world).call('POST', '/auth/reset', {
      token: (await lastMail(world, email)).token,
      password: 'a quite different one',
    })
    expect((await guess(email, '192.0.2.3', 'a quite different one')).status).toBe(200)
  })

  test('one address that tries many people is stopped, with all its IPv6 neighbours', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 24 }, (_, i) => guess(address(), `2001:db8:0:1::${i.toString(16)}`)),
    ).then((all) => all.map(({ status }) => status))
    expect(statuses.filter((status) => status === 401)).toHaveLength(20)
    expect((await guess(address(), '2001:db8:0:2::1')).status).toBe(401)
  })

  test('the current password cannot be guessed by a thief of the session', async () => {
    const browser = await signUp(world, address())
    const statuses: number[] = []
    for (let i = 0; i < 5; i++)
      statuses.push(
        (
          await browser.call('PATCH', '/auth/account', {
            password: 'a quite different one',
            current_password: `guess number ${i}`,
          })
        ).status,
      )
    expect(statuses).toEqual([400, 400, 400, 400, 429])
  })
})

test('nobody’s mailbox is filled by strangers', async () => {
  const email = address()
  await signUp(world, email)
  const before = world.mail.sent.length
  for (let i = 0; i < 8; i++)
    expect((await openBrowser(world, { ip: `198.51.102.${i}` }).call('POST', '/auth/forgot', { email })).status).toBe(204)
  await lastMail(world, email)
  expect(world.mail.sent.length - before).toBe(3)
  const statuses = await Promise.all(
    Array.from({ length: 25 }, () => openBrowser(world, { ip: '192.0.2.9' }).call('POST', '/auth/forgot', { email: address() })),
  )
  expect(statuses.filter(({ status }) => status === 429)).toHaveLength(5)
})

describe('other sites cannot act for a visitor', () => {
  const FORGED = [
    { 'x-netterms-csrf': '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'x-netterms-csrf': '', 'content-type': 'text/plain' },
    { 'x-netterms-csrf': '', 'content-type': 'application/x-www-form-urlencoded' },
  ]

  test('no write with a session, whatever it is', async () => {
    const browser = await signIn(world, world.acme.email)
    for (const headers of FORGED) {
      expect((await browser.call('POST', '/customers', { name: 'Forged' }, headers)).status).toBe(403)
      expect((await browser.call('PATCH', '/company', { name: 'Forged' }, headers)).status).toBe(403)
      expect((await browser.call('POST', '/api_keys', {}, headers)).status).toBe(403)
      expect((await browser.call('POST', '/auth/sign_out', undefined, headers)).status).toBe(403)
    }
    expect((await browser.call('GET', '/auth/session')).json.company.name).toBe('Dunder Mifflin')
    expect((await browser.call('GET', '/customers')).json).toEqual([])
  })

  test('nor can they sign a visitor in as somebody else', async () => {
    for (const headers of FORGED) {
      const answer = await openBrowser(world).call(
        'POST',
        '/auth/sign_in',
        { email: world.acme.email, password: PASSWORD },
        headers,
      )
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
    }
  })
})

test('on a server with https, cookies are bound to it', async () => {
  const secure = await openWorld({ settings: { BASE_URL: 'https://billing.example.com' } })
  try {
    const browser = await signIn(secure, secure.acme.email)
    expect([...browser.cookies.keys()]).toEqual(['__Host-netterms_session'])
    expect((await browser.call('GET', '/auth/session')).json.user.email).toBe(secure.acme.email)
    // Who holds another host of the same domain can set a cookie for us too, but not under that name.
    const victim = openBrowser(secure)
    victim.cookies.set('netterms_session', browser.cookies.get('__Host-netterms_session')!)
    expect((await victim.call('GET', '/auth/session')).json.user).toBeNull()
    const { headers } = await browser.call('POST', '/auth/sign_out')
    expect(headers.getSetCookie()).toEqual(['__Host-netterms_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure'])
  } finally {
    await secure.close()
  }
})
