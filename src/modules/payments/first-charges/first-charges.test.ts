import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import type { Gateway } from '../../../connectors/gateways/index.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { simulatorOf } from '../gateways/service.ts'
import { tellSimulated } from '../notices/service.ts'
import { settleCharges } from '../unsettled-charges/service.ts'

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
const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
let codes = 0
const plan = async (more: object = {}) =>
  (await make('/plans', { id: `paper-${++codes}`, name: 'Paper', amount: 49, interval: 'month', ...more })).id as string
const autopayer = async (token: string | null, more: object = {}) => {
  const { id } = await make('/customers', { name: 'Acme Corp', email: 'billing@acme.example', autopay: true, ...more })
  const method = token?.includes('bank') ? 'ach' : 'credit_card'
  if (token) await make(`/customers/${id}/payment_sources`, { method, invoiced_token: token })
  return id as number
}
const subscribe = async (customer: number, more: object = {}, headers: Record<string, string> = {}) =>
  acme.call('POST', '/subscriptions', { body: { customer, plan: await plan(), ...more }, headers })
/** What there is of a customer: subscriptions, invoices, charges, payments. */
const traces = async (customer: number) => ({
  subscriptions: (await read(`/subscriptions?all=1&filter[customer]=${customer}`)).length,
  invoices: (await read(`/invoices?filter[customer]=${customer}`)).length,
  charges: (await read(`/charges?filter[customer]=${customer}`)).map(({ status }: { status: string }) => status),
  payments: (await read(`/payments?filter[customer]=${customer}`)).length,
})

test('the first invoice is charged at once, and paid with one attempt', async () => {
  const customer = await autopayer('tok_visa_4242')
  const { status, json } = await subscribe(customer)
  expect([status, json.status]).toEqual([201, 'active'])
  const [invoice] = await read(`/invoices?filter[customer]=${customer}`)
  expect(invoice).toMatchObject({ subscription: json.id, paid: true, balance: 0, attempt_count: 1, next_payment_attempt: null })
  expect(await traces(customer)).toEqual({ subscriptions: 1, invoices: 1, charges: ['succeeded'], payments: 1 })
  const [payment] = await read(`/payments?filter[customer]=${customer}&include=applied_to`)
  expect(payment).toMatchObject({
    amount: 49,
    balance: 0,
    source: 'autopay',
    applied_to: [{ type: 'invoice', invoice: invoice.id }],
  })
})

test('a decline leaves no subscription and no invoice, takes no number and no coupon, and says why', async () => {
  const customer = await autopayer('tok_visa_0341')
  const coupon = (await make('/coupons', { id: `once-${++codes}`, name: 'Once', value: 10, max_redemptions: 1 })).id
  const before = (await read('/invoices?sort=id desc&per_page=1'))[0]?.number
  const refused = await subscribe(customer, { discounts: [coupon] })
  expect(refused).toMatchObject({ status: 400, json: { type: 'invalid_request', code: 'card_declined' } })
  expect(await traces(customer)).toEqual({ subscriptions: 0, invoices: 0, charges: ['failed'], payments: 0 })
  expect((await read('/invoices?sort=id desc&per_page=1'))[0]?.number).toBe(before)
  const other = await autopayer('tok_visa_4242')
  expect((await subscribe(other, { discounts: [coupon] })).status).toBe(201)
  expect((await read(`/invoices?filter[customer]=${other}`))[0]).toMatchObject({ total: 44.1, paid: true })
  await world.settle()
  expect(await read(`/events?filter[type]=subscription.created&related_to=customer,${customer}`)).toEqual([])
})

test('a bank debit that is pending keeps both; when it bounces the invoice is owed and tried again', async () => {
  const customer = await autopayer('tok_bank_2227')
  expect((await subscribe(customer)).status).toBe(201)
  const [invoice] = await read(`/invoices?filter[customer]=${customer}`)
  expect(invoice).toMatchObject({ status: 'pending', balance: 49 })
  world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
  await settleCharges(stand)
  await tellSimulated(stand)
  const [after] = await read(`/invoices?filter[customer]=${customer}`)
  expect(after).toMatchObject({ paid: false, attempt_count: 1, status: 'past_due' })
  expect(after.next_payment_attempt).toBeGreaterThan(world.now().getTime() / 1000)
  expect(await traces(customer)).toMatchObject({ subscriptions: 1, charges: ['failed'] })
})

test.each([
  ['without a saved source', null, {}],
  ['billed in arrears', 'tok_visa_0341', { bill_in: 'arrears' }],
  ['that begins later', 'tok_visa_0341', { start_date: Math.floor(new Date('2015-06-01T18:00:00Z').getTime() / 1000) }],
])('a subscription %s charges nothing yet', async (_, token, more) => {
  const customer = await autopayer(token)
  expect((await subscribe(customer, more)).status).toBe(201)
  expect(await traces(customer)).toMatchObject({ subscriptions: 1, charges: [] })
})

test('a bank account that was not verified is refused before anything is charged', async () => {
  const customer = await autopayer('tok_bank_unverified')
  expect(await subscribe(customer)).toMatchObject({ status: 400, json: { code: 'not_verified' } })
  expect(await traces(customer)).toEqual({ subscriptions: 0, invoices: 0, charges: [], payments: 0 })
})

test('rehearsing charges nothing and keeps nothing', async () => {
  const customer = await autopayer('tok_visa_4242')
  const { status } = await acme.call('POST', '/subscriptions?dry_run=true', { body: { customer, plan: await plan() } })
  expect(status).toBe(201)
  expect(await traces(customer)).toEqual({ subscriptions: 0, invoices: 0, charges: [], payments: 0 })
})

test('credit of the customer goes first, where the company wants it, and only the rest is charged', async () => {
  await acme.call('PATCH', '/company', { body: { settings: { auto_apply_credits: true } } })
  const customer = await autopayer('tok_visa_4242')
  await make('/credit_balance_adjustments', { customer, amount: 20 })
  expect((await subscribe(customer)).status).toBe(201)
  await acme.call('PATCH', '/company', { body: { settings: { auto_apply_credits: false } } })
  expect((await read(`/charges?filter[customer]=${customer}`))[0]).toMatchObject({ amount: 29, status: 'succeeded' })
  expect((await read(`/invoices?filter[customer]=${customer}`))[0]).toMatchObject({ paid: true, balance: 0 })
})

test('the same request many times at once is one subscription and one charge, and so is its repetition', async () => {
  const customer = await autopayer('tok_visa_4242')
  const body = { customer, plan: await plan() }
  const headers = { 'idempotency-key': 'begin-with-acme' }
  const send = () => acme.call('POST', '/subscriptions', { body, headers })
  const answers = await Promise.all(Array.from({ length: 12 }, send))
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  const last = await send()
  expect(last.status).toBe(201)
  const told = answers.filter(({ status }) => status === 201).map(({ json }) => json.id)
  expect(new Set([...told, last.json.id]).size).toBe(1)
  expect(await traces(customer)).toEqual({ subscriptions: 1, invoices: 1, charges: ['succeeded'], payments: 1 })
})

test('what cannot be made any more when the answer comes is given back', async () => {
  const customer = await autopayer('tok_visa_4242')
  between = () => acme.call('PATCH', `/customers/${customer}`, { body: { credit_hold: true } })
  expect(await subscribe(customer)).toMatchObject({ status: 400, json: { code: 'subscription_not_begun' } })
  await world.settle()
  expect(await traces(customer)).toMatchObject({ subscriptions: 0, invoices: 0, charges: ['succeeded'], payments: 1 })
  expect((await read(`/charges?filter[customer]=${customer}`))[0]).toMatchObject({ refunded: true, amount_refunded: 49 })
  expect((await read(`/payments?filter[customer]=${customer}`))[0]).toMatchObject({ balance: 0 })
})

test('of what began nothing only as much is given back as somebody has not given back already', async () => {
  const customer = await autopayer('tok_visa_4242')
  between = () => acme.call('PATCH', `/customers/${customer}`, { body: { credit_hold: true } })
  expect((await subscribe(customer)).json).toMatchObject({ code: 'subscription_not_begun' })
  const [{ id }] = await read(`/charges?filter[customer]=${customer}`)
  expect((await acme.call('POST', `/charges/${id}/refunds`, { body: { amount: 9 } })).status).toBe(201)
  await world.settle()
  expect(await read(`/charges/${id}`)).toMatchObject({ refunded: true, amount_refunded: 49 })
})

test('what could not be made when a bank took the debit is given back once it has settled, also where it could be made by then', async () => {
  const customer = await autopayer('tok_bank_3893')
  between = () => acme.call('PATCH', `/customers/${customer}`, { body: { credit_hold: true } })
  expect(await subscribe(customer)).toMatchObject({ status: 400, json: { code: 'subscription_not_begun' } })
  expect(await traces(customer)).toMatchObject({ subscriptions: 0, charges: ['pending'] })
  await acme.call('PATCH', `/customers/${customer}`, { body: { credit_hold: false } })
  world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
  await settleCharges(stand)
  await world.settle()
  expect(await traces(customer)).toMatchObject({ subscriptions: 0, invoices: 0, charges: ['succeeded'] })
  expect((await read(`/charges?filter[customer]=${customer}`))[0]).toMatchObject({ refunded: true, amount_refunded: 49 })
})

type Death = 'none' | 'before' | 'after'
let death: Death = 'none'
let between: (() => Promise<unknown>) | null = null
const open = world.platform.outside.gateways.open
world.platform.outside.gateways.open = (name, settings, around) => {
  const gateway = open(name, settings, around)
  return { ...gateway, charge: (request) => dying(gateway, request) }
}

async function dying(gateway: Gateway, request: Parameters<Gateway['charge']>[0]) {
  const [now, meanwhile] = [death, between]
  between = null
  if (now === 'before') throw new Error('killed before the call')
  const outcome = await gateway.charge(request)
  if (now === 'after') throw new Error('killed after the call')
  await meanwhile?.()
  return outcome
}

const TOKENS = ['tok_visa_4242', 'tok_visa_0341', 'tok_bank_3893', 'tok_bank_2227'] as const
const STEPS = ['janitor', 'notices', 'minutes', 'again'] as const

test('killed at any moment: never charged without a subscription, never twice, and in the end known', async () => {
  let keys = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TOKENS),
      fc.constantFrom<Death>('none', 'before', 'after'),
      fc.array(fc.constantFrom(...STEPS), { maxLength: 6 }),
      async (token, dies, steps) => {
        const customer = await autopayer(token)
        const body = { customer, plan: await plan() }
        const headers = { 'idempotency-key': `killed-${++keys}-begin` }
        const send = () => acme.call('POST', '/subscriptions', { body, headers })
        death = dies
        const first = await send()
        death = 'none'
        expect(first.status === 500).toBe(dies !== 'none')
        if (first.status === 500) expect(await traces(customer)).toMatchObject({ subscriptions: 0, invoices: 0 })
        for (const step of steps) {
          if (step === 'minutes') world.travel(new Date(world.now().getTime() + 3 * 60_000))
          if (step === 'janitor') await settleCharges(stand)
          if (step === 'notices') await tellSimulated(stand)
          if (step === 'again') await send()
        }
        world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
        await settleCharges(stand)
        await tellSimulated(stand)
        await settleCharges(stand)
        await ends(customer)
      },
    ),
    { numRuns: 20, seed: 2411 },
  )
}, 240_000)

/** The gateway took money at most once, and exactly if there is a paid subscription. */
async function ends(customer: number): Promise<void> {
  const { subscriptions, invoices, charges } = await traces(customer)
  expect(charges).toHaveLength(1)
  expect(charges).not.toContain('pending')
  expect(invoices).toBe(subscriptions)
  const [charge] = await read(`/charges?filter[customer]=${customer}`)
  if (charge.status === 'succeeded') expect(subscriptions).toBe(1)
  const [invoice] = await read(`/invoices?filter[customer]=${customer}`)
  expect(invoice?.paid ?? false).toBe(charge.status === 'succeeded')
  if (!charge.gateway_id) return
  const simulator = await simulatorOf(world.platform, acme.id)
  const asked = { idempotency_key: '', reference: charge.gateway_id, requested_at: world.now() }
  const { outcome } = await simulator.find({ kind: 'charge', ...asked })
  expect(outcome === 'succeeded').toBe(charge.status === 'succeeded')
}
