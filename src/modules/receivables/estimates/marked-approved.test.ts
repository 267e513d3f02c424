import { afterAll, expect, test } from 'vitest'
import { openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const owner = await signIn(world, acme.email)
const me = (await owner.call('GET', '/auth/session')).json.user.id as number
const offered = async (more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  return (await acme.call('POST', '/estimates', { body: { customer, items: [{ name: 'Desk', unit_cost: 100 }], ...more } })).json
}

test('a member notes that the customer said yes by telephone: who said it, and who noted it, are kept apart', async () => {
  const { id, url } = await offered()
  const noted = await owner.call('PATCH', `/estimates/${id}`, { approved: 'FD', approval_name: 'Front Desk' })
  const approval = {
    name: 'Front Desk',
    initials: 'FD',
    timestamp: Math.floor(world.now().getTime() / 1000),
    ip: null,
    user_agent: null,
    noted_by: me,
  }
  expect(noted.json).toMatchObject({ status: 'approved', approved: 'FD', approval })
  const expanded = (await owner.call('GET', `/estimates/${id}?expand=approval.noted_by`)).json
  expect(expanded.approval.noted_by).toMatchObject({ id: me, email: acme.email })
  const [told] = (await owner.call('GET', `/events?filter[type]=estimate.approved&related_to=estimate,${id}`)).json
  expect(told).toMatchObject({ user: { id: me }, data: { object: { approval } } })
  const seen = (await openBrowser(world).call('GET', new URL(url).pathname)).json.estimate.approval
  expect(seen, 'the customer reads who approved, and that the company noted it').toEqual({
    name: 'Front Desk',
    initials: 'FD',
    timestamp: approval.timestamp,
    noted: true,
  })
  expect((await owner.call('PATCH', `/estimates/${id}`, { approved: null })).json).toMatchObject({
    approved: null,
    approval: null,
  })
})

test('what the customer signed themselves, and what a program states, names no member', async () => {
  const [signed, stated] = [await offered(), await offered()]
  const link = new URL(signed.url).pathname
  const answer = await openBrowser(world).call('POST', `${link}/approve`, { name: 'Front Desk', initials: 'FD' })
  expect(answer.json.estimate.approval).toMatchObject({ noted: false })
  expect((await owner.call('GET', `/estimates/${signed.id}`)).json.approval).toMatchObject({ noted_by: null })
  const { json } = await acme.call('PATCH', `/estimates/${stated.id}`, { body: { approved: 'FD' } })
  expect(json.approval).toMatchObject({ name: null, initials: 'FD', noted_by: null })
})

test('a name alone approves nothing', async () => {
  const { id } = await offered()
  expect(await owner.call('PATCH', `/estimates/${id}`, { approval_name: 'Front Desk' })).toMatchObject({
    status: 400,
    json: { code: 'approved_missing', param: 'approval_name' },
  })
})
