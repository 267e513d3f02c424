import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

test('an item is created, read, changed, archived and listed as documented', async () => {
  const created = await acme.call('POST', '/items', { form: 'id=delivery&name=Delivery&type=service&unit_cost=100' })
  expect(created).toMatchObject({
    status: 201,
    json: {
      id: 'delivery',
      object: 'item',
      name: 'Delivery',
      type: 'service',
      unit_cost: 100,
      currency: 'usd',
      description: null,
      taxable: true,
      discountable: true,
      taxes: [],
      gl_account: null,
      metadata: {},
    },
  })
  expect((await acme.call('GET', '/items/delivery')).json).toEqual(created.json)
  expect((await acme.call('PATCH', '/items/delivery', { form: 'type=product' })).json).toMatchObject({
    type: 'product',
    name: 'Delivery',
    unit_cost: 100,
  })
  expect((await acme.call('GET', '/items')).json.map(({ id }: { id: string }) => id)).toEqual(['delivery'])
  expect((await acme.call('GET', '/catalog_items/delivery')).status).toBe(200)
  expect((await acme.call('DELETE', '/items/delivery')).status).toBe(204)
  expect((await acme.call('GET', '/items/delivery')).status).toBe(404)
  expect((await acme.call('GET', '/items')).json).toEqual([])
  for (const query of ['archived=1', 'filter[archived]=1'])
    expect((await acme.call('GET', `/items?${query}`)).json).toHaveLength(1)
  expect((await acme.call('POST', '/items', { form: 'id=delivery&name=Delivery' })).status).toBe(201)
})

test('the price of an item never changes, and its tax rates come out as objects', async () => {
  await acme.call('POST', '/tax_rates', { body: { id: 'item-vat', name: 'VAT', value: 5 } })
  const body = { id: 'copy_paper', name: 'Copy paper', unit_cost: 45.125, taxes: ['item-vat'], metadata: { shelf: 7 } }
  const { json } = await acme.call('POST', '/items', { body })
  expect(json).toMatchObject({ unit_cost: 45.125, taxes: [{ id: 'item-vat', object: 'tax_rate', value: 5 }] })
  const patched = await acme.call('PATCH', '/items/copy_paper', {
    body: { unit_cost: 1, currency: 'eur', name: 'Paper', taxes: json.taxes, metadata: {} },
  })
  expect(patched.json).toMatchObject({
    name: 'Paper',
    unit_cost: 45.125,
    currency: 'usd',
    taxes: [{ id: 'item-vat' }],
    metadata: {},
  })
  expect(patched.headers.get('Netterms-Ignored')).toBe('unit_cost, currency')
  expect((await acme.call('GET', '/items?filter[taxes]=item-vat&sort=unit_cost desc')).json).toHaveLength(1)
  expect(await acme.call('POST', '/items', { body: { name: 'x', taxes: ['none'] } })).toMatchObject({
    status: 400,
    json: { param: 'taxes[0]' },
  })
})

test('an invoice line takes over what the item says, and given values win', async () => {
  await acme.call('POST', '/items', { body: { id: 'copy_paper_20lb', name: 'Copy paper, Case', unit_cost: 45, type: 'product' } })
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
  const { json } = await acme.call('POST', '/invoices', {
    body: {
      customer,
      items: [{ catalog_item: 'copy_paper_20lb', quantity: 3, unit_cost: 44 }, { catalog_item: 'copy_paper_20lb' }],
    },
  })
  expect(json).toMatchObject({
    subtotal: 177,
    items: [{ name: 'Copy paper, Case', type: 'product', catalog_item: 'copy_paper_20lb', amount: 132 }, { amount: 45 }],
  })
})

test('a tax rate is created, read, renamed, archived and listed as documented', async () => {
  const created = await acme.call('POST', '/tax_rates', { form: 'id=vat&name=VAT&value=5' })
  expect(created).toMatchObject({
    status: 201,
    json: {
      id: 'vat',
      object: 'tax_rate',
      name: 'VAT',
      value: 5,
      currency: null,
      inclusive: false,
      is_percent: true,
      metadata: {},
    },
  })
  expect((await acme.call('PATCH', '/tax_rates/vat', { form: 'name=GST&value=99' })).json).toMatchObject({
    name: 'GST',
    value: 5,
  })
  expect((await acme.call('GET', '/tax_rates?filter[name]=GST')).json).toHaveLength(1)
  expect(await acme.call('POST', '/tax_rates', { body: { id: 'vat', name: 'Again', value: 1 } })).toMatchObject({
    status: 400,
    json: { code: 'id_taken', param: 'id' },
  })
  expect((await acme.call('DELETE', '/tax_rates/vat')).status).toBe(204)
  expect((await acme.call('GET', '/tax_rates/vat')).status).toBe(404)
})

test('a coupon is created, read, renamed, archived and listed as documented', async () => {
  const created = await acme.call('POST', '/coupons', { form: 'id=S8L47J&name=Non-profit Discount&value=20' })
  expect(created).toMatchObject({
    status: 201,
    json: {
      id: 'S8L47J',
      object: 'coupon',
      name: 'Non-profit Discount',
      value: 20,
      is_percent: true,
      exclusive: false,
      currency: null,
      expiration_date: null,
      max_redemptions: 0,
      duration: 0,
      metadata: {},
    },
  })
  expect((await acme.call('GET', '/coupons/S8L47J')).json).toEqual(created.json)
  expect((await acme.call('PATCH', '/coupons/S8L47J', { form: 'name=Nonprofits&value=99&duration=9' })).json).toMatchObject({
    name: 'Nonprofits',
    value: 20,
    duration: 0,
  })
  expect((await acme.call('GET', '/coupons')).json).toHaveLength(1)
  expect((await acme.call('DELETE', '/coupons/S8L47J')).status).toBe(204)
  expect((await acme.call('GET', '/coupons')).json).toEqual([])
})

test('a coupon ends with a day of the company, and an amount has its currency', async () => {
  const { json } = await acme.call('POST', '/coupons', {
    body: {
      name: 'Five off',
      value: 5,
      is_percent: false,
      expiration_date: 1416337200,
      max_redemptions: '3',
      duration: 2,
      exclusive: 1,
    },
  })
  expect(json).toMatchObject({ currency: 'usd', expiration_date: 1416290400, max_redemptions: 3, duration: 2, exclusive: true })
  expect(json.id).toMatch(/^[0-9A-Za-z]{6}$/)
  expect((await acme.call('GET', '/coupons?filter[expiration_date]=1416300000')).json).toHaveLength(1)
})

test.each([
  ['/items', { name: 'x', id: 'a' }, 'id'],
  ['/items', { name: 'x', id: 'a b' }, 'id'],
  ['/items', { id: 'no-name' }, 'name'],
  ['/items', { name: 'x', unit_cost: 'abc' }, 'unit_cost'],
  ['/tax_rates', { name: 'x' }, 'value'],
  ['/tax_rates', { name: 'x', value: -1 }, 'value'],
  ['/tax_rates', { name: 'x', value: 1e308 }, 'value'],
  ['/coupons', { name: 'x', value: 101 }, 'value'],
  ['/coupons', { name: 'x', value: 5, max_redemptions: -1 }, 'max_redemptions'],
  ['/coupons', { name: 'x', value: 5, currency: 'zzz' }, 'currency'],
  ['/tax_rules', { tax_rate: 'none' }, 'tax_rate'],
  ['/tax_rules', { tax_rate: 'none', country: 'ZZ' }, 'country'],
  ['/payment_terms', { name: '' }, 'name'],
])('%s %o is refused and named', async (path, body, param) => {
  expect(await acme.call('POST', path, { body })).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
})

test('tax rules are kept per place, and charged to taxable customers there', async () => {
  const company = await world.newCompany('Rule Follower')
  await company.call('POST', '/tax_rates', { body: { id: 'tx', name: 'Texas', value: 8.25 } })
  const created = await company.call('POST', '/tax_rules', { body: { tax_rate: 'tx', country: 'us', state: 'TX' } })
  expect(created).toMatchObject({ status: 201, json: { object: 'tax_rule', tax_rate: 'tx', country: 'US', state: 'TX' } })
  const path = `/tax_rules/${created.json.id}`
  expect((await company.call('GET', `${path}?expand=tax_rate`)).json.tax_rate).toMatchObject({ object: 'tax_rate', value: 8.25 })
  const bill = async (body: object) => {
    const customer = (await company.call('POST', '/customers', { body: { name: 'Acme', ...body } })).json.id
    return (await company.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 100 }] } })).json
      .total
  }
  expect(await bill({ country: 'US', state: 'TX' })).toBe(108.25)
  expect(await bill({ country: 'US', state: 'CA' })).toBe(100)
  expect(await bill({ country: 'US', state: 'TX', taxable: false })).toBe(100)
  expect((await company.call('PATCH', path, { form: 'state=' })).json).toMatchObject({
    tax_rate: 'tx',
    country: 'US',
    state: null,
  })
  expect(await bill({ country: 'US', state: 'CA' })).toBe(108.25)
  expect((await company.call('GET', '/tax_rules')).json).toHaveLength(1)
  expect((await company.call('DELETE', path)).status).toBe(204)
  expect((await company.call('DELETE', path)).status).toBe(404)
})

test('payment terms say when they are due, are in the list once, and are learnt from use', async () => {
  const company = await world.newCompany('Term Keeper')
  const created = await company.call('POST', '/payment_terms', { body: { name: '2% 10 NET 30' } })
  expect(created).toMatchObject({
    status: 201,
    json: { object: 'payment_term', active: true, due_in_days: 30, discount_value: 2, discount_expires_in_days: 10 },
  })
  expect(await company.call('POST', '/payment_terms', { body: { name: '2% 10 net 30' } })).toMatchObject({
    status: 400,
    json: { code: 'name_taken', param: 'name' },
  })
  await company.call('POST', '/customers', { body: { name: 'Acme', payment_terms: 'When the harvest is in' } })
  await company.call('POST', '/customers', { body: { name: 'Acme', payment_terms: 'when the harvest is in' } })
  const terms = (await company.call('GET', '/payment_terms?sort=name desc')).json
  expect(terms).toMatchObject([{ name: 'When the harvest is in', due_in_days: null }, { name: '2% 10 NET 30' }])
  const path = `/payment_terms/${terms[0].id}`
  expect((await company.call('PATCH', path, { body: { name: 'NET 60', active: false } })).json).toMatchObject({
    name: 'NET 60',
    active: false,
    due_in_days: 60,
  })
  expect((await company.call('DELETE', path)).status).toBe(204)
  expect((await company.call('GET', path)).status).toBe(404)
})

test('a used-up coupon is refused, and two documents cannot share its last use', async () => {
  const { openWork } = await import('../../../platform/work.ts')
  const { redeemCoupons } = await import('../coupons/service.ts')
  await acme.call('POST', '/coupons', { body: { id: 'last-one', name: 'Last one', value: 10, max_redemptions: 1 } })
  const redeem = () =>
    openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, (work) => redeemCoupons(work, ['last-one']))
  const outcomes = await Promise.allSettled([redeem(), redeem(), redeem()])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('another company has its own catalogue', async () => {
  await acme.call('POST', '/items', { body: { id: 'mine', name: 'Mine' } })
  await acme.call('POST', '/coupons', { body: { id: 'mine', name: 'Mine', value: 1 } })
  await acme.call('POST', '/tax_rates', { body: { id: 'mine', name: 'Mine', value: 1 } })
  for (const path of ['/items/mine', '/coupons/mine', '/tax_rates/mine']) {
    expect((await globex.call('GET', path)).status).toBe(404)
    expect((await globex.call('PATCH', path, { body: { name: 'x' } })).status).toBe(404)
    expect((await globex.call('DELETE', path)).status).toBe(404)
  }
  expect((await globex.call('POST', '/items', { body: { id: 'mine', name: 'Mine', taxes: ['mine'] } })).status).toBe(400)
})

test('tax rates and coupons on a document: 100 less 20 % plus 5 % is 84', async () => {
  const company = await world.newCompany('Arithmetic')
  await company.call('POST', '/tax_rates', { form: 'id=vat&name=VAT&value=5' })
  await company.call('POST', '/coupons', { form: 'id=S8L47J&name=Non-profit Discount&value=20' })
  const customer = (await company.call('POST', '/customers', { body: { name: 'Acme' } })).json.id
  const { json } = await company.call('POST', '/invoices', {
    body: { customer, items: [{ name: 'Paper', unit_cost: 100 }], discounts: ['S8L47J'], taxes: ['vat'] },
  })
  expect(json).toMatchObject({
    subtotal: 100,
    total: 84,
    discounts: [{ amount: 20, coupon: { id: 'S8L47J' } }],
    taxes: [{ amount: 4, tax_rate: { id: 'vat' } }],
  })
})
