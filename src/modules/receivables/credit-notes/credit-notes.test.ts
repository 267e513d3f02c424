import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { CREDIT_NOTE_STATUSES } from './status.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const PAPER = { name: 'Copy paper, Case', quantity: 1, unit_cost: 45 }
const DELIVERY = { name: 'Delivery', unit_cost: 10 }

async function customer(more: Record<string, unknown> = {}): Promise<number> {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', email: 'billing@example.com', ...more } })).json.id
}

async function made(path: string, body: Record<string, unknown>) {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}

const invoice = (of: number, unit_cost = 100, more: Record<string, unknown> = {}) =>
  made('/invoices', { customer: of, items: [{ name: 'Paper', unit_cost }], ...more })
const note = (of: number, unit_cost = 100, more: Record<string, unknown> = {}) =>
  made('/credit_notes', { customer: of, items: [{ name: 'Paper', unit_cost }], ...more })
const read = async (path: string) => (await acme.call('GET', path)).json
const balance = (of: number) => read(`/customers/${of}/balance`)
const spend = (amount: number, from: { id: number }, on: { id: number }, of: number) =>
  acme.call('POST', '/payments', {
    body: {
      customer: of,
      amount: 0,
      applied_to: [{ type: 'credit_note', credit_note: from.id, document_type: 'invoice', invoice: on.id, amount }],
    },
  })
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })

test('X9 Issue Credit Note: what is owed drops by the amount', async () => {
  const of = await customer()
  const bill = await invoice(of, 148.85)
  const credit = await made('/credit_notes', {
    customer: of,
    invoice: bill.id,
    items: [PAPER, DELIVERY],
    taxes: [{ amount: 3.85 }],
  })
  expect(credit).toMatchObject({
    object: 'credit_note',
    name: 'Credit Note',
    number: 'CN-0001',
    status: 'paid',
    paid: true,
    invoice: bill.id,
    subtotal: 55,
    total: 58.85,
    balance: 0,
    amount_applied_to_invoice: 58.85,
    currency: 'usd',
    metadata: {},
  })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ balance: 90, amount_credited: 58.85, paid: false })
  expect(await balance(of)).toMatchObject({ total_outstanding: 90, open_credit_notes: 0 })
  expect(await read(`/credit_notes/${credit.id}`)).toEqual(credit)
  await sound()
})

test('a credit note for an invoice stays in its currency, whichever of the two drafts changes', async () => {
  const of = await customer()
  const draft = await note(of, 30, { invoice: (await invoice(of)).id, draft: true })
  const change = (path: string, body: object) => acme.call('PATCH', path, { body })
  const mismatch = { status: 400, json: { code: 'currency_mismatch', param: 'currency' } }
  expect(await change(`/credit_notes/${draft.id}`, { currency: 'eur' })).toMatchObject(mismatch)
  const bill = await invoice(of, 100, { draft: true })
  const second = await note(of, 30, { invoice: bill.id, draft: true })
  expect((await change(`/invoices/${bill.id}`, { currency: 'eur' })).status).toBe(200)
  expect(await change(`/credit_notes/${second.id}`, { draft: false })).toMatchObject(mismatch)
  expect((await change(`/credit_notes/${second.id}`, { draft: false, currency: 'eur' })).json).toMatchObject({ status: 'paid' })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ currency: 'eur', balance: 70 })
  await sound()
})

test('what an invoice does not take stays open', async () => {
  const of = await customer()
  const bill = await invoice(of, 40)
  const credit = await note(of, 100, { invoice: bill.id })
  expect(credit).toMatchObject({ status: 'open', balance: 60, amount_applied_to_invoice: 40 })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ status: 'paid', balance: 0 })
  expect(await balance(of)).toMatchObject({ total_outstanding: 0, open_credit_notes: 60 })
  expect(await note(of, 10, { invoice: bill.id })).toMatchObject({ status: 'open', balance: 10 })
  await sound()
})

test('a credit note is spent on invoices later, moved to the credit balance, and refunded', async () => {
  const of = await customer()
  const [bill, credit] = [await invoice(of, 100), await note(of, 120)]
  expect((await spend(50, credit, bill, of)).status).toBe(201)
  const moved = await acme.call('POST', '/payments', {
    body: { customer: of, amount: 0, applied_to: [{ type: 'credit_note', credit_note: credit.id, amount: 30 }] },
  })
  expect(moved.status, moved.text).toBe(201)
  expect(await balance(of)).toMatchObject({ total_outstanding: 50, available_credits: 30, open_credit_notes: 40 })
  const part = await acme.call('POST', `/credit_notes/${credit.id}/refunds`, {
    body: { amount: 15, method: 'check', reference: '1450' },
  })
  expect(part).toMatchObject({ status: 201, json: { balance: 25, amount_refunded: 15, status: 'open' } })
  const tooMuch = await acme.call('POST', `/credit_notes/${credit.id}/refunds`, { body: { amount: 25.01 } })
  expect(tooMuch).toMatchObject({ status: 400, json: { code: 'balance_exceeded', param: 'amount' } })
  const rest = await acme.call('POST', `/credit_notes/${credit.id}/refunds`, { body: {} })
  expect(rest.json).toMatchObject({
    amount_applied_to_invoice: 50,
    amount_credited: 30,
    amount_refunded: 40,
    balance: 0,
    status: 'paid',
    closed: true,
  })
  expect((await acme.call('POST', `/credit_notes/${credit.id}/refunds`, { body: {} })).status).toBe(400)
  await sound()
})

test('taking the payment back gives the credit back', async () => {
  const of = await customer()
  const [bill, credit] = [await invoice(of, 100), await note(of, 100)]
  const { json } = await spend(100, credit, bill, of)
  expect(await read(`/credit_notes/${credit.id}`)).toMatchObject({ status: 'paid', closed: true })
  expect((await acme.call('POST', `/credit_notes/${credit.id}/void`)).json).toMatchObject({ code: 'credit_note_applied' })
  expect((await acme.call('DELETE', `/payments/${json.id}`)).status).toBe(200)
  expect(await read(`/credit_notes/${credit.id}`)).toMatchObject({ status: 'open', balance: 100, closed: false })
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ balance: 100, paid: false })
  const voided = await acme.call('POST', `/credit_notes/${credit.id}/void`)
  expect(voided).toMatchObject({
    status: 200,
    json: { status: 'voided', balance: 0, url: null, pdf_url: null, number: credit.number },
  })
  expect((await acme.call('POST', `/credit_notes/${credit.id}/void`)).json).toMatchObject({ code: 'credit_note_voided' })
  await sound()
})

test('a draft has no number and moves nothing; issuing it applies it to its invoice', async () => {
  const of = await customer()
  const bill = await invoice(of, 100)
  const draft = await note(of, 30, { draft: true, invoice: bill.id })
  expect(draft).toMatchObject({ number: null, status: 'draft', balance: 30 })
  expect(await balance(of)).toMatchObject({ total_outstanding: 100, open_credit_notes: 0 })
  const issued = await acme.call('PATCH', `/credit_notes/${draft.id}`, { body: { draft: false } })
  expect(issued.json).toMatchObject({
    status: 'paid',
    number: expect.stringMatching(/^CN-\d{4}$/),
    amount_applied_to_invoice: 30,
  })
  expect(await balance(of)).toMatchObject({ total_outstanding: 70 })
  expect((await acme.call('PATCH', `/credit_notes/${draft.id}`, { body: { draft: true } })).json).toMatchObject({
    param: 'draft',
  })
  await sound()
})

test('a draft that is spent is issued by that', async () => {
  const of = await customer()
  const [bill, draft] = [await invoice(of, 100), await note(of, 30, { draft: true })]
  expect((await spend(10, draft, bill, of)).status).toBe(201)
  expect(await read(`/credit_notes/${draft.id}`)).toMatchObject({ status: 'open', balance: 20, number: expect.any(String) })
  await sound()
})

test('what was issued can be changed until it is used, never below what is used', async () => {
  const of = await customer()
  const [bill, credit] = [await invoice(of, 100), await note(of, 50)]
  const patch = (body: unknown) => acme.call('PATCH', `/credit_notes/${credit.id}`, { body })
  expect((await patch({ items: [{ name: 'Paper', unit_cost: 80 }], notes: 'Sorry' })).json).toMatchObject({
    total: 80,
    balance: 80,
    notes: 'Sorry',
  })
  expect(await balance(of)).toMatchObject({ open_credit_notes: 80 })
  await spend(60, credit, bill, of)
  expect(await patch({ items: [{ name: 'Paper', unit_cost: 59 }] })).toMatchObject({
    status: 400,
    json: { code: 'balance_negative' },
  })
  expect((await patch({ items: [{ name: 'Paper', unit_cost: 60 }] })).json).toMatchObject({ status: 'paid', balance: 0 })
  expect(await patch({ items: [PAPER] })).toMatchObject({ status: 400, json: { code: 'credit_note_paid' } })
  expect((await patch({ number: 'CN-2014' })).json).toMatchObject({ number: 'CN-2014', status: 'paid' })
  expect((await patch({ sent: 1, metadata: { rep: 'Jan' } })).json).toMatchObject({ sent: true, metadata: { rep: 'Jan' } })
  await sound()
})

test('a closed credit note gives nothing until it is reopened', async () => {
  const of = await customer()
  const [bill, credit] = [await invoice(of, 100), await note(of, 50)]
  const patch = (body: unknown) => acme.call('PATCH', `/credit_notes/${credit.id}`, { body })
  expect((await patch({ closed: true })).json).toMatchObject({ status: 'closed', balance: 50 })
  expect(await balance(of)).toMatchObject({ open_credit_notes: 0 })
  expect(await spend(10, credit, bill, of)).toMatchObject({ status: 400, json: { code: 'credit_note_not_open' } })
  expect(await patch({ name: 'Other' })).toMatchObject({ status: 400, json: { code: 'credit_note_closed' } })
  expect((await patch({ closed: false, name: 'Other' })).json).toMatchObject({ status: 'open', name: 'Other' })
  expect((await spend(10, credit, bill, of)).status).toBe(201)
  await sound()
})

test('deleting takes a draft away and voids what was issued', async () => {
  const of = await customer()
  const [draft, credit] = [await note(of, 10, { draft: true }), await note(of, 10)]
  expect((await acme.call('DELETE', `/credit_notes/${draft.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/credit_notes/${draft.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/credit_notes/${credit.id}`)).status).toBe(204)
  expect(await read(`/credit_notes/${credit.id}`)).toMatchObject({ status: 'voided' })
  await sound()
})

test.each([
  [{ customer: 99_999_999 }, 'customer'],
  [{ invoice: 99_999_999 }, 'invoice'],
  [{ items: [{ catalog_item: 'no-such' }] }, 'items[0].catalog_item'],
  [{ currency: 'xyz' }, 'currency'],
  [{ metadata: { ['k'.repeat(41)]: 1 } }, 'metadata'],
])('%o is refused and named', async (body, param) => {
  const answer = await acme.call('POST', '/credit_notes', { body: { customer: await customer(), items: [PAPER], ...body } })
  expect(answer).toMatchObject({ status: 400, json: { param } })
})

test('credit goes to invoices of the same customer and currency only', async () => {
  const [one, other] = [await customer(), await customer()]
  const bill = await invoice(one, 100)
  expect(await acme.call('POST', '/credit_notes', { body: { customer: other, invoice: bill.id, items: [PAPER] } })).toMatchObject(
    {
      status: 400,
      json: { code: 'customer_mismatch', param: 'invoice' },
    },
  )
  expect(
    await acme.call('POST', '/credit_notes', { body: { customer: one, invoice: bill.id, items: [PAPER], currency: 'eur' } }),
  ).toMatchObject({ status: 400, json: { code: 'currency_mismatch' } })
  const theirs = (await globex.call('POST', '/customers', { body: { name: 'Initech' } })).json.id
  expect(
    await globex.call('POST', '/credit_notes', { body: { customer: theirs, invoice: bill.id, items: [PAPER] } }),
  ).toMatchObject({
    status: 400,
    json: { param: 'invoice' },
  })
  await sound()
})

test('numbers have no gap, whatever is refused between; a chosen one is taken once', async () => {
  const company = await world.newCompany('Numbers Inc')
  const of = (await company.call('POST', '/customers', { body: { name: 'A' } })).json.id
  const create = (more: Record<string, unknown> = {}) =>
    company.call('POST', '/credit_notes', { body: { customer: of, items: [PAPER], ...more } })
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => create(i % 4 === 0 ? { attachments: [99_999_999] } : {})))
  const numbers = all.flatMap(({ json }) => json.number ?? []).toSorted()
  expect(numbers).toEqual(Array.from({ length: 15 }, (_, i) => `CN-${String(i + 1).padStart(4, '0')}`))
  expect((await create({ number: 'CN-0016' })).json.number).toBe('CN-0016')
  expect(await create({ number: 'cn-0016' })).toMatchObject({ status: 400, json: { param: 'number' } })
  expect((await create()).json.number).toBe('CN-0017')
  await sound()
})

test('two payments cannot spend the same credit, however many try at once', async () => {
  const of = await customer()
  const credit = await note(of, 100)
  const bills = await Promise.all(Array.from({ length: 12 }, () => invoice(of, 100)))
  const answers = await Promise.all(bills.map((bill) => spend(30, credit, bill, of)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(3).fill(201), ...Array(9).fill(400)])
  expect(await read(`/credit_notes/${credit.id}`)).toMatchObject({ balance: 10, amount_applied_to_invoice: 90 })
  await sound()
})

test('credit notes made at once for one invoice never credit more than it is owed', async () => {
  const of = await customer()
  const bill = await invoice(of, 100)
  const notes = await Promise.all(Array.from({ length: 8 }, () => note(of, 30, { invoice: bill.id })))
  expect(await read(`/invoices/${bill.id}`)).toMatchObject({ balance: 0, amount_credited: 100, paid: true })
  expect(notes.map((one) => one.amount_applied_to_invoice).reduce((a, b) => a + b)).toBe(100)
  await sound()
})

test('lists filter, sort, page and expand', async () => {
  const of = await customer({ name: 'Listed' })
  for (const [i, unit_cost] of [30, 10, 20].entries()) await note(of, unit_cost, { metadata: { rep: i === 1 ? 'Jan' : 'Pam' } })
  const list = async (query: string) => (await acme.call('GET', `/credit_notes?filter[customer]=${of}&${query}`)).json
  expect((await list('sort=total asc')).map(({ total }: { total: number }) => total)).toEqual([10, 20, 30])
  expect(await list('filter[status]=open&filter[total]=20')).toHaveLength(1)
  expect(await list('metadata[rep]=Jan')).toHaveLength(1)
  expect(await list('filter[paid]=1')).toEqual([])
  expect((await list('expand=customer'))[0].customer).toMatchObject({ id: of, name: 'Listed' })
  const page = await acme.call('GET', `/credit_notes?filter[customer]=${of}&per_page=2`)
  expect(page.headers.get('X-Total-Count')).toBe('3')
  expect(page.headers.get('Link')).toContain('rel="next"')
  expect(await acme.call('GET', '/credit_notes?filter[nothing]=1')).toMatchObject({ status: 400 })
})

test('events tell what changed', async () => {
  const of = await customer()
  const [bill, credit] = [await invoice(of, 100), await note(of, 50)]
  await spend(20, credit, bill, of)
  const { json } = await acme.call('GET', `/events?related_to=customer,${of}&sort=id asc`)
  const told = json.filter(({ type }: { type: string }) => type.startsWith('credit_note.'))
  expect(told.map(({ type }: { type: string }) => type).toSorted()).toEqual(['credit_note.created', 'credit_note.updated'])
  const update = told.find(({ type }: { type: string }) => type === 'credit_note.updated')
  expect(update.data.previous).toMatchObject({ balance: 50, amount_applied_to_invoice: 0 })
  expect(update.data.object).toMatchObject({ balance: 30, amount_applied_to_invoice: 20 })
})

test('another company sees nothing of it', async () => {
  const credit = await note(await customer(), 10)
  expect((await globex.call('GET', `/credit_notes/${credit.id}`)).status).toBe(404)
  expect((await globex.call('POST', `/credit_notes/${credit.id}/void`)).status).toBe(404)
  expect((await globex.call('GET', `/credit_notes?filter[id]=${credit.id}`)).json).toEqual([])
})

test('lists tell the same status as the rules', async () => {
  const all = await read('/credit_notes')
  for (const status of CREDIT_NOTE_STATUSES) {
    const ids = (notes: readonly { id: number }[]) => notes.map(({ id }) => id)
    expect(ids(await read(`/credit_notes?filter[status]=${status}`))).toEqual(
      ids(all.filter((one: { status: string }) => one.status === status)),
    )
  }
})

test('the customer reads it by its link, which dies with it', async () => {
  const credit = await note(await customer(), 10, { metadata: { internal: 'x' } })
  const page = `/api${new URL(credit.url).pathname}`
  const shown = await world.request('GET', page)
  expect(shown.json).toMatchObject({
    company: { name: 'Dunder Mifflin' },
    customer: { name: 'Acme Corp' },
    credit_note: { total: 10 },
  })
  expect(shown.json.credit_note).not.toHaveProperty('metadata')
  expect((await acme.call('POST', `${page.slice(4)}/viewed`)).status).toBe(204)
  expect((await read(`/credit_notes/${credit.id}`)).viewed).toBe(false)
  expect((await world.request('POST', `${page}/viewed`)).status).toBe(204)
  expect(await read(`/credit_notes/${credit.id}`)).toMatchObject({ viewed: true, date_viewed: expect.any(Number) })
  await acme.call('POST', `/credit_notes/${credit.id}/void`)
  expect((await world.request('GET', page)).status).toBe(404)
})
