import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { heed } from '../../payments/notices/service.ts'
import type { Sender } from '../emails/service.ts'
import { sendReminders } from './service.ts'

const world = await openWorld()
afterAll(() => world.close())

/** Each story has a company of its own. */
let company: TestCompany
beforeEach(async () => {
  world.travel('2014-11-18T15:00:00Z') // nine in the morning
  company = await world.newCompany('Dunder Mifflin')
})

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await company.call(method, path, body === undefined ? {} : { body })
  expect(answer.status, answer.text).toBeLessThan(400)
  return answer.json
}
const later = async (ms: number) => {
  world.travel(new Date(world.now().getTime() + ms))
  await world.settle()
}
const DAY = 86_400_000
const mailsOf = ({ id }: Billed) => call('GET', `/emails?filter[document_id]=${id}&sort=id asc`)

interface Billed {
  readonly id: number
  readonly customer: number
}

/** An invoice of 135 that was mailed, in a company that reminds after ten days. */
async function mailed(email: string, template = 'new_invoice_email'): Promise<Billed> {
  await call('PATCH', `/email_templates/${template}`, { options: { send_reminder_every_days: 10 } })
  const customer = await call('POST', '/customers', { name: 'Acme Corp', email, payment_terms: 'NET 7' })
  const made = await call('POST', '/invoices', { customer: customer.id, items: [{ name: 'Paper', quantity: 3, unit_cost: 45 }] })
  await call('POST', `/invoices/${made.id}/emails`)
  await later(120_000)
  return made
}

const charge = ({ id, customer }: Billed, more: object) =>
  call('POST', '/charges', { customer, amount: 35, applied_to: [{ type: 'invoice', invoice: id, amount: 35 }], ...more })
const sender = (work: Sender['work']) => ({ platform: world.platform, companyId: company.id, work })
const asSystem = <T>(run: Parameters<typeof openWork<T>>[2]) =>
  openWork(world.platform, { companyId: company.id, actor: { kind: 'system' } }, run)

async function pay({ id, customer }: Billed) {
  await call('POST', '/payments', { customer, amount: 135, applied_to: [{ type: 'invoice', invoice: id, amount: 135 }] })
}

async function dispute(made: Billed) {
  const { charge: charged } = await charge(made, { method: 'credit_card', gateway_token: 'tok_visa_4242' })
  await heed(sender(asSystem), 'test', {
    id: `evt-${charged.id}`,
    at: world.now(),
    type: 'dispute',
    reference: `dp-${charged.id}`,
    charge: charged.gateway_id,
    amount: { amount: 3_500, currency: 'usd' },
    status: 'opened',
    reason: 'fraudulent',
  })
  expect(await call('GET', `/invoices/${made.id}`)).toMatchObject({ disputed: true, paid: false, balance: 100 })
}

const HAPPENINGS: Readonly<Record<string, (made: Billed) => Promise<unknown>>> = {
  paid: pay,
  voided: ({ id }) => call('POST', `/invoices/${id}/void`),
  closed: ({ id }) => call('PATCH', `/invoices/${id}`, { closed: true }),
  disputed: dispute,
  promised: ({ id }) => call('PUT', `/invoices/${id}/promise`, { date: Math.floor(world.now().getTime() / 1000) + 3 * 86_400 }),
  'being paid': (made) => charge(made, { method: 'ach', gateway_token: 'tok_bank_3893' }),
  'taken out of chasing': ({ id }) => call('PATCH', `/invoices/${id}`, { chase: false }),
  'paid by money that is not put on it yet': ({ customer }) => call('POST', '/payments', { customer, amount: 135 }),
}

test.each(Object.entries(HAPPENINGS))(
  'an invoice that is %s before the mail server took the reminder gets none',
  async (_, happen) => {
    // The server does not take mail at first: the reminder waits.
    const made = await mailed('defer-once@acmecorp.example')
    await later(10 * DAY)
    expect(await mailsOf(made)).toMatchObject([{ state: 'sent' }, { state: 'deferred', template: 'late_payment_reminder_email' }])
    const before = world.mail.sent.length
    await happen(made)
    await later(3_600_000)
    const [, reminder] = await mailsOf(made)
    expect(reminder).toMatchObject({ withheld: true, reject_reason: 'Not sent: there is nothing to remind of any more.' })
    expect(await call('GET', `/emails?needs_attention=1&filter[document_id]=${made.id}`)).toEqual([])
    const reminders = world.mail.sent.slice(before).filter(({ message }) => message.subject.includes('past due'))
    expect(reminders).toEqual([])
  },
)

test('without any of that the reminder is tried again, and arrives', async () => {
  const made = await mailed('defer-once@acmecorp.example')
  await later(10 * DAY)
  await later(3_600_000)
  expect(await mailsOf(made)).toMatchObject([{ state: 'sent' }, { state: 'sent', withheld: false }])
})

test('a payment that lands between planning and writing leaves no reminder at all', async () => {
  const made = await mailed('billing@acmecorp.example')
  world.travel(new Date(world.now().getTime() + 10 * DAY))
  let planned = false
  await sendReminders(
    sender(async (run) => {
      const result = await asSystem(run)
      if (!planned) await pay(made)
      planned = true
      return result
    }),
  )
  await world.settle()
  expect(await mailsOf(made)).toMatchObject([{ template: 'new_invoice_email' }])
})

test('a plan that waits for its customer is reminded of before money is late, and not while they promised to pay', async () => {
  const made = await mailed('billing@acmecorp.example', 'payment_plan_onboard_email')
  const now = Math.floor(world.now().getTime() / 1000)
  await call('PUT', `/invoices/${made.id}/payment_plan`, {
    installments: [{ date: now + 90 * 86_400, amount: 135 }],
    autopay: '0',
    require_approval: true,
  })
  await later(10 * DAY)
  expect(await mailsOf(made)).toMatchObject([{}, { template: 'payment_plan_onboard_email', state: 'sent' }])
  await call('PUT', `/invoices/${made.id}/promise`, { date: now + 30 * 86_400 })
  await later(11 * DAY)
  expect(await mailsOf(made)).toHaveLength(2)
  await later(15 * DAY)
  expect(await mailsOf(made)).toHaveLength(3)
})
