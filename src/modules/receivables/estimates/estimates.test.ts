import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { ESTIMATE_STATUSES } from './status.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const DAY = 86_400
const seconds = () => Math.floor(world.now().getTime() / 1000)
const PAPER = { name: 'Copy paper, Case', quantity: 1, unit_cost: 45 }
const DELIVERY = { name: 'Delivery', unit_cost: 10 }

async function made(path: string, body: Record<string, unknown>) {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const customer = async (more: Record<string, unknown> = {}): Promise<number> =>
  (await made('/customers', { name: 'Acme Corp', email: 'billing@example.com', ...more })).id
const estimate = async (more: Record<string, unknown> = {}) =>
  made('/estimates', { customer: await customer(), items: [{ name: 'Paper', unit_cost: 100 }], ...more })
const read = async (path: string) => (await acme.call('GET', path)).json
const patch = (id: number, body: unknown) => acme.call('PATCH', `/estimates/${id}`, { body })
const convert = (id: number) => acme.call('POST', `/estimates/${id}/invoice`)
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })

/** Below the address of the product. */
const page = (url: string, suffix = '') => `/api${new URL(url).pathname}${suffix}`

test('X10 Create Estimate: converted, and linked both ways', async () => {
  const offer = await made('/estimates', {
    customer: await customer(),
    payment_terms: 'NET 14',
    items: [PAPER, DELIVERY],
    taxes: [{ amount: 3.85 }],
  })
  expect(offer).toMatchObject({
    object: 'estimate',
    name: 'Estimate',
    number: 'EST-0001',
    status: 'not_sent',
    subtotal: 55,
    total: 58.85,
    deposit: 0,
    deposit_paid: false,
    approved: null,
    approval: null,
    invoice: null,
    payment_terms: 'NET 14',
    closed: false,
    metadata: {},
  })
  expect(await read(`/estimates/${offer.id}`)).toEqual(offer)
  const { status, json: invoice } = await convert(offer.id)
  expect(status).toBe(201)
  expect(invoice).toMatchObject({
    object: 'invoice',
    name: 'Invoice',
    number: 'INV-0001',
    status: 'not_sent',
    total: 58.85,
    balance: 58.85,
    estimate: offer.id,
  })
  expect(invoice.due_date - invoice.date).toBe(14 * DAY)
  expect(invoice.items.map(({ name }: { name: string }) => name)).toEqual(['Copy paper, Case', 'Delivery'])
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ status: 'invoiced', invoice: invoice.id, closed: true })
  expect((await read(`/estimates/${offer.id}?expand=invoice`)).invoice).toMatchObject({ id: invoice.id })
  expect((await read(`/invoices/${invoice.id}?expand=estimate`)).estimate).toMatchObject({ id: offer.id })
  await sound()
})

test('chained scenario 5: an estimate becomes an invoice once, however often it is asked', async () => {
  const offer = await estimate()
  const answers = await Promise.all(Array.from({ length: 6 }, () => convert(offer.id)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400, 400, 400])
  expect(await convert(offer.id)).toMatchObject({ status: 400, json: { code: 'estimate_invoiced' } })
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ status: 'invoiced' })
  await sound()
})

test('the invoice takes over everything but number, flags and ids', async () => {
  await acme.call('POST', '/tax_rates', { body: { id: 'offered', name: 'Offered', value: 5 } })
  const file = (await made('/files', { url: 'https://example.com/plan.png', name: 'plan.png', size: 1, type: 'image/png' })).id
  const offer = await estimate({
    name: 'Spring order',
    purchase_order: 'PO 7',
    notes: 'Thanks',
    metadata: { rep: 'Jan' },
    ship_to: { name: 'Warehouse', city: 'Scranton' },
    attachments: [file],
    taxes: ['offered'],
    discount: 10,
    items: [{ ...PAPER, metadata: { shelf: 'A' } }],
    disabled_payment_methods: ['credit_card'],
  })
  await acme.call('DELETE', '/tax_rates/offered')
  const { json: invoice } = await convert(offer.id)
  expect(invoice).toMatchObject({
    name: 'Spring order',
    purchase_order: 'PO 7',
    notes: 'Thanks',
    metadata: { rep: 'Jan' },
    ship_to: { name: 'Warehouse' },
    total: offer.total,
    disabled_payment_methods: ['credit_card'],
    discounts: [{ amount: 10 }],
    taxes: [{ amount: 1.75, tax_rate: { id: 'offered' } }],
    items: [{ metadata: { shelf: 'A' } }],
  })
  expect(invoice.items[0].id).not.toBe(offer.items[0].id)
  expect((await read(`/invoices/${invoice.id}/attachments`)).map((one: { file: { name: string } }) => one.file.name)).toEqual([
    'plan.png',
  ])
  await sound()
})

test('terms that offer a saving for paying early give the invoice a discount that expires', async () => {
  const { json: invoice } = await convert((await estimate({ payment_terms: '2% 10 NET 30' })).id)
  expect(invoice).toMatchObject({ subtotal: 100, total: 98, discounts: [{ amount: 2 }] })
  expect(invoice.discounts[0].expires - invoice.date).toBe(11 * DAY)
  await sound()
})

test('a draft has no number; it is issued by draft=false, or by becoming an invoice', async () => {
  const draft = await estimate({ draft: true })
  expect(draft).toMatchObject({ number: null, status: 'draft' })
  expect((await patch(draft.id, { draft: false })).json).toMatchObject({
    status: 'not_sent',
    number: expect.stringMatching(/^EST-\d{4}$/),
  })
  expect((await patch(draft.id, { draft: true })).json).toMatchObject({ param: 'draft' })
  const other = await estimate({ draft: true })
  expect((await convert(other.id)).status).toBe(201)
  expect(await read(`/estimates/${other.id}`)).toMatchObject({ status: 'invoiced', number: expect.any(String) })
  await sound()
})

test('sent, viewed, expired: each told when it is so', async () => {
  const offer = await estimate({ expiration_date: seconds() + 2 * DAY })
  expect((await patch(offer.id, { sent: 1 })).json).toMatchObject({ status: 'sent', sent: true })
  expect((await world.request('POST', page(offer.url, '/viewed'))).status).toBe(204)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ status: 'viewed', viewed: true })
  const before = world.now()
  world.travel(new Date(before.getTime() + 3 * DAY * 1000))
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ status: 'expired' })
  expect(await read(`/estimates?filter[status]=expired&filter[customer]=${offer.customer}`)).toHaveLength(1)
  expect(
    await world.request('POST', page(offer.url, '/approve'), { body: { name: 'Jan Levinson', initials: 'JL' } }),
  ).toMatchObject({
    status: 400,
    json: { code: 'estimate_expired' },
  })
  world.travel(before)
})

test('the customer approves with name and initials; when, from where and with what is kept', async () => {
  const offer = await estimate()
  const shown = await world.request('GET', page(offer.url))
  expect(shown.json).toMatchObject({
    company: { name: 'Dunder Mifflin' },
    customer: { name: 'Acme Corp' },
    can_approve: true,
    estimate: { total: 100 },
  })
  expect(shown.json.estimate).not.toHaveProperty('metadata')
  const blank = await world.request('POST', page(offer.url, '/approve'), { body: { name: ' ', initials: 'JL' } })
  expect(blank).toMatchObject({ status: 400, json: { param: 'name' } })
  const approved = await world.request('POST', page(offer.url, '/approve'), {
    body: { name: 'Jan Levinson', initials: 'JL' },
    headers: { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' },
  })
  expect(approved.json).toMatchObject({
    can_approve: false,
    can_decline: false,
    estimate: { status: 'approved', approved: 'JL' },
  })
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({
    status: 'approved',
    approved: 'JL',
    approval: { name: 'Jan Levinson', initials: 'JL', timestamp: seconds(), ip: '203.0.113.9', user_agent: 'Mozilla/5.0' },
  })
  const told = (await read(`/events?related_to=customer,${offer.customer}`)).find(
    ({ type }: { type: string }) => type === 'estimate.approved',
  )
  expect(told).toMatchObject({ user: { id: -1 }, data: { object: { id: offer.id, approved: 'JL' } } })
  expect((await world.request('POST', page(offer.url, '/decline'))).json).toMatchObject({ code: 'estimate_approved' })
  expect((await convert(offer.id)).status).toBe(201)
})

test('the customer declines; a declined offer makes no invoice until it is reopened', async () => {
  const offer = await estimate()
  expect((await world.request('POST', page(offer.url, '/decline'))).json).toMatchObject({
    estimate: { status: 'declined', closed: true },
  })
  expect(await world.request('POST', page(offer.url, '/approve'), { body: { name: 'Jan', initials: 'J' } })).toMatchObject({
    json: { code: 'estimate_declined' },
  })
  expect(await convert(offer.id)).toMatchObject({ status: 400, json: { code: 'estimate_not_invoiceable' } })
  expect((await patch(offer.id, { closed: false })).json).toMatchObject({ status: 'not_sent', date_declined: null })
  expect((await convert(offer.id)).status).toBe(201)
})

test('approving and declining at once ends in one of both', async () => {
  const offer = await estimate()
  const answers = await Promise.all([
    world.request('POST', page(offer.url, '/approve'), { body: { name: 'Jan', initials: 'J' } }),
    world.request('POST', page(offer.url, '/decline')),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
})

test('a program approves with initials; what is approved does not change under its approval', async () => {
  const offer = await estimate()
  expect((await patch(offer.id, { approved: 'JL' })).json).toMatchObject({
    status: 'approved',
    approval: { name: null, initials: 'JL', ip: null },
  })
  expect(await patch(offer.id, { items: [PAPER] })).toMatchObject({
    status: 400,
    json: { code: 'estimate_approved', param: 'items' },
  })
  expect((await patch(offer.id, { items: [PAPER], approved: null })).json).toMatchObject({
    status: 'not_sent',
    total: 45,
    approved: null,
    approval: null,
  })
})

test('links of drafts, voided estimates, other companies and nobody open nothing', async () => {
  const [draft, gone, other] = [await estimate({ draft: true }), await estimate(), await estimate()]
  await acme.call('POST', `/estimates/${gone.id}/void`)
  const paths = [
    page(draft.url),
    page(gone.url),
    page(other.url).replace(acme.username, globex.username),
    page(other.url).replace(/.{24}$/, 'A'.repeat(24)),
  ]
  for (const path of paths) expect((await world.request('GET', path)).status).toBe(404)
})

const deposit = (of: number, id: number, amount: number, more: Record<string, unknown> = {}) =>
  acme.call('POST', '/payments', {
    body: { customer: of, amount, applied_to: [{ type: 'estimate', estimate: id, amount }], ...more },
  })
const balance = (of: number) => read(`/customers/${of}/balance`)

test('a deposit is paid in parts; it lies on the credit balance, and leaves with its payment', async () => {
  const of = await customer()
  const offer = await estimate({ customer: of, deposit: 30 })
  const first = await deposit(of, offer.id, 10)
  expect(first.status, first.text).toBe(201)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: false, amount_deposited: 10 })
  expect(await deposit(of, offer.id, 20.01)).toMatchObject({ status: 400, json: { code: 'estimate_balance_exceeded' } })
  expect((await deposit(of, offer.id, 20)).status).toBe(201)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: true, amount_deposited: 30 })
  expect(await balance(of)).toMatchObject({ available_credits: 30 })
  expect(await acme.call('POST', `/estimates/${offer.id}/void`)).toMatchObject({
    status: 400,
    json: { code: 'estimate_deposit_paid' },
  })
  expect(await patch(offer.id, { deposit: 5 })).toMatchObject({ status: 400, json: { param: 'deposit' } })
  expect((await acme.call('DELETE', `/payments/${first.json.id}`)).status).toBe(200)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: false, amount_deposited: 20 })
  expect(await balance(of)).toMatchObject({ available_credits: 20 })
  await sound()
})

test('an estimate never comes to less than its deposit', async () => {
  const { id } = await estimate({ deposit: 40 })
  const less = { items: [{ name: 'Paper', unit_cost: 30 }] }
  expect(await patch(id, less)).toMatchObject({ status: 400, json: { code: 'deposit_too_large', param: 'deposit' } })
  expect((await patch(id, { ...less, deposit: 30 })).json).toMatchObject({ total: 30, deposit: 30 })
})

test('deposits paid at once never exceed what was asked for', async () => {
  const of = await customer()
  const offer = await estimate({ customer: of, deposit: 50 })
  const answers = await Promise.all(Array.from({ length: 10 }, () => deposit(of, offer.id, 20)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ amount_deposited: 40, deposit_paid: false })
  await sound()
})

test('an estimate with deposit becomes an invoice, is settled from the deposit, and the rest is refunded', async () => {
  const of = await customer()
  const offer = await estimate({ customer: of, deposit: 60 })
  const paid = await deposit(of, offer.id, 60, { method: 'check' })
  const { json: invoice } = await convert(offer.id)
  expect(invoice).toMatchObject({ balance: 100 })
  expect(await balance(of)).toMatchObject({ available_credits: 60, total_outstanding: 100 })
  await made('/payments', {
    customer: of,
    amount: 0,
    applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: invoice.id, amount: 60 }],
  })
  expect(await acme.call('DELETE', `/payments/${paid.json.id}`)).toMatchObject({ status: 400, json: { code: 'credit_spent' } })
  await made('/payments', { customer: of, amount: 40, applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 40 }] })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ status: 'paid' })
  const note = await made('/credit_notes', { customer: of, invoice: invoice.id, items: [{ name: 'Returned', unit_cost: 25 }] })
  expect(note).toMatchObject({ status: 'open', balance: 25, invoice: invoice.id })
  expect((await acme.call('POST', `/credit_notes/${note.id}/refunds`, { body: { method: 'check' } })).json).toMatchObject({
    status: 'paid',
    amount_refunded: 25,
  })
  expect(await balance(of)).toMatchObject({ available_credits: 0, total_outstanding: 0, open_credit_notes: 0 })
  await sound()
})

test('a deposit settles the invoice by itself where the company wants that', async () => {
  const company = await world.newCompany('Deposits')
  await company.call('PATCH', '/company', { body: { settings: { auto_apply_credits: true } } })
  const of = (await company.call('POST', '/customers', { body: { name: 'A' } })).json.id
  const offer = (
    await company.call('POST', '/estimates', { body: { customer: of, deposit: 30, items: [{ name: 'Paper', unit_cost: 100 }] } })
  ).json
  await company.call('POST', '/payments', {
    body: { customer: of, amount: 30, applied_to: [{ type: 'estimate', estimate: offer.id, amount: 30 }] },
  })
  const { json } = await company.call('POST', `/estimates/${offer.id}/invoice`)
  await world.settle()
  expect((await company.call('GET', `/invoices/${json.id}`)).json).toMatchObject({ balance: 70, amount_paid: 30 })
  await sound()
})

test('voiding and deleting', async () => {
  const [draft, offer, gone] = [await estimate({ draft: true }), await estimate(), await estimate()]
  expect((await acme.call('DELETE', `/estimates/${draft.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/estimates/${draft.id}`)).status).toBe(404)
  expect(await acme.call('POST', `/estimates/${offer.id}/void`)).toMatchObject({
    status: 200,
    json: { status: 'voided', url: null, pdf_url: null },
  })
  expect((await acme.call('POST', `/estimates/${offer.id}/void`)).json).toMatchObject({ code: 'estimate_voided' })
  expect((await acme.call('DELETE', `/estimates/${gone.id}`)).status).toBe(204)
  expect(await read(`/estimates/${gone.id}`)).toMatchObject({ status: 'voided' })
  const used = await estimate()
  await convert(used.id)
  expect(await acme.call('DELETE', `/estimates/${used.id}`)).toMatchObject({ status: 400, json: { code: 'estimate_invoiced' } })
  expect(await patch(used.id, { items: [PAPER] })).toMatchObject({ status: 400, json: { code: 'estimate_invoiced' } })
  expect((await patch(used.id, { metadata: { rep: 'Jan' } })).json).toMatchObject({
    metadata: { rep: 'Jan' },
    status: 'invoiced',
  })
  await sound()
})

test.each([
  [{ deposit: -1 }, 'deposit'],
  [{ deposit: 100.01 }, 'deposit'],
  [{ customer: 99_999_999 }, 'customer'],
  [{ items: [{ catalog_item: 'no-such' }] }, 'items[0].catalog_item'],
  [{ expiration_date: 'tomorrow' }, 'expiration_date'],
])('%o is refused and named', async (body, param) => {
  const answer = await acme.call('POST', '/estimates', {
    body: { customer: await customer(), items: [{ name: 'Paper', unit_cost: 100 }], ...body },
  })
  expect(answer).toMatchObject({ status: 400, json: { param } })
})

test('lists filter, sort, page and expand; another company sees nothing', async () => {
  const of = await customer({ name: 'Listed' })
  for (const unit_cost of [30, 10, 20])
    await estimate({ customer: of, items: [{ name: 'Paper', unit_cost }], metadata: { cost: unit_cost } })
  const list = async (query: string, company = acme) =>
    (await company.call('GET', `/estimates?filter[customer]=${of}&${query}`)).json
  expect((await list('sort=total desc')).map(({ total }: { total: number }) => total)).toEqual([30, 20, 10])
  expect(await list('metadata[cost]=20')).toHaveLength(1)
  expect(await list('filter[status]=not_sent&filter[deposit_paid]=0')).toHaveLength(3)
  expect((await list('expand=customer'))[0].customer).toMatchObject({ name: 'Listed' })
  expect(await list('', globex)).toEqual([])
  expect(await acme.call('GET', '/estimates?filter[nothing]=1')).toMatchObject({ status: 400 })
})

test('lists tell the same status as the rules', async () => {
  const all = await read('/estimates')
  for (const status of ESTIMATE_STATUSES) {
    const ids = (estimates: readonly { id: number }[]) => estimates.map(({ id }) => id)
    expect(ids(await read(`/estimates?filter[status]=${status}`))).toEqual(
      ids(all.filter((one: { status: string }) => one.status === status)),
    )
  }
})
