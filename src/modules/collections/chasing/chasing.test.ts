import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { heed } from '../../payments/notices/service.ts'

const world = await openWorld({ now: '2026-01-05T15:00:00Z' })
const { acme } = world
afterAll(() => world.close())

const post = async (path: string, body: unknown) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, `${path}: ${text}`).toBeLessThan(300)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json
const travel = async (to: string) => {
  world.travel(to)
  await world.settle()
}
const asSystem = <T>(run: Parameters<typeof openWork<T>>[2]) =>
  openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run)
const steps = async (customer: number) =>
  (await get(`/customers/${customer}/chasing`)).steps.map(
    ({ name, state, said }: { name: string; state: string; said: string | null }) =>
      [name, state, said].filter(Boolean).join(' '),
  )
const cadence = (more: object[]) =>
  post('/customer_chasing_cadences', {
    name: 'Standard',
    time_of_day: 9,
    steps: more.map((step, n) => ({ name: `Step ${n + 1}`, ...step })),
  })
const billed = async (chasing_cadence: number, more: object = {}) => {
  const customer = await post('/customers', { name: 'Globex', email: 'billing@globex.example', chasing_cadence, ...more })
  const invoice = await post('/invoices', {
    customer: customer.id,
    items: [{ name: 'Paper', unit_cost: 100 }],
    payment_terms: 'NET 7',
  })
  return { customer: customer.id as number, invoice: invoice.id as number }
}

test('nobody is reminded while a payment is under way; when it fails they are', async () => {
  const { id } = await cadence([{ action: 'email', schedule: 'past_due_age:0' }])
  const [paying, failing] = [await billed(id), await billed(id)]
  await travel('2026-01-12T15:30:00Z') // the last day
  const debit = ({ customer, invoice }: { customer: number; invoice: number }, gateway_token: string) =>
    post('/charges', {
      customer,
      method: 'ach',
      amount: 100,
      gateway_token,
      applied_to: [{ type: 'invoice', invoice, amount: 100 }],
    })
  await debit(paying, 'tok_bank_3893')
  await debit(failing, 'tok_bank_2227')
  expect(await get(`/invoices/${paying.invoice}`)).toMatchObject({ status: 'pending' })
  await travel('2026-01-13T15:30:00Z')
  expect(await get(`/customers/${paying.customer}/chasing`)).toMatchObject({ held: 1, steps: [], past_due_age: 1 })
  for (const day of ['18', '25']) await travel(`2026-01-${day}T15:30:00Z`)
  expect(await get(`/invoices/${paying.invoice}`)).toMatchObject({ paid: true })
  expect([await steps(paying.customer), await steps(failing.customer)]).toEqual([[], ['Step 1 done']])
})

test('what is left of an invoice is not reminded of while its payment is disputed; when that is won it is', async () => {
  world.travel('2026-01-26T15:00:00Z')
  const { id } = await cadence([{ action: 'email', schedule: 'past_due_age:0' }])
  const { customer, invoice } = await billed(id)
  const own = [{ trigger: 2, options: { hour: 9, email: true, days: 1 } }]
  await acme.call('PUT', `/invoices/${invoice}/delivery`, { body: { chase_schedule: own } })
  await travel('2026-01-30T15:30:00Z')
  const { charge } = await post('/charges', {
    customer,
    method: 'credit_card',
    amount: 40,
    gateway_token: 'tok_visa_0259', // its bank takes the money back, with a notice the day after
    applied_to: [{ type: 'invoice', invoice, amount: 40 }],
  })
  await travel('2026-01-31T15:30:00Z')
  expect(await get(`/invoices/${invoice}`)).toMatchObject({ disputed: true, paid: false, balance: 60 })
  await travel('2026-02-05T15:30:00Z') // three days late
  expect(await get(`/customers/${customer}/chasing`)).toMatchObject({ held: 1, steps: [], next_step: { name: 'Step 1' } })
  expect((await get(`/invoices/${invoice}/delivery`)).moments).toMatchObject([{ state: 'passed' }])
  expect(await get(`/emails?filter[document_id]=${invoice}&filter[template]=late_payment_reminder_email`)).toEqual([])

  const [{ gateway_id }] = await get(`/disputes?filter[charge]=${charge.id}`)
  await heed({ platform: world.platform, companyId: acme.id, work: asSystem }, 'test', {
    id: 'evt-won',
    at: world.now(),
    type: 'dispute',
    reference: gateway_id,
    charge: charge.gateway_id,
    amount: { amount: 4_000, currency: 'usd' },
    status: 'won',
    reason: 'fraudulent',
  })
  await travel('2026-02-06T15:30:00Z')
  expect(await get(`/invoices/${invoice}`)).toMatchObject({ disputed: false })
  await travel('2026-02-07T15:30:00Z')
  expect(await steps(customer)).toEqual(['Step 1 done', '1 day after due done'])
})

test('a step that cannot be taken says why, and the walk goes on', async () => {
  world.travel('2026-03-02T15:00:00Z')
  const { id } = await cadence([
    { action: 'sms', schedule: 'past_due_age:1' },
    { action: 'mail', schedule: 'past_due_age:2' },
    { action: 'email', schedule: 'past_due_age:3', role: 'Treasurer' },
    { action: 'email', schedule: 'past_due_age:4' },
  ])
  const { customer } = await billed(id)
  for (const day of ['10', '11', '12', '13', '14']) await travel(`2026-03-${day}T16:00:00Z`)
  const [fourth, third, second, first] = await steps(customer)
  expect(fourth).toBe('Step 4 done')
  expect(third).toMatch(/^Step 3 failed .*Treasurer/)
  expect(second).toMatch(/^Step 2 failed .*address1/)
  expect(first).toMatch(/^Step 1 failed .*sms_enabled/)
  expect(await get(`/customers/${customer}`)).toMatchObject({ next_chase_step: null })
  const told = (await get('/events?per_page=100')).filter(({ type }: { type: string }) => type === 'chasing.step_taken')
  expect(told[0].data.object).toMatchObject({ object: 'chased_step', name: 'Step 4', state: 'done', actions: ['email'] })
})

test('a mail is written to the contacts with the role, in the words of the step', async () => {
  world.travel('2026-05-04T15:00:00Z')
  await post('/email_templates', {
    id: 'chase_treasurer',
    name: 'To the treasurer',
    type: 'chasing',
    subject: '{{ past_due_account_balance }} is late',
    body: 'Please look at {{ invoice_numbers }}.',
  })
  const { id } = await cadence([
    { action: 'email', schedule: 'past_due_age:1', role: 'treasurer', email_template_id: 'chase_treasurer' },
  ])
  const { customer } = await billed(id)
  await post(`/customers/${customer}/contacts`, { name: 'Treasury', email: 'treasury@globex.example', role: 'Treasurer' })
  await travel('2026-05-12T15:00:00Z')
  expect(await get(`/emails?filter[customer]=${customer}`)).toMatchObject([
    { email: 'treasury@globex.example', subject: '$100.00 is late', template: 'chase_treasurer', state: 'sent' },
  ])
})

test('a paused cadence rests, and goes on at its next time', async () => {
  world.travel('2026-07-06T15:00:00Z')
  const { id } = await cadence([{ action: 'phone', schedule: 'age:1' }])
  const { customer } = await billed(id)
  await acme.call('PATCH', `/customer_chasing_cadences/${id}`, { body: { paused: true } })
  await travel('2026-07-10T15:00:00Z')
  expect(await steps(customer)).toEqual([])
  await acme.call('PATCH', `/customer_chasing_cadences/${id}`, { body: { paused: false } })
  await travel('2026-07-11T13:59:00Z')
  expect(await steps(customer)).toEqual([])
  await travel('2026-07-11T14:01:00Z')
  expect(await steps(customer)).toEqual(['Step 1 done'])
  expect(await get(`/tasks?filter[customer_id]=${customer}`)).toMatchObject([{ action: 'phone', name: 'Step 1' }])
})

test('merging two customers keeps what was done, and chases the one that is left once', async () => {
  world.travel('2026-09-07T15:00:00Z')
  const { id } = await cadence([
    { action: 'email', schedule: 'past_due_age:1' },
    { action: 'email', schedule: 'past_due_age:10' },
  ])
  const [one, two] = [await billed(id), await billed(id)]
  await travel('2026-09-15T15:00:00Z')
  await acme.call('POST', `/customers/${one.customer}/merge`, { body: { customer: two.customer } })
  await travel('2026-09-24T15:00:00Z')
  expect(await steps(one.customer)).toEqual(['Step 2 done', 'Step 1 done', 'Step 1 done'])
})
