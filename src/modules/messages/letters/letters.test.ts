import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import type { SimulatedPrinter } from '../../../connectors/letters/index.ts'

let world: World
let acme: TestCompany
let printed: () => SimulatedPrinter['printed']
const ADDRESS = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
  printed = () => (world.platform.outside.letters as SimulatedPrinter).printed
})
afterAll(() => world.close())

async function post(path: string, body: unknown = {}) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json
async function billed(more: object = {}) {
  const customer = await post('/customers', { name: 'Vance Refrigeration', ...ADDRESS, ...more })
  return post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 58.85 }] })
}

test('a letter needs both addresses, and says which part is missing', async () => {
  const refusal = async (id: number) => {
    const { status, json } = await acme.call('POST', `/invoices/${id}/letters`, { body: {} })
    return [status, json.param, json.message]
  }
  expect(await refusal((await billed({ postal_code: null })).id)).toEqual([400, 'postal_code', expect.stringContaining('Vance')])
  expect(await refusal((await billed()).id)).toEqual([400, 'address1', expect.stringContaining('Your own')])
  await acme.call('PATCH', '/company', { body: ADDRESS })
})

test('P7 a posted invoice is queued, has a page, arrives in seven days, and counts as sent', async () => {
  const invoice = await billed({ attention_to: 'Accounts payable' })
  const letter = await post(`/invoices/${invoice.id}/letters`)
  expect(letter).toMatchObject({
    object: 'letter',
    state: 'queued',
    num_pages: 1,
    expected_delivery_date: Date.UTC(2014, 10, 25, 6) / 1000,
    to: 'Accounts payable, Vance Refrigeration\n1725 Slough Avenue\nScranton, PA 18505\nUS',
  })
  expect(letter.id).toMatch(/^[0-9a-f]{32}$/)
  expect(printed().at(-1)!.letter).toMatchObject({ to: { address1: '1725 Slough Avenue' }, from: { name: 'Dunder Mifflin' } })
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ sent: true, status: 'sent' })
  expect(await get(`/letters/${letter.id}`)).toEqual(letter)
  expect((await get(`/letters?filter[customer]=${invoice.customer}`)).length).toBe(1)
  expect((await world.globex.call('GET', `/letters/${letter.id}`)).status).toBe(404)
  expect((await get('/events?filter[type]=letter.sent'))[0].data.object.id).toBe(letter.id)
})

test('a posted statement, as in the published manual', async () => {
  const { customer } = await billed()
  const { status, json } = await acme.call('POST', `/customers/${customer}/letters`, { form: 'type=open_item' })
  expect([status, json.state, json.document_type]).toEqual([201, 'queued', 'customer'])
  expect(Buffer.from(printed().at(-1)!.letter.pdf.subarray(0, 5)).toString()).toBe('%PDF-')
})

test('a letter without an answer is handed over again and printed once', async () => {
  const invoice = await billed({ address1: 'silent' })
  const before = printed().length
  const letter = await post(`/invoices/${invoice.id}/letters`)
  expect(letter).toMatchObject({ state: 'queued', expected_delivery_date: null })
  world.travel('2014-11-18T15:10:00Z')
  await world.settle()
  expect((await get(`/letters/${letter.id}`)).expected_delivery_date).not.toBe(null)
  expect(printed().length).toBe(before + 1)
})

test('an address that the vendor refuses leaves a failed letter and an unsent invoice', async () => {
  const invoice = await billed({ address1: 'undeliverable' })
  const letter = await post(`/invoices/${invoice.id}/letters`)
  expect(letter).toMatchObject({ state: 'failed', reject_reason: 'No mail can be delivered there.' })
  expect((await get(`/invoices/${invoice.id}`)).sent).toBe(false)
})

test('a rehearsal prints nothing', async () => {
  const invoice = await billed()
  const before = printed().length
  const { status, json } = await acme.call('POST', `/invoices/${invoice.id}/letters?dry_run=true`, { body: {} })
  expect([status, json.num_pages, printed().length]).toEqual([201, 1, before])
  expect((await get(`/letters?filter[document_id]=${invoice.id}`)).length).toBe(0)
})
