import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
let keys = 0
const fresh = () => `form-${++keys}-${'x'.repeat(6)}`
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
await make('/plans', { id: 'ink', name: 'Ink', amount: 10, interval: 'month' })
await make('/plans', { id: 'yearly', name: 'Yearly', amount: 490, interval: 'year' })
await make('/items', { id: 'welcome', name: 'Welcome box', unit_cost: 25 })
await make('/items', { id: 'training', name: 'Training', unit_cost: 100 })
await make('/coupons', { id: 'friends', name: 'Friends', value: 10 })
await make('/tax_rates', { id: 'vat', name: 'VAT', value: 20 })
await acme.call('POST', '/custom_fields', { body: { id: 'shoe_size', name: 'Shoe size', object: 'customer', type: 'integer' } })

const pageOf = (more: object = {}) => make('/sign_up_pages', { name: 'Join us', plans: ['paper'], ...more })
const pathOf = (url: string) => `/api${new URL(url).pathname}`
const person = { name: 'Acme Corp', email: 'billing@acme.example' }
const card = { method: 'credit_card', token: 'tok_visa_4242' }
const mandate =
  'I authorize Dunder Mifflin to charge or debit the card or account that I save here for the amount of each of its invoices when it is due, from the next invoice on. I can withdraw this at any time; a payment that is under way by then still completes.'
const submit = (url: string, body: object) =>
  world.request('POST', pathOf(url), {
    body: { form_key: fresh(), idempotency_key: fresh(), ...person, ...card, mandate, ...body },
  })
const subscriptionsOf = (customer: number) => read(`/subscriptions?all=1&filter[customer]=${customer}`)
const named = async (name: string) => read(`/customers?filter[name]=${encodeURIComponent(name)}`)

test('a page is described as published, with an address that nobody can guess', async () => {
  const page = await pageOf({ setup_fee: 'welcome', taxes: ['vat'], trial_period_days: 14 })
  expect(page).toMatchObject({
    type: 'recurring',
    plans: ['paper'],
    setup_fee: 'welcome',
    taxes: [{ id: 'vat' }],
    has_quantity: false,
    custom_fields: [],
    allow_multiple_subscriptions: false,
  })
  expect(page.url).toMatch(/\/sign_up\/[0-9A-Za-z]{24}$/)
  expect((await acme.call('PATCH', `/sign_up_pages/${page.id}`, { body: { name: 'Join' } })).json).toMatchObject({ name: 'Join' })
  expect((await globex.call('GET', `/sign_up_pages/${page.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/sign_up_pages/${page.id}`)).status).toBe(204)
  expect((await world.request('GET', pathOf(page.url))).status).toBe(404)
})

test.each([
  [{ plans: [] }, 'plans'],
  [{ plans: ['nowhere'] }, 'plans[0]'],
  [{ plans: ['paper', 'yearly'] }, 'plans[1]'],
  [{ setup_fee: 'nowhere' }, 'setup_fee'],
  [{ taxes: ['nowhere'] }, 'taxes'],
  [{ custom_fields: ['nowhere'] }, 'custom_fields[0]'],
  [{ tos_url: 'javascript:alert(1)' }, 'tos_url'],
])('a page that could not be used is refused: %#', async (wrong, param) => {
  const { status, json } = await acme.call('POST', '/sign_up_pages', { body: { name: 'Join', plans: ['paper'], ...wrong } })
  expect([status, json.param]).toEqual([400, param])
})

test('somebody signs up: a customer on AutoPay, a subscription with its fee, addons and coupon, paid at once, and a mail', async () => {
  const page = await pageOf({
    setup_fee: 'welcome',
    taxes: ['vat'],
    has_quantity: true,
    has_coupon_code: true,
    billing_address: true,
    custom_fields: ['shoe_size'],
    tos_url: 'https://acme.example/terms',
    thanks_url: 'https://acme.example/thanks',
  })
  const ink = await make('/sign_up_page_addons', { sign_up_page_id: page.id, type: 'quantity', recurring: true, plan: 'ink' })
  const training = await make('/sign_up_page_addons', {
    sign_up_page_id: page.id,
    type: 'boolean',
    recurring: false,
    catalog_item: 'training',
    required: true,
  })
  expect(await read(`/sign_up_page_addons?filter[sign_up_page_id]=${page.id}`)).toHaveLength(2)
  const shown = (await world.request('GET', pathOf(page.url))).json
  expect(shown).toMatchObject({
    page: { name: 'Join us', tos_url: 'https://acme.example/terms' },
    plans: [{ id: 'paper', amount: 49, interval: 'month' }],
    addons: [
      { id: ink.id, name: 'Ink', unit_cost: 10 },
      { id: training.id, name: 'Training', required: true },
    ],
    setup_fee: { name: 'Welcome box', unit_cost: 25 },
    fields: [{ id: 'shoe_size', type: 'integer' }],
    customer: null,
  })
  expect(shown.payment_methods.map(({ id }: { id: string }) => id)).toContain('credit_card')
  const choice = { plan: 'paper', quantity: 2, addons: [{ id: ink.id, quantity: 3 }], coupon: 'friends' }
  const quoted = (await world.request('POST', `${pathOf(page.url)}/quote`, { body: choice })).json
  // 2 × 49 + 3 × 10 + 25 + 100 = 253, less 10 %, plus 20 %.
  expect(quoted).toMatchObject({ first_total: 273.24, recurring_total: 138.24 })

  const address = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
  const body = { name: 'Vance Office', ...address, ...choice, fields: { shoe_size: '44' } }
  expect(await submit(page.url, body)).toMatchObject({ status: 400, json: { param: 'agreed' } })
  const done = await submit(page.url, { ...body, agreed: true })
  expect(done).toMatchObject({
    status: 200,
    json: { status: 'completed', thanks_url: 'https://acme.example/thanks', payment_url: null },
  })
  const [customer] = await named('Vance Office')
  expect(customer).toMatchObject({ email: 'billing@acme.example', autopay: true, city: 'Scranton', metadata: { shoe_size: 44 } })
  const [subscription] = await subscriptionsOf(customer.id)
  expect(subscription).toMatchObject({
    status: 'active',
    plan: 'paper',
    quantity: 2,
    addons: [{ plan: 'ink', quantity: 3 }],
    discounts: [{ id: 'friends' }],
    approval: { name: 'Vance Office', initials: 'VO' },
    url: done.json.subscription_url,
  })
  expect((await read(`/invoices?filter[customer]=${customer.id}`))[0]).toMatchObject({ total: quoted.first_total, paid: true })
  await world.settle()
  const mails = world.mail.sent.filter(({ message }) => message.subject.includes('Paper club'))
  expect(mails).toHaveLength(1)
})

test('a form that is sent twenty times at once, and again, is one customer, one subscription and one charge', async () => {
  const page = await pageOf()
  const form = { form_key: fresh(), idempotency_key: fresh(), name: 'Twenty Times' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit(page.url, form)))
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
  const last = await submit(page.url, form)
  expect(last).toMatchObject({ status: 200, json: { status: 'completed' } })
  const customers = await named('Twenty Times')
  expect(customers).toHaveLength(1)
  expect(await subscriptionsOf(customers[0].id)).toHaveLength(1)
  expect(await read(`/charges?filter[customer]=${customers[0].id}`)).toMatchObject([{ status: 'succeeded', amount: 49 }])
})

test('a declined card leaves no subscription; the same form goes through with another card, for the same customer', async () => {
  const page = await pageOf()
  const form = { form_key: fresh(), name: 'Second Try' }
  const declined = await submit(page.url, { ...form, token: 'tok_visa_0341' })
  expect(declined).toMatchObject({ status: 200, json: { status: 'declined', subscription_url: null } })
  const [customer] = await named('Second Try')
  expect([await subscriptionsOf(customer.id), await read(`/invoices?filter[customer]=${customer.id}`)]).toEqual([[], []])
  expect(await submit(page.url, form)).toMatchObject({ json: { status: 'completed' } })
  expect(await named('Second Try')).toHaveLength(1)
  expect(await subscriptionsOf(customer.id)).toMatchObject([{ status: 'active' }])
})

test('a trial is billed when it is over; saving a card is enough until then', async () => {
  const page = await pageOf({ trial_period_days: 14 })
  const quoted = (await world.request('POST', `${pathOf(page.url)}/quote`, { body: {} })).json
  expect(new Date(quoted.first_bill * 1000).toISOString().slice(0, 10)).toBe('2014-12-02')
  await submit(page.url, { name: 'Trial Corp' })
  const [customer] = await named('Trial Corp')
  expect(await subscriptionsOf(customer.id)).toMatchObject([{ status: 'not_started' }])
  expect(await read(`/charges?filter[customer]=${customer.id}`)).toEqual([])
})

test('an AutoPay page saves a way to pay and nothing more', async () => {
  const page = await make('/sign_up_pages', { name: 'AutoPay', type: 'autopay' })
  expect(await submit(page.url, { name: 'Auto Corp', method: null, token: null })).toMatchObject({
    status: 400,
    json: { param: 'token' },
  })
  expect(await submit(page.url, { name: 'Auto Corp' })).toMatchObject({ json: { status: 'completed', subscription_url: null } })
  const [customer] = await named('Auto Corp')
  expect(customer).toMatchObject({ autopay: true, payment_source: { last4: '4242' } })
  expect(await subscriptionsOf(customer.id)).toEqual([])
})

test('what is saved to be charged by itself is agreed to in words that are kept, once', async () => {
  const page = await pageOf()
  expect((await world.request('GET', pathOf(page.url))).json.saving_mandate).toBe(mandate)
  const form = { form_key: fresh(), idempotency_key: fresh(), name: 'Agreed Corp' }
  expect(await submit(page.url, { ...form, mandate: undefined })).toMatchObject({ status: 400, json: { param: 'mandate' } })
  expect(await submit(page.url, { ...form, mandate: 'Yes.' })).toMatchObject({ status: 409, json: { code: 'mandate_changed' } })
  expect(await named('Agreed Corp')).toEqual([])
  await Promise.all(Array.from({ length: 5 }, () => submit(page.url, form)))
  expect(await submit(page.url, form)).toMatchObject({ json: { status: 'completed' } })
  const [customer] = await named('Agreed Corp')
  expect(await read(`/customers/${customer.id}/autopay_consents`)).toMatchObject([
    { action: 'given', stated_by: 'customer', mandate, payment_source: { id: customer.payment_source.id } },
  ])
})

test('a link made for one customer signs up that customer, once unless the page says otherwise', async () => {
  const page = await pageOf()
  expect(await acme.call('POST', '/customers', { body: { name: 'X', sign_up_page: 987_654_321 } })).toMatchObject({
    status: 400,
    json: { param: 'sign_up_page' },
  })
  const customer = await make('/customers', { name: 'Known Corp', email: 'known@acme.example', sign_up_page: page.id })
  const key = new URL(customer.sign_up_url).pathname.split('/').at(-1)
  expect(customer.sign_up_url).toBe(`${page.url}/${key}`)
  const shown = await world.request('GET', `${pathOf(page.url)}?customer=${key}`)
  expect(shown.json.customer).toEqual({ name: 'Known Corp', email: 'known@acme.example' })
  expect(await submit(page.url, { customer: key, name: undefined, email: undefined })).toMatchObject({
    json: { status: 'completed' },
  })
  expect(await subscriptionsOf(customer.id)).toHaveLength(1)
  expect(await submit(page.url, { customer: key })).toMatchObject({ json: { code: 'subscribed_already' } })
  const stranger = await make('/customers', { name: 'Not Invited' })
  expect(
    (await world.request('GET', `${pathOf(page.url)}?customer=${new URL(stranger.statement_pdf_url).pathname.split('/').at(-2)}`))
      .status,
  ).toBe(404)
})

test.each([
  [{ name: '' }, 'name'],
  [{ email: null }, 'email'],
  [{ plan: 'yearly' }, 'plan'],
  [{ coupon: 'friends' }, 'coupon'],
  [{ addons: [{ id: 1 }] }, 'addons[0].id'],
  [{ fields: { secret: 'x' } }, 'fields.secret'],
])('what the page does not offer, or needs, is said: %#', async (wrong, param) => {
  const page = await pageOf()
  const { status, json } = await submit(page.url, wrong)
  expect([status, json.param]).toEqual([400, param])
})

test('a card number is never taken', async () => {
  const page = await pageOf()
  expect((await submit(page.url, { token: '4242424242424242' })).status).toBe(400)
})

test('nobody orders less than one', async () => {
  const page = await pageOf({ has_quantity: true })
  const ink = await make('/sign_up_page_addons', {
    sign_up_page_id: page.id,
    type: 'quantity',
    recurring: true,
    plan: 'ink',
    required: true,
  })
  const choose = async (body: object) => (await submit(page.url, { name: 'Globex', ...body })).json
  expect(await choose({ quantity: 0.01 })).toMatchObject({ code: 'quantity_out_of_range', param: 'quantity' })
  expect(await choose({ addons: [{ id: ink.id, quantity: 0.01 }] })).toMatchObject({ param: 'addons[0].quantity' })
  expect(await named('Globex')).toEqual([])
})
