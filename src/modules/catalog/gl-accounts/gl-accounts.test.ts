import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const add = async (body: object) => (await acme.call('POST', '/gl_accounts', { body })).json

test('a chart has accounts below accounts, and none below itself', async () => {
  const income = await add({ name: 'Income', code: '4000' })
  const paper = await add({ name: 'Paper sales', code: '4100', parent_id: income.id })
  expect(paper).toEqual({
    id: paper.id,
    name: 'Paper sales',
    code: '4100',
    parent_id: income.id,
    created_at: paper.created_at,
    updated_at: paper.updated_at,
  })
  const bound = await acme.call('PATCH', `/gl_accounts/${income.id}`, { body: { parent_id: paper.id } })
  expect(bound.json).toMatchObject({ code: 'gl_account_cycle', param: 'parent_id' })
  expect((await acme.call('PATCH', `/gl_accounts/${income.id}`, { body: { parent_id: income.id } })).json.param).toBe('parent_id')
  expect((await acme.call('GET', `/gl_accounts/${paper.id}?expand=parent_id`)).json.parent_id.name).toBe('Income')
  expect((await acme.call('GET', `/gl_accounts?filter[parent_id]=${income.id}`)).json).toMatchObject([{ code: '4100' }])
  expect((await acme.call('DELETE', `/gl_accounts/${income.id}`)).json).toMatchObject({ code: 'gl_account_has_children' })
})

test.each([
  [{ name: 'Freight', code: '4200' }, { name: 'Postage', code: '4200' }, 'code'],
  [{ name: 'Interest', code: '4300' }, { name: ' interest', code: '4301' }, 'name'],
  [{ name: 'Rent', code: '4400' }, { name: 'R', code: '4401' }, 'name'],
  [{ name: 'Leasing', code: '4500' }, { name: 'Loans', code: '4501', parent_id: 1 }, 'parent_id'],
])('%j stands, then %j is refused for its %s', async (first, second, param) => {
  await add(first)
  expect((await acme.call('POST', '/gl_accounts', { body: second })).json).toMatchObject({ type: 'invalid_request', param })
})

test('an item is mapped by the code or the name of an account, follows its code, and holds it', async () => {
  const account = await add({ name: 'Toner sales', code: '4600' })
  const item = (await acme.call('POST', '/items', { body: { name: 'Toner', unit_cost: 80, gl_account: 'toner SALES' } })).json
  expect(item.gl_account).toBe('4600')
  await acme.call('PATCH', `/gl_accounts/${account.id}`, { body: { code: '4601' } })
  expect((await acme.call('GET', '/items?filter[gl_account]=4601')).json).toMatchObject([{ id: item.id }])
  expect((await acme.call('DELETE', `/gl_accounts/${account.id}`)).json).toMatchObject({ code: 'gl_account_in_use' })
  await acme.call('PATCH', `/items/${item.id}`, { body: { gl_account: '' } })
  expect((await acme.call('DELETE', `/gl_accounts/${account.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/gl_accounts/${account.id}`)).status).toBe(404)
})

test('a code that is in no chart is kept as it is, as the chart may be kept elsewhere', async () => {
  const item = await acme.call('POST', '/items', { body: { name: 'Ink', unit_cost: 8, gl_account: 'Sales:Ink' } })
  expect(item.json.gl_account).toBe('Sales:Ink')
})

test('another company has a chart of its own', async () => {
  const { id } = await add({ name: 'Services', code: '4700' })
  expect((await globex.call('POST', '/gl_accounts', { body: { name: 'Services', code: '4700' } })).status).toBe(201)
  expect(
    (await globex.call('POST', '/gl_accounts', { body: { name: 'Repairs', code: '4710', parent_id: id } })).json,
  ).toMatchObject({
    param: 'parent_id',
  })
})
