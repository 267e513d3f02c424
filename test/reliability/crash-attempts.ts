import { make, read } from '../examples/making.ts'
import type { Caller } from './arena.ts'

/** A call with a key, and how to count what it did. */
export interface Attempt {
  readonly key: string
  readonly path: string
  readonly body: object
  /** The status of success. */
  readonly status: number
  /** Each must count exactly one, here and at the gateway. `$1` is the company, `$2` the mark. */
  readonly effects: readonly { readonly count: string; readonly mark: string | number }[]
}

type Told = Readonly<Record<string, unknown>>
type Prepared = Omit<Attempt, 'key' | 'status'> & { readonly status?: number }
type Maker = (company: Caller, mark: string) => Promise<Prepared>

const LINES = [{ name: 'Paper', quantity: 3, unit_cost: 45 }]
const count = (rest: string) => `select count(*)::int as found from ${rest}`
const AT_GATEWAY =
  count(`simulator_records s join charges c on c.company_id = s.company_id and c.idempotency_key = s.value ->> 'idempotency_key'
  where s.company_id = $1 and s.key like 'charge:%' and c.customer = $2`)
const CHARGES = count('charges where company_id = $1 and customer = $2')
const REFUNDS_AT_GATEWAY = count(`simulator_records where company_id = $1 and key like 'refund:%' and value ->> 'charge' = $2`)
const SOURCES_AT_GATEWAY = count(`simulator_records where company_id = $1 and key like 'source:%'
  and value ->> 'customer' = (select gateway_customer from payment_sources where company_id = $1 and customer = $2 limit 1)`)

const newCustomer = async (company: Caller) => (await make(company, '/customers', { name: 'Acme Corp' })).id
const issued = async (company: Caller, customer: number, more: object = {}) =>
  (await make(company, '/invoices', { customer, items: LINES, calculate_taxes: false, ...more })).id
const card = { method: 'credit_card', gateway_token: 'tok_visa_4242' }
const charged = (customer: number) => [
  { count: AT_GATEWAY, mark: customer },
  { count: CHARGES, mark: customer },
]

const invoice: Maker = async (company, mark) => ({
  path: '/invoices',
  body: { customer: await newCustomer(company), items: LINES, metadata: { mark } },
  effects: [{ count: count(`invoices where company_id = $1 and metadata ->> 'mark' = $2`), mark }],
})
const payment: Maker = async (company, mark) => ({
  path: '/payments',
  body: { customer: await newCustomer(company), amount: 35, reference: mark },
  effects: [{ count: count('payments where company_id = $1 and reference = $2'), mark }],
})
const charge: Maker = async (company) => {
  const customer = await newCustomer(company)
  const applied_to = [{ type: 'invoice', invoice: await issued(company, customer), amount: 135 }]
  return { path: '/charges', body: { customer, ...card, amount: 135, applied_to }, effects: charged(customer) }
}
const chargeForCredit: Maker = async (company) => {
  const customer = await newCustomer(company)
  const applied_to = [{ type: 'credit', amount: 135 }]
  return { path: '/charges', body: { customer, ...card, amount: 135, applied_to }, effects: charged(customer) }
}
async function chargeMade(company: Caller) {
  const { path, body } = await charge(company, '')
  return make(company, path, body) as Promise<Told & { charge: { id: number; gateway_id: string }; id: number }>
}
const refunded = ({ charge: { id, gateway_id } }: Awaited<ReturnType<typeof chargeMade>>) => [
  { count: REFUNDS_AT_GATEWAY, mark: gateway_id },
  { count: count('refunds where company_id = $1 and charge = $2'), mark: id },
]
const refund: Maker = async (company) => {
  const made = await chargeMade(company)
  return { path: `/charges/${made.charge.id}/refunds`, body: { amount: 10 }, effects: refunded(made) }
}
const refundOfTransaction: Maker = async (company) => {
  const made = await chargeMade(company)
  const [transaction] = await read<{ id: number }[]>(company, `/transactions?filter[payment]=${made.id}`)
  return { path: `/transactions/${transaction!.id}/refunds`, body: { amount: 10 }, effects: refunded(made) }
}
const refundByHand: Maker = async (company) => {
  const customer = await newCustomer(company)
  const { id, payment: of } = await make(company, '/transactions', { customer, amount: 20, method: 'check' })
  const effects = [{ count: count('refunds where company_id = $1 and payment_id = $2'), mark: of as number }]
  return { path: `/transactions/${id}/refunds`, body: { amount: 5 }, effects }
}
const savedCard: Maker = async (company) => {
  const customer = await newCustomer(company)
  const ours = { count: count('payment_sources where company_id = $1 and customer = $2'), mark: customer }
  return {
    path: `/customers/${customer}/payment_sources`,
    body: card,
    effects: [ours, { count: SOURCES_AT_GATEWAY, mark: customer }],
  }
}
const autopay: Maker = async (company) => {
  const customer = await newCustomer(company)
  await make(company, `/customers/${customer}/payment_sources`, card)
  const id = await issued(company, customer, { autopay: true })
  return { path: `/invoices/${id}/pay`, body: {}, status: 200, effects: charged(customer) }
}

/** What is called around each place where the server is killed. */
export const CALLS = {
  gateway: [charge, refund, refundOfTransaction, savedCard, autopay, chargeForCredit],
  answer: [invoice, charge, refundByHand, refundOfTransaction, payment, savedCard, refund, autopay, chargeForCredit],
  anywhere: [invoice, payment, charge, refund, chargeForCredit],
} as const

export async function prepare(company: Caller, makers: readonly Maker[], turn: number, mark: string): Promise<Attempt> {
  return { status: 201, key: `crash-${mark}`, ...(await makers[turn % makers.length]!(company, mark)) }
}
