import { afterAll, expect, test } from 'vitest'
import { startLobDouble } from '../../../../test/doubles/lob.ts'
import { openWorld } from '../../../../test/world.ts'
import { openLob } from '../../../connectors/letters/index.ts'
import { createOutbound } from '../../../platform/outbound.ts'

/** The whole way through Lob's wire format, against a server on loopback, with notices signed as Lob signs them. */
const lob = await startLobDouble()
const outbound = createOutbound({ allow: [new URL(lob.url).host] })
const world = await openWorld()
afterAll(async () => {
  await world.close()
  await outbound.close()
  await lob.close()
})
const { acme } = world
const { url: api_url, api_key, webhook_secret } = lob
Object.assign(world.platform.outside, {
  letters: openLob({ api_key, webhook_secret, api_url }, (request) => outbound.send(request)),
})
const ADDRESS = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
await acme.call('PATCH', '/company', { body: ADDRESS })

async function posted() {
  const { json: customer } = await acme.call('POST', '/customers', { body: { name: 'Vance Refrigeration', ...ADDRESS } })
  const { json: invoice } = await acme.call('POST', '/invoices', {
    body: { customer: customer.id, items: [{ name: 'Copy paper', unit_cost: 58.85 }] },
  })
  const { status, json } = await acme.call('POST', `/invoices/${invoice.id}/letters`, { body: {} })
  expect(status).toBe(201)
  const { id: reference, fields } = lob.letters.at(-1)!
  return {
    invoice,
    letter: json,
    reference,
    metadata: { company: fields['metadata[company]'], letter: fields['metadata[letter]'] },
  }
}

type Posted = Awaited<ReturnType<typeof posted>>
async function notify({ reference, metadata }: Pick<Posted, 'reference' | 'metadata'>, what: string, at = world.now()) {
  const event = {
    id: `evt_${what}`,
    reference_id: reference,
    event_type: { id: `letter.${what}` },
    body: { id: reference, metadata },
  }
  const { headers, body } = lob.notice(event, at)
  return deliver(headers, body)
}
async function deliver(headers: Record<string, string>, body: Uint8Array) {
  const request = { method: 'POST', headers: { ...headers, host: 'localhost:3000' }, body: body as Uint8Array<ArrayBuffer> }
  const response = await world.app.fetch(new Request('http://localhost:3000/webhooks/letters', request))
  return [response.status, ((await response.json()) as { received?: number }).received]
}
const stateOf = async ({ letter }: Posted) => (await acme.call('GET', `/letters/${letter.id}`)).json.state

test('a letter is sent when it was mailed, and then delivered or returned; nothing goes back', async () => {
  const one = await posted()
  expect(one.metadata).toEqual({ company: String(acme.id), letter: one.letter.id })
  expect(await stateOf(one)).toBe('queued')
  for (const [what, state, received] of [
    ['viewed', 'queued', 0],
    ['mailed', 'sent', 1],
    ['in_transit', 'sent', 0],
    ['processed_for_delivery', 'sent', 0],
    ['delivered', 'delivered', 1],
    ['in_local_area', 'delivered', 0],
    ['returned_to_sender', 'returned', 1],
    ['delivered', 'returned', 0],
  ] as const) {
    expect(await notify(one, what), what).toEqual([200, received])
    expect(await stateOf(one), what).toBe(state)
  }
})

test('notices in a crowd count once', async () => {
  const one = await posted()
  const answers = await Promise.all(Array.from({ length: 6 }, () => notify(one, 'mailed')))
  expect(answers.filter(([, received]) => received === 1)).toHaveLength(1)
})

test('a notice that overtakes a lost answer settles the letter, and the invoice counts as sent', async () => {
  lob.misbehave('fails_after')
  const one = await posted()
  expect((await acme.call('GET', `/invoices/${one.invoice.id}`)).json.sent).toBe(false)
  expect(await notify(one, 'mailed')).toEqual([200, 1])
  expect((await acme.call('GET', `/invoices/${one.invoice.id}`)).json.sent).toBe(true)
  world.travel(new Date(world.now().getTime() + 600_000))
  await world.settle()
  expect(await stateOf(one)).toBe('sent')
  const events = (await acme.call('GET', '/events?filter[type]=letter.sent')).json as { data: { object: { id: string } } }[]
  expect(events.filter(({ data }) => data.object.id === one.letter.id)).toHaveLength(1)
})

test('nothing is believed that is not signed, too old, or about a letter that is not ours', async () => {
  const one = await posted()
  const stale = new Date(world.now().getTime() - 3_600_000)
  expect((await notify(one, 'delivered', stale))[0]).toBe(403)
  expect((await deliver({}, new TextEncoder().encode('{}')))[0]).toBe(403)
  expect(await notify({ ...one, reference: 'ltr_other' }, 'delivered')).toEqual([200, 0])
  expect(await notify({ ...one, metadata: { ...one.metadata, company: String(world.globex.id) } }, 'delivered')).toEqual([200, 0])
  expect(await notify({ ...one, metadata: { company: '999999', letter: one.letter.id } }, 'delivered')).toEqual([200, 0])
  expect(await notify({ ...one, metadata: { company: undefined, letter: undefined } }, 'delivered')).toEqual([200, 0])
  expect(await stateOf(one)).toBe('queued')
})
