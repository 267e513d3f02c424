import { randomUUID } from 'node:crypto'
import type { Operation } from '../src/contract/operation.ts'

/**
 * One valid call of every operation. What must exist for it (a customer, a draft, a file) is made through the API, afresh
 * for every call, so an example can be called any number of times, by any company and side by side. An operation without
 * an example fails the contract test.
 */
export type Example = (company: Caller) => ExampleCall | Promise<ExampleCall>

/** Whoever makes calls as a company: a company of the world, or a client of a running server. The path begins below /api. */
export interface Caller {
  call(method: string, path: string, options?: { body?: unknown }): Promise<{ status: number; json: unknown; text: string }>
}

export interface ExampleCall {
  /** Values of the path's parameters. */
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What cannot be brought about by calls, each with its reason; these operations have no example. */
export const ONLY_FROM_OUTSIDE: Readonly<Record<string, string>> = {
  'disputes.get': 'a bank begins a dispute, and the gateway tells of it',
}

/** The address of a call: parameters filled in, query appended. */
export function targetOf(operation: Pick<Operation, 'path'>, { path = {}, query = {} }: ExampleCall): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])))
  const search = new URLSearchParams(query).toString()
  return search ? `${filled}?${search}` : filled
}

type Made = Readonly<Record<string, unknown>> & { readonly id: number }

/** Makes a record that an example rests on. */
async function make(company: Caller, path: string, body: unknown = {}): Promise<Made> {
  const { status, json, text } = await company.call('POST', path, { body })
  if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${text}`)
  return json as Made
}

async function read<Result>(company: Caller, path: string): Promise<Result> {
  const { status, json, text } = await company.call('GET', path)
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`)
  return json as Result
}

const code = (prefix: string) => `${prefix}-${randomUUID().slice(0, 8)}`
const email = () => `${code('office')}@acme.example`
const lines = [
  { name: 'Copy paper, Case', quantity: 1, unit_cost: 45 },
  { name: 'Delivery', quantity: 1, unit_cost: 10 },
]

const customer = (company: Caller) => make(company, '/customers', { name: 'Acme Corp', email: 'billing@acme.example' })
const contact = async (company: Caller) => {
  const { id: customer_id } = await customer(company)
  return { customer_id, ...(await make(company, `/customers/${customer_id}/contacts`, { name: 'Purchasing' })) }
}
const invoice = async (company: Caller, more: object = {}) =>
  make(company, '/invoices', { customer: (await customer(company)).id, items: lines, calculate_taxes: false, ...more })
const estimate = async (company: Caller, more: object = {}) =>
  make(company, '/estimates', { customer: (await customer(company)).id, items: lines, ...more })
const creditNote = async (company: Caller, more: object = {}) =>
  make(company, '/credit_notes', { customer: (await customer(company)).id, items: lines, ...more })
const adjustment = async (company: Caller) =>
  make(company, '/credit_balance_adjustments', { customer: (await customer(company)).id, amount: 50 })
const payment = async (company: Caller) => make(company, '/payments', { customer: (await customer(company)).id, amount: 55 })
const item = (company: Caller) => make(company, '/items', { id: code('paper'), name: 'Copy paper', unit_cost: 45 })
const glAccount = (company: Caller) => make(company, '/gl_accounts', { name: code('Sales'), code: code('40') })
const taxRate = (company: Caller) => make(company, '/tax_rates', { id: code('vat'), name: 'VAT', value: 5 })
const taxRule = async (company: Caller) => make(company, '/tax_rules', { tax_rate: (await taxRate(company)).id, country: 'US' })
const coupon = (company: Caller) => make(company, '/coupons', { id: code('off'), name: 'Non-profit', value: 20 })
const plan = (company: Caller, more: object = {}) =>
  make(company, '/plans', { id: code('starter'), name: 'Starter', amount: 49, interval: 'month', ...more })
const pendingLine = async (company: Caller) => {
  const { id: customer_id } = await customer(company)
  return { customer_id, ...(await make(company, `/customers/${customer_id}/line_items`, { name: 'Delivery', unit_cost: 10 })) }
}
const subscription = async (company: Caller, more: object = {}) => {
  const [{ id }, { id: plan_id }] = [await customer(company), await plan(company)]
  return make(company, '/subscriptions', { customer: id, plan: plan_id, ...more })
}
const pausedSubscription = (company: Caller) => subscription(company, { paused: true })
/** Its only day was over long ago, and somebody looked at it since. */
const waitingContract = async (company: Caller) => {
  const [owner, daily] = [await customer(company), await plan(company, { interval: 'day' })]
  const start_date = Number(owner['created_at']) - 10 * 86_400
  const made = await make(company, '/subscriptions', {
    customer: owner.id,
    plan: daily.id,
    start_date,
    cycles: 1,
    contract_renewal_mode: 'manual',
    contract_renewal_cycles: 2,
  })
  await company.call('PATCH', `/subscriptions/${made.id}`, { body: { metadata: {} } })
  return made
}
const usageEvent = async (company: Caller) => {
  const { results } = (await make(company, '/usage_events', {
    events: [{ transaction_id: code('call'), plan: 'calls' }],
  })) as unknown as {
    results: Made[]
  }
  return results[0]!
}
const terms = (company: Caller) =>
  make(company, '/payment_terms', { name: `NET ${(Math.floor(performance.now() * 1000) % 300) + 1}` })
const role = (company: Caller) => make(company, '/roles', { id: code('role').replaceAll('-', '_'), name: 'Clerk' })
const member = (company: Caller) => make(company, '/members', { email: email(), role: 'administrator' })
const file = (company: Caller) =>
  make(company, '/files', { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' })
const attachment = async (company: Caller) =>
  make(company, '/attachments', {
    parent_type: 'invoice',
    parent_id: (await invoice(company)).id,
    file_id: (await file(company)).id,
  })
/** It asks for little: nobody answers at this address. */
const webhook = (company: Caller) =>
  make(company, '/webhooks', { url: 'https://receiver.example/hooks', events: ['contact.deleted'] })
const webhookAttempt = async (company: Caller) => {
  const { id } = await webhook(company)
  const { customer_id, id: leaving } = await contact(company)
  await company.call('DELETE', `/customers/${customer_id}/contacts/${leaving}`)
  await make(company, `/webhooks/${id}/replay`, { start: 0 })
  const [attempt] = await read<Made[]>(company, `/webhook_attempts?filter[webhook_id]=${id}`)
  return attempt!
}
const charge = async (company: Caller) => {
  const { id, customer: payer } = await invoice(company)
  await make(company, '/charges', charged(id, payer))
  const [newest] = await read<Made[]>(company, `/charges?filter[customer]=${payer}`)
  return newest!
}
const charged = (id: number, payer: unknown) => ({
  customer: payer,
  amount: 55,
  method: 'credit_card',
  invoiced_token: 'tok_visa_4242',
  applied_to: [{ type: 'invoice', invoice: id, amount: 55 }],
})
const emailTemplate = (company: Caller) =>
  make(company, '/email_templates', {
    id: code('reminder'),
    name: 'Reminder',
    type: 'invoice',
    subject: 'Hello',
    body: 'Please pay.',
  })
const sentEmail = async (company: Caller) => {
  const { id } = await invoice(company)
  const [sent] = (await make(company, `/invoices/${id}/emails`)) as unknown as Made[]
  return sent!
}
const bouncedEmail = async (company: Caller) => {
  const { id } = await invoice(company)
  const [bounced] = (await make(company, `/invoices/${id}/emails`, {
    to: [{ email: 'bounce@acme.example' }],
  })) as unknown as Made[]
  return bounced!
}
const newestEvent = async (company: Caller) => {
  await customer(company)
  const [event] = await read<Made[]>(company, '/events?per_page=1')
  return event!
}
const noteOf = async (company: Caller, kind: 'customer' | 'invoice') => {
  const { id } = await (kind === 'customer' ? customer(company) : invoice(company))
  const { id: note } = await make(company, `/${kind}s/${id}/notes`, { notes: 'Clarified account terms.' })
  return { [`${kind}_id`]: id, id: note }
}

const smsWords = { name: 'Reminder', message: '{{company_name}}: {{balance}} is open {{url}}' }
const smsTemplate = (company: Caller) => make(company, '/sms_templates', smsWords)
const toSomebody = { to: [{ phone: '11234567890', name: 'Front desk' }] }
const textMessage = async (company: Caller) => {
  const { id } = await invoice(company)
  const [sent] = (await make(company, `/invoices/${id}/text_messages`, toSomebody)) as unknown as Made[]
  return sent!
}
const address = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
/** An invoice that can be posted: both sides have an address. */
const mailable = async (company: Caller) => {
  await company.call('PATCH', '/company', { body: address })
  const { id } = await make(company, '/customers', { name: 'Acme Corp', ...address })
  return make(company, '/invoices', { customer: id, items: lines })
}
const letter = async (company: Caller) => {
  const { id } = await mailable(company)
  const [posted] = (await make(company, `/invoices/${id}/letters`)) as unknown as Made[]
  return posted!
}
const lateFees = { name: 'Monthly', start_date: '2014-01-01', amount: 5, is_percent: true, grace_period: 7, recurring_days: 30 }
const lateFeeSchedule = (company: Caller) => make(company, '/late_fee_schedules', lateFees)
const inTwoInstallments = {
  installments: [
    { date: 1_480_572_000, amount: 30 },
    { date: 1_483_250_400, amount: 25 },
  ],
}
const waitingInvoice = async (company: Caller) => {
  const planned = await invoice(company)
  await make(company, `/invoices/${planned.id}/payment_plan`, { ...inTwoInstallments, require_approval: true })
  return planned
}
const plannedInvoice = async (company: Caller) => {
  const planned = await invoice(company)
  await make(company, `/invoices/${planned.id}/payment_plan`, inTwoInstallments)
  return planned
}

const source = async (company: Caller, token = 'tok_visa_4242', method = 'credit_card') => {
  const { id: customer_id } = await customer(company)
  const path = `/customers/${customer_id}/payment_sources`
  return { ...(await make(company, path, { method, invoiced_token: token })), customer_id }
}
const bankAccount = (company: Caller) => source(company, 'tok_bank_unverified', 'ach')
/** On AutoPay, with a card to collect from. */
const collectable = async (company: Caller) => {
  const { customer_id } = await source(company)
  return make(company, '/invoices', { customer: customer_id, autopay: true, items: lines })
}
const refund = async (company: Caller) => make(company, `/charges/${(await charge(company)).id}/refunds`, { amount: 10 })
const transaction = async (company: Caller) =>
  make(company, '/transactions', { invoice: (await invoice(company)).id, method: 'check', amount: 10 })
/** A transaction that a gateway made, which can be given back. */
const chargedTransaction = async (company: Caller) => {
  const { customer: payer } = await charge(company)
  const [newest] = await read<Made[]>(company, `/transactions?filter[customer]=${payer}`)
  return newest!
}
const stripe = { gateway: 'stripe', credentials: { secret_key: 'sk_test_of_an_example', webhook_secret: 'whsec_of_an_example' } }
const merchantAccount = (company: Caller) => make(company, '/merchant_accounts', stripe)
const task = async (company: Caller) => make(company, '/tasks', await taskFor(company))
const taskFor = async (company: Caller) => ({
  name: 'Call customer',
  action: 'phone',
  due_date: 1_571_288_400,
  customer_id: (await customer(company)).id,
})

type Maker = (company: Caller) => Promise<Made>
const nothing: Example = () => ({})
/** A call about a record made just before. */
const about =
  (maker: Maker, body?: unknown): Example =>
  async (company) => ({ path: { id: (await maker(company)).id }, ...(body !== undefined && { body }) })
const aboutCode =
  (maker: Maker, body?: unknown): Example =>
  async (company) => ({ path: { code: (await maker(company)).id }, ...(body !== undefined && { body }) })
/** A call about a record below a customer or an invoice. */
const below =
  (maker: (company: Caller) => Promise<Readonly<Record<string, unknown>>>, names: readonly string[], body?: unknown): Example =>
  async (company) => {
    const made = await maker(company)
    return { path: Object.fromEntries(names.map((name) => [name, made[name] as number])), ...(body !== undefined && { body }) }
  }

/** A call of somebody who has the link of a document and nothing else. */
const byLink =
  (maker: Maker, body?: unknown): Example =>
  async (company) => {
    const [, username, key] = /\/portal\/([^/]+)\/[^/]+\/([^/]+)$/.exec(String((await maker(company))['url']))!
    return { path: { username: username!, key: key! }, ...(body !== undefined && { body }) }
  }

export const examples: Readonly<Record<string, Example>> = {
  'auth.sign_up': () => ({ body: { name: 'Office', email: email(), password: 'correct horse battery staple' } }),
  'auth.verify': () => ({ body: { token: 'x'.repeat(43) } }),
  'auth.sign_in': () => ({ body: { email: email(), password: 'correct horse battery staple' } }),
  'auth.sign_out': nothing,
  'auth.forgot': () => ({ body: { email: email() } }),
  'auth.reset': () => ({ body: { token: 'x'.repeat(43), password: 'correct horse battery staple' } }),
  'auth.session': nothing,
  'auth.select_company': () => ({ body: { company: 1 } }),
  'auth.update_account': () => ({ body: { name: 'Front office' } }),
  'companies.create': () => ({
    body: { name: 'Initech', country: 'US', currency: 'usd', time_zone: 'America/Chicago', username: code('initech') },
  }),
  'companies.username_available': () => ({ query: { username: code('initech') } }),
  'company.get': nothing,
  'company.update': () => ({ body: { phone: '+1 820 297 2983' } }),

  'roles.list': nothing,
  'roles.create': () => ({ body: { id: code('role').replaceAll('-', '_'), name: 'Clerk', invoices_create: true } }),
  'roles.get': aboutCode(role),
  'roles.update': aboutCode(role, { name: 'Senior clerk' }),
  'roles.delete': aboutCode(role),
  'members.list': nothing,
  'members.create': () => ({ body: { email: email(), first_name: 'Front', last_name: 'Desk', role: 'administrator' } }),
  'members.get': about(member),
  'members.update': about(member, { email_update_frequency: 'month' }),
  'members.delete': about(member),
  'members.invite': about(member),
  'members.set_frequency': about(member, { email_update_frequency: 'day' }),
  'api_keys.list': nothing,
  'api_keys.create': () => ({ body: { description: 'Warehouse', scopes: ['invoices:read'] } }),
  'api_keys.delete': about((company) => make(company, '/api_keys', { description: 'Old' })),

  'tax_rates.list': nothing,
  'tax_rates.create': () => ({ body: { id: code('vat'), name: 'VAT', value: 5 } }),
  'tax_rates.get': aboutCode(taxRate),
  'tax_rates.update': aboutCode(taxRate, { name: 'GST' }),
  'tax_rates.delete': aboutCode(taxRate),
  'gl_accounts.list': nothing,
  'gl_accounts.create': () => ({ body: { name: code('Sales'), code: code('40') } }),
  'gl_accounts.get': about(glAccount),
  'gl_accounts.update': about(glAccount, { parent_id: null }),
  'gl_accounts.delete': about(glAccount),
  'tax_rules.list': nothing,
  'tax_rules.create': async (company) => ({ body: { tax_rate: (await taxRate(company)).id, country: 'US', state: 'TX' } }),
  'tax_rules.get': about(taxRule),
  'tax_rules.update': about(taxRule, { country: 'CA' }),
  'tax_rules.delete': about(taxRule),
  'coupons.list': nothing,
  'coupons.create': () => ({ body: { id: code('off'), name: 'Non-profit', value: 20 } }),
  'coupons.get': aboutCode(coupon),
  'coupons.update': aboutCode(coupon, { name: 'Nonprofits' }),
  'coupons.delete': aboutCode(coupon),
  'items.list': nothing,
  'items.create': () => ({ body: { id: code('delivery'), name: 'Delivery', type: 'service', unit_cost: 100 } }),
  'items.get': aboutCode(item),
  'items.update': aboutCode(item, { type: 'product' }),
  'items.delete': aboutCode(item),
  'payment_terms.list': nothing,
  'payment_terms.create': () => ({ body: { name: code('NET 45') } }),
  'payment_terms.get': about(terms),
  'payment_terms.update': about(terms, { active: false }),
  'payment_terms.delete': about(terms),

  'customers.list': nothing,
  'customers.create': () => ({ body: { name: 'Acme', email: 'billing@acme.example', payment_terms: 'NET 30', type: 'company' } }),
  'customers.get': about(customer),
  'customers.update': about(customer, { payment_terms: 'NET 14', city: 'Hill Valley' }),
  'customers.replace': about(customer, { name: 'Acme Incorporated' }),
  'customers.merge': async (company) => ({
    path: { id: (await customer(company)).id },
    body: { customer: (await customer(company)).id },
  }),
  'customers.delete': about(customer),
  'balances.get': about(customer),
  'contacts.list': below(contact, ['customer_id']),
  'contacts.create': below(contact, ['customer_id'], { name: 'Receiving', email: 'receiving@acme.example' }),
  'contacts.get': below(contact, ['customer_id', 'id']),
  'contacts.update': below(contact, ['customer_id', 'id'], { city: 'Oklahoma City' }),
  'contacts.delete': below(contact, ['customer_id', 'id']),

  'files.create': () => ({ body: { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' } }),
  'files.get': about(file),
  'files.delete': about(file),
  'attachments.list_of_invoice': about(invoice),
  'attachments.post_of_invoice': about(invoice),
  'attachments.create': async (company) => ({
    body: { parent_type: 'invoice', parent_id: (await invoice(company)).id, file_id: (await file(company)).id },
  }),
  'attachments.delete': about(attachment),

  'estimates.list': nothing,
  'estimates.create': async (company) => ({
    body: { customer: (await customer(company)).id, payment_terms: 'NET 14', items: lines },
  }),
  'estimates.get': about(estimate),
  'estimates.update': about(estimate, { notes: 'Thank you.' }),
  'estimates.delete': about((company) => estimate(company, { draft: true })),
  'estimates.void': about(estimate),
  'estimates.invoice': about(estimate),
  'portal_estimates.get': byLink(estimate),
  'portal_estimates.viewed': byLink(estimate),
  'portal_estimates.approve': byLink(estimate, { name: 'Front Desk', initials: 'FD' }),
  'portal_estimates.decline': byLink(estimate),
  'attachments.list_of_estimate': about(estimate),

  'credit_notes.list': nothing,
  'credit_notes.create': async (company) => ({ body: { customer: (await customer(company)).id, items: lines } }),
  'credit_notes.get': about(creditNote),
  'credit_notes.update': about(creditNote, { notes: 'Thank you.' }),
  'credit_notes.delete': about((company) => creditNote(company, { draft: true })),
  'credit_notes.void': about(creditNote),
  'credit_notes.refund': about(creditNote, { amount: 5, method: 'check' }),
  'portal_credit_notes.get': byLink(creditNote),
  'portal_credit_notes.viewed': byLink(creditNote),
  'attachments.list_of_credit_note': about(creditNote),
  'credit_balance_adjustments.list': nothing,
  'credit_balance_adjustments.create': async (company) => ({ body: { customer: (await customer(company)).id, amount: 50 } }),
  'credit_balance_adjustments.get': about(adjustment),
  'credit_balance_adjustments.update': about(adjustment, { notes: 'Service outage' }),
  'credit_balance_adjustments.delete': about(adjustment),

  'invoices.list': nothing,
  'invoices.create': async (company) => ({
    body: { customer: (await customer(company)).id, payment_terms: 'NET 14', items: lines, taxes: [{ amount: 3.85 }] },
  }),
  'invoices.get': about(invoice),
  'invoices.update': about(invoice, { notes: 'Thank you.' }),
  'invoices.delete': about((company) => invoice(company, { draft: true })),
  'invoices.void': about(invoice),
  'invoices.badDebt': about(invoice),
  'invoices.consolidate': async (company) => {
    const { id } = await make(company, '/customers', { name: 'Vance', consolidated: true })
    for (const _ of [1, 2]) await make(company, '/invoices', { customer: id, items: lines })
    return { path: { id }, body: {} }
  },
  'invoices.unconsolidate': about(async (company) => {
    const { id } = await make(company, '/customers', { name: 'Vance', consolidated: true })
    for (const _ of [1, 2]) await make(company, '/invoices', { customer: id, items: lines })
    return make(company, `/customers/${id}/consolidate_invoices`)
  }),

  'late_fee_schedules.list': nothing,
  'late_fee_schedules.create': () => ({ body: lateFees }),
  'late_fee_schedules.get': about(lateFeeSchedule),
  'late_fee_schedules.update': about(lateFeeSchedule, { grace_period: 14 }),
  'late_fee_schedules.delete': about(lateFeeSchedule),

  'payment_plans.get': about(plannedInvoice),
  'payment_plans.set': about(invoice, inTwoInstallments),
  'payment_plans.create': about(invoice, inTwoInstallments),
  'payment_plans.cancel': about(plannedInvoice),

  'payments.list': nothing,
  'payments.create': async (company) => {
    const { id } = await invoice(company)
    return {
      body: { amount: 55, method: 'check', reference: '1450', applied_to: [{ type: 'invoice', invoice: id, amount: 55 }] },
    }
  },
  'payments.get': about(payment),
  'payments.update': about(payment, { notes: 'Received at the front desk' }),
  'payments.void': about(payment),
  'charges.list': nothing,
  'charges.create': async (company) => {
    const { id, customer: payer } = await invoice(company)
    return { body: charged(id, payer) }
  },
  'charges.get': about(charge),
  'payment_sources.list': below(source, ['customer_id']),
  'payment_sources.create': async (company) => ({
    path: { customer_id: (await customer(company)).id },
    body: { method: 'credit_card', invoiced_token: 'tok_visa_4242' },
  }),
  'payment_sources.deleteCard': below(source, ['customer_id', 'id']),
  'payment_sources.deleteBankAccount': below(bankAccount, ['customer_id', 'id']),
  'payment_sources.verify': below(bankAccount, ['customer_id', 'id'], { amount1: 45, amount2: 32 }),
  'refunds.list': nothing,
  'refunds.create': about(charge, { amount: 10 }),
  'refunds.get': about(refund),
  'autopay.pay': about(collectable),
  'transactions.list': nothing,
  'transactions.create': async (company) => ({ body: { invoice: (await invoice(company)).id, method: 'check', amount: 55 } }),
  'transactions.get': about(transaction),
  'transactions.update': about(transaction, { notes: 'By courier' }),
  'transactions.delete': about(transaction),
  'transactions.refund': about(chargedTransaction, { amount: 10 }),
  'disputes.list': nothing,
  'merchant_accounts.list': nothing,
  'merchant_accounts.create': () => ({ body: stripe }),
  'merchant_accounts.get': about(merchantAccount),
  'merchant_accounts.update': about(merchantAccount, { name: 'Second shop' }),
  'merchant_accounts.delete': about(merchantAccount),
  'payment_methods.list': nothing,
  'payment_methods.get': () => ({ path: { method: 'credit_card' } }),
  'payment_methods.update': () => ({ path: { method: 'check' }, body: { name: 'By check' } }),
  'portal_invoices.get': byLink(invoice),
  'portal_invoices.viewed': byLink(invoice),
  'portal_payments.pay': byLink(invoice, { method: 'credit_card', token: 'tok_visa_4242', idempotency_key: 'portal-pay-1' }),
  'portal_payments.checkout': byLink(invoice, { method: 'credit_card', idempotency_key: 'portal-checkout-1' }),
  'portal_payments.paymentInfo': byLink(collectable),
  'portal_payments.savePaymentInfo': byLink(collectable, {
    method: 'credit_card',
    token: 'tok_visa_4242',
    idempotency_key: 'portal-card-1',
  }),
  'portal_payments.checkoutPaymentInfo': byLink(collectable, { method: 'credit_card', idempotency_key: 'portal-card-2' }),
  'estimate_emails.send': about(estimate, {}),
  'credit_note_emails.send': about(creditNote, {}),
  'tasks.list': nothing,
  'tasks.create': async (company) => ({ body: await taskFor(company) }),
  'tasks.get': about(task),
  'tasks.update': about(task, { complete: true }),
  'tasks.delete': about(task),

  'email_templates.list': nothing,
  'email_templates.create': () => ({
    body: { id: code('reminder'), name: 'Reminder', type: 'invoice', subject: 'Hello', body: 'Please pay.' },
  }),
  'email_templates.get': aboutCode(emailTemplate),
  'email_templates.update': aboutCode(emailTemplate, { subject: 'A reminder' }),
  'email_templates.delete': aboutCode(emailTemplate),
  'email_templates.preview': aboutCode(emailTemplate, { subject: 'For {{customer_name}}' }),
  'emails.list': nothing,
  'emails.get': aboutCode(sentEmail),
  'emails.retry': aboutCode(bouncedEmail),
  'invoice_emails.invoice': about(invoice, {}),
  'invoice_emails.receipt': about(payment, {}),
  'invoice_emails.transactionReceipt': about(transaction, {}),

  'portal_payment_plans.get': byLink(plannedInvoice),
  'portal_payment_plans.approve': byLink(waitingInvoice),
  'portal_statements.get': byLink(async (company) => {
    const made = await customer(company)
    return { ...made, url: String(made.statement_pdf_url).replace(/\/pdf$/, '') }
  }),
  'statements.get': about(customer),
  'statements.email': about(customer, { type: 'open_item' }),

  'accounting_sync.customer': about(customer),
  'accounting_sync.invoice': about(invoice),
  'accounting_sync.payment': about(payment),
  'accounting_sync.credit_note': about(creditNote),
  'accounting_sync.transaction': about(transaction),

  'sms_templates.list': nothing,
  'sms_templates.create': () => ({ body: smsWords }),
  'sms_templates.get': about(smsTemplate),
  'sms_templates.update': about(smsTemplate, { language: 'fr' }),
  'sms_templates.delete': about(smsTemplate),
  'text_messages.list': nothing,
  'text_messages.get': aboutCode(textMessage),
  'text_messages.invoice': about(invoice, toSomebody),
  'text_messages.statement': about(customer, toSomebody),
  'letters.list': nothing,
  'letters.get': aboutCode(letter),
  'letters.invoice': about(mailable),
  'letters.statement': async (company) => ({ path: { id: (await mailable(company)).customer as number }, body: {} }),

  'notes.list': nothing,
  'notes.create': async (company) => ({ body: { invoice_id: (await invoice(company)).id, notes: 'Customer called.' } }),
  'notes.get': about((company) => noteOf(company, 'customer')),
  'notes.update': about((company) => noteOf(company, 'customer'), { notes: 'Check arrives on Thursday.' }),
  'notes.delete': about((company) => noteOf(company, 'customer')),
  ...notesBelow('customer'),
  ...notesBelow('invoice'),

  'plans.list': nothing,
  'plans.create': () => ({ body: { id: code('starter'), name: 'Starter', amount: 49, interval: 'month' } }),
  'plans.get': aboutCode(plan),
  'plans.update': aboutCode(plan, { name: 'Standard' }),
  'plans.delete': aboutCode(plan),
  'line_items.list': below(pendingLine, ['customer_id']),
  'line_items.create': below(pendingLine, ['customer_id'], { name: 'Delivery', unit_cost: 10 }),
  'line_items.get': below(pendingLine, ['customer_id', 'id']),
  'line_items.update': below(pendingLine, ['customer_id', 'id'], { quantity: 2 }),
  'line_items.delete': below(pendingLine, ['customer_id', 'id']),
  'pending_invoices.trigger': below(pendingLine, ['customer_id'], {}),

  'subscriptions.list': nothing,
  'subscriptions.create': async (company) => ({
    body: { customer: (await customer(company)).id, plan: (await plan(company)).id, quantity: 2 },
  }),
  'subscriptions.preview': async (company) => ({ body: { plan: (await plan(company)).id, quantity: 2 } }),
  'subscriptions.get': about(subscription),
  'subscriptions.update': about(subscription, { quantity: 2 }),
  'subscriptions.cancel': about(subscription),
  'subscriptions.pause': about(subscription),
  'subscriptions.resume': about(pausedSubscription, {}),
  'subscriptions.renew_contract': about(waitingContract),
  'usage_events.list': nothing,
  'usage_events.create': () => ({ body: { events: [{ transaction_id: code('call'), plan: 'calls', quantity: 3 }] } }),
  'usage_events.get': about(usageEvent),

  'events.list': nothing,
  'events.get': about(newestEvent),
  'webhooks.list': nothing,
  'webhooks.create': () => ({ body: { url: 'https://receiver.example/hooks', events: ['invoice.created'] } }),
  'webhooks.get': about(webhook),
  'webhooks.update': about(webhook, { enabled: false }),
  'webhooks.delete': about(webhook),
  'webhooks.rotate': about(webhook),
  'webhooks.replay': about(webhook, { start: 0 }),
  'webhook_attempts.list': nothing,
  'webhook_attempts.get': about(webhookAttempt),
  'webhook_attempts.retry': about(webhookAttempt),
  /** Only a company in test mode has a clock of its own. */
  'test_clock.get': nothing,
  'test_clock.advance': async (company) => {
    const { now } = await read<{ now: number }>(company, '/test_clock')
    return { body: { to: now + 60 } }
  },
}

function notesBelow(kind: 'customer' | 'invoice'): Record<string, Example> {
  const made: Maker = (company) => noteOf(company, kind)
  const parent = [`${kind}_id`]
  return {
    [`notes.list_of_${kind}`]: below(made, parent),
    [`notes.create_of_${kind}`]: below(made, parent, { notes: 'Customer called.' }),
    [`notes.get_of_${kind}`]: below(made, [...parent, 'id']),
    [`notes.update_of_${kind}`]: below(made, [...parent, 'id'], { notes: 'Check arrives on Thursday.' }),
    [`notes.delete_of_${kind}`]: below(made, [...parent, 'id']),
  }
}
