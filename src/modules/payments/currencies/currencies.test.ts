import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
afterAll(async () => {
  await sound()
  await world.close()
})
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const PAPER = { name: 'Paper', quantity: 2, unit_cost: 45.5 }
let customers = 0
const newCustomer = async (more: object = {}): Promise<number> =>
  (await acme.call('POST', '/customers', { body: { name: `Globex ${++customers}`, ...more } })).json.id
const post = async (path: string, body: object = {}) => (await acme.call('POST', path, { body })).json
const bill = (customer: number, more: object = {}) => post('/invoices', { customer, items: [PAPER], ...more })
const read = async (path: string) => (await acme.call('GET', path)).json
const patch = (path: string, body: object) => acme.call('PATCH', path, { body })
const into = (invoice: { id: number }, currency = 'eur') => patch(`/invoices/${invoice.id}`, { currency })
const pay = (invoice: { id: number; customer: number }, amount: number, currency = 'usd') =>
  acme.call('POST', '/payments', {
    body: { customer: invoice.customer, amount, currency, applied_to: [{ type: 'invoice', invoice: invoice.id, amount }] },
  })
const owed = async (customer: number, currency: string) =>
  (await read(`/customers/${customer}/balance?currency=${currency}`)).total_outstanding
const fixed = (said: RegExp) => ({
  status: 400,
  json: { type: 'invalid_request', code: 'currency_fixed', param: 'currency', message: expect.stringMatching(said) },
})

test('an issued invoice is owed in another currency, at the same prices; what was owed in the old one is not', async () => {
  const customer = await newCustomer()
  const other = await bill(customer, { items: [{ name: 'Ink', unit_cost: 10 }] })
  const made = await bill(customer, { discounts: [{ amount: 1 }], taxes: [{ amount: 8.85 }], date: 1415318400 })
  expect(made).toMatchObject({ currency: 'usd', total: 98.85 })
  const { json } = await into(made)
  expect(json).toMatchObject({
    currency: 'eur',
    subtotal: 91,
    total: 98.85,
    balance: 98.85,
    number: made.number,
    status: 'not_sent',
  })
  expect(json.items).toMatchObject([{ id: made.items[0].id, unit_cost: 45.5, amount: 91 }])
  expect([await owed(customer, 'usd'), await owed(customer, 'eur')]).toEqual([10, 98.85])
  const [told] = await read(`/events?related_to=invoice,${made.id}&sort=id desc&per_page=1`)
  expect(told).toMatchObject({ type: 'invoice.updated', data: { object: { currency: 'eur' }, previous: { currency: 'usd' } } })
  const statement = async (currency: string) =>
    (await read(`/customers/${customer}/statement?currency=${currency}&start=1414800000`)).rows
      .filter(({ type }: { type: string }) => type === 'invoice')
      .map(({ number, amount }: { number: string; amount: number }) => [number, amount])
  expect([await statement('usd'), await statement('eur')]).toEqual([[[other.number, 10]], [[made.number, 98.85]]])
  await sound()
})

test('the books are undone as of the day they were written for, and done again on it', async () => {
  const customer = await newCustomer()
  const made = await bill(customer, { date: 1415318400 })
  const entries = async () =>
    (
      await world.database.ownerPool.query(
        `select e.date::text, e.currency, p.amount::int from ledger_entries e join ledger_postings p on p.company_id = e.company_id and p.entry_id = e.id
         where e.source_type = 'invoice' and e.source_id = $1 and p.account = 'receivable' order by e.id`,
        [made.id],
      )
    ).rows
  await into(made)
  expect(await entries()).toEqual([
    { date: '2014-11-06', currency: 'usd', amount: 9100 },
    { date: '2014-11-06', currency: 'usd', amount: -9100 },
    { date: '2014-11-06', currency: 'eur', amount: 9100 },
  ])
  await into(made, 'jpy')
  expect(await entries()).toHaveLength(5)
  const back = await patch(`/invoices/${made.id}`, {
    currency: 'usd',
    items: [{ name: 'Paper', unit_cost: 7 }],
    date: 1415664000,
  })
  expect(back.json).toMatchObject({ currency: 'usd', total: 7 })
  expect((await entries()).at(-1)).toEqual({ date: '2014-11-10', currency: 'usd', amount: 700 })
  expect([await owed(customer, 'usd'), await owed(customer, 'eur'), await owed(customer, 'jpy')]).toEqual([7, 0, 0])
  await sound()
})

test('cents that the new currency does not have are rounded away', async () => {
  const made = await bill(await newCustomer(), { items: [{ name: 'Paper', unit_cost: 40.4 }] })
  expect((await into(made, 'jpy')).json).toMatchObject({ currency: 'jpy', total: 40, balance: 40 })
  expect((await into(made, 'usd')).json).toMatchObject({ currency: 'usd', total: 40.4 })
})

test('aging and sales know it in the new currency only', async () => {
  const company = await world.newCompany('Dunder Mifflin')
  const call = async (method: string, path: string, body?: object) =>
    (await company.call(method, path, { ...(body && { body }) })).json
  const { id: customer } = await call('POST', '/customers', { name: 'Acme Corp' })
  const { id } = await call('POST', '/invoices', { customer, items: [PAPER] })
  await call('PATCH', `/invoices/${id}`, { currency: 'eur' })
  for (const type of ['aging_summary', 'sales_summary', 'a_r_overview']) {
    const dollars = JSON.stringify(await call('POST', '/reports', { type, parameters: { currency: 'usd' } }))
    const euros = JSON.stringify(await call('POST', '/reports', { type, parameters: { currency: 'eur' } }))
    expect([type, /\b91\b/.test(dollars), /\b91\b/.test(euros)]).toEqual([type, false, true])
  }
})

test('the currency of the payer is paid: what comes in the old one is refused, in the new one it settles', async () => {
  const made = await bill(await newCustomer())
  await into(made)
  expect(await pay(made, 91)).toMatchObject({ status: 400 })
  expect((await pay(made, 91, 'eur')).status).toBe(201)
  expect(await read(`/invoices/${made.id}`)).toMatchObject({ status: 'paid', currency: 'eur' })
  expect(await into(made, 'usd')).toMatchObject({ status: 400, json: { code: 'invoice_paid', param: 'currency' } })
})

test('what was paid or credited in part stays in its currency until that is taken off', async () => {
  const made = await bill(await newCustomer())
  const { json: payment } = await pay(made, 40)
  expect(await into(made)).toMatchObject(fixed(/payments are applied/))
  expect((await patch(`/invoices/${made.id}`, { currency: 'usd', notes: 'As it was' })).status).toBe(200)
  await acme.call('DELETE', `/payments/${payment.id}`)
  const note = await post('/credit_notes', {
    customer: made.customer,
    items: [{ name: 'Returned', unit_cost: 5 }],
    invoice: made.id,
  })
  expect(await into(made)).toMatchObject(fixed(/credit note CN-\d+ is for it/))
  expect(await patch(`/credit_notes/${note.id}`, { currency: 'eur' })).toMatchObject({ status: 400, json: { param: 'currency' } })
  await sound()
})

test('a credit note that is for the invoice keeps both in their currency, until it is voided', async () => {
  const made = await bill(await newCustomer())
  const draft = { customer: made.customer, items: [{ name: 'Returned', unit_cost: 5 }], invoice: made.id, draft: true }
  const note = await post('/credit_notes', draft)
  expect(await into(made)).toMatchObject(fixed(/credit note \d+ is for it/))
  await acme.call('DELETE', `/credit_notes/${note.id}`)
  expect((await into(made)).status).toBe(200)
})

test('a bank debit under way, and an open page of a gateway, keep the currency', async () => {
  const made = await bill(await newCustomer())
  const applied_to = [{ type: 'invoice', invoice: made.id, amount: 91 }]
  const charge = { customer: made.customer, method: 'ach', amount: 91, gateway_token: 'tok_bank_3893', applied_to }
  expect((await acme.call('POST', '/charges', { body: charge })).json.status).toBe('pending')
  expect(await into(made)).toMatchObject(fixed(/under way/))
  const looked = await bill(await newCustomer())
  const begun = await world.request('POST', `/api${new URL(looked.url).pathname}/checkout`, {
    body: { method: 'credit_card', idempotency_key: 'looking' },
  })
  expect(begun.json).toMatchObject({ how: 'redirect' })
  expect(await into(looked)).toMatchObject(fixed(/page of a gateway/))
})

test('a plan, a subscription, an estimate, a consolidation and a late fee keep the currency', async () => {
  const planned = await bill(await newCustomer())
  const day = (days: number) => Math.floor(world.now().getTime() / 1000) + days * 86_400
  const installments = [40, 51].map((amount, i) => ({ date: day(10 * (i + 1)), amount }))
  expect((await acme.call('PUT', `/invoices/${planned.id}/payment_plan`, { body: { installments } })).status).toBe(201)
  expect(await into(planned)).toMatchObject({ status: 400, json: { code: 'invoice_planned', param: 'currency' } })

  await post('/plans', { id: 'monthly', name: 'Monthly', amount: 20, interval: 'month', interval_count: 1, currency: 'usd' })
  const subscriber = await newCustomer()
  await post('/subscriptions', { customer: subscriber, plan: 'monthly' })
  await world.settle()
  const [billed] = await read(`/invoices?filter[customer]=${subscriber}`)
  expect(await into(billed)).toMatchObject(fixed(/subscription/))

  const estimate = await post('/estimates', { customer: await newCustomer(), items: [PAPER] })
  const invoiced = await post(`/estimates/${estimate.id}/invoice`)
  expect(await into(invoiced)).toMatchObject(fixed(/estimate/))
  expect(await patch(`/estimates/${estimate.id}`, { currency: 'eur' })).toMatchObject({
    status: 400,
    json: { param: 'currency' },
  })

  const merging = await newCustomer({ consolidated: true })
  for (let i = 0; i < 2; i++) await bill(merging)
  expect(await into(await post(`/customers/${merging}/consolidate_invoices`))).toMatchObject(fixed(/consolidation/))

  const schedule = await post('/late_fee_schedules', {
    name: 'Late',
    is_percent: false,
    amount: 5,
    grace_period: 0,
    start_date: '2014-11-01',
    recurring_days: 30,
  })
  const late = await bill(await newCustomer({ late_fee_schedule: schedule.id }), { payment_terms: 'NET 1' })
  world.travel('2014-11-21T15:00:00Z')
  await world.settle()
  expect(await read(`/invoices/${late.id}`)).toMatchObject({ total: 96 })
  expect(await into(late)).toMatchObject(fixed(/late fee/))
})

test('a credit note changes its currency as long as it gave nothing and is for no invoice', async () => {
  const customer = await newCustomer()
  const note = await post('/credit_notes', { customer, items: [PAPER] })
  expect((await patch(`/credit_notes/${note.id}`, { currency: 'eur' })).json).toMatchObject({
    currency: 'eur',
    total: 91,
    balance: 91,
  })
  const credit = async (currency: string) => (await read(`/customers/${customer}/balance?currency=${currency}`)).open_credit_notes
  expect([await credit('usd'), await credit('eur')]).toEqual([0, 91])
  await post(`/credit_notes/${note.id}/refunds`, { amount: 1 })
  expect(await patch(`/credit_notes/${note.id}`, { currency: 'usd' })).toMatchObject(fixed(/refunded/))
  const paid = await bill(customer)
  await pay(paid, 91)
  const after = await post('/credit_notes', { customer, items: [PAPER], invoice: paid.id })
  expect(await patch(`/credit_notes/${after.id}`, { currency: 'eur' })).toMatchObject(fixed(/for an invoice/))
  await sound()
})

test('an estimate changes its currency with the deposit it asks for, as long as none is paid', async () => {
  const made = await post('/estimates', { customer: await newCustomer(), items: [PAPER], deposit: 20.5 })
  expect((await patch(`/estimates/${made.id}`, { currency: 'jpy' })).json).toMatchObject({
    currency: 'jpy',
    total: 91,
    deposit: 21,
  })
  await patch(`/estimates/${made.id}`, { currency: 'eur', deposit: 20.5 })
  const applied_to = [{ type: 'estimate', estimate: made.id, amount: 20.5 }]
  await post('/payments', { customer: made.customer, amount: 20.5, currency: 'eur', applied_to })
  expect(await patch(`/estimates/${made.id}`, { currency: 'usd' })).toMatchObject(fixed(/deposit/))
  await sound()
})

test('a payment and another currency at once: one of the two is refused, and the books are sound', async () => {
  for (let i = 0; i < 12; i++) {
    const made = await bill(await newCustomer())
    const begun = i % 2 ? [pay(made, 91), into(made)] : [into(made), pay(made, 91)]
    const [paid, changed] = await Promise.all(i % 2 ? begun : begun.toReversed())
    expect([paid!.status, changed!.status]).toEqual(paid!.status === 201 ? [201, 400] : [400, 200])
    const after =
      paid!.status === 201 ? { currency: 'usd', balance: 0, paid: true } : { currency: 'eur', balance: 91, paid: false }
    expect(await read(`/invoices/${made.id}`)).toMatchObject(after)
  }
  await sound()
})

test('money that comes from a page which nobody knew of any more becomes the customer’s credit', async () => {
  const made = await bill(await newCustomer())
  const begun = await world.request('POST', `/api${new URL(made.url).pathname}/checkout`, {
    body: { method: 'credit_card', idempotency_key: 'forgotten' },
  })
  const address = (url: string) => url.replace('http://localhost:3000', '')
  const paid = await world.request('POST', address(begun.json.url), { form: 'token=tok_visa' })
  await world.database.ownerPool.query(`update checkouts set status = 'expired' where customer = $1`, [made.customer])
  expect((await into(made)).status).toBe(200)
  expect((await world.request('GET', address(paid.headers.get('location')!))).status).toBe(303)
  expect(await read(`/invoices/${made.id}`)).toMatchObject({ currency: 'eur', balance: 91, pending: 0 })
  expect(await read(`/payments?filter[customer]=${made.customer}`)).toMatchObject([{ currency: 'usd', amount: 91 }])
  expect((await read(`/customers/${made.customer}/balance?currency=usd`)).available_credits).toBe(91)
  await sound()
})
