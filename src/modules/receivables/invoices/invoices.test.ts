import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const PAPER = { name: 'Copy paper, Case', quantity: 3, unit_cost: 45 }
const DELIVERY = { name: 'Delivery', unit_cost: 10 }

async function customer(more: Record<string, unknown> = {}): Promise<number> {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', payment_terms: 'NET 30', ...more } })).json.id
}

async function invoice(of: number, more: Record<string, unknown> = {}) {
  const { status, json, text } = await acme.call('POST', '/invoices', {
    body: { customer: of, items: [PAPER, DELIVERY], tax: 3.85, ...more },
  })
  expect(status, text).toBe(201)
  return json
}

test('an invoice is numbered, due by its terms, and adds up to 148.85', async () => {
  const made = await invoice(await customer())
  expect(made).toMatchObject({
    number: 'INV-0001',
    status: 'not_sent',
    subtotal: 145,
    total: 148.85,
    balance: 148.85,
    payment_terms: 'NET 30',
  })
  expect(made.due_date - made.date).toBe(30 * 86_400)
  expect((await acme.call('GET', `/invoices/${made.id}`)).json).toEqual(made)
})

test('a draft has no number, moves no books, and is issued by draft=false', async () => {
  const of = await customer()
  const draft = await invoice(of, { draft: true })
  expect(draft).toMatchObject({ number: null, status: 'draft', total: 148.85 })
  expect((await acme.call('GET', `/customers/${of}/balance`)).json.total_outstanding).toBe(0)
  const issued = await acme.call('PATCH', `/invoices/${draft.id}`, { body: { draft: false } })
  expect(issued.json).toMatchObject({ status: 'not_sent', number: expect.stringMatching(/^INV-\d{4}$/) })
  expect((await acme.call('GET', `/customers/${of}/balance`)).json.total_outstanding).toBe(148.85)
  expect((await acme.call('PATCH', `/invoices/${draft.id}`, { body: { draft: true } })).json).toMatchObject({
    code: 'invoice_issued',
    param: 'draft',
  })
})

test('fifty creations at once take fifty consecutive numbers', async () => {
  const of = await customer()
  const made = await Promise.all(Array.from({ length: 50 }, () => invoice(of)))
  const numbers = made.map(({ number }) => Number(number.slice(4))).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => numbers[0]! + i))
})

test('a number somebody chose is passed over, and cannot be chosen twice', async () => {
  const of = await customer()
  const next = Number((await invoice(of)).number.slice(4)) + 1
  const chosen = `INV-${String(next).padStart(4, '0')}`
  expect((await invoice(of, { number: chosen })).number).toBe(chosen)
  expect(
    (await acme.call('POST', '/invoices', { body: { customer: of, number: chosen.toLowerCase(), items: [PAPER] } })).json,
  ).toMatchObject({ code: 'number_taken', param: 'number' })
  expect((await invoice(of)).number).toBe(`INV-${String(next + 1).padStart(4, '0')}`)
})

test('changing lines of an issued invoice changes what is owed and what the books say', async () => {
  const made = await invoice(await customer())
  const [paper] = made.items
  const changed = await acme.call('PATCH', `/invoices/${made.id}`, {
    body: {
      items: [
        { id: paper.id, quantity: 2 },
        { name: 'Rush', unit_cost: 5 },
      ],
    },
  })
  expect(changed.json).toMatchObject({ subtotal: 95, total: 98.85, balance: 98.85 })
  expect(changed.json.items.map(({ id, name }: { id: number; name: string }) => [id === paper.id, name])).toEqual([
    [true, 'Copy paper, Case'],
    [false, 'Rush'],
  ])
  expect((await acme.call('PATCH', `/invoices/${made.id}`, { body: { items: [{ id: 1, quantity: 2 }] } })).json).toMatchObject({
    code: 'line_unknown',
    param: 'items[0].id',
  })
  const notes = await acme.call('PATCH', `/invoices/${made.id}`, { body: { notes: 'Thank you' } })
  expect(notes.json).toMatchObject({ notes: 'Thank you', total: 98.85 })
  expect(notes.json.items).toHaveLength(2)
})

test('a voided invoice owes nothing, keeps its number, and accepts nothing', async () => {
  const made = await invoice(await customer())
  expect((await acme.call('POST', `/invoices/${made.id}/void`)).json).toMatchObject({
    status: 'voided',
    balance: 0,
    number: made.number,
    url: null,
  })
  expect((await acme.call('POST', `/invoices/${made.id}/void`)).json).toMatchObject({
    type: 'invalid_request',
    code: 'invoice_voided',
  })
  expect((await acme.call('PATCH', `/invoices/${made.id}`, { body: { items: [PAPER] } })).status).toBe(400)
})

test('deleting removes a draft, voids what was issued, and refuses what was paid', async () => {
  const of = await customer()
  const draft = await invoice(of, { draft: true })
  expect((await acme.call('DELETE', `/invoices/${draft.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/invoices/${draft.id}`)).status).toBe(404)
  const issued = await invoice(of)
  expect((await acme.call('DELETE', `/invoices/${issued.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/invoices/${issued.id}`)).json.status).toBe('voided')
  const paid = await invoice(of)
  await acme.call('POST', '/payments', {
    body: { amount: 148.85, applied_to: [{ type: 'invoice', invoice: paid.id, amount: 148.85 }] },
  })
  expect((await acme.call('DELETE', `/invoices/${paid.id}`)).json).toMatchObject({ code: 'invoice_has_payments' })
})

test('bad debt gives the balance up, and reopening takes it back', async () => {
  const made = await invoice(await customer())
  expect((await acme.call('POST', `/invoices/${made.id}/bad_debt`)).json).toMatchObject({
    status: 'bad_debt',
    closed: true,
    paid: false,
  })
  expect((await acme.call('PATCH', `/invoices/${made.id}`, { body: { closed: false } })).json).toMatchObject({
    status: 'not_sent',
    balance: 148.85,
  })
})

test('an invoice that is made closed is not collected: given up while money is owed, never paid where nothing is', async () => {
  const of = await customer()
  const owed = await invoice(of, { closed: true })
  expect(owed).toMatchObject({ closed: true, paid: false, status: 'bad_debt', balance: 148.85, payment_url: null })
  expect(owed.date_bad_debt).toBe(owed.date)
  expect((await acme.call('PATCH', `/invoices/${owed.id}`, { body: { closed: false } })).json).toMatchObject({
    closed: false,
    status: 'not_sent',
    date_bad_debt: null,
  })
  expect(await invoice(of, { closed: true, items: [], tax: 0 })).toMatchObject({
    closed: true,
    paid: false,
    balance: 0,
    date_paid: null,
  })
  expect(await invoice(of, { items: [], tax: 0 })).toMatchObject({ closed: true, paid: true })
  const draft = await invoice(of, { draft: true, closed: true })
  expect(draft).toMatchObject({ status: 'draft', closed: true })
  expect((await acme.call('PATCH', `/invoices/${draft.id}`, { body: { draft: false, closed: false } })).json).toMatchObject({
    status: 'not_sent',
    closed: false,
  })
})

test('a draft changes its currency, alone or with its lines, and is issued in it', async () => {
  const draft = await invoice(await customer(), { draft: true })
  const change = async (body: object) => (await acme.call('PATCH', `/invoices/${draft.id}`, { body })).json
  expect(await change({ currency: 'eur' })).toMatchObject({ currency: 'eur', total: 148.85, balance: 148.85, draft: true })
  const yen = { currency: 'jpy', items: [{ name: 'Paper', unit_cost: 40.4 }], taxes: [] }
  expect(await change(yen)).toMatchObject({ currency: 'jpy', total: 40, balance: 40 })
  expect(await change({ currency: 'eur', draft: false })).toMatchObject({ status: 'not_sent', currency: 'eur', total: 40.4 })
})

test('a coupon that excludes others stands alone on a document', async () => {
  await acme.call('POST', '/coupons', { body: { id: 'spring', name: 'Spring', value: 10 } })
  await acme.call('POST', '/coupons', { body: { id: 'alone', name: 'Alone', value: 5, exclusive: true } })
  const of = await customer()
  expect((await invoice(of, { discounts: ['alone', 'alone'], tax: 0 })).total).toBe(137.75)
  for (const body of [
    { discounts: ['alone', 'spring'] },
    { discounts: ['spring'], items: [{ ...PAPER, discounts: ['alone'] }] },
  ]) {
    const refused = await acme.call('POST', '/invoices', { body: { customer: of, items: [PAPER], ...body } })
    expect(refused).toMatchObject({ status: 400, json: { code: 'coupon_exclusive', param: 'discounts' } })
  }
  const kept = await invoice(of, { discounts: ['alone'] })
  const changes = { items: [{ ...PAPER, discounts: ['spring'] }] }
  expect((await acme.call('PATCH', `/invoices/${kept.id}`, { body: changes })).json).toMatchObject({ code: 'coupon_exclusive' })
})

test.each([
  ['invoices', { items: [PAPER] }],
  ['credit_notes', { items: [PAPER] }],
  ['estimates', { items: [PAPER] }],
])(
  'what a closed document of %s says changes together with closed=false only; marks of the bookkeeper change as they are',
  async (noun, body) => {
    const made = (await acme.call('POST', `/${noun}`, { body: { customer: await customer(), ...body } })).json
    const patch = (changes: object) => acme.call('PATCH', `/${noun}/${made.id}`, { body: changes })
    expect((await patch({ closed: true })).json).toMatchObject({ closed: true })
    for (const changes of [{ notes: 'Thank you' }, { name: 'November' }])
      expect(await patch(changes)).toMatchObject({ status: 400, json: { param: 'closed' } })
    expect((await patch({ metadata: { sync: '7' } })).json).toMatchObject({ closed: true, metadata: { sync: '7' }, notes: null })
    expect((await patch({ notes: 'Thank you', closed: false })).json).toMatchObject({ closed: false, notes: 'Thank you' })
  },
)

test('consolidating merges what is open, and the parts point to the whole', async () => {
  const of = await customer({ consolidated: true })
  const parts = [await invoice(of), await invoice(of, { items: [{ name: 'Ink', unit_cost: 100 }], tax: 0 })]
  const whole = await acme.call('POST', `/customers/${of}/consolidate_invoices`)
  expect(whole.json).toMatchObject({ name: 'Consolidated Invoice', total: 248.85, status: 'not_sent' })
  for (const part of parts)
    expect((await acme.call('GET', `/invoices/${part.id}`)).json).toMatchObject({
      status: 'voided',
      balance: 0,
      consolidated_invoice: whole.json.id,
    })
  expect((await acme.call('POST', `/customers/${of}/consolidate_invoices`)).json.code).toBe('nothing_to_consolidate')
  expect((await acme.call('POST', `/customers/${await customer()}/consolidate_invoices`)).json).toMatchObject({
    code: 'consolidation_off',
  })
})

test('an invoice becomes past due the day after its due date, where the company is', async () => {
  const made = await invoice(await customer({ payment_terms: 'NET 1' }))
  world.travel('2014-11-20T05:59:59Z')
  expect((await acme.call('GET', `/invoices/${made.id}`)).json.status).toBe('not_sent')
  world.travel('2014-11-20T06:00:00Z')
  expect((await acme.call('GET', `/invoices/${made.id}`)).json.status).toBe('past_due')
  const listed = await acme.call('GET', '/invoices?filter[status]=past_due')
  expect(listed.json.map(({ id }: { id: number }) => id)).toContain(made.id)
  expect(listed.json.every(({ status }: { status: string }) => status === 'past_due')).toBe(true)
})

test('the list says the same status as each invoice does', async () => {
  const { json } = await acme.call('GET', '/invoices')
  for (const status of ['draft', 'not_sent', 'past_due', 'paid', 'voided', 'bad_debt']) {
    const filtered = await acme.call('GET', `/invoices?filter[status]=${status}`)
    expect(filtered.json.map(({ id }: { id: number }) => id)).toEqual(
      json.filter((one: { status: string }) => one.status === status).map(({ id }: { id: number }) => id),
    )
    expect(filtered.headers.get('x-total-count')).toBe(String(filtered.json.length))
  }
})

test('lines that the database refuses fail the call and nothing else', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => void unheard.push(error)
  const { ownerPool } = world.database
  const of = await customer()
  await ownerPool.query(`alter table line_items add constraint no_paperclips check (name <> 'Paperclips') not valid`)
  process.on('unhandledRejection', hear)
  try {
    const items = [{ name: 'Paperclips', unit_cost: 1 }]
    expect((await acme.call('POST', '/invoices', { body: { customer: of, items } })).status).toBe(500)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(unheard).toEqual([])
  } finally {
    process.off('unhandledRejection', hear)
    await ownerPool.query('alter table line_items drop constraint no_paperclips')
  }
  await invoice(of)
})

test('the books are sound after all of it', async () => {
  const proof = await proveBooks(world.platform)
  expect(proof.breaches).toEqual([])
  expect(proof.figures.invoices).toBeGreaterThan(60)
})
