import { afterAll, expect, test } from 'vitest'
import { chaseCustomers } from '../../src/modules/collections/chasing/service.ts'
import { chaseInvoices } from '../../src/modules/collections/invoice-chasing/service.ts'
import { jobs } from '../../src/modules/index.ts'
import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import { advanceClock, type Place } from '../../src/platform/jobs.ts'
import { openWork } from '../../src/platform/work.ts'
import { openWorld, type TestCompany } from '../world.ts'

/** Months of reminders, told by the clock of a company in test mode. */
const world = await openWorld({ now: '2026-01-05T15:00:00Z' })
afterAll(() => world.close())

/** What reminds and what carries it. Whoever looks every hour, and whatever else is printed, would only take time. */
const chasing = jobs.filter((job) => /chas|mail|text|letter/.test(job.name) && !/webhook|remind/.test(job.name))

const HOME = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
const CADENCE = {
  name: 'Standard',
  time_of_day: 9,
  min_balance: 50,
  steps: [
    { name: 'Friendly', action: 'email', schedule: 'past_due_age:0' },
    { name: 'Text', action: 'sms', schedule: 'past_due_age:7' },
    { name: 'Call them', action: 'phone', schedule: 'past_due_age:14' },
    { name: 'Letter', action: 'mail', schedule: 'past_due_age:21' },
    { name: 'Last word', action: 'email', schedule: 'past_due_age:30' },
    { name: 'Decide', action: 'escalate', schedule: 'past_due_age:45' },
  ],
}

interface Step {
  readonly name: string
  readonly state: string
  readonly date: number
  readonly said: string | null
}

async function diary(name: string) {
  const company = await world.newCompany(name, { test_mode: true })
  const ask = async (method: string, path: string, body?: unknown) => {
    const { status, json, text } = await company.call(method, path, body === undefined ? {} : { body })
    expect(status, `${method} ${path}: ${text}`).toBeLessThan(300)
    return json
  }
  const make = (path: string, body: unknown = {}) => ask('POST', path, body)
  const read = (path: string) => ask('GET', path)
  const travel = (to: string) => advanceClock(world.platform, chasing, company.id, new Date(to))
  const debtor = async (more: object = {}) => {
    const customer = await make('/customers', {
      name: 'Globex',
      email: 'billing@globex.example',
      payment_terms: 'NET 30',
      ...HOME,
      ...more,
    })
    const contact = { name: 'Accounting', phone: '+15125550100', sms_enabled: true, primary: false }
    await make(`/customers/${customer.id}/contacts`, contact)
    return customer as { readonly id: number }
  }
  const bill = (customer: number, more: object = {}) =>
    make('/invoices', { customer, items: [{ name: 'Copy paper', unit_cost: 100, quantity: 1 }], ...more })
  const pay = (customer: number, invoice: number, amount = 100) =>
    make('/payments', { customer, amount, applied_to: [{ type: 'invoice', invoice, amount }] })
  /** What was done, oldest first: day, name and how it ended. */
  const steps = async (customer: number) =>
    ((await read(`/customers/${customer}/chasing`)).steps as Step[])
      .toReversed()
      .map(({ name: title, state, date }) => `${new Date(date * 1000).toISOString().slice(0, 10)} ${title} ${state}`)
  const mailDays = async (customer: number) =>
    (
      (await read(`/emails?filter[customer]=${customer}&sort=id asc&per_page=100`)) as { created_at: number; subject: string }[]
    ).map(({ created_at }) => new Date(created_at * 1000).toISOString().slice(0, 13))
  await ask('PATCH', '/company', HOME)
  return { company, ask, make, read, travel, debtor, bill, pay, steps, mailDays }
}

/** Somebody who runs the jobs of a company beside everybody else. */
function schedulerOf(company: TestCompany): Place {
  return {
    platform: world.platform,
    companyId: company.id,
    get now() {
      return world.now()
    },
    work: (run: never, options: object = {}) =>
      openWork(world.platform, { companyId: company.id, actor: { kind: 'system' }, ...options }, run),
  } as unknown as Place
}

test('a customer who pays late, then in part, then not at all', { timeout: 240_000 }, async () => {
  const { make, read, travel, debtor, bill, pay, steps, mailDays, ask } = await diary('Initech')
  const cadence = await make('/customer_chasing_cadences', CADENCE)
  const { id } = await debtor({ chasing_cadence: cadence.id })
  const first = await bill(id) // due on 4 February
  await travel('2026-02-05T14:00:00Z')
  expect(await steps(id)).toEqual([])
  expect(await read(`/customers/${id}/chasing`)).toMatchObject({
    next_step: { name: 'Friendly' },
    next_date: Date.parse('2026-02-05T06:00:00Z') / 1000,
    past_due_age: 1,
  })
  await travel('2026-03-10T15:00:00Z')
  expect(await steps(id)).toEqual([
    '2026-02-05 Friendly done',
    '2026-02-11 Text done',
    '2026-02-18 Call them done',
    '2026-02-25 Letter done',
    '2026-03-06 Last word done',
  ])
  // Nine in the morning in Chicago, in winter.
  expect(await mailDays(id)).toEqual(['2026-02-05T15', '2026-03-06T15'])
  const [mail] = await read(`/emails?filter[customer]=${id}&include=html`)
  expect(mail).toMatchObject({ state: 'sent', template: 'chasing_email', document_type: 'customer' })
  expect(mail.message).toContain('$100.00')
  expect(mail.message).toContain(first.number)
  expect(await read(`/text_messages?filter[customer]=${id}`)).toMatchObject([{ state: 'sent', to: '+15125550100' }])
  expect(await read('/letters')).toMatchObject([{ customer: id, state: 'queued' }])
  const [task] = await read(`/tasks?filter[customer_id]=${id}&expand=chase_step_id`)
  expect(task).toMatchObject({ name: 'Call them', action: 'phone', complete: false, chase_step_id: { name: 'Call them' } })

  // Paid: nothing more of this debt, and the walk begins anew with the next one.
  await pay(id, first.id)
  const second = await bill(id) // due on 9 April
  await travel('2026-04-20T15:00:00Z')
  expect((await steps(id)).slice(5)).toEqual(['2026-04-10 Friendly done', '2026-04-16 Text done'])
  // What is left is too little to be chased, until the next invoice is late.
  await pay(id, second.id, 60)
  await travel('2026-05-20T15:00:00Z')
  expect((await steps(id)).slice(7)).toEqual([])

  await ask('PATCH', `/customers/${id}`, { chase: false })
  const third = await bill(id, { payment_terms: 'NET 7' })
  await travel('2026-06-20T15:00:00Z')
  expect((await steps(id)).slice(7)).toEqual([])
  expect(third.chase).toBe(false)
  const told = (await read('/events?per_page=100')).filter(({ type }: { type: string }) => type === 'chasing.step_taken')
  expect(told).toHaveLength(7)
})

test('promises, disputes and payments under way hold a reminder back; what comes after is sent', {
  timeout: 240_000,
}, async () => {
  const { company, make, ask, travel, debtor, bill, steps, pay } = await diary('Hooli')
  const cadence = await make('/customer_chasing_cadences', { ...CADENCE, min_balance: null, assignment_mode: 'default' })
  const { id } = await debtor()
  const invoice = await bill(id, { payment_terms: 'NET 7' }) // due on 12 January
  await ask('PUT', `/invoices/${invoice.id}/promise`, { date: Date.parse('2026-01-16T12:00:00Z') / 1000, method: 'check' })
  await travel('2026-01-16T20:00:00Z')
  expect(await steps(id)).toEqual([])
  expect((await ask('GET', `/customers/${id}`)).chasing_cadence).toBe(cadence.id)
  await travel('2026-01-17T20:00:00Z')
  expect(await steps(id)).toEqual(['2026-01-17 Friendly done'])

  // Money that is not put on the invoice yet would pay it.
  const { id: payment } = await make('/payments', { customer: id, amount: 100 })
  await travel('2026-01-25T20:00:00Z')
  expect(await steps(id)).toHaveLength(1)
  expect((await company.call('DELETE', `/payments/${payment}`)).status).toBe(200)
  await travel('2026-01-26T20:00:00Z')
  expect((await steps(id)).slice(1)).toEqual(['2026-01-26 Call them done'])

  await ask('POST', `/invoices/${invoice.id}/void`)
  const drafted = await bill(id, { draft: true })
  const closed = await bill(id, { payment_terms: 'NET 7' })
  await ask('PATCH', `/invoices/${closed.id}`, { closed: true })
  const quiet = await bill(id, { payment_terms: 'NET 7', chase: false })
  await travel('2026-03-01T20:00:00Z')
  expect(await steps(id)).toHaveLength(2)
  expect([drafted.draft, quiet.chase]).toEqual([true, false])
  await pay(id, quiet.id)
})

test('AutoPay is left to itself until its attempts have failed', { timeout: 240_000 }, async () => {
  const { company, make, debtor, bill, steps, ask, read } = await diary('Soylent')
  const all = jobs.filter(
    (job) => /chas|mail|text|letter|collect|charge|autopay/.test(job.name) && !/webhook|remind/.test(job.name),
  )
  const travel = (to: string) => advanceClock(world.platform, all, company.id, new Date(to))
  await make('/customer_chasing_cadences', {
    ...CADENCE,
    min_balance: null,
    assignment_mode: 'conditions',
    assignment_conditions: 'customer.country == "US" and customer.name contains "glob"',
    steps: [{ name: 'Friendly', action: 'email', schedule: 'age:3' }],
  })
  await ask('PATCH', '/company', { settings: { autopay: { retry_schedule: [3, 3] } } })
  const paysBy = async (gateway_token: string) => {
    const { id } = await debtor({ payment_terms: null, autopay: true })
    await make(`/customers/${id}/payment_sources`, { method: 'credit_card', gateway_token, make_default: true })
    return { id, invoice: (await bill(id)).id as number }
  }
  const [good, bad] = [await paysBy('tok_visa_4242'), await paysBy('tok_visa_0341')]
  await travel('2026-01-09T20:00:00Z')
  expect(await read(`/invoices/${good.invoice}`)).toMatchObject({ paid: true })
  // A day late by then, and still being tried.
  expect((await read(`/invoices/${bad.invoice}`)).next_payment_attempt).not.toBeNull()
  expect([await steps(good.id), await steps(bad.id)]).toEqual([[], []])
  await travel('2026-01-20T20:00:00Z')
  expect(await read(`/invoices/${bad.invoice}`)).toMatchObject({ paid: false, next_payment_attempt: null, attempt_count: 3 })
  expect([await steps(good.id), await steps(bad.id)]).toEqual([[], ['2026-01-12 Friendly done']])
})

test('an invoice is chased on its own, until it is paid', { timeout: 240_000 }, async () => {
  const { ask, make, read, travel, debtor, bill, pay, mailDays } = await diary('Umbrella')
  const step = (trigger: number, options: object = {}) => ({ trigger, options: { hour: 10, email: true, ...options } })
  const cadence = await make('/invoice_chasing_cadences', {
    name: 'Each invoice',
    default: true,
    chase_schedule: [step(0), step(1, { days: 3 }), step(2, { days: 5, sms: true }), step(3, { days: 10, repeats: 3 })],
  })
  const { id } = await debtor()
  const invoice = await bill(id) // due on 4 February
  const other = await bill(id, { payment_terms: 'NET 7' })
  await ask('PUT', `/invoices/${other.id}/delivery`, { disabled: true })
  await travel('2026-03-02T18:00:00Z')
  // Ten in the morning in Chicago: on issue: 1 and 9 February, and ten days after each.
  expect(await mailDays(id)).toEqual(['2026-01-05T16', '2026-02-01T16', '2026-02-09T16', '2026-02-19T16', '2026-03-01T16'])
  const shown = await read(`/invoices/${invoice.id}/delivery?expand=cadence_id`)
  expect(shown.cadence_id.name).toBe('Each invoice')
  expect(shown.moments.map(({ trigger, state }: { trigger: number; state: string }) => `${trigger} ${state}`)).toEqual([
    '0 done',
    '1 done',
    '2 done',
    '3 done',
    '3 done',
    '3 ahead',
  ])
  expect(await read(`/text_messages?filter[document_id]=${invoice.id}`)).toHaveLength(1)
  expect((await read(`/invoices/${invoice.id}`)).sent).toBe(true)
  await pay(id, invoice.id)
  await travel('2026-04-30T18:00:00Z')
  expect(await mailDays(id)).toHaveLength(5)
  expect((await ask('GET', `/invoice_chasing_cadences/${cadence.id}?include=num_invoices`)).num_invoices).toBe(0)
})

test('ten schedulers at once take each step once, and one that was down takes only the step now due', async () => {
  const acme = world.acme
  const post = async (path: string, body: unknown) => {
    const { status, json, text } = await acme.call('POST', path, { body })
    expect(status, text).toBeLessThan(300)
    return json
  }
  await acme.call('PATCH', '/company', { body: HOME })
  const cadence = await post('/customer_chasing_cadences', {
    ...CADENCE,
    steps: [0, 7, 14, 30].map((days) => ({ name: `${days} days`, action: 'email', schedule: `past_due_age:${days}` })),
  })
  const invoices = { name: 'Standard', chase_schedule: [7, 30].map((days) => ({ trigger: 2, options: { email: true, days } })) }
  const { id: own } = await post('/invoice_chasing_cadences', invoices)
  const customers = await Promise.all(
    [1, 2, 3].map((n) =>
      post('/customers', {
        name: `Globex ${n}`,
        email: `billing${n}@globex.example`,
        payment_terms: 'NET 10',
        chasing_cadence: cadence.id,
      }),
    ),
  )
  for (const { id } of customers) {
    const bill = await post('/invoices', { customer: id, items: [{ name: 'Copy paper', unit_cost: 100 }] })
    await acme.call('PUT', `/invoices/${bill.id}/delivery`, { body: { cadence_id: own } })
  }
  world.travel('2026-02-07T15:30:00Z') // 23 days late: nobody looked until now
  const places = Array.from({ length: 10 }, () => schedulerOf(acme))
  await Promise.all(places.flatMap((place) => [chaseCustomers(place), chaseInvoices(place)]))
  await world.settle()
  for (const { id } of customers) {
    const { steps } = (await acme.call('GET', `/customers/${id}/chasing`)).json
    // Its own reminder comes first; that of the account would say the same on the same day.
    expect(steps.map(({ name, state }: Step) => `${name} ${state}`)).toEqual(['7 days after due done'])
    const mails = (await acme.call('GET', `/emails?filter[customer]=${id}`)).json
    expect(mails.map(({ template, state }: { template: string; state: string }) => [template, state])).toEqual([
      ['late_payment_reminder_email', 'sent'],
    ])
  }
  for (const day of ['08', '14', '15']) {
    world.travel(`2026-02-${day}T15:30:00Z`)
    await Promise.all(places.flatMap((place) => [chaseCustomers(place), chaseInvoices(place)]))
    await world.settle()
  }
  const { steps } = (await acme.call('GET', `/customers/${customers[0].id}/chasing`)).json
  expect(steps.map(({ name }: Step) => name)).toEqual(['30 days', '30 days after due', '14 days', '7 days after due'])
  const rows = await world.database.ownerPool.query('select count(*)::int as walks from chasing_walks where company_id = $1', [
    acme.id,
  ])
  expect(rows.rows[0].walks).toBe(3)
})

test('a payment that lands between planning and sending takes the reminder back', async () => {
  const acme = world.globex
  const post = async (path: string, body: unknown) => (await acme.call('POST', path, { body })).json
  const cadence = await post('/customer_chasing_cadences', CADENCE)
  // The server does not take mail at first: it waits.
  const customer = await post('/customers', { name: 'Initech', email: 'defer-once@initech.example', chasing_cadence: cadence.id })
  const start = world.now()
  const invoice = await post('/invoices', {
    customer: customer.id,
    items: [{ name: 'Paper', unit_cost: 100 }],
    payment_terms: 'NET 7',
  })
  world.travel(new Date(start.getTime() + 9 * 86_400_000))
  await world.settle()
  const mailOf = async () => (await acme.call('GET', `/emails?filter[customer]=${customer.id}`)).json
  expect(await mailOf()).toMatchObject([{ state: 'deferred' }])
  await post('/payments', {
    customer: customer.id,
    amount: 100,
    applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 100 }],
  })
  world.travel(new Date(world.now().getTime() + 3_600_000))
  await world.settle()
  expect(await mailOf()).toMatchObject([{ withheld: true, reject_reason: 'Not sent: there is nothing to remind of any more.' }])
  // Nobody is to look after it.
  expect((await acme.call('GET', `/emails?needs_attention=1&filter[customer]=${customer.id}`)).json).toEqual([])
  const told = (await acme.call('GET', '/events?per_page=100')).json.map(({ type }: { type: string }) => type)
  expect(told).toContain('invoice.paid')
  expect(told).not.toContain('email.not_sent')
  expect(world.mail.sent.filter(({ recipients }) => recipients.includes('defer-once@initech.example'))).toEqual([])
})

test('the books are sound', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
