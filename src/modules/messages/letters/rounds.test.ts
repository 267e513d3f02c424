import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import type { Place } from '../../../platform/jobs.ts'
import { sendDueTexts } from '../text-messages/service.ts'
import { sendDueLetters } from './service.ts'

const world = await openWorld()
afterAll(() => world.close())
afterEach(() => vi.restoreAllMocks())
const { acme, platform } = world
const { outside } = platform
const place = { platform, companyId: acme.id } as Place

const ADDRESS = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
async function post(path: string, body: unknown = {}) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
async function billed() {
  const customer = await post('/customers', { name: 'Vance Refrigeration', ...ADDRESS })
  await post(`/customers/${customer.id}/contacts`, { name: 'Front desk', phone: '+15125550100', sms_enabled: true })
  return post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', unit_cost: 5 }] })
}

/** A vendor who takes nothing yet, and then everything, but needs twenty seconds for each. */
function slow(vendor: { send: unknown }) {
  let takes = false
  let waited = 0
  const began = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => began + waited) // however slow this machine is
  const send = vendor.send as (request: unknown) => Promise<unknown>
  vendor.send = async (request: unknown) => {
    if (!takes) return { outcome: 'deferred', said: 'Later.' }
    waited += 20_000
    return send(request)
  }
  return {
    open() {
      takes = true
    },
  }
}

const cases = [
  { kind: 'text_messages', vendor: () => outside.text_messages!, round: sendDueTexts },
  { kind: 'letters', vendor: () => outside.letters!, round: sendDueLetters },
] as const

test.each(cases)(
  'a slow vendor of $kind holds a round for a while, not until everything is sent',
  async ({ kind, vendor, round }) => {
    await acme.call('PATCH', '/company', { body: ADDRESS })
    const slowly = slow(vendor())
    const started = new Date(world.now())
    for (let i = 0; i < 5; i++) await post(`/invoices/${(await billed()).id}/${kind}`)
    const waiting = async () => {
      const { rows } = await world.database.ownerPool.query(
        `select 1 from ${kind} where company_id = $1 and send_after is not null`,
        [acme.id],
      )
      return rows.length
    }
    expect(await waiting()).toBe(5)
    slowly.open()
    world.travel(new Date(started.getTime() + 3_600_000))
    await round(place)
    expect(await waiting()).toBe(3)
    await round(place)
    await round(place)
    expect(await waiting()).toBe(0)
    world.travel(started)
  },
)
