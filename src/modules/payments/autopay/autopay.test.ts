import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { money } from '../../../core/money.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { heedDispute } from '../disputes/service.ts'
import { collectDue } from './service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const stand = {
  platform: world.platform,
  companyId: acme.id,
  work: <T>(run: Parameters<typeof openWork<T>>[2]) =>
    openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
}
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const autopayer = async (token: string | null, more: object = {}) => {
  const customer = (
    await acme.call('POST', '/customers', {
      body: { name: 'Acme Corp', email: 'billing@acmecorp.example', autopay: true, ...more },
    })
  ).json.id as number
  if (token)
    expect(
      (
        await acme.call('POST', `/customers/${customer}/payment_sources`, {
          body: { method: token.includes('bank') ? 'ach' : 'credit_card', invoiced_token: token },
        })
      ).status,
    ).toBe(201)
  return customer
}
const billed = async (customer: number, more: object = {}) =>
  (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }], ...more } })).json
const pay = (id: number) => acme.call('POST', `/invoices/${id}/pay`)
const hours = (count: number) => world.travel(new Date(world.now().getTime() + count * 3_600_000))
const seconds = (text: string) => new Date(text).getTime() / 1000

test('what will be collected later is not due now, by the clock of the company', async () => {
  const invoice = await billed(await autopayer('tok_visa_4242'))
  const balance = () => read(`/customers/${invoice.customer}/balance`)
  expect(invoice.next_payment_attempt).toBe(seconds('2014-11-18T16:00:00Z'))
  expect(await balance()).toMatchObject({ total_outstanding: 148.85, due_now: 0 })
  hours(2)
  expect(await balance()).toMatchObject({ total_outstanding: 148.85, due_now: 148.85 })
})

test('P11 an invoice on AutoPay is collected now: paid, with one attempt', async () => {
  const invoice = await billed(await autopayer('tok_visa_4242'))
  expect(invoice).toMatchObject({
    autopay: true,
    payment_terms: 'AutoPay',
    due_date: null,
    payment_source: { last4: '4242' },
    payment_url: null,
  })
  expect(await pay(invoice.id)).toMatchObject({
    status: 200,
    json: { paid: true, attempt_count: 1, balance: 0, next_payment_attempt: null },
  })
  expect(await pay(invoice.id)).toMatchObject({ status: 400 })
})

test('P11 a card that is declined: not paid, one attempt, the next by the schedule, past due, one mail', async () => {
  await world.settle()
  const before = world.mail.sent.length
  const customer = await autopayer('tok_visa_0341')
  const invoice = await billed(customer)
  expect(await pay(invoice.id)).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({
    paid: false,
    attempt_count: 1,
    next_payment_attempt: seconds('2014-11-21T15:00:00Z'),
    status: 'past_due',
  })
  await world.settle()
  const sent = world.mail.sent.slice(before).filter(({ recipients }) => recipients.includes('billing@acmecorp.example'))
  expect(sent).toHaveLength(1)
  expect(sent[0]!.message.text).toContain(`${invoice.url}/payment_info`)
})

test('P11 without a source it is refused, and counts as an attempt', async () => {
  const invoice = await billed(await autopayer(null))
  expect(await pay(invoice.id)).toMatchObject({ status: 400, json: { code: 'payment_source_missing' } })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ attempt_count: 1, status: 'past_due' })
  const plain = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json.id
  expect(await pay((await billed(plain)).id)).toMatchObject({ status: 400, json: { code: 'autopay_off' } })
})

test('the first attempt is an hour away at least, or as late as the delay says', async () => {
  const customer = await autopayer('tok_visa')
  expect((await billed(customer)).next_payment_attempt).toBe(seconds('2014-11-18T16:00:00Z'))
  expect((await billed(customer, { date: seconds('2014-11-20T15:00:00Z') })).next_payment_attempt).toBe(
    seconds('2014-11-20T06:00:00Z'),
  )
  expect((await billed(await autopayer('tok_visa', { autopay_delay_days: 5 }))).next_payment_attempt).toBe(
    seconds('2014-11-23T06:00:00Z'),
  )
  expect((await billed(customer, { draft: true })).next_payment_attempt).toBeNull()
})

test('a company may collect on the due date instead, also when it moves; what has none is collected after its issue', async () => {
  const first_attempt = (when: string) =>
    acme.call('PATCH', '/company', { body: { settings: { autopay: { first_attempt: when } } } })
  expect((await first_attempt('due')).json.settings.autopay).toMatchObject({ first_attempt: 'due', delay_days: 0 })
  const customer = await autopayer('tok_visa', { autopay_delay_days: 5 })
  const invoice = await billed(customer, { due_date: seconds('2014-12-02T12:00:00Z') })
  expect(invoice).toMatchObject({ next_payment_attempt: seconds('2014-12-02T06:00:00Z'), payment_terms: 'AutoPay' })
  const later = { body: { due_date: seconds('2014-12-04T12:00:00Z') } }
  expect((await acme.call('PATCH', `/invoices/${invoice.id}`, later)).json.next_payment_attempt).toBe(
    seconds('2014-12-04T06:00:00Z'),
  )
  expect((await billed(customer)).next_payment_attempt).toBe(seconds('2014-11-23T06:00:00Z'))
  world.travel('2014-12-04T05:00:00Z')
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: false, attempt_count: 0 })
  hours(1)
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, attempt_count: 1 })
  await first_attempt('issue')
  const due_date = seconds('2015-01-02T12:00:00Z')
  expect((await billed(customer, { due_date })).next_payment_attempt).toBe(seconds('2014-12-09T06:00:00Z'))
})

test('it is collected by itself when its hour has come, once', async () => {
  const invoice = await billed(await autopayer('tok_visa'))
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: false })
  hours(1)
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, attempt_count: 1 })
})

test('failures are retried by the schedule, and after the last there is no next', async () => {
  const customer = await autopayer('tok_visa_0341')
  const invoice = await billed(customer)
  const attempts: [number, number | null][] = []
  for (let day = 0; day <= 20; day++) {
    hours(24)
    await world.settle()
    const { attempt_count, next_payment_attempt } = await read(`/invoices/${invoice.id}`)
    if (attempts.at(-1)?.[0] !== attempt_count)
      attempts.push([attempt_count, next_payment_attempt && (next_payment_attempt - world.now().getTime() / 1000) / 86_400])
  }
  expect(attempts).toEqual([
    [1, 3],
    [2, 5],
    [3, 7],
    [4, null],
  ])
  expect(await read(`/charges?filter[customer]=${customer}`)).toHaveLength(4)
})

test('two workers and ten clicks at once charge once', async () => {
  const customer = await autopayer('tok_visa')
  const invoice = await billed(customer)
  hours(1)
  await Promise.all([collectDue(stand), collectDue(stand), ...Array.from({ length: 10 }, () => pay(invoice.id))])
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, amount_paid: 148.85, attempt_count: 1 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toHaveLength(1)
})

test('a bank debit is collected, pending, and not collected again meanwhile', async () => {
  const customer = await autopayer('tok_bank_3893')
  const invoice = await billed(customer)
  hours(1)
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: false, status: 'pending' })
  hours(24 * 5)
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, attempt_count: 1 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toHaveLength(1)
})

test('without an answer nobody charges again, and what the gateway finally says is counted', async () => {
  const customer = await autopayer('tok_silent')
  const invoice = await billed(customer)
  expect(await pay(invoice.id)).toMatchObject({ status: 200, json: { paid: false, status: 'pending' } })
  expect(await pay(invoice.id)).toMatchObject({ status: 400, json: { code: 'invoice_pending' } })
  for (let minute = 0; minute < 12; minute++) {
    hours(1 / 60)
    await world.settle()
  }
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, attempt_count: 1 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toHaveLength(1)
})

test('an invoice whose payer contests a payment is not collected meanwhile, and keeps no other from its turn', async () => {
  const [contesting, other] = [await autopayer('tok_visa'), await autopayer('tok_visa')]
  const contested = await billed(contesting)
  const paid = { type: 'invoice', invoice: contested.id, amount: 48.85 }
  const { json } = await acme.call('POST', '/charges', {
    body: { customer: contesting, method: 'credit_card', amount: 48.85, gateway_token: 'tok_visa', applied_to: [paid] },
  })
  const notice = { reference: 'dp_contested', amount: money(4885, 'usd'), reason: 'fraudulent' } as const
  await stand.work((work) => heedDispute(work, json.charge.id, { ...notice, status: 'opened' }))
  const invoice = await billed(other)
  hours(2)
  await collectDue(stand)
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true, attempt_count: 1 })
  expect(await read(`/invoices/${contested.id}`)).toMatchObject({ status: 'disputed', balance: 100, attempt_count: 0 })
  await stand.work((work) => heedDispute(work, json.charge.id, { ...notice, status: 'won' }))
  await collectDue(stand)
  expect(await read(`/invoices/${contested.id}`)).toMatchObject({ paid: true })
})

test('switching AutoPay off at the customer switches it off on open invoices', async () => {
  const customer = await autopayer('tok_visa')
  const invoice = await billed(customer)
  await acme.call('PATCH', `/customers/${customer}`, { body: { autopay: false } })
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ autopay: false, next_payment_attempt: null, payment_terms: null })
})

test('what was taken back is not collected, also where the process was down before it could switch the invoices off', async () => {
  const customer = await autopayer('tok_visa')
  const invoice = await billed(customer)
  await world.settle()
  hours(1 / 60)
  await acme.call('PATCH', `/customers/${customer}`, { body: { autopay: false } })
  hours(2)
  await collectDue(stand)
  expect(await pay(invoice.id)).toMatchObject({ status: 400, json: { code: 'autopay_off' } })
  expect(await read(`/charges?filter[customer]=${customer}`)).toEqual([])
  await world.settle()
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ autopay: false, paid: false, attempt_count: 0 })
  hours(1)
  await acme.call('PATCH', `/invoices/${invoice.id}`, { body: { autopay: true } })
  expect(await pay(invoice.id)).toMatchObject({ status: 200, json: { paid: true } })
})

test('AutoPay needs a way of paying that can be collected', async () => {
  for (const method of ['credit_card', 'ach', 'direct_debit'])
    await acme.call('PATCH', `/payment_methods/${method}`, { body: { enabled: false } })
  expect(await acme.call('POST', '/customers', { body: { name: 'Initech', autopay: true } })).toMatchObject({
    status: 400,
    json: { code: 'autopay_unavailable', param: 'autopay' },
  })
  const plain = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json.id
  expect(await acme.call('POST', '/invoices', { body: { customer: plain, autopay: true } })).toMatchObject({
    status: 400,
    json: { param: 'autopay' },
  })
  for (const method of ['credit_card', 'ach', 'direct_debit'])
    await acme.call('PATCH', `/payment_methods/${method}`, { body: { enabled: true } })
  const later = await billed(plain)
  expect((await acme.call('PATCH', `/invoices/${later.id}`, { body: { autopay: true } })).json).toMatchObject({
    autopay: true,
    next_payment_attempt: seconds('2014-11-18T16:00:00Z'),
  })
})
