import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import { type SmtpDouble, startSmtpDouble } from '../doubles/smtp.ts'
import { type Answer, type Arena, type Caller, made, openArena } from '../reliability/arena.ts'
import { arm, type FailPoint, LOADS_FAIL_POINTS } from '../reliability/fail-points.ts'

/** `kill -9` of the server in the middle of every step of the way from a new customer to a paid invoice. */
let post: SmtpDouble
let arena: Arena
let seller: Caller

beforeAll(async () => {
  post = await startSmtpDouble()
  arena = await openArena({ settings: { SMTP_URL: post.url, IDEMPOTENCY_LEASE: '1' }, nodeArguments: LOADS_FAIL_POINTS })
  seller = await arena.newCompany('Dunder Mifflin')
}, 240_000)
afterAll(async () => {
  await arena?.close()
  await post?.close()
}, 120_000)

type Call = () => Promise<Answer>

/** The server does all of it and dies before it tells anybody; once it is back the same is asked until it is answered. */
async function interrupted(point: FailPoint, calls: readonly Call[]): Promise<readonly Answer[]> {
  arm(arena.server!.folder, { point, count: calls.length })
  const told = await Promise.all(calls.map((call) => call()))
  expect(told.map(({ status }) => status)).toEqual(calls.map(() => 0))
  await arena.restart()
  return Promise.all(calls.map(insist))
}

async function insist(call: Call): Promise<Answer> {
  for (let asked = 1; ; asked++) {
    const answer = await call()
    if ((answer.status !== 409 && answer.status !== 0) || asked === 100) return answer
    await sleep(250)
  }
}

const read = async (path: string) => (await seller.call('GET', path)).json
const write =
  (method: string, path: string, body: object = {}): Call =>
  () =>
    seller.call(method, path, { body, headers: { 'idempotency-key': `${method}${path.replaceAll('/', '-')}` } })
const customer = { name: 'Acme Corp', email: 'billing@acmecorp.com', payment_terms: 'NET 30' }
const items = [
  { name: 'Copy paper, Case', quantity: 3, unit_cost: 45 },
  { name: 'Delivery', unit_cost: 10 },
]
const draft = { items, tax: 3.85, draft: true }
const lettersTo = (address: string) => post.received.filter(({ recipients }) => recipients.includes(address))
const address = (url: string) => `/api${new URL(url).pathname}`

test('F4 Restart: in the middle of any step nothing is lost and nothing happens twice', { timeout: 240_000 }, async () => {
  const { id } = await made(seller, '/customers', customer)
  const drafted = await made(seller, '/invoices', { customer: id, ...draft })
  const issued = await made(seller, '/invoices', { customer: id, ...draft, draft: false })
  const sent = (await seller.call('POST', '/invoices', { body: { customer: id, ...draft, draft: false } })).json

  const seen: Call = () => arena.request('POST', `${address(sent.url)}/viewed`, { headers: { 'idempotency-key': 'seen-once' } })
  const [created, begun, numbered, mailed, viewed] = await interrupted('answer', [
    write('POST', '/customers', { ...customer, name: 'Vance Refrigeration', email: 'office@vance.example' }),
    write('POST', '/invoices', { customer: id, ...draft }),
    write('PATCH', `/invoices/${drafted.id}`, { draft: false }),
    write('POST', `/invoices/${issued.id}/emails`),
    seen,
  ])
  expect(created).toMatchObject({ status: 201, json: { name: 'Vance Refrigeration' } })
  expect(begun).toMatchObject({ status: 201, json: { number: null, total: 148.85 } })
  expect(numbered).toMatchObject({ status: 200, json: { number: 'INV-0003', status: 'not_sent' } })
  expect(mailed).toMatchObject({ status: 201, json: [{ state: 'sent', email: customer.email }] })
  expect(viewed!.status).toBe(204)

  const body = { method: 'credit_card', token: 'tok_visa_4242', idempotency_key: 'paid-once' }
  const [paid] = await interrupted('gateway', [() => arena.request('POST', `${address(sent.url)}/pay`, { body })])
  expect(paid!.json.status).toMatch(/^(succeeded|unknown)$/)
  await expect.poll(() => read(`/invoices/${sent.id}`), { timeout: 60_000 }).toMatchObject({ status: 'paid', balance: 0 })

  expect(await read('/customers')).toHaveLength(2)
  const numbers = (await read('/invoices?sort=number%20asc&filter[draft]=0')).map(({ number }: { number: string }) => number)
  expect(numbers).toEqual(['INV-0001', 'INV-0002', 'INV-0003'])
  expect(await read('/invoices?filter[draft]=1')).toHaveLength(1)
  expect(await read('/payments')).toMatchObject([{ amount: 148.85, balance: 0, method: 'credit_card' }])
  expect(await read('/charges')).toHaveLength(1)
  const { rows } = await arena.platform.ownerPool.query(
    `select key from simulator_records where company_id = $1 and key like 'charge:%'`,
    [seller.id],
  )
  expect(rows).toHaveLength(1)
  expect(lettersTo(customer.email).filter(({ raw }) => /^Subject: Invoice INV-0001/m.test(raw))).toHaveLength(1)
  expect(await read(`/customers/${id}/balance`)).toMatchObject({ total_outstanding: 297.7, available_credits: 0 })
  const types: string[] = (await read('/events?per_page=100')).map(({ type }: { type: string }) => type)
  const times = Object.fromEntries(
    ['customer.created', 'invoice.created', 'invoice.viewed', 'invoice.paid', 'payment.created'].map((one) => [
      one,
      types.filter((type) => type === one).length,
    ]),
  )
  expect(times).toEqual({
    'customer.created': 2,
    'invoice.created': 4,
    'invoice.viewed': 1,
    'invoice.paid': 1,
    'payment.created': 1,
  })
  expect(await proveBooks(arena.platform, seller.id)).toMatchObject({ sound: true, breaches: [] })
})

test('F4 Restart: what was still to be done is done by whoever comes next', { timeout: 120_000 }, async () => {
  const payer = { name: 'Initech', email: 'office@initech.example' }
  const { status, json } = await seller.call('POST', '/invoices', { body: { customer: payer, items, send: true } })
  await arena.restart()
  expect({ status, number: json?.number }).toEqual({ status: 201, number: 'INV-0004' })
  await expect.poll(() => read(`/invoices/${json.id}`), { timeout: 60_000 }).toMatchObject({ status: 'sent' })
  const ids = new Set(lettersTo(payer.email).map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]))
  expect(ids.size).toBe(1)
  expect(await read(`/emails?filter[document_id]=${json.id}`)).toMatchObject([{ state: 'sent', email: payer.email }])
})
