import { afterAll, expect, test } from 'vitest'
import { signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'
import { events } from '../../../contract/index.ts'
import { EVENT_GROUPS } from './choices.ts'
import { matches, refuseForeign } from './rules.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const add = (body: object, company = acme) => company.call('POST', '/notifications', { body })
const bill = async (unit_cost: number) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Hooli' } })).json
  return (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost }] } })).json
}
const told = () => world.mail.sent.flatMap(({ message }) => (message.subject.startsWith('Invoice INV') ? [message] : []))

test('whoever asked is told once by mail, when the condition holds', async () => {
  const conditions = JSON.stringify([{ property: 'total', operator: '>=', value: 100 }])
  const made = await add({ event: 'invoice.created', conditions })
  expect(made.json).toEqual({
    id: made.json.id,
    event: 'invoice.created',
    enabled: true,
    medium: 'email',
    user_id: null,
    match_mode: 'any',
    conditions,
  })
  await add({ event: 'invoice.created', conditions })
  await bill(99)
  const { number } = await bill(100)
  await world.settle()
  expect(told().map(({ subject, to }) => [subject, to.map(({ address }) => address)])).toEqual([
    [`Invoice ${number}: created`, [acme.email]],
  ])
  expect(told()[0]!.text).toContain('Hooli · 100 USD')
  await world.settle()
  expect(told()).toHaveLength(1)
})

test('a condition may name the customer by id; the mail names them in words', async () => {
  const [hooli, initech] = await Promise.all(
    ['Hooli', 'Initech'].map(async (name) => (await acme.call('POST', '/customers', { body: { name } })).json.id),
  )
  const conditions = JSON.stringify([{ property: 'customer', operator: '=', value: hooli }])
  await add({ event: 'payment.created', conditions })
  for (const customer of [hooli, initech]) await acme.call('POST', '/payments', { body: { customer, amount: 7 } })
  await world.settle()
  const said = world.mail.sent.flatMap(({ message }) => /.* · 7 USD/.exec(message.text) ?? [])
  expect(said).toEqual(['Hooli · 7 USD'])
})

test('what is switched off or deleted tells nobody', async () => {
  const before = told().length
  const { id } = (await add({ event: 'invoice.created' })).json
  await acme.call('PATCH', `/notifications/${id}`, { body: { enabled: false } })
  await bill(5)
  await world.settle()
  expect((await acme.call('DELETE', `/notifications/${id}`)).status).toBe(204)
  await bill(6)
  await world.settle()
  expect(told()).toHaveLength(before)
})

test('a person is told by their user id, and decides for themselves only unless they administrate', async () => {
  const owner = await signIn(world, acme.email)
  const session = (await owner.call('GET', '/auth/session')).json
  const own = await owner.call('POST', '/notifications', { event: 'payment.created', user_id: session.user.id })
  expect(own.json.user_id).toBe(session.user.id)
  expect((await acme.call('GET', `/notifications?filter[user_id]=${session.user.id}`)).json).toMatchObject([
    { id: own.json.id, event: 'payment.created' },
  ])
  expect(() => refuseForeign(null, 7, false)).toThrow('Only administrators')
  expect(() => refuseForeign(8, 7, false)).toThrow('Only administrators')
  expect(() => refuseForeign(7, 7, false)).not.toThrow()
})

test.each([
  [{ event: 'invoice.exploded' }, 'event'],
  [{ event: 'invoice.paid', medium: 'pigeon' }, 'medium'],
  [{ event: 'invoice.paid', user_id: 1 }, 'user_id'],
  [{ event: 'invoice.paid', conditions: 'total > 5' }, 'conditions'],
  [{ event: 'invoice.paid', conditions: '[{"property":"total","operator":"~","value":1}]' }, 'conditions'],
  [{ event: 'invoice.paid', match_mode: 'some' }, 'match_mode'],
])('%j is refused for its %s', async (body, param) => {
  expect((await add(body)).json).toMatchObject({ type: 'invalid_request', param })
})

test("another company's notifications are not found, and hear nothing of ours", async () => {
  const { id } = (await add({ event: 'customer.created' }, globex)).json
  expect((await acme.call('GET', `/notifications/${id}`)).status).toBe(404)
  const before = world.mail.sent.length
  await acme.call('POST', '/customers', { body: { name: 'Initech' } })
  await world.settle()
  expect(world.mail.sent).toHaveLength(before)
})

test.each([
  ['[{"property":"total","operator":">","value":99.5}]', true],
  ['[{"property":"customer.name","operator":"contains","value":"hoo"}]', true],
  ['[{"property":"metadata.rep","operator":"empty"}]', true],
  ['[{"property":"paid","operator":"=","value":true}]', false],
  ['[{"property":"total","operator":"<","value":1},{"property":"number","operator":"starts_with","value":"INV"}]', true],
])('%s holds: %s', (conditions, expected) => {
  const object = { total: 100, number: 'INV-1', paid: false, customer: { name: 'Hooli' }, metadata: {} }
  expect(matches({ match_mode: 'any', conditions }, object)).toBe(expected)
  const both = JSON.stringify([...JSON.parse(conditions), { property: 'total', operator: '=', value: 7 }])
  expect(matches({ match_mode: 'all', conditions: both }, object)).toBe(false)
})

test('each published event can be chosen, once and in its own words', () => {
  const offered = EVENT_GROUPS.flatMap((group) => group.events)
  const published = new Set(Object.values(events).flatMap(({ as }) => as ?? []))
  expect(offered.map(([event]) => event).sort()).toEqual([...published].sort())
  expect(new Set(offered.map(([, words]) => words)).size).toBe(offered.length)
})
