import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lastMail, openBrowser, signIn, type Visitor } from '../../../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../../../test/world.ts'
import { isSeen } from '../../../core/view.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

/** Somebody who works for Acme under these limits, signed in. */
async function join(limits: object, role = 'administrator') {
  const email = `staff${Math.random().toString(36).slice(2)}@scranton.example`
  const { json } = await acme.call('POST', '/members', { body: { email, role, ...limits } })
  await openBrowser(world).call('POST', '/auth/reset', { token: (await lastMail(world, email)).token, password: PASSWORD })
  return { id: json.id as number, user: json.user.id as number, email, browser: await signIn(world, email) }
}
const names = async (browser: Visitor, path = '/customers') =>
  (await browser.call('GET', path)).json.map(({ name }: { name: string }) => name).toSorted()
const customer = async (name: string, more: object = {}): Promise<number> =>
  (await acme.call('POST', '/customers', { body: { name, ...more } })).json.id
const invoice = async (of: number, unit_cost: number, more: object = {}) =>
  (await acme.call('POST', '/invoices', { body: { customer: of, items: [{ name: 'Paper', unit_cost }], ...more } })).json

beforeAll(async () => {
  for (const [id, name] of [
    ['territory', 'Territory'],
    ['segment', 'Segment'],
  ])
    await acme.call('POST', '/custom_fields', { body: { id, name, object: 'customer' } })
})

describe('a member who sees the customers they look after', () => {
  test('finds these, what belongs to them, and no trace of the others', async () => {
    const { user, browser } = await join({ restriction_mode: 'owner' })
    const own = await customer('Lackawanna County', { owner: user })
    const foreign = await customer('Dunmore High School')
    const seen = await invoice(own, 45)
    const hidden = await invoice(foreign, 1000)
    await acme.call('POST', '/payments', { body: { customer: foreign, amount: 7 } })
    await acme.call('POST', '/payments', { body: { amount: 9 } })

    expect(await names(browser)).toEqual(['Lackawanna County'])
    const list = await browser.call('GET', '/invoices?sort=number')
    expect(list.headers.get('x-total-count')).toBe('1')
    expect(list.json.map(({ id }: { id: number }) => id)).toEqual([seen.id])
    expect((await browser.call('GET', '/payments')).json, 'money of an unknown payer is nobody’s').toEqual([])
    expect((await browser.call('GET', `/customers/${foreign}`)).status).toBe(404)
    expect((await browser.call('GET', `/invoices/${hidden.id}`)).json).toMatchObject({ code: 'invoice_not_found' })
    expect((await browser.call('POST', `/invoices/${hidden.id}/void`)).status).toBe(404)
    expect((await browser.call('GET', `/customers/${own}/balance`)).json.total_outstanding).toBe(45)

    const report = (await browser.call('POST', '/reports', { type: 'a_r_overview' })).json
    expect(JSON.stringify(report.data)).toContain('Lackawanna County')
    expect(JSON.stringify(report.data)).not.toContain('Dunmore')
    const all = (await acme.call('POST', '/reports', { body: { type: 'a_r_overview' } })).json
    expect((await browser.call('GET', `/reports/${report.id}`)).status).toBe(200)
    expect((await browser.call('GET', `/reports/${all.id}`)).status, 'a report of somebody who sees more').toBe(404)

    const events = (await browser.call('GET', '/events?per_page=100')).json
    expect(events.length).toBeGreaterThan(1)
    expect(JSON.stringify(events)).not.toContain('Dunmore')
  })

  test('looks after whom they make, and cannot give them away', async () => {
    const { user, browser } = await join({ restriction_mode: 'owner' }, 'sales')
    const made = await browser.call('POST', '/customers', { name: 'Steamtown Mall' })
    expect(made.json).toMatchObject({ owner: user })
    const [founder] = await acme.api.members.list()
    const given = await browser.call('PATCH', `/customers/${made.json.id}`, { owner: founder!.user.id })
    expect(given).toMatchObject({ status: 403, json: { code: 'outside_your_customers', param: 'owner' } })
    expect((await browser.call('POST', '/customers', { name: 'Lost', owner: founder!.user.id })).status).toBe(403)
    expect(await names(browser)).toEqual(['Steamtown Mall'])
    expect((await acme.call('GET', '/customers?filter[name]=Lost')).json).toEqual([])

    await acme.call('PATCH', `/customers/${made.json.id}`, { body: { owner: founder!.user.id } })
    expect(await names(browser), 'handed over by somebody who may').toEqual([])
  })

  test('takes the next free number, also where one who is not seen has it', async () => {
    const { user, browser } = await join({ restriction_mode: 'owner' })
    const own = await customer('Prestige Worldwide', { owner: user })
    const foreign = await customer('Vandelay')
    const { number } = await invoice(own, 1)
    const next = `INV-${String(Number(number.slice(4)) + 1).padStart(number.length - 4, '0')}`
    await invoice(foreign, 1, { number: next })
    const made = await browser.call('POST', '/invoices', { customer: own, items: [{ name: 'Paper', unit_cost: 1 }] })
    expect(made.status, made.text).toBe(201)
    expect(made.json.number > next).toBe(true)
    const clash = await browser.call('POST', '/invoices', { customer: own, number: next, items: [] })
    expect(clash).toMatchObject({ status: 400, json: { param: 'number' } })
  })

  test('closes no circle through customers whom they do not see', async () => {
    const { user, browser } = await join({ restriction_mode: 'owner' })
    const top = await customer('Sabre', { owner: user })
    const middle = await customer('Sabre East', { parent_customer: top })
    const bottom = await customer('Sabre East Stores', { parent_customer: middle, owner: user })
    const closing = await browser.call('PATCH', `/customers/${top}`, { parent_customer: bottom })
    expect(closing).toMatchObject({ status: 400, json: { param: 'parent_customer' } })
    const below = await browser.call('PATCH', `/customers/${top}`, { parent_customer: middle })
    expect(below.json).toMatchObject({ code: 'unknown_customer', param: 'parent_customer' })
    const bill = await browser.call('POST', '/invoices', { customer: bottom, items: [{ name: 'Ink', unit_cost: 3 }] })
    expect(bill.status, 'the parent need not be seen to bill the child').toBe(201)
  })

  test('is told by mail of them alone', async () => {
    const { user, email, browser } = await join({ restriction_mode: 'owner' })
    const own = await customer('Kellerman', { owner: user })
    const foreign = await customer('Poor Richard’s')
    await browser.call('POST', '/notifications', { event: 'invoice.created', user_id: user })
    await invoice(own, 11)
    await invoice(foreign, 22)
    await world.settle()
    const told = world.mail.sent.filter(({ recipients }) => recipients.includes(email)).map(({ message }) => message.text)
    const bills = told.filter((text) => text.includes('USD'))
    expect(bills).toHaveLength(1)
    expect(bills[0]).toContain('Kellerman')
  })

  test('cannot reach what is attached to a document of others', async () => {
    const { user, browser } = await join({ restriction_mode: 'owner' })
    const file = (
      await acme.call('POST', '/files', {
        body: { name: 'order.pdf', url: 'https://acme.example/order.pdf', size: 9, type: 'application/pdf' },
      })
    ).json
    expect((await browser.call('GET', `/files/${file.id}`)).status, 'attached to nothing yet').toBe(200)
    const foreign = await customer('Cugino’s')
    await invoice(foreign, 5, { attachments: [file.id] })
    expect((await browser.call('GET', `/files/${file.id}`)).status).toBe(404)
    await acme.call('PATCH', `/customers/${foreign}`, { body: { owner: user } })
    expect((await browser.call('GET', `/files/${file.id}`)).status).toBe(200)
  })
})

describe('a member who sees customers by custom fields', () => {
  test('finds those that have one of the values in every field', async () => {
    const { id, browser } = await join({
      restriction_mode: 'custom_field',
      restrictions: { territory: ['Texas', 'Ohio'], segment: ['school'] },
    })
    expect((await acme.call('GET', `/members/${id}`)).json).toMatchObject({
      restriction_mode: 'custom_field',
      restrictions: [
        { custom_field: 'segment', values: ['school'] },
        { custom_field: 'territory', values: ['Texas', 'Ohio'] },
      ],
    })
    await customer('Texas school', { metadata: { territory: 'Texas', segment: 'school' } })
    await customer('Ohio school', { metadata: { territory: 'Ohio', segment: 'school' } })
    await customer('Texas prison', { metadata: { territory: 'Texas', segment: 'prison' } })
    await customer('A school somewhere', { metadata: { segment: 'school' } })
    expect(await names(browser)).toEqual(['Ohio school', 'Texas school'])
    expect((await browser.call('POST', '/customers', { name: 'Anything' })).json).toMatchObject({
      code: 'outside_your_customers',
      param: 'metadata',
      message: expect.stringContaining('territory is Texas or Ohio'),
    })
    const made = await browser.call('POST', '/customers', { name: 'New', metadata: { territory: 'Ohio', segment: 'school' } })
    expect(made.status, made.text).toBe(201)
    const moved = await browser.call('PATCH', `/customers/${made.json.id}`, {
      metadata: { territory: 'Utah', segment: 'school' },
    })
    expect(moved.status).toBe(403)
  })

  test('limits are changed from one call to the next, and taken away', async () => {
    const { id, browser } = await join({ restriction_mode: 'custom_field', restrictions: { territory: ['Nowhere'] } })
    await customer('Alamo Supply', { metadata: { territory: 'Texas' } })
    expect(await names(browser)).toEqual([])
    const form = 'restrictions[territory][]=Texas&restrictions[territory][]=Utah'
    expect((await acme.call('PATCH', `/members/${id}`, { form })).json.restrictions).toEqual([
      { custom_field: 'territory', values: ['Texas', 'Utah'] },
    ])
    expect(await names(browser)).toContain('Alamo Supply')
    const free = await acme.call('PATCH', `/members/${id}`, { body: { restriction_mode: 'none' } })
    expect(free.json).toMatchObject({ restriction_mode: 'none', restrictions: null })
    expect((await names(browser)).length).toBeGreaterThan(5)
  })
})

test.each([
  [{ restriction_mode: 'custom_field' }, 'restrictions_missing', 'restrictions'],
  [{ restriction_mode: 'custom_field', restrictions: [] }, 'restrictions_missing', 'restrictions'],
  [{ restriction_mode: 'custom_field', restrictions: { planet: ['Mars'] } }, 'custom_field_not_found', 'restrictions'],
  [{ restriction_mode: 'owner', restrictions: { territory: ['Texas'] } }, 'restrictions_unused', 'restrictions'],
  [{ restrictions: { territory: ['Texas'] } }, 'restrictions_unused', 'restrictions'],
])('limits that would hold nobody to anything are refused: %j', async (limits, code, param) => {
  const answer = await acme.call('POST', '/members', { body: { email: 'nobody@scranton.example', role: 'sales', ...limits } })
  expect(answer).toMatchObject({ status: 400, json: { code, param } })
})

describe('the database holds to it by itself', () => {
  test('without a view the members’ role sees no customer', async () => {
    await customer('Initech')
    const client = await world.database.ownerPool.connect()
    try {
      await client.query(`begin; set local netterms.company_id = '${acme.id}'; set local role netterms_member`)
      for (const table of ['customers', 'invoices', 'payments', 'ledger_postings', 'events', 'reports'])
        expect((await client.query(`select 1 from ${table}`)).rowCount, table).toBe(0)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  test('and its rule is the one by which the verbs refuse', async () => {
    const value = fc.oneof(
      fc.constantFrom('Texas', 'true', '1', ''),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 }),
      fc.constant(null),
      fc.constantFrom(['Texas'], { Texas: 1 }),
    )
    const metadata = fc.dictionary(fc.constantFrom('territory', 'segment'), value)
    const owner = fc.option(fc.constantFrom(1, 2))
    const fields = fc.dictionary(
      fc.constantFrom('territory', 'segment'),
      fc.array(fc.constantFrom('Texas', 'true', '1', '["Texas"]'), { minLength: 1 }),
    )
    const view = fc.oneof(fc.record({ owned_by: fc.constantFrom(1, 2) }), fc.record({ fields }))
    await fc.assert(
      fc.asyncProperty(view, owner, metadata, async (sight, looksAfter, set) => {
        const { rows } = await world.database.ownerPool.query('select netterms.is_among($1, $2, $3, $4) as seen', [
          'owned_by' in sight ? sight.owned_by : null,
          'fields' in sight ? JSON.stringify(sight.fields) : null,
          looksAfter,
          JSON.stringify(set),
        ])
        expect(rows[0].seen).toBe(isSeen(sight, { owner: looksAfter, metadata: set }))
      }),
      { numRuns: 150 },
    )
  })
})
