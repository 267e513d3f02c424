import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { settleCharges } from '../unsettled-charges/service.ts'

/**
 * The process is killed after a gateway did as it was told and before that was written down. Whoever asked gets no answer
 * and asks again with the same Idempotency-Key: the gateway's own records show that it happened once.
 */
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

/** Whether the next call of the gateway is the last thing that happens, or does not happen any more. */
let dies = false
let diesBefore = false
/** What happens after the next call of the gateway, before its answer is heard. */
let meanwhile: (() => Promise<void>) | null = null
/** What happens before the gateway tells what it does not know. */
let beforeUnknown: (() => Promise<void>) | null = null
/** The attempt about which it can tell nothing. */
let muteAbout: string | null = null
const open = world.platform.outside.gateways.open
world.platform.outside.gateways.open = (name, settings, around) => {
  const gateway = open(name, settings, around)
  const dying =
    <Request, Answer>(call: (request: Request) => Promise<Answer>) =>
    async (request: Request) => {
      if (diesBefore) {
        diesBefore = false
        throw new Error('killed before the call')
      }
      const answer = await call(request)
      const happens = meanwhile
      meanwhile = null
      await happens?.()
      if (!dies) return answer
      dies = false
      throw new Error('killed after the call')
    }
  const find: typeof gateway.find = async (asked) => {
    if (asked.idempotency_key === muteAbout) throw new Error('no answer')
    const found = await gateway.find(asked)
    if (found.outcome === 'not_found') await beforeUnknown?.()
    return found
  }
  return { ...gateway, find, charge: dying(gateway.charge), refund: dying(gateway.refund), store: dying(gateway.store) }
}

const make = async (path: string, body: object = {}) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBeLessThan(300)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
const newCustomer = async () => (await make('/customers', { name: 'Acme Corp' })).id as number
const issued = async (customer: number, more: object = {}) =>
  make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 148.85 }], ...more })
const charged = async () => {
  const customer = await newCustomer()
  const { id } = await issued(customer)
  const body = chargeOf(customer, id)
  return { customer, ...(await make('/charges', body)) }
}
const chargeOf = (customer: number, invoice: number) => ({
  customer,
  method: 'credit_card',
  amount: 148.85,
  gateway_token: 'tok_visa_4242',
  applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
})

/** How many charges, refunds and saved sources the gateway has on its books. */
async function effects(): Promise<number> {
  const { rows } = await world.database.ownerPool.query<{ count: number }>(
    `select count(*)::int as count from simulator_records where company_id = $1 and key ~ '^(charge|refund|source):'`,
    [acme.id],
  )
  return rows[0]!.count
}

let keys = 0
/** Asks, is not answered, asks again with the same key and once more, and counts what happened at the gateway. */
async function killedAndAsked(path: string, body: object) {
  const headers = { 'idempotency-key': `killed-${++keys}` }
  const ask = () => acme.call('POST', path, { body, headers })
  const before = await effects()
  dies = true
  expect((await ask()).status).toBe(500)
  const answer = await ask()
  expect((await ask()).text).toBe(answer.text)
  return { answer, happened: (await effects()) - before }
}

test('a charge', async () => {
  const customer = await newCustomer()
  const { id } = await issued(customer)
  const { answer, happened } = await killedAndAsked('/charges', chargeOf(customer, id))
  expect({ status: answer.status, happened }).toEqual({ status: 201, happened: 1 })
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, balance: 0 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toHaveLength(1)
})

test('a charge of a card that is kept for later as well', async () => {
  const customer = await newCustomer()
  const { id } = await issued(customer)
  const { answer, happened } = await killedAndAsked('/charges', { ...chargeOf(customer, id), vault_method: true })
  expect({ status: answer.status, happened }).toEqual({ status: 201, happened: 2 })
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(1)
})

test('a refund of a charge', async () => {
  const { charge } = await charged()
  const { answer, happened } = await killedAndAsked(`/charges/${charge.id}/refunds`, { amount: 10 })
  expect({ status: answer.status, happened }).toEqual({ status: 201, happened: 1 })
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 10 })
})

test('a refund of which the gateway never heard is none, and does not happen when it is asked for again late', async () => {
  const { charge } = await charged()
  const path = `/charges/${charge.id}/refunds`
  const ask = (key: string) => acme.call('POST', path, { body: { amount: 10 }, headers: { 'idempotency-key': key } })
  const before = await effects()
  diesBefore = true
  expect((await ask('late-refund')).status).toBe(500)
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  await world.settle()
  expect(await read(`/refunds?filter[charge]=${charge.id}`)).toMatchObject([{ status: 'failed' }])
  for (const _ of ['again', 'and again'])
    expect(await ask('late-refund')).toMatchObject({ status: 400, json: { code: 'refund_failed', param: 'amount' } })
  expect(await effects()).toBe(before)
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 0 })
  expect((await ask('another-refund')).status).toBe(201)
  expect(await effects()).toBe(before + 1)
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 10 })
})

test('a refund of a transaction that a gateway made', async () => {
  const { customer, charge } = await charged()
  const [transaction] = await read(`/transactions?filter[customer]=${customer}`)
  const { answer, happened } = await killedAndAsked(`/transactions/${transaction.id}/refunds`, { amount: 10 })
  expect({ status: answer.status, happened }).toEqual({ status: 201, happened: 1 })
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 10 })
})

/** The janitor is told that the gateway never heard of an attempt, and before it writes that down the attempt is made again. */
async function askedWhileLookedFor(path: string, body: object) {
  const headers = { 'idempotency-key': `looked-for-${++keys}` }
  const ask = () => acme.call('POST', path, { body, headers })
  diesBefore = true
  expect((await ask()).status).toBe(500)
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  const [told, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  beforeUnknown = async () => {
    beforeUnknown = null
    told.resolve()
    await made.promise
  }
  const janitor = world.settle()
  await told.promise
  world.travel(new Date(world.now().getTime() + 1))
  meanwhile = async () => {
    made.resolve()
    await janitor
  }
  return ask()
}

test('a charge that is made again while the janitor finds that the gateway never heard of it', async () => {
  const customer = await newCustomer()
  const { id } = await issued(customer)
  const before = await effects()
  expect((await askedWhileLookedFor('/charges', chargeOf(customer, id))).status).toBe(201)
  expect(await effects()).toBe(before + 1)
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, balance: 0 })
})

test('a refund that is made again while the janitor finds that the gateway never heard of it', async () => {
  const { charge } = await charged()
  const before = await effects()
  expect((await askedWhileLookedFor(`/charges/${charge.id}/refunds`, { amount: 10 })).status).toBe(201)
  expect(await effects()).toBe(before + 1)
  expect(await read(`/charges/${charge.id}`)).toMatchObject({ amount_refunded: 10 })
})

test('a card or bank account to be kept', async () => {
  const customer = await newCustomer()
  const { answer, happened } = await killedAndAsked(`/customers/${customer}/payment_sources`, {
    method: 'credit_card',
    gateway_token: 'tok_visa_4242',
  })
  expect({ status: answer.status, happened }).toEqual({ status: 201, happened: 1 })
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(1)
})

test('an invoice on AutoPay: it waits for the janitor to ask the gateway', async () => {
  const customer = await newCustomer()
  await make(`/customers/${customer}/payment_sources`, { method: 'credit_card', gateway_token: 'tok_visa_4242' })
  const { id } = await issued(customer, { autopay: true })
  const { answer, happened } = await killedAndAsked(`/invoices/${id}/pay`, {})
  expect({ status: answer.status, happened }).toEqual({ status: 200, happened: 1 })
  expect(answer.json).toMatchObject({ paid: false, status: 'pending' })
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  await world.settle()
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, balance: 0, attempt_count: 1 })
})

test('an invoice on AutoPay of which the gateway never heard: it is asked soon, and that is the same attempt', async () => {
  const customer = await newCustomer()
  await make(`/customers/${customer}/payment_sources`, { method: 'credit_card', gateway_token: 'tok_visa_4242' })
  const { id } = await issued(customer, { autopay: true })
  diesBefore = true
  expect((await acme.call('POST', `/invoices/${id}/pay`, { body: {} })).status).toBe(500)
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  await world.settle()
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, balance: 0, attempt_count: 1 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toMatchObject([{ status: 'succeeded', amount: 148.85 }])
})

test('a charge about which the gateway cannot be asked keeps no other from being settled', async () => {
  const killed = async () => {
    const customer = await newCustomer()
    await make(`/customers/${customer}/payment_sources`, { method: 'credit_card', gateway_token: 'tok_visa_4242' })
    const { id } = await issued(customer, { autopay: true })
    dies = true
    expect((await acme.call('POST', `/invoices/${id}/pay`, { body: {} })).status).toBe(500)
    return id as number
  }
  const mute = await killed()
  world.travel(new Date(world.now().getTime() + 1000))
  const other = await killed()
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  muteAbout = `autopay-${mute}-1`
  await expect(settleCharges(stand)).rejects.toThrow('no answer')
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: true })
  muteAbout = null
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  await settleCharges(stand)
  expect(await read(`/invoices/${mute}`)).toMatchObject({ paid: true })
})

test('an attempt of which the gateway never heard is not made where AutoPay was taken back since', async () => {
  const customer = await newCustomer()
  await make(`/customers/${customer}/payment_sources`, { method: 'credit_card', gateway_token: 'tok_visa_4242' })
  const { id } = await issued(customer, { autopay: true })
  diesBefore = true
  expect((await acme.call('POST', `/invoices/${id}/pay`, { body: {} })).status).toBe(500)
  expect((await acme.call('PATCH', `/invoices/${id}`, { body: { autopay: false } })).status).toBe(200)
  const before = await effects()
  world.travel(new Date(world.now().getTime() + 3 * 60_000))
  await world.settle()
  expect(await effects()).toBe(before)
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: false, pending: 0, balance: 148.85 })
})

test('where the end was written down and only the answer is missing, it is told again', async () => {
  const customer = await newCustomer()
  const { id } = await issued(customer, { amount: 148.85 })
  await make('/payments', {
    customer,
    amount: 148.85,
    method: 'check',
    applied_to: [{ type: 'invoice', invoice: id, amount: 148.85 }],
  })
  const [byHand] = await read(`/transactions?filter[customer]=${customer}`)
  const path = `/transactions/${byHand.id}/refunds`
  const headers = { 'idempotency-key': 'killed-by-hand' }
  const first = await acme.call('POST', path, { body: { amount: 10 }, headers })
  expect(first.status).toBe(201)
  await world.database.ownerPool.query(
    `update idempotency_keys set status = null, reply = null, claimed_at = now() - interval '61 seconds' where company_id = $1 and key = $2`,
    [acme.id, 'killed-by-hand'],
  )
  const again = await acme.call('POST', path, { body: { amount: 10 }, headers })
  expect({ status: again.status, id: again.json.id }).toEqual({ status: 201, id: first.json.id })
  expect(await read(`/refunds?filter[payment]=${byHand.payment}`)).toHaveLength(1)
})
