import { afterAll, expect, test } from 'vitest'
import { jobs } from '../../src/modules/index.ts'
import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import { advanceClock } from '../../src/platform/jobs.ts'
import { openWorld } from '../world.ts'

/** Money that is late, declined, agreed in parts or given back: each story by the clock of a company in test mode, proven at its end. */
const world = await openWorld({ now: '2023-01-31T18:00:00Z' })
afterAll(() => world.close())

/** Whoever looks every hour would only take time. */
const due = jobs.filter((job) => !(job.kind === 'scheduled' && job.due === null))

async function open(name: string) {
  const company = await world.newCompany(name, { test_mode: true, time_zone: 'America/Chicago' })
  const call = async (method: string, path: string, body?: unknown) => {
    const { status, json, text } = await company.call(method, path, { ...(body !== undefined && { body }) })
    expect(status, `${method} ${path}: ${text}`).toBeLessThan(300)
    return json
  }
  const made = (path: string, body: unknown = {}) => call('POST', path, body)
  return {
    company,
    made,
    read: (path: string) => call('GET', path),
    patch: (path: string, body: unknown) => call('PATCH', path, body),
    put: (path: string, body: unknown) => call('PUT', path, body),
    travel: (to: string) => advanceClock(world.platform, due, company.id, new Date(to)),
    card: (customer: number, token: string) =>
      made(`/customers/${customer}/payment_sources`, { method: 'credit_card', invoiced_token: token, make_default: true }),
    sound: async () => expect(await proveBooks(world.platform, company.id)).toMatchObject({ sound: true, breaches: [] }),
  }
}

const day = (seconds: number | null) => seconds && new Date(seconds * 1000).toISOString().slice(0, 10)
const at = (date: string) => new Date(`${date}T18:00:00Z`).getTime() / 1000

test.each([
  ['do_nothing', 'past_due', ['2023-01-31', '2023-02-28', '2023-03-31']],
  ['cancel', 'canceled', ['2023-01-31', '2023-02-28']],
])('AutoPay retries to the end, and then the company wants: %s', { timeout: 120_000 }, async (last_failure, status, billed) => {
  const { made, read, patch, travel, card, sound } = await open(`Initech ${last_failure}`)
  await patch('/company', { settings: { autopay: { last_failure } } })
  await made('/plans', { id: 'starter', name: 'Starter', amount: 49, interval: 'month' })
  const email = `billing-${last_failure.replace('_', '-')}@acme.example`
  const customer = await made('/customers', { name: 'Acme Corp', email, autopay: true })
  await card(customer.id, 'tok_visa_4242')
  const subscription = await made('/subscriptions', { customer: customer.id, plan: 'starter' })
  await card(customer.id, 'tok_visa_0341')

  const stands: unknown[] = []
  for (const date of ['2023-02-28', '2023-03-03', '2023-03-08', '2023-03-15', '2023-03-29']) {
    await travel(`${date}T18:00:00Z`)
    const [invoice] = await read(`/invoices?filter[subscription]=${subscription.id}&filter[paid]=0`)
    stands.push([date, invoice.status, invoice.attempt_count, day(invoice.next_payment_attempt)])
  }
  expect(stands).toEqual([
    ['2023-02-28', 'past_due', 1, '2023-03-03'],
    ['2023-03-03', 'past_due', 2, '2023-03-08'],
    ['2023-03-08', 'past_due', 3, '2023-03-15'],
    ['2023-03-15', 'past_due', 4, null],
    ['2023-03-29', 'past_due', 4, null],
  ])
  const charges = await read(`/charges?filter[customer]=${customer.id}&sort=id asc`)
  expect(charges.map((charge: { status: string }) => charge.status)).toEqual(['succeeded', ...Array(4).fill('failed')])
  const mails: { template: string; message: string }[] = await read('/emails')
  const asking = mails.filter(({ template }) => template === 'auto_payment_failed_email')
  expect(asking).toHaveLength(4)
  for (const { message } of asking) expect(message).toContain('/payment_info')

  await travel('2023-04-20T18:00:00Z')
  expect(await read(`/subscriptions/${subscription.id}`)).toMatchObject({ status })
  const bills = await read(`/invoices?filter[subscription]=${subscription.id}&sort=date asc`)
  expect(bills.map(({ date }: { date: number }) => day(date))).toEqual(billed)
  await sound()

  for (const { id, balance } of bills.filter(({ paid }: { paid: boolean }) => !paid))
    await made('/payments', { method: 'check', amount: balance, applied_to: [{ type: 'invoice', invoice: id, amount: balance }] })
  expect(await read(`/customers/${customer.id}/balance`)).toMatchObject({ total_outstanding: 0, past_due: false })
  await sound()
})

test('a payment plan of which an installment is missed: late by the installment, paid by check, and the rest by itself', {
  timeout: 120_000,
}, async () => {
  const { made, read, put, travel, card, sound } = await open('Vance Refrigeration')
  const email = 'billing@globex.example'
  const customer = await made('/customers', { name: 'Globex', email, payment_terms: 'NET 30' })
  await card(customer.id, 'tok_visa_4242')
  const { id } = await made('/invoices', { customer: customer.id, items: [{ name: 'Cold room', unit_cost: 900 }] })
  const installments = ['2023-04-15', '2023-02-15', '2023-03-15'].map((date) => ({ date: at(date), amount: 300 }))
  const plan = await put(`/invoices/${id}/payment_plan`, { installments })
  expect(plan.installments.map(({ date }: { date: number }) => day(date))).toEqual(['2023-02-15', '2023-03-15', '2023-04-15'])
  const stand = async (date: string) => {
    await travel(`${date}T18:00:00Z`)
    const { status, balance, installment_date } = await read(`/invoices/${id}`)
    const { due_now, past_due } = await read(`/customers/${customer.id}/balance`)
    return [date, status, balance, day(installment_date), due_now, past_due]
  }
  const stands = [await stand('2023-02-14'), await stand('2023-02-15')]
  await card(customer.id, 'tok_visa_0341')
  for (const date of ['2023-03-15', '2023-03-16', '2023-03-31']) stands.push(await stand(date))
  await sound()
  await made('/payments', { method: 'check', amount: 250, applied_to: [{ type: 'invoice', invoice: id, amount: 250 }] })
  stands.push(await stand('2023-04-01'))
  await made('/payments', { method: 'check', amount: 50, applied_to: [{ type: 'invoice', invoice: id, amount: 50 }] })
  stands.push(await stand('2023-04-02'))
  await card(customer.id, 'tok_mastercard')
  stands.push(await stand('2023-04-15'))
  expect(stands).toEqual([
    ['2023-02-14', 'not_sent', 900, '2023-02-15', 0, false],
    ['2023-02-15', 'not_sent', 600, '2023-03-15', 0, false],
    ['2023-03-15', 'sent', 600, '2023-03-15', 300, false],
    ['2023-03-16', 'past_due', 600, '2023-03-15', 300, true],
    ['2023-03-31', 'past_due', 600, '2023-03-15', 300, true],
    ['2023-04-01', 'past_due', 350, '2023-03-15', 50, true],
    ['2023-04-02', 'sent', 300, '2023-04-15', 0, false],
    ['2023-04-15', 'paid', 0, null, 0, false],
  ])
  expect(await read(`/invoices/${id}/payment_plan`)).toMatchObject({
    status: 'finished',
    installments: [{ balance: 0 }, { balance: 0 }, { balance: 0 }],
  })
  await sound()
})

test('an estimate with a deposit becomes an invoice, is paid, and partly given back', { timeout: 120_000 }, async () => {
  const { made, read, patch, travel, sound } = await open('Dunder Mifflin Sabre')
  await patch('/company', { settings: { auto_apply_credits: true } })
  const customer = await made('/customers', { name: 'Acme Corp', email: 'billing@acmecorp.example', payment_terms: 'NET 14' })
  const offer = await made('/estimates', {
    customer: customer.id,
    items: [
      { name: 'Copy paper, Case', quantity: 20, unit_cost: 45 },
      { name: 'Delivery', unit_cost: 96.15 },
    ],
    tax: 3.85,
    deposit: 250,
    expiration_date: at('2023-02-28'),
  })
  expect(offer).toMatchObject({ status: 'not_sent', total: 1000, deposit: 250, deposit_paid: false })
  await made(`/estimates/${offer.id}/emails`)
  const page = `/api${new URL(offer.url).pathname}`
  const portal = async (verb: string, body: unknown = {}) => {
    const headers = { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' }
    const { status, json, text } = await world.request('POST', `${page}/${verb}`, { body, headers })
    expect(status, text).toBe(200)
    return json
  }
  await travel('2023-02-03T18:00:00Z')
  await portal('approve', { name: 'Front Desk', initials: 'FD' })
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({
    status: 'approved',
    approved: 'FD',
    approval: { name: 'Front Desk', timestamp: at('2023-02-03'), ip: '203.0.113.9', user_agent: 'Mozilla/5.0' },
  })
  await portal('pay', { method: 'credit_card', token: 'tok_visa_4242', idempotency_key: 'one-click' })
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: true, amount_deposited: 250 })
  expect(await read(`/customers/${customer.id}/balance`)).toMatchObject({ available_credits: 250, total_outstanding: 0 })

  await travel('2023-02-10T18:00:00Z')
  const { id } = await made(`/estimates/${offer.id}/invoice`)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ status: 'invoiced', invoice: id })
  await travel('2023-02-11T18:00:00Z')
  const invoice = await read(`/invoices/${id}`)
  expect(invoice).toMatchObject({ estimate: offer.id, total: 1000, amount_paid: 250, balance: 750, payment_terms: 'NET 14' })
  expect([day(invoice.date), day(invoice.due_date)]).toEqual(['2023-02-10', '2023-02-24'])
  await travel('2023-02-25T18:00:00Z')
  expect(await read(`/invoices/${id}`)).toMatchObject({ status: 'past_due' })
  await sound()

  const { charge } = await made('/charges', {
    customer: customer.id,
    method: 'credit_card',
    amount: 750,
    invoiced_token: 'tok_visa_4242',
    applied_to: [{ type: 'invoice', invoice: id, amount: 750 }],
  })
  expect(await read(`/invoices/${id}`)).toMatchObject({ status: 'paid', balance: 0 })
  await travel('2023-03-10T18:00:00Z')
  await made(`/charges/${charge.id}/refunds`, { amount: 90 })
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: false, balance: 90, amount_paid: 910 })
  await sound()
  // Two cases came back: the goods are credited, so that nothing is owed for them.
  await made('/credit_notes', {
    customer: customer.id,
    invoice: id,
    items: [{ name: 'Returned paper', quantity: 2, unit_cost: 45 }],
  })
  expect(await read(`/invoices/${id}`)).toMatchObject({ status: 'paid', balance: 0, amount_paid: 910, amount_credited: 90 })
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 90, refunded: false })
  expect(await read(`/customers/${customer.id}/balance`)).toMatchObject({ total_outstanding: 0, available_credits: 0 })
  await sound()
})
