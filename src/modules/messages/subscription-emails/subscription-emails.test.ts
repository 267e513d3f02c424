import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())

let company: TestCompany
beforeEach(async () => {
  company = await world.newCompany('Dunder Mifflin')
  await call('POST', '/plans', { id: 'paper', name: 'Paper every month', amount: 45, interval: 'month' })
})

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await company.call(method, path, body === undefined ? {} : { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.json
}
const wants = (template: string, option: string) => call('PATCH', `/email_templates/${template}`, { options: { [option]: true } })
/** What was mailed about subscriptions, and to whom; the clock stands still, so in the order of the alphabet. */
const mailed = async (): Promise<string[]> =>
  (await call('GET', '/emails?filter[document_type]=subscription'))
    .map(({ template, email, state }: Record<string, string>) => `${template} ${email} ${state}`)
    .toSorted()
/** Begins a subscription and ends it again. */
async function subscribeAndCancel(customer: number): Promise<void> {
  const { id } = await call('POST', '/subscriptions', { customer, plan: 'paper' })
  await world.settle()
  await call('DELETE', `/subscriptions/${id}`)
  await world.settle()
}

test('a subscription is confirmed and its end is told where the company wants that, once each', async () => {
  const customer = await call('POST', '/customers', { name: 'Acme Corp', email: 'billing@acmecorp.example' })
  await subscribeAndCancel(customer.id)
  expect(await mailed()).toEqual([])
  await wants('subscription_confirmation_email', 'send_on_subscribe')
  await wants('subscription_canceled_email', 'send_on_cancellation')
  await subscribeAndCancel(customer.id)
  expect(await mailed()).toEqual([
    'subscription_canceled_email billing@acmecorp.example sent',
    'subscription_confirmation_email billing@acmecorp.example sent',
  ])
})

test('they go to whom all mails to the customer go: the people there, where it has no address of its own', async () => {
  await wants('subscription_confirmation_email', 'send_on_subscribe')
  await wants('subscription_canceled_email', 'send_on_cancellation')
  const reached = await call('POST', '/customers', { name: 'Acme Corp' })
  await call('POST', `/customers/${reached.id}/contacts`, { name: 'Purchasing', email: 'purchasing@acmecorp.example' })
  const unreached = await call('POST', '/customers', { name: 'Globex' })
  for (const { id } of [reached, unreached]) await subscribeAndCancel(id)
  expect(await mailed()).toEqual([
    'subscription_canceled_email purchasing@acmecorp.example sent',
    'subscription_confirmation_email purchasing@acmecorp.example sent',
  ])
})
