import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const issued = async (more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  const { json } = await acme.call('POST', '/invoices', {
    body: { customer, items: [{ name: 'Paper', unit_cost: 45 }], ...more },
  })
  return { id: json.id as number, customer, key: (json.url as string | null)?.split('/').at(-1) ?? '' }
}
const open = (key: string, username = acme.username) => world.request('POST', `/api/portal/${username}/invoices/${key}/viewed`)
const look = (key: string) => world.request('GET', `/api/portal/${acme.username}/invoices/${key}`)
const views = async (id: number) =>
  (await read('/events?filter[type]=invoice.viewed')).filter(
    ({ data }: { data: { object: { id: number } } }) => data.object.id === id,
  )

test('ten people of the customer open the mail at once: the company is told once, when the first of them did', async () => {
  const { id, key } = await issued()
  world.travel('2014-11-18T16:00:00Z')
  const answers = await Promise.all(Array.from({ length: 10 }, () => open(key)))
  expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(10).fill([204, '']))
  world.travel('2014-11-19T16:00:00Z')
  await open(key)
  expect(await views(id)).toMatchObject([
    { user: { id: -1 }, timestamp: Date.parse('2014-11-18T16:00:00Z') / 1000, data: { object: { status: 'viewed' } } },
  ])
  expect(await read(`/invoices/${id}`)).toMatchObject({ viewed: true, status: 'viewed' })
})

test('looking does not undo what matters more: a paid invoice stays paid, one that is late stays late', async () => {
  const paid = await issued()
  await acme.call('POST', `/invoices/${paid.id}/pay`, { body: {} })
  const applied_to = [{ type: 'invoice', invoice: paid.id, amount: 45 }]
  await acme.call('POST', '/payments', { body: { customer: paid.customer, amount: 45, applied_to } })
  const late = await issued({
    due_date: Date.parse('2014-11-10T12:00:00Z') / 1000,
    date: Date.parse('2014-11-01T12:00:00Z') / 1000,
  })
  for (const { key } of [paid, late]) expect((await open(key)).status).toBe(204)
  expect(await read(`/invoices/${paid.id}`)).toMatchObject({ viewed: true, status: 'paid' })
  expect(await read(`/invoices/${late.id}`)).toMatchObject({ viewed: true, status: 'past_due' })
})

test('what the company does with the link is no view; neither is a rehearsed one', async () => {
  const { id, key } = await issued()
  const credentials = Buffer.from(`${acme.key}:`).toString('base64')
  const own = { headers: { authorization: `Basic ${credentials}` } }
  expect((await world.request('POST', `/api/portal/${acme.username}/invoices/${key}/viewed`, own)).status).toBe(204)
  expect((await world.request('POST', `/api/portal/${acme.username}/invoices/${key}/viewed?dry_run=true`)).status).toBe(204)
  expect(await read(`/invoices/${id}`)).toMatchObject({ viewed: false, status: 'not_sent' })
  expect(await views(id)).toEqual([])
})

test('who holds a link of an invoice that was voided is told so, and can do nothing with it', async () => {
  const { id, key } = await issued()
  await acme.call('POST', `/invoices/${id}/void`)
  const { status, json } = await look(key)
  expect([status, json.invoice.status, json.invoice.balance]).toEqual([200, 'voided', 0])
  expect(json).toMatchObject({ payment_methods: [], payments: [], invoice: { url: null, payment_url: null } })
})

test('links of drafts, of other portals and of nothing are no view of anything', async () => {
  const draft = await issued({ draft: true })
  const { id, key } = await issued()
  const wrong = [open(draft.key), open(key, globex.username), open(key, 'nobody'), open('A'.repeat(24)), open('short')]
  for (const { status, json } of await Promise.all(wrong)) expect([status, json.code]).toEqual([404, 'no_such_link'])
  expect(await read(`/invoices/${id}`)).toMatchObject({ viewed: false })
})
