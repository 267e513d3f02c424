import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

async function created(company: TestCompany, body: Record<string, unknown> = {}) {
  const { status, json } = await company.call('POST', '/customers', { body: { name: 'Acme Corp', ...body } })
  expect(status, JSON.stringify(json)).toBe(201)
  return json
}

async function eventsOf(company: TestCompany, id: number) {
  return openWork(world.platform, { companyId: company.id, actor: { kind: 'system' } }, async ({ tx, companyId }) =>
    tx
      .selectFrom('events')
      .select(['type', 'object', 'previous', 'published_type'])
      .where('company_id', '=', companyId)
      .where('customer_id', '=', id)
      .orderBy('id')
      .execute(),
  )
}

test('a form as curl sends it makes a customer with the defaults of the company', async () => {
  const company = await world.newCompany('Form Filler')
  const form = 'name=Acme&email=billing@acmecorp.com&payment_terms=NET 30&type=company'
  const { status, json } = await company.call('POST', '/customers', { form })
  expect(status).toBe(201)
  expect(json).toMatchObject({
    object: 'customer',
    name: 'Acme',
    number: 'CUST-0001',
    email: 'billing@acmecorp.com',
    payment_terms: 'NET 30',
    type: 'company',
    autopay: false,
    autopay_delay_days: null,
    country: 'US',
    currency: null,
    language: null,
    chase: true,
    taxable: true,
    active: true,
    credit_hold: false,
    taxes: [],
    metadata: {},
    payment_source: null,
    sign_up_url: null,
    created_at: 1416322800,
  })
  expect(Number.isInteger(json.id)).toBe(true)
  expect(json.statement_pdf_url).toMatch(/\/statements\/[0-9A-Za-z]{24}\/pdf$/)
  expect(json).not.toHaveProperty('disabled_payment_methods')
  expect((await company.call('GET', `/customers/${json.id}`)).json).toEqual(json)
  expect((await company.call('GET', '/payment_terms')).json).toMatchObject([{ name: 'NET 30', due_in_days: 30 }])
})

test('a number is taken once, whatever its case, and a missing name is named', async () => {
  await created(acme, { number: 'A-1234' })
  expect((await acme.call('POST', '/customers', { body: { name: 'Globex', number: 'a-1234' } })).json).toMatchObject({
    code: 'number_taken',
    param: 'number',
  })
  expect(await acme.call('POST', '/customers', { body: { number: '77' } })).toMatchObject({
    status: 400,
    json: { param: 'name' },
  })
  const other = await created(acme)
  expect(await acme.call('PATCH', `/customers/${other.id}`, { body: { number: 'A-1234' } })).toMatchObject({
    status: 400,
    json: { code: 'number_taken', param: 'number' },
  })
  await created(globex, { number: 'A-1234' })
})

test('generated numbers pass over those that were chosen by hand', async () => {
  const company = await world.newCompany('Number Chooser')
  await created(company, { number: 'cust-0002' })
  expect((await created(company)).number).toBe('CUST-0001')
  expect((await created(company)).number).toBe('CUST-0003')
})

test('fifty customers at once get fifty numbers in a row', async () => {
  const company = await world.newCompany('Crowd')
  const numbers = (await Promise.all(Array.from({ length: 50 }, () => created(company)))).map(({ number }) => number)
  expect(numbers.toSorted()).toEqual(Array.from({ length: 50 }, (_, index) => `CUST-${String(index + 1).padStart(4, '0')}`))
})

test('PATCH changes what is sent, an empty text means null, PUT clears what is not sent', async () => {
  const customer = await created(acme, {
    email: 'billing@acmecorp.com',
    payment_terms: 'NET 30',
    metadata: { account_rep: 'Jan' },
  })
  const form =
    'payment_terms=NET 14&attention_to=Sarah Fisher&address1=342 Amber St&city=Hill Valley&state=CA&postal_code=94523&tax_id=893-934835&phone=(820) 297-2983'
  const patched = await acme.call('PATCH', `/customers/${customer.id}`, { form })
  expect(patched).toMatchObject({
    status: 200,
    json: {
      email: 'billing@acmecorp.com',
      payment_terms: 'NET 14',
      city: 'Hill Valley',
      tax_id: '893-934835',
      metadata: { account_rep: 'Jan' },
    },
  })
  expect((await acme.call('PATCH', `/customers/${customer.id}`, { form: 'city=' })).json.city).toBeNull()
  const put = await acme.call('PUT', `/customers/${customer.id}`, { body: { name: 'Acme', phone: '1' } })
  expect(put).toMatchObject({
    status: 200,
    json: {
      id: customer.id,
      number: customer.number,
      name: 'Acme',
      phone: '1',
      email: null,
      payment_terms: null,
      metadata: {},
      created_at: customer.created_at,
    },
  })
})

test('autopay and payment terms exclude each other', async () => {
  const customer = await created(acme, { payment_terms: 'NET 30' })
  expect((await acme.call('PATCH', `/customers/${customer.id}`, { body: { autopay: true } })).json).toMatchObject({
    autopay: true,
    payment_terms: null,
  })
  expect(
    (await acme.call('PATCH', `/customers/${customer.id}`, { body: { autopay: 0, payment_terms: 'NET 7' } })).json,
  ).toMatchObject({ autopay: false, payment_terms: 'NET 7' })
})

test.each([
  [{ currency: 'xyz' }, 'currency'],
  [{ country: 'UK' }, 'country'],
  [{ language: 'xx' }, 'language'],
  [{ email: 'not an address' }, 'email'],
  [{ type: 'alien' }, 'type'],
  [{ owner: 99_999_999 }, 'owner'],
  [{ taxes: ['no-such-rate'] }, 'taxes[0]'],
  [{ parent_customer: 99_999_999 }, 'parent_customer'],
  [{ credit_limit: -1 }, 'credit_limit'],
  [{ name: 'a\u0000b' }, 'name'],
  [{ metadata: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, 'x'])) }, 'metadata'],
  [{ metadata: { ['k'.repeat(41)]: 'x' } }, 'metadata'],
  [{ metadata: { key: 'x'.repeat(256) } }, 'metadata'],
  [{ metadata: { key: ['x'.repeat(252)] } }, 'metadata'],
  [{ metadata: { key: Array.from({ length: 50_000 }, () => ({ a: 1 })) } }, 'metadata'],
  [{ metadata: { key: [{ 'a\0b': 1 }] } }, 'metadata'],
  [{ metadata: { key: { deep: ['a\ud800b'] } } }, 'metadata'],
  [{ metadata: [1] }, 'metadata'],
])('%o is refused and named', async (body, param) => {
  const { status, json } = await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...body } })
  expect({ status, type: json.type, param: json.param }).toEqual({ status: 400, type: 'invalid_request', param })
})

test('a value of metadata that cannot be kept is refused for what it is', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Initech', metadata: { key: 'a\0b' } } })
  expect(json).toMatchObject({ param: 'metadata', message: expect.stringContaining('NUL') })
})

test('lists and objects in metadata are measured as JSON, kept, told and changed whole', async () => {
  const metadata = { route: { stops: ['Scranton', null, { gate: 4, open: true }], days: [] }, codes: [7, 'x'], none: {}, crm: 7 }
  const { id, ...made } = await created(acme, { metadata })
  expect(made.metadata).toEqual(metadata)
  expect((await acme.call('GET', `/customers/${id}`)).json.metadata).toEqual(metadata)
  const longest = { list: ['x'.repeat(251)] }
  expect(JSON.stringify(longest.list)).toHaveLength(255)
  expect((await acme.call('PATCH', `/customers/${id}`, { body: { metadata: longest } })).json.metadata).toEqual(longest)
  const { json } = await acme.call('GET', '/events?filter[type]=customer.updated&per_page=1')
  expect(json[0].data).toMatchObject({ object: { metadata: longest }, previous: { metadata } })
  const proto = '{"name":"Initech","metadata":{"key":{"__proto__":{"a":1}}}}'
  expect((await acme.call('POST', '/customers', { form: proto })).json).toMatchObject({ param: 'metadata' })
})

test('the owner is a member of this company, and of no other', async () => {
  const userOf = (company: TestCompany) =>
    openWork(
      world.platform,
      { companyId: company.id, actor: { kind: 'system' } },
      async ({ tx, companyId }) =>
        (await tx.selectFrom('members').select('user_id').where('company_id', '=', companyId).executeTakeFirstOrThrow()).user_id,
    )
  const own = await userOf(acme)
  const { id, owner } = await created(acme, { owner: own })
  expect(owner).toBe(own)
  expect((await acme.call('GET', `/customers/${id}?expand=owner`)).json.owner).toMatchObject({ id: own, email: acme.email })
  expect(await acme.call('POST', '/customers', { body: { name: 'Acme', owner: await userOf(globex) } })).toMatchObject({
    status: 400,
    json: { param: 'owner' },
  })
})

test('tax rates go in as ids and come out as objects, until they are archived', async () => {
  await acme.call('POST', '/tax_rates', { body: { id: 'customer-vat', name: 'VAT', value: 5 } })
  const customer = await created(acme, { taxes: ['customer-vat'] })
  expect(customer.taxes).toMatchObject([{ id: 'customer-vat', object: 'tax_rate', value: 5 }])
  expect((await acme.call('PATCH', `/customers/${customer.id}`, { body: { taxes: customer.taxes } })).json.taxes).toHaveLength(1)
  expect((await acme.call('PATCH', `/customers/${customer.id}`, { form: 'taxes=' })).json.taxes).toEqual([])
  await acme.call('PATCH', `/customers/${customer.id}`, { form: 'taxes[0]=customer-vat' })
  await acme.call('DELETE', '/tax_rates/customer-vat')
  expect((await acme.call('GET', `/customers/${customer.id}`)).json.taxes).toEqual([])
})

test('families end at five levels and never close a circle, not even when two changes are made at once', async () => {
  const chain: number[] = []
  for (let level = 1; level <= 5; level++) chain.push((await created(acme, { parent_customer: chain.at(-1) ?? null })).id)
  expect(await acme.call('POST', '/customers', { body: { name: 'Sixth', parent_customer: chain[4] } })).toMatchObject({
    status: 400,
    json: { code: 'parent_too_deep', param: 'parent_customer' },
  })
  expect(await acme.call('PATCH', `/customers/${chain[0]}`, { body: { parent_customer: chain[4] } })).toMatchObject({
    status: 400,
    json: { code: 'parent_circle' },
  })
  expect((await acme.call('GET', `/customers/${chain[1]}?expand=parent_customer`)).json.parent_customer).toMatchObject({
    id: chain[0],
    object: 'customer',
  })

  const [left, right] = [await created(acme), await created(acme)]
  const answers = await Promise.all([
    acme.call('PATCH', `/customers/${left.id}`, { body: { parent_customer: right.id } }),
    acme.call('PATCH', `/customers/${right.id}`, { body: { parent_customer: left.id } }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
})

test('what happened is told once, with the old values, and not at all when nothing changed', async () => {
  const customer = await created(acme, { metadata: { rep: 'Jan' } })
  await acme.call('PATCH', `/customers/${customer.id}`, { body: { name: 'Acme' } })
  await acme.call('PATCH', `/customers/${customer.id}`, { body: { name: 'Acme' } })
  await acme.call('DELETE', `/customers/${customer.id}`)
  const events = await eventsOf(acme, customer.id)
  expect(events.map(({ type }) => type)).toEqual(['customer.created', 'customer.updated', 'customer.deleted'])
  expect(events[1]!.previous).toMatchObject({ name: 'Acme Corp' })
  expect(events[1]!.previous).not.toHaveProperty('number')
})

test('a customer with documents stays; one without is gone', async () => {
  const idle = await created(acme)
  expect((await acme.call('DELETE', `/customers/${idle.id}`)).status).toBe(204)
  expect(await acme.call('GET', `/customers/${idle.id}`)).toMatchObject({ status: 404, json: { type: 'invalid_request' } })
  expect((await acme.call('DELETE', `/customers/${idle.id}`)).status).toBe(404)

  const billed = await created(acme)
  await acme.call('POST', '/invoices', { body: { customer: billed.id, items: [{ name: 'Paper', unit_cost: 45 }] } })
  expect(await acme.call('DELETE', `/customers/${billed.id}`)).toMatchObject({ status: 400, json: { code: 'customer_in_use' } })
})

test('another company sees nothing of it', async () => {
  const customer = await created(acme)
  for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['PUT', { name: 'x' }], ['DELETE']] as const) {
    expect((await globex.call(method, `/customers/${customer.id}`, body ? { body } : {})).status).toBe(404)
  }
  expect(await globex.call('POST', '/customers', { body: { name: 'x', parent_customer: customer.id } })).toMatchObject({
    status: 400,
    json: { param: 'parent_customer' },
  })
})

test('merging moves everything, also what was posted, and leaves one customer', async () => {
  const company = await world.newCompany('Merger')
  const [kept, gone] = [await created(company), await created(company, { name: 'ACME Corporation' })]
  const child = await created(company, { parent_customer: gone.id })
  const invoice = (
    await company.call('POST', '/invoices', { body: { customer: gone.id, items: [{ name: 'Paper', unit_cost: 45 }] } })
  ).json
  const payment = (
    await company.call('POST', '/payments', {
      body: {
        customer: gone.id,
        amount: 100,
        applied_to: [
          { type: 'invoice', invoice: invoice.id, amount: 45 },
          { type: 'credit', amount: 20 },
        ],
      },
    })
  ).json
  await company.call('POST', `/customers/${gone.id}/contacts`, { body: { name: 'Nancy' } })
  await company.call('POST', '/notes', { body: { customer_id: gone.id, notes: 'Called.' } })

  const merged = await company.call('POST', `/customers/${kept.id}/merge`, { body: { customer: gone.id } })
  expect(merged).toMatchObject({ status: 200, json: { id: kept.id, name: 'Acme Corp', number: 'CUST-0001' } })
  expect((await company.call('GET', `/customers/${gone.id}`)).status).toBe(404)
  expect((await company.call('GET', `/invoices/${invoice.id}`)).json.customer).toBe(kept.id)
  expect((await company.call('GET', `/payments/${payment.id}`)).json.customer).toBe(kept.id)
  expect((await company.call('GET', `/customers/${child.id}`)).json.parent_customer).toBe(kept.id)
  expect((await company.call('GET', `/customers/${kept.id}/contacts`)).json).toMatchObject([{ name: 'Nancy', customer: kept.id }])
  expect((await company.call('GET', `/customers/${kept.id}/notes`)).json).toMatchObject([{ notes: 'Called.' }])
  expect((await company.call('GET', `/customers/${kept.id}/balance`)).json).toMatchObject({ available_credits: 20 })
  expect((await company.call('DELETE', `/payments/${payment.id}`)).status).toBe(200)
  expect((await company.call('GET', `/customers/${kept.id}/balance`)).json).toMatchObject({
    available_credits: 0,
    total_outstanding: 45,
  })
  expect((await company.call('GET', '/customers')).headers.get('X-Total-Count')).toBe('2')

  const told = (await eventsOf(company, kept.id)).find(({ type }) => type === 'customer.merged')
  expect(told).toMatchObject({
    published_type: 'customer.merged',
    object: { id: kept.id },
    previous: { id: gone.id, name: 'ACME Corporation' },
  })
})

test('a merge names what cannot be merged', async () => {
  const top = await created(acme)
  const below = await created(acme, { parent_customer: top.id })
  const lowest = await created(acme, { parent_customer: below.id })
  const merge = (id: number, customer: number) => acme.call('POST', `/customers/${id}/merge`, { body: { customer } })
  expect(await merge(top.id, top.id)).toMatchObject({ status: 400, json: { code: 'same_customer' } })
  expect(await merge(top.id, 99_999_999)).toMatchObject({ status: 400, json: { param: 'customer' } })
  expect((await merge(99_999_999, top.id)).status).toBe(404)
  expect(await merge(lowest.id, top.id)).toMatchObject({ status: 400, json: { code: 'parent_circle' } })
  expect(await merge(below.id, top.id)).toMatchObject({ status: 200, json: { parent_customer: null } })
})

test('every table that names a customer is known to the merge', async () => {
  const { rows } = await world.database.pool.query<{ table: string; column: string }>(`
    select c.conrelid::regclass::text as "table", a.attname::text as "column" from pg_constraint c
    join unnest(c.conkey, c.confkey) as k (own, other) on true
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
    join pg_attribute o on o.attrelid = c.confrelid and o.attnum = k.other
    where c.contype = 'f' and c.confrelid = 'customers'::regclass and o.attname = 'id'`)
  const { REFERENCES } = await import('./store.ts')
  const known = REFERENCES.map(({ table, column }) => `${table}.${column}`)
  expect(rows.map(({ table, column }) => `${table}.${column}`).filter((name) => !known.includes(name))).toEqual([])
})
