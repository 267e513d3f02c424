import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const define = (body: object) => acme.call('POST', '/custom_fields', { body })
const customer = async (body: object = {}) =>
  (await acme.call('POST', '/customers', { body: { name: 'Globex', ...body } })).json.id as number

test('a field is defined, found by its id, changed and removed; what was kept under it stays', async () => {
  const made = await define({ id: 'account_rep', name: 'Account rep', object: 'customer' })
  expect(made.json).toMatchObject({ id: 'account_rep', type: 'string', object: 'customer', choices: [], external: true })
  const changes = { type: 'enum', choices: ['North', 'South'] }
  expect((await acme.call('PATCH', '/custom_fields/account_rep', { body: changes })).json).toMatchObject(changes)
  const id = await customer({ metadata: { account_rep: 'North' } })
  expect((await acme.call('DELETE', '/custom_fields/account_rep')).status).toBe(204)
  expect((await acme.call('GET', '/custom_fields/account_rep')).status).toBe(404)
  expect((await acme.call('GET', `/customers/${id}`)).json.metadata).toEqual({ account_rep: 'North' })
})

test('the same id may be a field of two kinds of records, which the internal id tells apart', async () => {
  const one = (await define({ id: 'project', name: 'Project', object: 'invoice' })).json
  const other = (await define({ id: 'project', name: 'Project', object: 'estimate' })).json
  expect((await acme.call('GET', '/custom_fields/project')).json).toMatchObject({ code: 'custom_field_ambiguous' })
  expect((await acme.call('GET', `/custom_fields/${other.internal_id}`)).json.object).toBe('estimate')
  expect((await define({ id: 'project', name: 'Again', object: 'invoice' })).json).toMatchObject({
    code: 'id_taken',
    param: 'id',
  })
  for (const { internal_id } of [one, other]) await acme.call('DELETE', `/custom_fields/${internal_id}`)
})

test.each([
  [{ id: 'a b', name: 'x', object: 'invoice' }, 'id'],
  [{ id: 'x', name: 'x', object: 'ship' }, 'object'],
  [{ id: 'x', name: 'x', object: 'invoice', type: 'enum' }, 'choices'],
  [{ id: 'x', name: 'x', object: 'invoice', choices: ['a'] }, 'choices'],
])('%j is refused for its %s', async (body, param) => {
  expect((await define(body)).json).toMatchObject({ type: 'invalid_request', param })
})

test.each([
  ['boolean', '1', true],
  ['boolean', 'perhaps', null],
  ['integer', '42', 42],
  ['integer', 4.5, null],
  ['double', '0.0000001', 1e-7],
  ['money', '1e400', null],
  ['money', 99.95, 99.95],
  ['date', '2014-11-18', '2014-11-18'],
  ['date', 1_416_290_400, '2014-11-18'],
  ['date', '31/12/2014', null],
  ['string', 7, 7],
  ['string', ['Scranton'], null],
  ['boolean', ['true'], null],
  ['integer', [42], null],
  ['date', ['2014-11-18'], null],
])('a %s field takes %j as %j', async (type, sent, kept) => {
  const { internal_id } = (await define({ id: `of_${type}`, name: `Of ${type}`, object: 'customer', type })).json
  const answer = await acme.call('POST', '/customers', {
    body: { name: 'Initech', metadata: { [`of_${type}`]: sent, free: 'x' } },
  })
  if (kept === null) expect(answer.json).toMatchObject({ code: 'custom_field_invalid', param: `metadata.of_${type}` })
  else expect(answer.json.metadata).toEqual({ [`of_${type}`]: kept, free: 'x' })
  await acme.call('DELETE', `/custom_fields/${internal_id}`)
})

test('a choice that is none is refused wherever it is sent: a line, a new customer, a change', async () => {
  await define({ id: 'size', name: 'Size', object: 'line_item', type: 'enum', choices: ['A4', 'A5'] })
  await define({ id: 'region', name: 'Region', object: 'customer', type: 'enum', choices: ['East'] })
  const lines = (size: string) => [{ name: 'Ink' }, { name: 'Paper', unit_cost: 45, metadata: { size } }]
  const id = await customer()
  const refused = await acme.call('POST', '/invoices', { body: { customer: id, items: lines('B9') } })
  expect(refused.json).toMatchObject({ param: 'items[1].metadata.size', message: 'Size must be one of A4, A5.' })
  const nobody = { customer: { name: 'Hooli', metadata: { region: 'West' } }, items: lines('A4') }
  expect((await acme.call('POST', '/invoices', { body: nobody })).json.param).toBe('customer.metadata.region')
  expect((await acme.call('PATCH', `/customers/${id}`, { body: { metadata: { region: 'West' } } })).json.param).toBe(
    'metadata.region',
  )
  const waiting = await acme.call('POST', `/customers/${id}/line_items`, { body: { name: 'Paper', metadata: { size: 'B9' } } })
  expect(waiting.json.param).toBe('metadata.size')
  expect((await globex.call('POST', '/customers', { body: { name: 'Hooli', metadata: { region: 'West' } } })).status).toBe(201)
})

test('customers see external fields by name on paper and in the portal, and no others', async () => {
  await define({ id: 'site', name: 'Building site', object: 'invoice' })
  await define({ id: 'retainer', name: 'Retainer held', object: 'invoice', type: 'money' })
  await define({ id: 'margin', name: 'Margin', object: 'invoice', type: 'double', external: false })
  await define({ id: 'batch', name: 'Batch', object: 'line_item', type: 'integer' })
  const body = {
    customer: await customer(),
    items: [{ name: 'Paper', unit_cost: 45, metadata: { batch: '1207', cost: 12 } }],
    metadata: { site: 'Dock 4', retainer: 1500, margin: 0.31, secret: 'cheap' },
  }
  const invoice = (await acme.call('POST', '/invoices', { body })).json
  const [, username, key] = /portal\/([^/]+)\/invoices\/(\w+)/.exec(invoice.url) ?? []
  const shown = (await world.request('GET', `/api/portal/${username}/invoices/${key}`)).json
  expect(shown.custom_fields).toEqual([
    { name: 'Building site', type: 'string', value: 'Dock 4' },
    { name: 'Retainer held', type: 'money', value: 1500 },
  ])
  expect(shown.line_fields).toEqual([{ line: invoice.items[0].id, fields: [{ name: 'Batch', type: 'integer', value: 1207 }] }])
  expect(JSON.stringify(shown)).not.toMatch(/cheap|margin|"cost"/)
  const printed = await world.app.fetch(new Request(invoice.pdf_url))
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await printed.arrayBuffer())), { mergePages: true })
  expect(text).toContain('Building site')
  expect(text).toContain('$1,500.00')
  expect(text).toContain('Batch: 1,207')
  expect(text).not.toMatch(/Margin|cheap/)
})

test('a program that prepares an import reads which fields there are, kind by kind', async () => {
  const company = await world.newCompany('Initech')
  const terms = [
    { id: 'region', name: 'Region', object: 'customer', type: 'enum', choices: ['East', 'West', 'East'] },
    { id: 'cost_center', name: 'Cost center', object: 'customer', type: 'integer', external: false },
    { id: 'site', name: 'Building site', object: 'invoice' },
  ]
  const made = []
  for (const body of terms) made.push((await company.call('POST', '/custom_fields', { body })).json)
  const { json, headers } = await company.call('GET', '/custom_fields')
  const [region, center, site] = made
  expect(json, 'by their ids').toEqual([center, region, site])
  expect(region).toMatchObject({ choices: ['East', 'West'], external: true })
  expect(headers.get('x-total-count')).toBe('3')
  const ids = async (query: string) =>
    (await company.call('GET', `/custom_fields?${query}`)).json.map(({ id }: { id: string }) => id)
  expect(await ids('filter[object]=customer&sort=name asc')).toEqual(['cost_center', 'region'])
  expect(await ids('filter[external]=0')).toEqual(['cost_center'])
  expect(await ids('filter[type]=enum')).toEqual(['region'])
  expect(await ids(`filter[internal_id]=${site.internal_id}`)).toEqual(['site'])
  expect(await ids('per_page=2&page=2')).toEqual(['site'])
  expect((await company.call('GET', '/custom_fields?filter[choices]=East')).json).toMatchObject({ param: 'filter' })
  expect((await company.call('GET', '/custom_fields?sort=choices asc')).json).toMatchObject({ param: 'sort' })
  expect((await globex.call('GET', '/custom_fields')).json).toEqual([])
  await company.call('DELETE', '/custom_fields/site')
  expect(await ids('filter[object]=invoice')).toEqual([])
})
