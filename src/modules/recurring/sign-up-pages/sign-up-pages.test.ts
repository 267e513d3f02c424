import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
await make('/plans', { id: 'ink', name: 'Ink', amount: 10, interval: 'month' })
await make('/plans', { id: 'glue', name: 'Glue', amount: 5, interval: 'month' })
await make('/plans', { id: 'yearly', name: 'Yearly', amount: 490, interval: 'year' })
await make('/items', { id: 'training', name: 'Training', unit_cost: 100 })

const pageOf = (more: object = {}) => make('/sign_up_pages', { name: 'Join us', plans: ['paper'], ...more })
const inkOf = (page: { id: number }, more: object = {}) =>
  make('/sign_up_page_addons', { sign_up_page_id: page.id, type: 'quantity', recurring: true, plan: 'ink', ...more })
/** What visitors see. */
const shown = async ({ url }: { url: string }) => (await world.request('GET', `/api${new URL(url).pathname}`)).json
const offered = async (page: { url: string }) => (await shown(page)).addons.map(({ name }: { name: string }) => name)

test('whoever looks after the pages finds them by name and kind, each with its address', async () => {
  const company = await world.newCompany('Initech')
  await company.call('POST', '/plans', { body: { id: 'paper', name: 'Paper', amount: 5, interval: 'month' } })
  const post = async (body: object) => (await company.call('POST', '/sign_up_pages', { body })).json
  const club = await post({ name: 'Club', plans: ['paper'] })
  const card = await post({ name: 'Save a card', type: 'autopay' })
  const { json, headers } = await company.call('GET', '/sign_up_pages?sort=name desc')
  expect(json).toEqual([card, club])
  expect(headers.get('x-total-count')).toBe('2')
  expect(new Set(json.map(({ url }: { url: string }) => url)).size).toBe(2)
  const ids = async (query: string) =>
    (await company.call('GET', `/sign_up_pages?${query}`)).json.map(({ id }: { id: number }) => id)
  expect(await ids('filter[type]=autopay')).toEqual([card.id])
  expect(await ids('filter[name]=Club')).toEqual([club.id])
  expect(await ids('per_page=1&page=2')).toEqual([card.id])
  expect(await ids(`updated_after=${club.updated_at + 1}`)).toEqual([])
  expect((await company.call('GET', '/sign_up_pages?filter[url]=x')).json.param).toBe('filter')
  expect((await globex.call('GET', '/sign_up_pages')).json).toEqual([])
  await company.call('DELETE', `/sign_up_pages/${club.id}`)
  expect(await ids('')).toEqual([card.id])
})

test('an addon is offered, changed and taken off again, and visitors see each at once', async () => {
  const page = await pageOf()
  const ink = await inkOf(page)
  expect((await acme.call('GET', `/sign_up_page_addons/${ink.id}?expand=plan,sign_up_page_id`)).json).toMatchObject({
    id: ink.id,
    type: 'quantity',
    required: false,
    recurring: true,
    order: 0,
    catalog_item: null,
    plan: { object: 'plan', id: 'ink', amount: 10 },
    sign_up_page_id: { id: page.id, name: 'Join us' },
  })
  const training = await make('/sign_up_page_addons', {
    sign_up_page_id: page.id,
    type: 'boolean',
    recurring: false,
    catalog_item: 'training',
  })
  expect(await offered(page)).toEqual(['Ink', 'Training'])
  expect((await acme.call('PATCH', `/sign_up_page_addons/${ink.id}`, { body: { order: 2, required: true } })).json).toMatchObject(
    {
      order: 2,
      required: true,
      plan: 'ink',
      type: 'quantity',
    },
  )
  expect(await offered(page)).toEqual(['Training', 'Ink'])
  await acme.call('PATCH', `/sign_up_page_addons/${ink.id}`, { body: { plan: 'glue' } })
  expect((await shown(page)).addons[1]).toMatchObject({ id: ink.id, name: 'Glue', unit_cost: 5, required: true })
  const becomes = { recurring: false, plan: '', catalog_item: 'training', type: 'boolean' }
  expect((await acme.call('PATCH', `/sign_up_page_addons/${ink.id}`, { body: becomes })).json).toMatchObject({
    recurring: false,
    plan: null,
    catalog_item: 'training',
  })
  expect((await acme.call('DELETE', `/sign_up_page_addons/${ink.id}`)).status).toBe(204)
  expect(await offered(page)).toEqual(['Training'])
  expect((await acme.call('GET', `/sign_up_page_addons?filter[sign_up_page_id]=${page.id}`)).json).toEqual([training])
})

test.each([
  [{ plan: 'yearly' }, 'plan'],
  [{ plan: 'nowhere' }, 'plan'],
  [{ plan: null }, 'plan'],
  [{ recurring: false }, 'catalog_item'],
  [{ recurring: false, catalog_item: 'nowhere' }, 'catalog_item'],
  [{ type: 'many' }, 'type'],
  [{ order: -1 }, 'order'],
  [{ required: 'perhaps' }, 'required'],
])('an addon that could not be ordered is not made of one that could: %j', async (wrong, param) => {
  const page = await pageOf()
  const ink = await inkOf(page)
  expect(await acme.call('PATCH', `/sign_up_page_addons/${ink.id}`, { body: wrong })).toMatchObject({
    status: 400,
    json: { type: 'invalid_request', param },
  })
  expect((await acme.call('GET', `/sign_up_page_addons/${ink.id}`)).json).toEqual(ink)
})

test('a page that would no longer fit its addons is refused by its own field; once they are gone it may change', async () => {
  const page = await pageOf()
  const ink = await inkOf(page)
  const change = (body: object) => acme.call('PATCH', `/sign_up_pages/${page.id}`, { body })
  expect(await change({ plans: ['yearly'] })).toMatchObject({
    status: 400,
    json: { code: 'interval_mismatch', param: 'plans', message: expect.stringContaining('ink') },
  })
  expect(await change({ type: 'autopay', plans: [] })).toMatchObject({ status: 400, json: { param: 'type' } })
  expect(await offered(page)).toEqual(['Ink'])
  await acme.call('DELETE', `/sign_up_page_addons/${ink.id}`)
  expect((await change({ plans: ['yearly'] })).json).toMatchObject({ plans: ['yearly'] })
  expect((await change({ type: 'autopay', plans: [] })).json).toMatchObject({ type: 'autopay' })
})

test('what is no longer sold is neither shown nor ordered, and keeps nobody from changing the page or signing up', async () => {
  await make('/plans', { id: 'fading', name: 'Fading', amount: 3, interval: 'month' })
  await make('/items', { id: 'leaflet', name: 'Leaflet', unit_cost: 2 })
  const page = await pageOf({ setup_fee: 'leaflet' })
  const fading = await inkOf(page, { plan: 'fading', required: true })
  const item = { sign_up_page_id: page.id, type: 'boolean', recurring: false, catalog_item: 'leaflet', required: true }
  await make('/sign_up_page_addons', item)
  expect((await acme.call('DELETE', '/plans/fading')).status).toBe(204)
  expect((await acme.call('DELETE', '/items/leaflet')).status).toBe(204)
  expect(await shown(page)).toMatchObject({ addons: [], setup_fee: null })
  const chosen = await world.request('POST', `/api${new URL(page.url).pathname}/quote`, { body: {} })
  expect(chosen.json, chosen.text).toMatchObject({ first_total: 49, recurring_total: 49 })
  expect(
    await world.request('POST', `/api${new URL(page.url).pathname}/quote`, { body: { addons: [{ id: fading.id }] } }),
  ).toMatchObject({ status: 400, json: { param: 'addons[0].id' } })
  const done = await world.request('POST', `/api${new URL(page.url).pathname}`, {
    body: {
      form_key: 'faded-form',
      idempotency_key: 'faded-try',
      name: 'Acme Corp',
      email: 'billing@acme.example',
      method: 'credit_card',
      token: 'tok_visa_4242',
      mandate: (await shown(page)).saving_mandate,
    },
  })
  expect(done.json, done.text).toMatchObject({ status: 'completed' })
  expect((await acme.call('PATCH', `/sign_up_pages/${page.id}`, { body: { setup_fee: '', name: 'Join' } })).json).toMatchObject({
    name: 'Join',
    setup_fee: null,
  })
})

test('a page takes its addons with it; those of other companies are out of reach', async () => {
  const page = await pageOf()
  const ink = await inkOf(page)
  expect((await globex.call('GET', `/sign_up_page_addons/${ink.id}`)).status).toBe(404)
  expect((await globex.call('PATCH', `/sign_up_page_addons/${ink.id}`, { body: { order: 1 } })).status).toBe(404)
  expect((await globex.call('DELETE', `/sign_up_page_addons/${ink.id}`)).status).toBe(404)
  const theirs = { sign_up_page_id: page.id, type: 'boolean', recurring: true, plan: 'ink' }
  expect(await globex.call('POST', '/sign_up_page_addons', { body: theirs })).toMatchObject({
    status: 400,
    json: { param: 'sign_up_page_id' },
  })
  expect((await acme.call('DELETE', `/sign_up_page_addons/${ink.id}?dry_run=true`)).status).toBe(204)
  expect(await offered(page)).toEqual(['Ink'])
  await acme.call('DELETE', `/sign_up_pages/${page.id}`)
  expect(await acme.call('GET', `/sign_up_page_addons/${ink.id}`)).toMatchObject({
    status: 404,
    json: { code: 'sign_up_page_addon_not_found' },
  })
})
