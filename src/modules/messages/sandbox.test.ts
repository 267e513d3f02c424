import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../test/world.ts'
import { simulateLetters } from '../../connectors/letters/index.ts'
import { simulateMail } from '../../connectors/mail/index.ts'
import { simulateTextMessages } from '../../connectors/text-messages/index.ts'
import { compose, sandboxOf } from '../../main.ts'

const world = await openWorld({ now: '2014-11-18T18:00:00Z' })
afterAll(() => world.close())

/** As if connected: whatever comes here has left the machine. */
const connected = {
  mail: { ...simulateMail(), test: false },
  text_messages: { ...simulateTextMessages(world.now), test: false },
  letters: { ...simulateLetters(world.now), test: false },
}
const { app } = compose({
  config: world.platform.config,
  database: world.database,
  clock: world.now,
  outside: { ...world.platform.outside, ...connected, sandbox: sandboxOf(connected, world.now) },
})

/** Sends an invoice in every way there is; answers how each ended. */
async function sendEveryWay({ key }: TestCompany): Promise<string[]> {
  const call = async (method: string, path: string, body?: object) => {
    const response = await app.fetch(
      new Request(`http://localhost:3000/api${path}`, {
        method,
        headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    expect(response.status, `${method} ${path}: ${text}`).toBeLessThan(300)
    return JSON.parse(text)
  }
  const address = { address1: '342 Amber St', city: 'Hill Valley', state: 'CA', postal_code: '94523', country: 'US' }
  await call('PATCH', '/company', address)
  const customer = await call('POST', '/customers', { name: 'Acme Corp', email: 'accounting@acmecorp.example', ...address })
  const { id } = await call('POST', '/invoices', { customer: customer.id, items: [{ name: 'Paper', unit_cost: 45 }] })
  const [email] = await call('POST', `/invoices/${id}/emails`)
  const [textMessage] = await call('POST', `/invoices/${id}/text_messages`, {
    to: [{ name: 'Purchasing', phone: '+15125550100' }],
  })
  const letter = await call('POST', `/invoices/${id}/letters`)
  return [email.state, textMessage.state, letter.state]
}

const left = () => [connected.mail.sent.length, connected.text_messages.sent.length, connected.letters.printed.length]

test('nothing leaves a sandbox: neither mail nor text message nor letter, and each is told as if it had', async () => {
  const told = await sendEveryWay(await world.newCompany('Sandbox', { test_mode: true }))
  expect(left()).toEqual([0, 0, 0])
  expect(await sendEveryWay(world.acme)).toEqual(told)
  expect(left()).toEqual([1, 1, 1])
})
