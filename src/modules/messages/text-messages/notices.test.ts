import { afterAll, expect, test } from 'vitest'
import { startTwilioDouble } from '../../../../test/doubles/twilio.ts'
import { openWorld } from '../../../../test/world.ts'
import { openTwilio } from '../../../connectors/text-messages/index.ts'
import { createOutbound } from '../../../platform/outbound.ts'

/** The whole way through Twilio's wire format, against a server on loopback, with notices signed as Twilio signs them. */
const BASE_URL = 'https://billing.dundermifflin.example'
const twilio = await startTwilioDouble()
const outbound = createOutbound({ allow: [new URL(twilio.url).host] })
const world = await openWorld({ settings: { BASE_URL } })
afterAll(async () => {
  await world.close()
  await outbound.close()
  await twilio.close()
})
const { acme } = world
const { url: api_url, account_sid, auth_token } = twilio
const told: (string | undefined)[] = []
const messenger = openTwilio({ account_sid, auth_token, from: '+15005550006', api_url }, (request) => {
  if (request.body) told.push(new URLSearchParams(request.body).get('StatusCallback') ?? undefined)
  return outbound.send(request)
})
Object.assign(world.platform.outside, { text_messages: messenger })

async function texted(more: object = {}) {
  const { json: customer } = await acme.call('POST', '/customers', { body: { name: 'Vance Refrigeration' } })
  const { json: invoice } = await acme.call('POST', '/invoices', {
    body: { customer: customer.id, items: [{ name: 'Copy paper', unit_cost: 58.85 }] },
  })
  const { status, json } = await acme.call('POST', `/invoices/${invoice.id}/text_messages`, {
    body: { to: [{ phone: '+15125550100' }], ...more },
  })
  return { status, json, text: status === 201 ? json[0] : null, sid: twilio.messages.at(-1)?.sid ?? '' }
}

const addressOf = (id: string) => `/webhooks/text_messages/${acme.id}/${id}`
async function notify(path: string, fields: Readonly<Record<string, string>>, signedFor = `${BASE_URL}${path}`) {
  const { headers, body } = twilio.notice(signedFor, fields)
  const request = { method: 'POST', headers: { ...headers, host: 'localhost:3000' }, body: body as Uint8Array<ArrayBuffer> }
  const response = await world.app.fetch(new Request(`http://localhost:3000${path}`, request))
  return [response.status, ((await response.json()) as { received?: number }).received]
}
const stateOf = async (id: string) => (await acme.call('GET', `/text_messages/${id}`)).json

test('a text is delivered when the vendor says so, once, in whatever order notices come', async () => {
  const { text, sid } = await texted()
  const path = addressOf(text.id)
  expect(told.at(-1)).toBe(`${BASE_URL}${path}`)
  const say = (MessageStatus: string, more: object = {}) => notify(path, { MessageSid: sid, MessageStatus, ...more })
  expect(await say('queued')).toEqual([200, 0])
  expect(await say('sent')).toEqual([200, 0])
  expect((await stateOf(text.id)).state).toBe('sent')
  const crowd = await Promise.all([say('delivered'), say('delivered'), say('sent'), say('delivered')])
  expect(crowd.map(([status, received]) => [status, received]).filter(([, received]) => received === 1)).toHaveLength(1)
  for (const late of ['sent', 'undelivered', 'failed']) expect(await say(late)).toEqual([200, 0])
  expect(await stateOf(text.id)).toMatchObject({ state: 'delivered', reject_reason: null })
  const events = (await acme.call('GET', '/events?filter[type]=text_message.sent')).json as { data: { object: { id: string } } }[]
  expect(events.filter(({ data }) => data.object.id === text.id)).toHaveLength(1)
})

test('one that does not arrive failed, with the code of the vendor', async () => {
  const { text, sid } = await texted()
  expect(await notify(addressOf(text.id), { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' })).toEqual([
    200, 1,
  ])
  expect(await stateOf(text.id)).toMatchObject({ state: 'failed', reject_reason: expect.stringContaining('30003') })
})

test('a notice that overtakes a lost answer settles the message, which is told once and not sent again', async () => {
  twilio.misbehave('fails_after')
  const { text, sid } = await texted()
  expect(text.state).toBe('queued')
  expect(await notify(addressOf(text.id), { MessageSid: sid, MessageStatus: 'delivered' })).toEqual([200, 1])
  const before = twilio.messages.length
  world.travel(new Date(world.now().getTime() + 600_000))
  await world.settle()
  expect(twilio.messages.length).toBe(before)
  expect((await stateOf(text.id)).state).toBe('delivered')
})

test('nothing is believed that is not signed, for another address, or about another message', async () => {
  const { text, sid } = await texted()
  const path = addressOf(text.id)
  const fields = { MessageSid: sid, MessageStatus: 'delivered' }
  expect((await notify(path, fields, `${BASE_URL}/elsewhere`))[0]).toBe(403)
  expect((await world.request('POST', path, { form: 'MessageStatus=delivered' })).status).toBe(403)
  expect(await notify(path, { ...fields, MessageSid: 'SMother' })).toEqual([200, 0])
  expect(await notify(`/webhooks/text_messages/${world.globex.id}/${text.id}`, fields)).toEqual([200, 0])
  expect(await notify('/webhooks/text_messages/999999/x', fields)).toEqual([200, 0])
  expect((await stateOf(text.id)).state).toBe('sent')
})

test('a text may be written by a template of the company', async () => {
  const { json: template } = await acme.call('POST', '/sms_templates', {
    body: { name: 'Short', message: '{{customer_name}} owes {{balance}}' },
  })
  expect((await texted({ template: template.id })).text.message).toBe('Vance Refrigeration owes $58.85')
  expect((await texted({ template: template.id, message: 'Hello' })).text.message).toBe('Hello')
  const unknown = await texted({ template: 999_999 })
  expect([unknown.status, unknown.json.param]).toEqual([400, 'template'])
})
