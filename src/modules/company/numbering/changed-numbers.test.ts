import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})

const KINDS = ['invoices', 'credit_notes', 'estimates']
const items = [{ name: 'Paper', unit_cost: 100 }]
let customers = 0
const newCustomer = async (more: object = {}): Promise<number> =>
  (await acme.call('POST', '/customers', { body: { name: `Globex ${++customers}`, ...more } })).json.id
const make = async (kind: string, more: object = {}) =>
  (await acme.call('POST', `/${kind}`, { body: { customer: await newCustomer(), items, ...more } })).json
const change = (kind: string, id: number, body: object) => acme.call('PATCH', `/${kind}/${id}`, { body })
const read = async (path: string) => (await acme.call('GET', path)).json
const pdf = async (id: number) => {
  const authorization = `Basic ${Buffer.from(`${acme.key}:`).toString('base64')}`
  const headers = { host: 'localhost:3000', accept: 'application/pdf', authorization }
  const response = await world.app.fetch(new Request(`http://localhost:3000/api/invoices/${id}`, { headers }))
  return (await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())), { mergePages: true })).text
}

test.each(KINDS)(
  'the number of an issued document of %s can be changed, and is what lists, search and events say from then on',
  async (kind) => {
    const made = await make(kind)
    const number = `2014/${kind}`
    expect(await change(kind, made.id, { number })).toMatchObject({
      status: 200,
      json: { number, total: 100, currency: 'usd', date: made.date, status: made.status },
    })
    expect(await read(`/${kind}/${made.id}`)).toMatchObject({ number })
    expect(await read(`/${kind}?filter[number]=${encodeURIComponent(number)}`)).toMatchObject([{ id: made.id }])
    expect(await read(`/${kind}?filter[number]=${made.number}`)).toEqual([])
    const [told] = await read(`/events?related_to=${made.object},${made.id}&sort=id desc&per_page=1`)
    expect(told).toMatchObject({
      type: `${made.object}.updated`,
      data: { object: { number }, previous: { number: made.number } },
    })
  },
)

test.each(KINDS)('a number of %s is had once, is short, and is not changed on what was voided or closed', async (kind) => {
  const [first, second] = [await make(kind), await make(kind)]
  const taken = { status: 400, json: { code: 'number_taken', param: 'number' } }
  expect(await change(kind, second.id, { number: first.number })).toMatchObject(taken)
  expect(await change(kind, second.id, { number: first.number.toLowerCase() })).toMatchObject(taken)
  expect(await change(kind, second.id, { number: 'N'.repeat(33) })).toMatchObject({ status: 400, json: { param: 'number' } })
  expect((await change(kind, second.id, { number: null })).json).toMatchObject({ number: second.number })
  await change(kind, second.id, { closed: true })
  expect(await change(kind, second.id, { number: 'OTHER' })).toMatchObject({ status: 400, json: { param: 'closed' } })
  expect((await change(kind, second.id, { number: `OPEN-${kind}`, closed: false })).status).toBe(200)
  await acme.call('POST', `/${kind}/${first.id}/void`)
  expect((await change(kind, first.id, { number: 'OTHER' })).json.code).toMatch(/_voided$/)
  expect(await read(`/${kind}/${first.id}`)).toMatchObject({ number: first.number })
})

test.each(KINDS)('numbers that %s had are not given again by themselves, whoever gave them; by hand they are', async (kind) => {
  const [, prefix, digits] = /^(.*?)(\d+)$/.exec((await make(kind)).number)!
  const numbered = (ahead: number) => `${prefix}${String(Number(digits) + ahead).padStart(4, '0')}`
  const given = await make(kind)
  const chosen = await make(kind, { number: numbered(2) })
  expect(given.number).toBe(numbered(1))
  for (const { id } of [given, chosen]) await change(kind, id, { number: `${kind}-${id}` })
  expect((await make(kind)).number).toBe(numbered(3))
  expect((await make(kind, { number: given.number })).number).toBe(given.number)
  const back = await change(kind, chosen.id, { number: chosen.number })
  expect(back.json).toMatchObject({ number: chosen.number })
})

test('a draft that is numbered by hand and then otherwise keeps no number back', async () => {
  const { number } = await make('invoices')
  const next = `INV-${String(Number(number.slice(4)) + 1).padStart(4, '0')}`
  const draft = await make('invoices', { draft: true, number: next })
  await change('invoices', draft.id, { number: 'DRAFT-1' })
  expect((await make('invoices')).number).toBe(next)
})

test('two who want one number at once: one has it, the other is told', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => make('invoices')))
  const answers = await Promise.all(made.map(({ id }) => change('invoices', id, { number: 'WANTED' })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const { status, json } of answers.filter(({ status }) => status !== 200))
    expect([status, json]).toMatchObject([400, { code: 'number_taken', param: 'number' }])
})

test('a paid invoice has another number on its paper, on the statement, in the portal; what was printed before is kept', async () => {
  const customer = await newCustomer()
  const made = await make('invoices', { customer })
  await world.settle()
  expect(await pdf(made.id)).toContain(made.number)
  await change('invoices', made.id, { number: 'RE-2014-7' })
  expect(await pdf(made.id)).toContain('RE-2014-7')
  const pay = { customer, amount: 100, applied_to: [{ type: 'invoice', invoice: made.id, amount: 100 }] }
  expect((await acme.call('POST', '/payments', { body: pay })).status).toBe(201)
  expect((await change('invoices', made.id, { number: 'RE-2014-8' })).json).toMatchObject({ status: 'paid', number: 'RE-2014-8' })
  expect(await pdf(made.id)).toContain('RE-2014-8')
  const { rows } = await read(`/customers/${customer}/statement`)
  expect(rows.filter(({ type }: { type: string }) => type === 'invoice')).toMatchObject([{ number: 'RE-2014-8' }])
  expect((await world.request('GET', `/api${new URL(made.url).pathname}`)).json).toMatchObject({
    invoice: { number: 'RE-2014-8' },
  })
  const { rows: kept } = await world.database.ownerPool.query('select 1 from papers where document_id = $1', [made.id])
  expect(kept.length).toBeGreaterThan(1)
})

test('what was merged is on the whole as it was called; the whole, and the parts once they are apart, are numbered anew', async () => {
  const customer = await newCustomer({ consolidated: true })
  const parts = [await make('invoices', { customer }), await make('invoices', { customer })]
  const whole = (await acme.call('POST', `/customers/${customer}/consolidate_invoices`)).json
  expect((await change('invoices', parts[0].id, { number: 'PART-1' })).json.code).toBe('invoice_voided')
  expect((await change('invoices', whole.id, { number: 'WHOLE-1' })).json).toMatchObject({
    number: 'WHOLE-1',
    items: parts.map(({ number }) => ({ name: `Invoice ${number}` })),
  })
  expect((await acme.call('POST', `/invoices/${whole.id}/unconsolidate`)).status).toBe(200)
  expect((await change('invoices', parts[0].id, { number: 'PART-1' })).json).toMatchObject({ number: 'PART-1', balance: 100 })
})

test('nobody numbers the documents of another company', async () => {
  const { id, number } = await make('invoices')
  expect((await globex.call('PATCH', `/invoices/${id}`, { body: { number: 'MINE' } })).status).toBe(404)
  expect(await read(`/invoices/${id}`)).toMatchObject({ number })
})
