import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const made = async (path: string, body: Record<string, unknown>, company = acme) => {
  const { status, json, text } = await company.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const customer = async (company = acme): Promise<number> => (await made('/customers', { name: 'Acme Corp' }, company)).id
const invoice = (of: number, unit_cost = 100, more: Record<string, unknown> = {}, company = acme) =>
  made('/invoices', { customer: of, items: [{ name: 'Paper', unit_cost }], ...more }, company)
const read = async (path: string, company = acme) => (await company.call('GET', path)).json
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })
const badDebt = (id: number) => acme.call('POST', `/invoices/${id}/bad_debt`)

test('bad debt: a credit note takes what is owed out of the receivables and closes the invoice', async () => {
  const of = await customer()
  const bill = await invoice(of)
  await made('/payments', { customer: of, amount: 30, applied_to: [{ type: 'invoice', invoice: bill.id, amount: 30 }] })
  const written = await badDebt(bill.id)
  expect(written).toMatchObject({
    status: 200,
    json: {
      status: 'bad_debt',
      closed: true,
      paid: false,
      balance: 0,
      amount_credited: 70,
      amount_written_off: 70,
      amount_paid: 30,
    },
  })
  const [note] = await read(`/credit_notes?filter[invoice]=${bill.id}`)
  expect(note).toMatchObject({ total: 70, status: 'paid', items: [{ type: 'bad-debt', amount: 70 }] })
  expect(await read(`/customers/${of}/balance`)).toMatchObject({ total_outstanding: 0, open_credit_notes: 0 })
  const told = (await read(`/events?related_to=customer,${of}`)).map(({ type }: { type: string }) => type)
  expect(told).not.toContain('invoice.paid')
  expect(await badDebt(bill.id)).toMatchObject({ status: 400, json: { code: 'invoice_closed' } })
  await sound()
})

test('reopening what was given up makes it owed again, and the credit note void', async () => {
  const of = await customer()
  const bill = await invoice(of)
  await badDebt(bill.id)
  const opened = await acme.call('PATCH', `/invoices/${bill.id}`, { body: { closed: false } })
  expect(opened.json).toMatchObject({
    status: 'not_sent',
    closed: false,
    balance: 100,
    amount_written_off: 0,
    amount_credited: 0,
    date_bad_debt: null,
  })
  expect(await read(`/credit_notes?filter[invoice]=${bill.id}`)).toMatchObject([{ status: 'voided' }])
  await made('/payments', { customer: of, amount: 100, applied_to: [{ type: 'invoice', invoice: bill.id, amount: 100 }] })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ status: 'paid' })
  await sound()
})

test('drafts, paid and voided invoices are no bad debt', async () => {
  const of = await customer()
  const [draft, gone, free] = [await invoice(of, 10, { draft: true }), await invoice(of), await invoice(of, 0)]
  await acme.call('POST', `/invoices/${gone.id}/void`)
  expect(await badDebt(draft.id)).toMatchObject({ status: 400, json: { code: 'invoice_draft' } })
  expect(await badDebt(gone.id)).toMatchObject({ status: 400, json: { code: 'invoice_voided' } })
  expect(await badDebt(free.id)).toMatchObject({ status: 400, json: { code: 'invoice_paid' } })
  await sound()
})

test('an invoice is given up once, and never while it is paid', async () => {
  const of = await customer()
  const bill = await invoice(of)
  const pay = () =>
    acme.call('POST', '/payments', {
      body: { customer: of, amount: 100, applied_to: [{ type: 'invoice', invoice: bill.id, amount: 100 }] },
    })
  const answers = await Promise.all([badDebt(bill.id), pay(), badDebt(bill.id), pay(), badDebt(bill.id)])
  expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
  await sound()
})

test('short pay: the rest is written off with a credit note, and comes back when the payment is voided', async () => {
  const of = await customer()
  const bill = await invoice(of)
  const payment = await made('/payments', {
    customer: of,
    amount: 90,
    applied_to: [{ type: 'invoice', invoice: bill.id, amount: 90, short_pay: true }],
  })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ status: 'paid', amount_paid: 90, amount_credited: 10, balance: 0 })
  const [note] = await read(`/credit_notes?filter[invoice]=${bill.id}`)
  expect(note).toMatchObject({ total: 10, status: 'paid', items: [{ type: 'short-pay' }] })
  await sound()
  const more = await acme.call('PATCH', `/payments/${payment.id}`, {
    body: { applied_to: [{ type: 'invoice', invoice: bill.id, amount: 85, short_pay: true }] },
  })
  expect(more.status, more.text).toBe(200)
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ amount_paid: 85, amount_credited: 15, paid: true })
  expect(
    (await read(`/credit_notes?filter[invoice]=${bill.id}&filter[voided]=0`)).map(({ total }: { total: number }) => total),
  ).toEqual([15])
  expect((await acme.call('DELETE', `/payments/${payment.id}`)).status).toBe(200)
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ status: 'not_sent', balance: 100, amount_credited: 0 })
  expect(await read(`/credit_notes?filter[invoice]=${bill.id}&filter[voided]=0`)).toEqual([])
  await sound()
})

const creditOf = (of: number, amount: number, company: TestCompany, more: Record<string, unknown> = {}) =>
  made('/credit_balance_adjustments', { customer: of, amount, ...more }, company)

test('credit settles new invoices by itself where the company wants that: the balance first, then the oldest credit note', async () => {
  const company = await world.newCompany('Automatic')
  await company.call('PATCH', '/company', { body: { settings: { auto_apply_credits: true } } })
  const of = await customer(company)
  await creditOf(of, 30, company)
  const day = 86_400
  const now = Math.floor(world.now().getTime() / 1000)
  const younger = await made('/credit_notes', { customer: of, date: now - day, items: [{ name: 'A', unit_cost: 50 }] }, company)
  const older = await made('/credit_notes', { customer: of, date: now - 2 * day, items: [{ name: 'B', unit_cost: 40 }] }, company)
  const bill = await invoice(of, 100, {}, company)
  await world.settle()
  expect(await read(`/invoices/${bill.id}`, company)).toMatchObject({ status: 'paid', amount_paid: 30, amount_credited: 70 })
  expect(await read(`/credit_notes/${older.id}`, company)).toMatchObject({ balance: 0 })
  expect(await read(`/credit_notes/${younger.id}`, company)).toMatchObject({ balance: 20 })
  const next = await invoice(of, 100, {}, company)
  await world.settle()
  expect(await read(`/invoices/${next.id}`, company)).toMatchObject({ balance: 80, amount_credited: 20 })
  await sound()
})

test('credit stays where it is when the company has not asked for that', async () => {
  const of = await customer()
  await creditOf(of, 30, acme)
  const bill = await invoice(of)
  await world.settle()
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ balance: 100 })
})

test('invoices issued at once share a credit without spending it twice', async () => {
  const company = await world.newCompany('Crowd')
  await company.call('PATCH', '/company', { body: { settings: { auto_apply_credits: true } } })
  const of = await customer(company)
  await creditOf(of, 70, company)
  await Promise.all(Array.from({ length: 6 }, () => invoice(of, 20, {}, company)))
  await world.settle()
  const bills = await read(`/invoices?filter[customer]=${of}`, company)
  expect(bills.map(({ balance }: { balance: number }) => balance).reduce((a: number, b: number) => a + b)).toBe(50)
  expect(await read(`/customers/${of}/balance`, company)).toMatchObject({ available_credits: 0, total_outstanding: 50 })
  await sound()
})

test('a credit note taken off an invoice whose rest was written off is owed again', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
  const items = (unit_cost: number) => [{ name: 'Paper', unit_cost }]
  const invoice = (await acme.call('POST', '/invoices', { body: { customer, items: items(100) } })).json.id
  const credit_note = (await acme.call('POST', '/credit_notes', { body: { customer, items: items(40) } })).json.id
  const applied_to = [{ type: 'credit_note', credit_note, document_type: 'invoice', invoice, amount: 40 }]
  const payment = (await acme.call('POST', '/payments', { body: { customer, amount: 0, applied_to } })).json.id
  expect((await acme.call('POST', `/invoices/${invoice}/bad_debt`)).json).toMatchObject({ status: 'bad_debt', balance: 0 })
  expect((await acme.call('DELETE', `/payments/${payment}`)).status).toBe(200)
  expect((await acme.call('GET', `/invoices/${invoice}`)).json).toMatchObject({ closed: false, balance: 40, status: 'not_sent' })
  expect((await acme.call('GET', `/customers/${customer}/balance`)).json).toMatchObject({ total_outstanding: 40 })
})
