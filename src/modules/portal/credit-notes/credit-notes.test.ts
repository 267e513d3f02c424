import { afterAll, expect, test } from 'vitest'
import { openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const credited = async (more: object = {}) => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const { id, url } = await make('/credit_notes', { customer, items: [{ name: 'Wet paper', unit_cost: 45 }], ...more })
  return { id: id as number, customer: customer as number, key: (url as string | null)?.split('/').at(-1) ?? '' }
}
const look = (key: string) => world.request('GET', `/api/portal/${acme.username}/credit_notes/${key}`)
const open = (key: string, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/credit_notes/${key}/viewed?${query}`)

test('the customer reads what was credited and how much of it is left, also after some of it paid a bill', async () => {
  await make('/custom_fields', { id: 'claim', name: 'Claim', object: 'credit_note' })
  const { id, customer, key } = await credited({
    notes: 'Sorry for the rain.',
    metadata: { claim: 'C-17', blame: 'us' },
    items: [{ name: 'Wet paper', unit_cost: 45, metadata: { pallet: '9' } }],
  })
  const { status, json, text } = await look(key)
  expect(status).toBe(200)
  expect(json).toMatchObject({
    company: { name: 'Dunder Mifflin' },
    customer: { name: 'Acme Corp' },
    credit_note: { status: 'open', total: 45, balance: 45, notes: 'Sorry for the rain.', items: [{ metadata: {} }] },
    custom_fields: [{ name: 'Claim', type: 'string', value: 'C-17' }],
  })
  expect(text).not.toMatch(/blame|pallet/)
  const { id: invoice } = await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 30 }] })
  const spend = { type: 'credit_note', document_type: 'invoice', credit_note: id, invoice, amount: 30 }
  await make('/payments', { customer, amount: 0, applied_to: [spend] })
  expect((await look(key)).json.credit_note).toMatchObject({ status: 'open', total: 45, balance: 15 })
})

test('the company hears once that it was opened, from a customer', async () => {
  const { id, key } = await credited()
  const owner = await signIn(world, acme.email)
  await owner.call('POST', '/auth/select_company', { company: acme.id })
  expect((await owner.call('POST', `/portal/${acme.username}/credit_notes/${key}/viewed`)).status).toBe(204)
  expect((await open(key, 'dry_run=true')).status).toBe(204)
  expect(await read(`/credit_notes/${id}`)).toMatchObject({ viewed: false, date_viewed: null })
  const stranger = openBrowser(world)
  for (let i = 0; i < 3; i++)
    expect((await stranger.call('POST', `/portal/${acme.username}/credit_notes/${key}/viewed`)).status).toBe(204)
  await Promise.all([open(key), open(key)])
  expect(await read(`/credit_notes/${id}`)).toMatchObject({ viewed: true, date_viewed: expect.any(Number) })
  const views = await read(`/events?filter[type]=credit_note.viewed&related_to=credit_note,${id}`)
  expect(views).toMatchObject([{ user: { id: -1 }, data: { object: { id, viewed: true } } }])
})

test('links of drafts, of what was voided, of other portals and of nothing open nothing', async () => {
  const { id, key } = await credited()
  const draft = await credited({ draft: true })
  const wrong = [
    world.request('GET', `/api/portal/${globex.username}/credit_notes/${key}`),
    world.request('POST', `/api/portal/${globex.username}/credit_notes/${key}/viewed`),
    ...[draft.key, 'A'.repeat(24), 'x'].flatMap((one) => [look(one), open(one)]),
  ]
  for (const answer of wrong) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  await acme.call('POST', `/credit_notes/${id}/void`)
  for (const answer of [look(key), open(key)]) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  await acme.call('PATCH', `/credit_notes/${draft.id}`, { body: { draft: false } })
  const issued = (await read(`/credit_notes/${draft.id}`)).url.split('/').at(-1)
  expect((await look(issued)).json.credit_note).toMatchObject({ status: 'open' })
})
