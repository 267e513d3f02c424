import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** The public documentation's calls about credit notes, estimates and credit balances, form-encoded as curl sends them. */
const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const curl = (method: string, path: string, fields: readonly string[] = [], headers: Record<string, string> = {}) => {
  const form = fields.map((field) => {
    const [name = '', value = ''] = field.split(/=(.*)/s)
    return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  })
  return acme.call(method, path, { ...(fields.length > 0 && { form: form.join('&') }), headers })
}

const customer = (await curl('POST', '/customers', ['name=Acme', 'email=billing@acmecorp.com'])).json.id
await curl('POST', '/items', ['id=delivery', 'name=Delivery', 'unit_cost=100', 'type=service'])
const LINES = [
  ...[`customer=${customer}`, 'items[0][name]=Copy paper, Case', 'items[0][quantity]=1', 'items[0][unit_cost]=45'],
  ...['items[1][catalog_item]=delivery', 'items[1][quantity]=1', 'taxes[0][amount]=3.85'],
]
const PDF = { accept: 'application/pdf' }

/** Calls 64 to 72, and 73 to 82: the same verbs on two kinds of documents. */
async function replay(path: string, object: string, create: readonly string[], firstStatus: string) {
  const { status, json } = await curl('POST', path, create)
  expect([status, json]).toEqual([
    201,
    expect.objectContaining({ object, subtotal: 145, total: 148.85, status: firstStatus, customer }),
  ])
  expect(json.items).toMatchObject([
    { name: 'Copy paper, Case', amount: 45 },
    { catalog_item: 'delivery', name: 'Delivery', type: 'service', amount: 100 },
  ])
  expect((await curl('GET', `${path}/${json.id}`)).json).toEqual(json)
  const paper = await curl('GET', `${path}/${json.id}`, [], PDF)
  expect([paper.status, paper.headers.get('content-type'), paper.text.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-'])
  expect(await curl('PATCH', `${path}/${json.id}`, ['sent=1'])).toMatchObject({ status: 200, json: { sent: true } })
  const mails = await curl('POST', `${path}/${json.id}/emails`)
  expect([mails.status, mails.json]).toEqual([201, [expect.objectContaining({ object: 'email', email: 'billing@acmecorp.com' })]])
  expect(await curl('GET', `${path}/${json.id}/attachments`)).toMatchObject({ status: 200, json: [] })
  expect((await curl('GET', path)).json).toHaveLength(1)
  return json.id
}

test('calls 64 to 72: credit notes', async () => {
  const id = await replay('/credit_notes', 'credit_note', LINES, 'open')
  expect(await curl('POST', `/credit_notes/${id}/void`)).toMatchObject({ status: 200, json: { status: 'voided', balance: 0 } })
  const { json } = await curl('POST', '/credit_notes', [...LINES, 'draft=1'])
  expect((await curl('DELETE', `/credit_notes/${json.id}`)).status).toBe(204)
})

test('calls 73 to 82: estimates', async () => {
  const id = await replay('/estimates', 'estimate', [...LINES, 'payment_terms=NET 14'], 'not_sent')
  const invoice = await curl('POST', `/estimates/${id}/invoice`)
  expect(invoice).toMatchObject({
    status: 201,
    json: { object: 'invoice', estimate: id, total: 148.85, payment_terms: 'NET 14' },
  })
  const other = (await curl('POST', '/estimates', LINES)).json.id
  expect(await curl('POST', `/estimates/${other}/void`)).toMatchObject({ status: 200, json: { status: 'voided' } })
  const { json } = await curl('POST', '/estimates', [...LINES, 'draft=1'])
  expect((await curl('DELETE', `/estimates/${json.id}`)).status).toBe(204)
})

test('calls 83 to 87: credit balance adjustments', async () => {
  const made = await curl('POST', '/credit_balance_adjustments', [`customer=${customer}`, 'amount=50'])
  expect(made).toMatchObject({
    status: 201,
    json: { object: 'credit_balance_adjustment', amount: 50, currency: 'usd', customer },
  })
  const path = `/credit_balance_adjustments/${made.json.id}`
  expect(await curl('GET', path)).toMatchObject({ status: 200, json: made.json })
  const notes = 'Service outage on 12/9/2020'
  expect(await curl('PATCH', path, [`notes=${notes}`])).toMatchObject({ status: 200, json: { notes, amount: 50 } })
  expect(await curl('GET', '/credit_balance_adjustments')).toMatchObject({ status: 200, json: [{ id: made.json.id }] })
  expect((await curl('DELETE', path)).status).toBe(204)
  expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })
})
