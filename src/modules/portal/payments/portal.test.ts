import { afterAll, expect, test } from 'vitest'
import { openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world

let customers = 0
const newInvoice = async (total = 148.85, more: object = {}) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: `Acme Corp ${++customers}` } })).json.id as number
  const invoice = (
    await acme.call('POST', '/invoices', {
      body: {
        customer,
        items: [{ name: '=Paper, "fine"', unit_cost: total }],
        notes: 'Thank you',
        metadata: { internal: 'secret' },
        ...more,
      },
    })
  ).json
  return { customer, id: invoice.id as number, address: new URL(invoice.url).pathname, url: invoice.url as string }
}
const stranger = openBrowser(world)
const look = (address: string) => world.request('GET', `/api${address}`)
let keys = 0
const pay = (address: string, token: string, more: object = {}) =>
  world.request('POST', `/api${address}/pay`, {
    body: { method: token.includes('bank') ? 'ach' : 'credit_card', token, idempotency_key: `click-${++keys}`, ...more },
  })
const invoiceOf = async (id: number) => (await acme.call('GET', `/invoices/${id}`)).json

test('whoever has the link sees the invoice, its seller and the ways to pay, and nothing internal', async () => {
  const { address } = await newInvoice()
  const { status, json, text } = await look(address)
  expect(status).toBe(200)
  expect(json.company).toMatchObject({ name: 'Dunder Mifflin', username: acme.username, test_mode: false })
  expect(json.customer.name).toBe(`Acme Corp ${customers}`)
  expect(json.invoice).toMatchObject({ total: 148.85, balance: 148.85, notes: 'Thank you' })
  expect(text).not.toContain('secret')
  expect(json.payments).toEqual([])
  const card = json.payment_methods.find(({ id }: { id: string }) => id === 'credit_card')
  expect(card).toMatchObject({ gateway: 'test', test: true, how: 'token', convenience_fee: 0 })
  expect(card.test_sources).toContainEqual({ token: 'tok_visa_4242', label: 'Visa, approved' })
})

test('a link that opens nothing says the same, whatever is wrong with it', async () => {
  const { address } = await newInvoice()
  const draft = await newInvoice(10)
  const key = address.split('/').at(-1)!
  const asDraft = (await acme.call('POST', '/invoices', { body: { customer: draft.customer, draft: true } })).json.url
  const wrong = [
    address.replace(key, `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`),
    address.replace(key, '1'),
    address.replace(acme.username, globex.username),
    address.replace(acme.username, 'nobody'),
    ...(asDraft ? [new URL(asDraft).pathname] : []),
  ]
  const answers = await Promise.all(wrong.map(look))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
})

test('opening it marks it viewed once, by the customer; the company’s own look does not count', async () => {
  const { address, id } = await newInvoice()
  const owner = await signIn(world, acme.email)
  await owner.call('POST', '/auth/company', { company_id: acme.id })
  expect((await owner.call('POST', `${address}/viewed`)).status).toBe(204)
  expect(await invoiceOf(id)).toMatchObject({ viewed: false })
  expect((await stranger.call('POST', `${address}/viewed`)).status).toBe(204)
  await stranger.call('POST', `${address}/viewed`)
  expect(await invoiceOf(id)).toMatchObject({ viewed: true, status: 'viewed' })
  const viewed = (await acme.call('GET', '/events?filter[type]=invoice.viewed')).json.filter(
    (event: { data: { object: { id: number } } }) => event.data.object.id === id,
  )
  expect(viewed).toHaveLength(1)
  expect(viewed[0].user.id).toBe(-1)
})

test('paying by card settles it; the page then shows the payment', async () => {
  const { address, id } = await newInvoice()
  const { status, json } = await pay(address, 'tok_visa_4242')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    status: 'succeeded',
    payment: { amount: 148.85 },
    invoice: { paid: true, balance: 0, status: 'paid' },
  })
  expect(await invoiceOf(id)).toMatchObject({ paid: true })
  expect((await look(address)).json).toMatchObject({ payments: [{ amount: 148.85, method: 'credit_card' }], payment_methods: [] })
  expect((await acme.call('GET', `/payments/${json.payment.id}`)).json.source).toBe('customer_portal')
})

test('a declined card says so and may be tried again with another', async () => {
  const { address } = await newInvoice()
  expect((await pay(address, 'tok_visa_0002')).json).toMatchObject({
    status: 'declined',
    message: 'The card was declined.',
    invoice: { balance: 148.85 },
  })
  expect((await pay(address, 'tok_visa')).json).toMatchObject({ status: 'succeeded' })
})

test('one click, sent fifty times at once or an hour later, is one payment', async () => {
  const { address, id, customer } = await newInvoice()
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => pay(address, 'tok_visa', { idempotency_key: 'the-same-click' })),
  )
  expect(new Set(answers.map(({ json }) => json.status))).toEqual(new Set(['succeeded']))
  expect(new Set(answers.map(({ json }) => json.payment.id)).size).toBe(1)
  expect((await pay(address, 'tok_visa', { idempotency_key: 'the-same-click' })).json).toMatchObject({ status: 'succeeded' })
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toHaveLength(1)
  expect(await invoiceOf(id)).toMatchObject({ amount_paid: 148.85 })
})

test('fifty people who pay the same invoice at once pay it once', async () => {
  const { address, customer } = await newInvoice()
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(address, 'tok_visa')))
  expect(answers.filter(({ json }) => json.status === 'succeeded')).toHaveLength(1)
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toHaveLength(1)
})

test('without an answer the payer is told to wait, and the janitor finds the payment', async () => {
  const { address, id } = await newInvoice()
  expect((await pay(address, 'tok_timeout_after')).json).toMatchObject({
    status: 'unknown',
    invoice: { status: 'pending', balance: 148.85 },
  })
  expect(await pay(address, 'tok_visa')).toMatchObject({ status: 400 })
  world.travel(new Date(world.now().getTime() + 61_000))
  await world.settle()
  expect(await invoiceOf(id)).toMatchObject({ paid: true })
})

test('part of it may be paid, more than is owed may not', async () => {
  const { address, id } = await newInvoice()
  expect((await pay(address, 'tok_visa', { amount: 48.85 })).json).toMatchObject({
    status: 'succeeded',
    invoice: { balance: 100 },
  })
  expect(await pay(address, 'tok_visa', { amount: 100.01 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await pay(address, 'tok_visa', { amount: -1 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await invoiceOf(id)).toMatchObject({ balance: 100 })
})

test('a card may be kept for later', async () => {
  const { address, customer } = await newInvoice()
  expect((await pay(address, 'tok_visa', { save: true, make_default: true })).json).toMatchObject({ status: 'succeeded' })
  expect((await acme.call('GET', `/customers/${customer}/payment_sources`)).json).toMatchObject([
    { object: 'card', last4: '4242' },
  ])
})

test('a way of paying may cost a fee, is told so, and may be switched off', async () => {
  expect((await acme.call('PATCH', '/payment_methods/credit_card', { body: { convenience_fee: 290 } })).json).toMatchObject({
    convenience_fee: 290,
    enabled: true,
  })
  const { address, id } = await newInvoice()
  expect((await look(address)).json.payment_methods[0]).toMatchObject({ id: 'credit_card', convenience_fee: 290 })
  expect((await pay(address, 'tok_visa')).json).toMatchObject({
    status: 'succeeded',
    payment: { amount: 153.17 },
    invoice: { amount_paid: 148.85, paid: true },
  })
  expect(await invoiceOf(id)).toMatchObject({ amount_paid: 148.85 })
  await acme.call('PATCH', '/payment_methods/credit_card', { body: { convenience_fee: 0, enabled: false } })
  const other = await newInvoice()
  expect(await pay(other.address, 'tok_visa')).toMatchObject({ status: 400, json: { code: 'method_unavailable' } })
  await acme.call('PATCH', '/payment_methods/credit_card', { body: { enabled: true } })
  const barred = await newInvoice(10, { disabled_payment_methods: ['credit_card'] })
  expect((await look(barred.address)).json.payment_methods.map(({ id }: { id: string }) => id)).not.toContain('credit_card')
})

test('cards cannot be tried out on a link', async () => {
  const { address } = await newInvoice()
  for (let i = 0; i < 10; i++) expect((await pay(address, 'tok_visa_0002')).json.status).toBe('declined')
  expect(await pay(address, 'tok_visa')).toMatchObject({ status: 400, json: { code: 'too_many_tries' } })
})

test('the lines as a table: what begins like a formula stays text', async () => {
  const { address } = await newInvoice()
  const { status, text, headers } = await world.request('GET', `${address}/csv`)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toContain('text/csv')
  expect(text).toContain(`"'=Paper, ""fine""",,1,148.85,148.85`)
  expect((await world.request('GET', `${address.slice(0, -1)}_/csv`)).status).toBe(404)
})
