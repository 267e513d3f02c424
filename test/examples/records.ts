import { type Caller, code, type Made, make, read } from './making.ts'

export const lines = [
  { name: 'Copy paper, Case', quantity: 1, unit_cost: 45 },
  { name: 'Delivery', quantity: 1, unit_cost: 10 },
]
export const customer = (company: Caller) => make(company, '/customers', { name: 'Acme Corp', email: 'billing@acme.example' })
export const contact = async (company: Caller) => {
  const { id: customer_id } = await customer(company)
  return { customer_id, ...(await make(company, `/customers/${customer_id}/contacts`, { name: 'Purchasing' })) }
}
export const invoice = async (company: Caller, more: object = {}) =>
  make(company, '/invoices', { customer: (await customer(company)).id, items: lines, calculate_taxes: false, ...more })
export const estimate = async (company: Caller, more: object = {}) =>
  make(company, '/estimates', { customer: (await customer(company)).id, items: lines, ...more })
export const creditNote = async (company: Caller, more: object = {}) =>
  make(company, '/credit_notes', { customer: (await customer(company)).id, items: lines, ...more })
export const payment = async (company: Caller) =>
  make(company, '/payments', { customer: (await customer(company)).id, amount: 55 })
export const item = (company: Caller) => make(company, '/items', { id: code('paper'), name: 'Copy paper', unit_cost: 45 })
export const taxRate = (company: Caller) => make(company, '/tax_rates', { id: code('vat'), name: 'VAT', value: 5 })
export const plan = (company: Caller, more: object = {}) =>
  make(company, '/plans', { id: code('starter'), name: 'Starter', amount: 49, interval: 'month', ...more })
export const charge = async (company: Caller) => {
  const { id, customer: payer } = await invoice(company)
  await make(company, '/charges', charged(id, payer))
  const [newest] = await read<Made[]>(company, `/charges?filter[customer]=${payer}`)
  return newest!
}
export const charged = (id: number, payer: unknown) => ({
  customer: payer,
  amount: 55,
  method: 'credit_card',
  invoiced_token: 'tok_visa_4242',
  applied_to: [{ type: 'invoice', invoice: id, amount: 55 }],
})
export const inTwoInstallments = {
  installments: [
    { date: 2_000_000_000, amount: 30 },
    { date: 2_002_678_400, amount: 25 },
  ],
}
export const plannedInvoice = async (company: Caller) => {
  const planned = await invoice(company)
  await make(company, `/invoices/${planned.id}/payment_plan`, inTwoInstallments)
  return planned
}
export const source = async (company: Caller, token = 'tok_visa_4242', method = 'credit_card') => {
  const { id: customer_id } = await customer(company)
  const path = `/customers/${customer_id}/payment_sources`
  return { ...(await make(company, path, { method, invoiced_token: token })), customer_id }
}
/** On AutoPay, with a card to collect from. */
export const collectable = async (company: Caller) => {
  const { customer_id } = await source(company)
  return make(company, '/invoices', { customer: customer_id, autopay: true, items: lines })
}
export const transaction = async (company: Caller) =>
  make(company, '/transactions', { invoice: (await invoice(company)).id, method: 'check', amount: 10 })
export const subscription = async (company: Caller, more: object = {}) => {
  const [{ id }, { id: plan_id }] = [await customer(company), await plan(company)]
  return make(company, '/subscriptions', { customer: id, plan: plan_id, ...more })
}
export const signUpPage = async (company: Caller) =>
  make(company, '/sign_up_pages', { name: 'Sign up', plans: [(await plan(company)).id] })
