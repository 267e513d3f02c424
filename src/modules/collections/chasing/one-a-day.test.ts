import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import type { Place } from '../../../platform/jobs.ts'
import { openWork } from '../../../platform/work.ts'
import { sendReminders } from '../../messages/invoice-emails/service.ts'
import { chaseCustomers } from './service.ts'

const world = await openWorld()
afterAll(() => world.close())

/** Each story has a company of its own; at nine in the morning of the thirteenth an invoice of the fifth is a day late. */
let company: TestCompany
let customer = 0
beforeEach(async () => {
  world.travel('2026-01-05T15:00:00Z')
  company = await world.newCompany('Initech')
  const cadence = { name: 'Accounts', time_of_day: 9, steps: [{ name: 'Friendly', action: 'email', schedule: 'past_due_age:0' }] }
  const { id } = await call('POST', '/customer_chasing_cadences', cadence)
  const body = { name: 'Globex', email: 'billing@globex.example', payment_terms: 'NET 7', chasing_cadence: id }
  customer = (await call('POST', '/customers', body)).id
})

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await company.call(method, path, body === undefined ? {} : { body })
  expect(answer.status, answer.text).toBeLessThan(400)
  return answer.json
}
const bill = async (unit_cost: number) => call('POST', '/invoices', { customer, items: [{ name: 'Paper', unit_cost }] })
/** A reminder of its own so many days after it is due, at an hour. */
const chase = (id: number, hour: number, days = 1) =>
  call('PUT', `/invoices/${id}/delivery`, { chase_schedule: [{ trigger: 2, options: { hour, days, email: true } }] })
const travel = async (to: string) => {
  world.travel(to)
  await world.settle()
}
const mails = async () => {
  const sent = await call('GET', `/emails?filter[customer]=${customer}&sort=id asc&per_page=100`)
  return (sent as { document_type: string; created_at: number; message: string }[]).map((mail) => ({
    about: `${new Date(mail.created_at * 1000).toISOString().slice(0, 10)} ${mail.document_type}`,
    message: mail.message,
  }))
}
const days = async () => (await mails()).map(({ about }) => about)

test('an account is written to without the invoice that is reminded of on its own, later in the day', async () => {
  const [own, other] = [await bill(100), await bill(70)]
  await chase(own.id, 14)
  await travel('2026-01-13T15:30:00Z')
  await travel('2026-01-13T20:30:00Z')
  const [account, single, ...more] = await mails()
  expect([account!.about, single!.about, more]).toEqual(['2026-01-13 customer', '2026-01-13 invoice', []])
  expect(account!.message).toContain(other.number)
  expect(account!.message).not.toContain(own.number)
  expect(account!.message).toContain('$70.00')
  expect(single!.message).toContain(own.number)
})

test('with nothing else to write about, the account waits for its next run', async () => {
  const { id } = await bill(100)
  await chase(id, 14)
  await travel('2026-01-13T15:30:00Z')
  expect(await days()).toEqual([])
  await travel('2026-01-13T20:30:00Z')
  await travel('2026-01-14T15:30:00Z')
  expect(await days()).toEqual(['2026-01-13 invoice', '2026-01-14 customer'])
})

test('a schedule that somebody sets after the account was written to begins on the next day', async () => {
  const { id } = await bill(100)
  await travel('2026-01-13T15:30:00Z')
  await chase(id, 9)
  await travel('2026-01-13T20:30:00Z')
  expect(await days()).toEqual(['2026-01-13 customer'])
  await travel('2026-01-14T20:30:00Z')
  expect(await days()).toEqual(['2026-01-13 customer', '2026-01-14 invoice'])
})

test('a call is made on the day of a reminder', async () => {
  const { id } = await bill(100)
  const steps = [{ name: 'Call', action: 'phone', schedule: 'past_due_age:0' }]
  const cadence = await call('POST', '/customer_chasing_cadences', { name: 'Calls', time_of_day: 9, steps })
  await call('PATCH', `/customers/${customer}`, { chasing_cadence: cadence.id })
  await chase(id, 9)
  await travel('2026-01-13T15:30:00Z')
  expect(await days()).toEqual(['2026-01-13 invoice'])
  expect(await call('GET', `/tasks?filter[customer_id]=${customer}`)).toMatchObject([{ name: 'Call' }])
})

/** The jobs of a company, run by hand. */
const place = () =>
  ({
    platform: world.platform,
    companyId: company.id,
    now: world.now(),
    work: (run: never) => openWork(world.platform, { companyId: company.id, actor: { kind: 'system' } }, run),
  }) as unknown as Place

test.each([
  ['cadence', chaseCustomers, ['2026-01-13 customer', '2026-01-14 invoice']],
  ['template', sendReminders, ['2026-01-13 invoice', '2026-01-14 customer']],
] as const)(
  'where a %s writes first, what else would remind of the invoice waits for the next day',
  async (_, first, expected) => {
    await call('PATCH', '/email_templates/new_invoice_email', { options: { send_reminder_every_days: 8 } })
    const { id } = await bill(100)
    await call('POST', `/invoices/${id}/emails`)
    world.travel('2026-01-13T15:30:00Z') // a day late for the cadence, and eight days old for the template
    await first(place())
    await world.settle()
    await travel('2026-01-14T15:30:00Z')
    expect((await days()).slice(1)).toEqual(expected)
  },
)
