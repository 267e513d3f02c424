import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import type { SimulatedTextMessenger } from '../../../connectors/text-messages/index.ts'
import { calendarDate } from '../../../core/date.ts'
import { recordOutcome, sendingTime } from './rules.ts'

let world: World
let acme: TestCompany
let arrived: () => SimulatedTextMessenger['sent']
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
  arrived = () => (world.platform.outside.text_messages as SimulatedTextMessenger).sent
})
afterAll(() => world.close())

async function post(path: string, body: unknown = {}) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json
async function billed(phone: string | null, sms_enabled = true) {
  const customer = await post('/customers', { name: 'Vance Refrigeration' })
  if (phone) await post(`/customers/${customer.id}/contacts`, { name: 'Front desk', phone, sms_enabled })
  return post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 58.85 }] })
}

test('P7 without a provider a text is refused, saying what to connect', async () => {
  const bare = await openWorld({ settings: { TEXT_MESSAGES: 'off', LETTERS: 'off' } })
  try {
    const { json: customer } = await bare.acme.call('POST', '/customers', { body: { name: 'Globex' } })
    for (const [channel, service] of [
      ['text_messages', 'Twilio'],
      ['letters', 'Lob'],
    ]) {
      const { status, json } = await bare.acme.call('POST', `/customers/${customer.id}/${channel}`, { body: {} })
      expect([status, json.message]).toEqual([400, expect.stringContaining(service!)])
    }
  } finally {
    await bare.close()
  }
})

test('P7 a text has its variables replaced and arrives at contacts who take texts', async () => {
  const invoice = await billed('(512) 555-0100')
  const message = '{{company_name}}: {{customer_name}}, {{invoice_number}} of {{total}} is open with {{balance}} {{url}}'
  const [text] = await post(`/invoices/${invoice.id}/text_messages`, { message })
  const said = `Dunder Mifflin: Vance Refrigeration, ${invoice.number} of $58.85 is open with $58.85 ${invoice.url}`
  expect(text).toMatchObject({
    object: 'text_message',
    state: 'sent',
    to: '+15125550100',
    message: said,
    customer: invoice.customer,
  })
  expect(text.id).toMatch(/^[0-9a-f]{32}$/)
  expect(arrived().at(-1)!.message).toEqual({ to: '+15125550100', body: said })
  expect(await get(`/text_messages/${text.id}`)).toEqual(text)
  expect((await get(`/text_messages?filter[customer]=${invoice.customer}`)).map(({ id }: { id: string }) => id)).toEqual([
    text.id,
  ])
  expect((await world.globex.call('GET', `/text_messages/${text.id}`)).status).toBe(404)
  const events = await get('/events?filter[type]=text_message.sent')
  expect(events[0].data.object.id).toBe(text.id)
})

test('P7 a contact who takes no texts gets none', async () => {
  const invoice = await billed('+15125550111', false)
  for (const body of [{}, { to: [{ phone: '512 555 0111', name: 'Front desk' }] }]) {
    const { status, json } = await acme.call('POST', `/invoices/${invoice.id}/text_messages`, { body })
    expect([status, json.type]).toEqual([400, 'invalid_request'])
  }
  expect((await acme.call('POST', `/invoices/${(await billed(null)).id}/text_messages`, { body: {} })).json.param).toBe('to')
})

test('the calls of the published manual, form-encoded', async () => {
  const invoice = await billed(null)
  const form = (message: string) => `to[0][phone]=11234567890&to[0][name]=Bob+Loblaw&message=${encodeURIComponent(message)}`
  const texted = await acme.call('POST', `/invoices/${invoice.id}/text_messages`, {
    form: form('{{company_name}}: You have a new invoice {{invoice_number}} {{url}}'),
  })
  expect([texted.status, texted.json[0].to, texted.json[0].state]).toEqual([201, '+11234567890', 'sent'])
  const statement = await acme.call('POST', `/customers/${invoice.customer}/text_messages`, {
    form: `${form('{{company_name}}: You have a new statement {{url}}')}&type=open_item`,
  })
  expect([statement.status, statement.json[0].message]).toEqual([
    201,
    expect.stringMatching(/\/statements\/\w{24}\?type=open_item$/),
  ])
})

test('an unknown variable and a wrong number are named', async () => {
  const invoice = await billed('+15125550122')
  const answer = async (body: unknown) => (await acme.call('POST', `/invoices/${invoice.id}/text_messages`, { body })).json.param
  expect(await answer({ message: 'Hello {{nobody}}' })).toBe('message')
  expect(await answer({ to: [{ phone: 'twelve' }] })).toBe('to[0].phone')
})

test('a telephone gets one text a day about a document, also in a crowd', async () => {
  const invoice = await billed('+15125550133')
  const before = arrived().length
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => acme.call('POST', `/invoices/${invoice.id}/text_messages`, { body: {} })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(400)])
  expect(arrived().length).toBe(before + 1)
})

test('what is written at night leaves in the morning', async () => {
  world.travel('2014-11-19T04:00:00Z') // ten in the evening
  const invoice = await billed('+15125550144')
  const before = arrived().length
  const [text] = await post(`/invoices/${invoice.id}/text_messages`)
  expect(text.state).toBe('queued')
  await world.settle()
  expect(arrived().length).toBe(before)
  world.travel('2014-11-19T14:00:00Z')
  await world.settle()
  expect((await get(`/text_messages/${text.id}`)).state).toBe('sent')
  expect(arrived().length).toBe(before + 1)
})

test('a refused text failed, one whose answer was lost is looked for and not sent twice', async () => {
  const [refused] = await post(`/invoices/${(await billed('+15005550001')).id}/text_messages`)
  expect(refused).toMatchObject({ state: 'failed', reject_reason: 'This number is not valid.' })
  const before = arrived().length
  const [lost] = await post(`/invoices/${(await billed('+15005550008')).id}/text_messages`)
  expect(lost.state).toBe('queued')
  world.travel('2014-11-19T14:30:00Z')
  await world.settle()
  expect((await get(`/text_messages/${lost.id}`)).state).toBe('sent')
  expect(arrived().length).toBe(before + 1)
})

test('a rehearsal sends nothing', async () => {
  const invoice = await billed('+15125550155')
  const before = arrived().length
  const { status } = await acme.call('POST', `/invoices/${invoice.id}/text_messages?dry_run=true`, { body: {} })
  expect([status, arrived().length, (await get(`/text_messages?filter[document_id]=${invoice.id}`)).length]).toEqual([
    201,
    before,
    0,
  ])
})

test('texts leave from eight to nine in the evening of the company', () => {
  const zone = 'America/Chicago'
  const at = (now: string) => sendingTime(new Date(now), zone)
  expect(at('2026-01-10T14:00:00Z').at).toEqual(new Date('2026-01-10T14:00:00Z'))
  expect(at('2026-01-10T13:59:00Z')).toEqual({ at: new Date('2026-01-10T14:00:00Z'), day: calendarDate('2026-01-10') })
  expect(at('2026-01-11T03:00:00Z')).toEqual({ at: new Date('2026-01-11T14:00:00Z'), day: calendarDate('2026-01-11') })
})

test('attempts end', () => {
  const now = new Date(0)
  const text = { state: 'sending', attempts: 6 } as Parameters<typeof recordOutcome>[0]
  expect(recordOutcome(text, { outcome: 'deferred', said: 'busy' }, now)).toMatchObject({ state: 'failed', send_after: null })
  expect(recordOutcome({ ...text, attempts: 5 }, { outcome: 'deferred', said: 'busy' }, now).state).toBe('queued')
})
