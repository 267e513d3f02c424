import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())

test('101 customers are two pages, and the links lead from the one to the other', async () => {
  const { acme } = world
  for (let round = 0; round < 101; round++) await acme.call('POST', '/customers', { body: { name: `Customer ${round}` } })
  const first = await acme.call('GET', '/customers')
  expect(first.json).toHaveLength(100)
  expect(first.headers.get('X-Total-Count')).toBe('101')
  const links = first.headers.get('Link')!
  expect([...links.matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual(['self', 'first', 'next', 'last'])
  const next = /<([^>]+)>; rel="next"/.exec(links)![1]!
  const second = await acme.call('GET', next.replace(/^.*\/api/, ''))
  expect(second.json).toHaveLength(1)
  expect(second.headers.get('Link')).not.toContain('rel="next"')

  const third = await acme.call('GET', '/customers?page=3&per_page=10')
  expect(
    [...third.headers.get('Link')!.matchAll(/[?&]page=(\d+)(?:&per_page=10)?>; rel="(\w+)"/g)].map(([, page, rel]) => [
      rel,
      page,
    ]),
  ).toEqual([
    ['self', '3'],
    ['first', '1'],
    ['previous', '2'],
    ['next', '4'],
    ['last', '11'],
  ])
})

test('lists are filtered and sorted by what a customer is', async () => {
  const company = await world.newCompany('Filter Friend')
  const make = async (body: Record<string, unknown>) => (await company.call('POST', '/customers', { body })).json
  const list = async (query: string) =>
    (await company.call('GET', `/customers?${query}`)).json.map(({ name }: { name: string }) => name)
  await make({ name: 'Beta', metadata: { 'account-rep': 'Jan' }, credit_limit: 500, city: 'Austin' })
  await make({ name: 'Alpha', currency: 'jpy', credit_limit: 500, email: 'alpha@example.com' })
  world.travel('2014-11-19T15:00:00Z')
  const gamma = await make({ name: 'Gamma', type: 'person', autopay: true })

  expect(await list('sort=name asc')).toEqual(['Alpha', 'Beta', 'Gamma'])
  expect(await list('sort=type desc,name desc')).toEqual(['Gamma', 'Beta', 'Alpha'])
  expect(await list('metadata[account-rep]=Jan')).toEqual(['Beta'])
  expect(await list('filter[type]=person')).toEqual(['Gamma'])
  expect(await list('filter[autopay]=0&filter[city]=Austin')).toEqual(['Beta'])
  expect(await list('filter[credit_limit]=500')).toEqual(['Beta', 'Alpha'])
  expect(await list('filter[email]=')).toEqual(['Beta', 'Gamma'])
  expect(await list(`updated_after=${gamma.updated_at}`)).toEqual(['Gamma'])
  expect(await list(`updated_before=${gamma.updated_at - 1}`)).toEqual(['Beta', 'Alpha'])
  expect(await list(`per_page=100&page=1&include=updated_at&sort=updated_at ASC&updated_after=-1`)).toEqual([
    'Beta',
    'Alpha',
    'Gamma',
  ])
  expect(await company.call('GET', '/customers?filter[secret]=1')).toMatchObject({ status: 400, json: { param: 'filter' } })
})

test('an open invoice, a credit balance and a saved card can be asked for', async () => {
  const company = await world.newCompany('Flag Friend')
  const make = async (name: string) => (await company.call('POST', '/customers', { body: { name } })).json
  const list = async (query: string) =>
    (await company.call('GET', `/customers?${query}`)).json.map(({ name }: { name: string }) => name)
  const [owing] = [await make('Owing'), await make('Idle')]
  const credited = await make('Credited')
  await company.call('POST', '/invoices', { body: { customer: owing.id, items: [{ name: 'Paper', unit_cost: 45 }] } })
  await company.call('POST', '/payments', {
    body: { customer: credited.id, amount: 20, applied_to: [{ type: 'credit', amount: 20 }] },
  })

  expect(await list('open_balance=1')).toEqual(['Owing'])
  expect(await list('open_balance=0')).toEqual(['Idle', 'Credited'])
  expect(await list('balance=1')).toEqual(['Credited'])
  expect(await list('filter[credit_balance]=20')).toEqual(['Credited'])
  expect(await list('sort=credit_balance desc,name asc')).toEqual(['Credited', 'Idle', 'Owing'])
  expect(await list('payment_source=1')).toEqual([])
  expect(await list('payment_source=0')).toHaveLength(3)
})

test('the count is right after every create, merge and delete', async () => {
  const company = await world.newCompany('Counter')
  const make = async () => (await company.call('POST', '/customers', { body: { name: 'Acme' } })).json.id
  const [first, second, third] = [await make(), await make(), await make()]
  await company.call('DELETE', `/customers/${third}`)
  await company
    .call('POST', '/customers', { body: { name: 'Rehearsed' }, headers: {} })
    .then(({ json }) => company.call('DELETE', `/customers/${json.id}`))
  await company.call('POST', '/customers?dry_run=true', { body: { name: 'Rehearsed' } })
  await company.call('POST', `/customers/${first}/merge`, { body: { customer: second } })
  expect((await company.call('GET', '/customers')).headers.get('X-Total-Count')).toBe('1')
})

test('the same key and body make one customer, another body is refused', async () => {
  const { acme } = world
  const send = (name: string) =>
    acme.call('POST', '/customers', { body: { name }, headers: { 'idempotency-key': 'customer-once' } })
  const [first, again, other] = [await send('Once'), await send('Once'), await send('Twice')]
  expect(again).toMatchObject({ status: 201, text: first.text })
  expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  expect(other.status).toBe(422)
})
