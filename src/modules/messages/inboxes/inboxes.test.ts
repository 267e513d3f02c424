import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

test('every company has one inbox from the start, at the address where its mails are answered', async () => {
  const [inbox, ...others] = (await acme.call('GET', '/inboxes')).json
  expect(others).toEqual([])
  expect(inbox).toMatchObject({ external_id: expect.stringMatching(/^[0-9A-Za-z]{10}$/), email: acme.email })
  expect((await acme.call('GET', `/inboxes/${inbox.id}`)).json).toEqual(inbox)
  expect((await globex.call('GET', `/inboxes/${inbox.id}`)).status).toBe(404)
  expect((await globex.call('GET', '/inboxes')).json).toHaveLength(1)
})

test('the inbox follows the address for answers', async () => {
  await acme.call('PATCH', '/company', { body: { settings: { email: { reply_to: 'answers@acme.example' } } } })
  expect((await acme.call('GET', '/inboxes')).json[0].email).toBe('answers@acme.example')
})
