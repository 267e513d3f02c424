import { type Scene, type Told, uploadOf } from './scene.ts'

/** A call that succeeds, once: what it names was made for it. */
export interface Sample {
  /** Values of the path, in the order of the path. */
  readonly path?: readonly (string | number)[]
  readonly body?: Readonly<Record<string, unknown>>
  /** Where the body is no JSON. */
  readonly raw?: { readonly raw?: string | Buffer; readonly headers?: Readonly<Record<string, string>> }
}
export type Example = (scene: Scene) => Promise<Sample> | Sample

const NOTES = { notes: 'Called about the delivery.' }
const DAY = 1_416_290_400 // 18 November 2014
const LATER = 2_000_000_000
const LINES = { items: [{ name: 'Paper, white A4', quantity: 3, unit_cost: 45 }] }

/** The id of a record that is made for the occasion, and a body. */
const of =
  (make: (scene: Scene) => Promise<Told>, body?: (scene: Scene) => object) =>
  async (scene: Scene): Promise<Sample> => ({
    path: [(await make(scene)).id],
    ...(body && { body: body(scene) as Sample['body'] & object }),
  })
const code = ({ fresh }: Scene) => ({ id: fresh(), name: 'Made by an example' })
const rate = (scene: Scene) => scene.make('/tax_rates', { ...code(scene), value: 7 })
const coupon = (scene: Scene) => scene.make('/coupons', { ...code(scene), value: 10 })
const item = (scene: Scene) => scene.make('/items', { ...code(scene), unit_cost: 5 })
const role = (scene: Scene) => scene.make('/roles', { ...code(scene), notes_create: true })
const plan = async (scene: Scene) =>
  scene.make('/plans', { ...code(scene), catalog_item: (await item(scene)).id, amount: 20, interval: 'month', interval_count: 1 })
const term = (scene: Scene) => scene.make('/payment_terms', { name: `NET ${scene.fresh()}` })
const rule = async (scene: Scene) => scene.make('/tax_rules', { tax_rate: (await rate(scene)).id, country: 'IS' })
const member = async (scene: Scene) =>
  scene.make('/members', { email: `${scene.fresh()}@dundermifflin.example`, role: (await role(scene)).id })
const webhook = (scene: Scene) => scene.make('/webhooks', { url: 'http://127.0.0.1:65500/in', enabled: false })
const customer = (scene: Scene) => scene.customer()
const invoice = (scene: Scene) => scene.invoice()
const draft = (scene: Scene) => scene.invoice({ draft: true })
const document = (path: string) => async (scene: Scene) => scene.make(path, { customer: (await scene.customer()).id, ...LINES })
const estimate = document('/estimates')
const creditNote = document('/credit_notes')
const payment = async (scene: Scene) => scene.make('/payments', { customer: (await scene.customer()).id, amount: 20 })
const adjustment = async (scene: Scene) =>
  scene.make('/credit_balance_adjustments', { customer: (await scene.customer()).id, amount: 20 })
const account = (scene: Scene) => scene.make('/merchant_accounts', merchantAccount(scene))
const merchantAccount = ({ fresh }: Scene) => ({
  gateway: 'test',
  name: fresh(),
  credentials: { webhook_secret: 'whsec_simulator_0000000000' },
})
const schedule = (scene: Scene) => scene.make('/late_fee_schedules', feeSchedule(scene))
const feeSchedule = ({ fresh }: Scene) => ({
  name: fresh(),
  start_date: '2026-01-01',
  amount: 5,
  is_percent: true,
  grace_period: 3,
})
const file = (scene: Scene) => scene.upload()
const ownTemplate = { subject: 'Your invoice', body: 'Hello' }
const template = (scene: Scene) =>
  scene.make('/email_templates', { id: scene.fresh(), type: 'invoice', name: 'Made by an example', ...ownTemplate })
const task = (scene: Scene) => scene.make('/tasks', { name: 'Call them', action: 'phone', due_date: LATER })
const charge = async (scene: Scene) => scene.make('/charges', await chargeBody(scene))
const chargeBody = async (scene: Scene) => {
  const owed = await scene.invoice()
  return {
    customer: owed.customer,
    method: 'credit_card',
    amount: 90,
    gateway_token: 'tok_visa_4242',
    applied_to: [{ type: 'invoice', invoice: owed.id, amount: 90 }],
  }
}
const source = (method: string, token: string) => async (scene: Scene) => {
  const { id } = await scene.customer()
  return { customer: id, ...(await scene.make(`/customers/${id}/payment_sources`, { method, gateway_token: token })) }
}
const below =
  (make: (scene: Scene) => Promise<Told>, parent: (told: Told) => number, body?: object) =>
  async (scene: Scene): Promise<Sample> => {
    const told = await make(scene)
    return { path: [parent(told), told.id], ...(body && { body: body as Sample['body'] & object }) }
  }
const contact = async (scene: Scene) => {
  const { id } = await scene.customer()
  return { customer: id, ...(await scene.make(`/customers/${id}/contacts`, { name: 'Accounts payable' })) }
}
const pendingLine = async (scene: Scene) => {
  const { id } = await scene.customer()
  return { ...(await scene.make(`/customers/${id}/line_items`, { name: 'Usage', quantity: 1, unit_cost: 3 })), customer: id }
}
const noteOf = (kind: 'customer' | 'invoice') => async (scene: Scene) => {
  const parent = kind === 'customer' ? await scene.customer() : await scene.invoice()
  return { ...(await scene.make(`/${kind}s/${parent.id}/notes`, NOTES)), parent: parent.id }
}
const attachment = async (scene: Scene) =>
  scene.make('/attachments', {
    parent_type: 'invoice',
    parent_id: (await scene.invoice()).id,
    file_id: (await scene.upload()).id,
  })
const apiKey = (scene: Scene) => scene.make('/api_keys', { description: scene.fresh() })
const event = async ({ make, customer: makeCustomer }: Scene) => {
  await makeCustomer()
  return (await make('/events', undefined, 'GET'))[0]
}
const parentOf = (told: Told) => told.customer
async function planned(scene: Scene) {
  const owed = await scene.invoice()
  // Taxes that other calls made may be in it, so the rest is what is left.
  const rest = Math.round((owed.balance - 45) * 100) / 100
  const installments = [{ date: LATER, amount: 45 }, { date: LATER + 86_400 * 40, amount: rest }] // biome-ignore format: a schedule
  return { path: [owed.id], body: { installments } }
}

const subscription = async (scene: Scene) =>
  scene.make('/subscriptions', { customer: (await scene.customer()).id, plan: (await plan(scene)).id })
const transaction = async (scene: Scene) =>
  scene.make('/transactions', { customer: (await scene.customer()).id, amount: 20, method: 'check' })
const usage = async (scene: Scene) => ({
  transaction_id: scene.fresh(),
  customer: (await scene.customer()).id,
  plan: (await plan(scene)).id,
})

/** Every operation that needs anything at all; lists and single objects without ids need nothing. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'company.update': () => ({ body: { phone: '+1 512 555 0100' } }),
  'roles.create': (scene) => ({ body: code(scene) }),
  'roles.get': of(role),
  'roles.update': of(role, () => ({ name: 'Renamed' })),
  'roles.delete': of(role),
  'members.create': async (scene) => ({ body: { email: `${scene.fresh()}@initech.example`, role: (await role(scene)).id } }),
  'members.get': of(member),
  'members.update': of(member, () => ({ restriction_mode: 'none' })),
  'members.delete': of(member),
  'members.invite': of(member),
  'members.set_frequency': of(member, () => ({ email_update_frequency: 'week' })),
  'api_keys.create': ({ fresh }) => ({ body: { description: fresh() } }),
  'api_keys.delete': of(apiKey),
  'tax_rates.create': (scene) => ({ body: { ...code(scene), value: 7 } }),
  'tax_rates.get': of(rate),
  'tax_rates.update': of(rate, () => ({ name: 'Renamed' })),
  'tax_rates.delete': of(rate),
  'tax_rules.create': async (scene) => ({ body: { tax_rate: (await rate(scene)).id, country: 'IS' } }),
  'tax_rules.get': of(rule),
  'tax_rules.update': of(rule, () => ({ state: 'TX' })),
  'tax_rules.delete': of(rule),
  'coupons.create': (scene) => ({ body: { ...code(scene), value: 10 } }),
  'coupons.get': of(coupon),
  'coupons.update': of(coupon, () => ({ name: 'Renamed' })),
  'coupons.delete': of(coupon),
  'items.create': (scene) => ({ body: { ...code(scene), unit_cost: 5 } }),
  'items.get': of(item),
  'items.update': of(item, () => ({ name: 'Renamed' })),
  'items.delete': of(item),
  'plans.create': async (scene) => ({
    body: { ...code(scene), catalog_item: (await item(scene)).id, amount: 20, interval: 'month', interval_count: 1 },
  }),
  'plans.get': of(plan),
  'plans.update': of(plan, () => ({ name: 'Renamed' })),
  'plans.delete': of(plan),
  'payment_terms.create': ({ fresh }) => ({ body: { name: `NET ${fresh()}` } }),
  'payment_terms.get': of(term),
  'payment_terms.update': of(term, () => ({ active: false })),
  'payment_terms.delete': of(term),
  'customers.create': ({ fresh }) => ({
    body: { name: 'Globex', email: `${fresh()}@globex.example`, metadata: { area: 'north' } },
  }),
  'customers.get': of(customer),
  'customers.update': of(customer, () => ({ city: 'Scranton' })),
  'customers.replace': of(customer, () => ({ name: 'Globex Corporation' })),
  'customers.merge': async (scene) => ({ path: [(await scene.customer()).id], body: { customer: (await scene.customer()).id } }),
  'customers.delete': of(customer),
  'balances.get': of(customer),
  'contacts.list': of(customer),
  'contacts.create': of(customer, () => ({ name: 'Accounts payable', email: 'payable@acme.example' })),
  'contacts.get': below(contact, parentOf),
  'contacts.update': below(contact, parentOf, { title: 'Head of accounts' }),
  'contacts.delete': below(contact, parentOf),
  'files.create': ({ fresh }) => ({ raw: uploadOf('terms.txt', fresh()) }),
  'files.get': of(file),
  'files.delete': of(file),
  'attachments.list_of_invoice': of(invoice),
  'attachments.list_of_credit_note': of(creditNote),
  'attachments.list_of_estimate': of(estimate),
  'attachments.post_of_invoice': of(invoice),
  'attachments.create': async (scene) => ({
    body: { parent_type: 'invoice', parent_id: (await scene.invoice()).id, file_id: (await scene.upload()).id },
  }),
  'attachments.delete': of(attachment),
  'estimates.create': async (scene) => ({ body: { customer: (await scene.customer()).id, ...LINES } }),
  'estimates.get': of(estimate),
  'estimates.update': of(estimate, () => ({ notes: 'Valid for a month.' })),
  'estimates.delete': of(estimate),
  'estimates.void': of(estimate),
  'estimates.invoice': of(estimate),
  'invoices.create': async (scene) => ({ body: { customer: (await scene.customer()).id, ...LINES, metadata: { order: '17' } } }),
  'invoices.get': of(invoice),
  'invoices.update': of(invoice, () => ({ notes: 'Thank you.' })),
  'invoices.delete': of(draft),
  'invoices.void': of(invoice),
  'invoices.badDebt': of(invoice),
  'invoices.consolidate': async (scene) => {
    const { id } = await scene.customer({ consolidated: true })
    for (let i = 0; i < 2; i++) await scene.invoice({ customer: id })
    return { path: [id], body: {} }
  },
  'late_fee_schedules.create': (scene) => ({ body: feeSchedule(scene) }),
  'late_fee_schedules.get': of(schedule),
  'late_fee_schedules.update': of(schedule, () => ({ amount: 6 })),
  'late_fee_schedules.delete': of(schedule),
  'line_items.list': of(customer),
  'line_items.create': of(customer, () => ({ name: 'Usage', quantity: 4, unit_cost: 0.25 })),
  'line_items.get': below(pendingLine, parentOf),
  'line_items.update': below(pendingLine, parentOf, { quantity: 5 }),
  'line_items.delete': below(pendingLine, parentOf),
  'pending_invoices.trigger': async (scene) => ({ path: [(await pendingLine(scene)).customer], body: {} }),
  'credit_notes.create': async (scene) => ({ body: { customer: (await scene.customer()).id, ...LINES } }),
  'credit_notes.get': of(creditNote),
  'credit_notes.update': of(creditNote, () => ({ notes: 'Returned.' })),
  'credit_notes.delete': of(creditNote),
  'credit_notes.void': of(creditNote),
  'credit_notes.refund': of(creditNote, () => ({ amount: 5, method: 'check' })),
  'payments.create': async (scene) => {
    const owed = await scene.invoice()
    return { body: { customer: owed.customer, amount: 30, applied_to: [{ type: 'invoice', invoice: owed.id, amount: 30 }] } }
  },
  'payments.get': of(payment),
  'payments.update': of(payment, () => ({ reference: 'Check 17' })),
  'payments.void': of(payment),
  'payment_plans.get': async (scene) => {
    const { path, body } = await planned(scene)
    await scene.make(`/invoices/${path[0]}/payment_plan`, body, 'PUT')
    return { path }
  },
  'payment_plans.set': planned,
  'payment_plans.create': planned,
  'payment_plans.cancel': async (scene) => {
    const { path, body } = await planned(scene)
    await scene.make(`/invoices/${path[0]}/payment_plan`, body, 'PUT')
    return { path }
  },
  'payment_sources.list': of(customer),
  'payment_sources.create': of(customer, () => ({ method: 'credit_card', gateway_token: 'tok_visa_4242' })),
  'payment_sources.deleteCard': below(source('credit_card', 'tok_visa_4242'), parentOf),
  'payment_sources.deleteBankAccount': below(source('ach', 'tok_bank_unverified'), parentOf),
  'payment_sources.verify': below(source('ach', 'tok_bank_unverified'), parentOf, { amount1: 32, amount2: 45 }),
  'charges.create': async (scene) => ({ body: await chargeBody(scene) }),
  'charges.get': async (scene) => ({ path: [(await charge(scene)).charge.id] }),
  'refunds.create': async (scene) => ({ path: [(await charge(scene)).charge.id], body: { amount: 10 } }),
  'autopay.pay': async (scene) => {
    const { customer: payer } = await source('credit_card', 'tok_visa_4242')(scene)
    return { path: [(await scene.invoice({ customer: payer, autopay: true })).id] }
  },
  'merchant_accounts.create': (scene) => ({ body: merchantAccount(scene) }),
  'merchant_accounts.get': of(account),
  'merchant_accounts.update': of(account, () => ({ name: 'Renamed' })),
  'merchant_accounts.delete': of(account),
  'payment_methods.get': () => ({ path: ['credit_card'] }),
  'payment_methods.update': () => ({ path: ['check'], body: { name: 'By check' } }),
  'credit_balance_adjustments.create': async (scene) => ({ body: { customer: (await scene.customer()).id, amount: 20 } }),
  'credit_balance_adjustments.get': of(adjustment),
  'credit_balance_adjustments.update': of(adjustment, () => ({ notes: 'Goodwill' })),
  'credit_balance_adjustments.delete': of(adjustment),
  'email_templates.create': ({ fresh }) => ({
    body: { id: fresh(), type: 'invoice', name: 'Made by an example', ...ownTemplate },
  }),
  'email_templates.get': of(template),
  'email_templates.update': of(template, () => ({ subject: 'An invoice' })),
  'email_templates.delete': of(template),
  'email_templates.preview': () => ({ path: ['new_invoice_email'], body: { subject: 'Hi' } }),
  'invoice_emails.invoice': of(invoice, () => ({ message: 'Here it is.' })),
  'invoice_emails.receipt': of(payment, () => ({})),
  'estimate_emails.send': of(estimate, () => ({})),
  'credit_note_emails.send': of(creditNote, () => ({})),
  'statements.email': of(customer, () => ({})),
  'notes.create': async (scene) => ({ body: { customer_id: (await scene.customer()).id, ...NOTES } }),
  'notes.get': of(noteOf('customer')),
  'notes.update': of(noteOf('customer'), () => NOTES),
  'notes.delete': of(noteOf('customer')),
  'notes.list_of_customer': of(customer),
  'notes.create_of_customer': of(customer, () => NOTES),
  'notes.get_of_customer': below(noteOf('customer'), ({ parent }) => parent),
  'notes.update_of_customer': below(noteOf('customer'), ({ parent }) => parent, NOTES),
  'notes.delete_of_customer': below(noteOf('customer'), ({ parent }) => parent),
  'notes.list_of_invoice': of(invoice),
  'notes.create_of_invoice': of(invoice, () => NOTES),
  'notes.get_of_invoice': below(noteOf('invoice'), ({ parent }) => parent),
  'notes.update_of_invoice': below(noteOf('invoice'), ({ parent }) => parent, NOTES),
  'notes.delete_of_invoice': below(noteOf('invoice'), ({ parent }) => parent),
  'tasks.create': () => ({ body: { name: 'Call them', action: 'phone', due_date: LATER } }),
  'tasks.get': of(task),
  'tasks.update': of(task, () => ({ complete: true })),
  'tasks.delete': of(task),
  'events.get': of(event),
  'webhooks.create': () => ({ body: { url: 'http://127.0.0.1:65500/in', enabled: false } }),
  'webhooks.get': of(webhook),
  'webhooks.update': of(webhook, () => ({ enabled: false })),
  'webhooks.delete': of(webhook),
  'webhooks.rotate': of(webhook),
  'webhooks.replay': of(
    (scene) => scene.make('/webhooks', { url: 'http://127.0.0.1:65500/in' }),
    () => ({ start: DAY }),
  ),
  'subscriptions.create': async (scene) => ({ body: { customer: (await scene.customer()).id, plan: (await plan(scene)).id } }),
  'subscriptions.preview': async (scene) => ({ body: { customer: (await scene.customer()).id, plan: (await plan(scene)).id } }),
  'subscriptions.get': of(subscription),
  'subscriptions.update': of(subscription, () => ({ quantity: 2 })),
  'subscriptions.cancel': of(subscription),
  'subscriptions.pause': of(subscription),
  'subscriptions.resume': async (scene) => {
    const { id } = await subscription(scene)
    await scene.make(`/subscriptions/${id}/pause`)
    return { path: [id], body: {} }
  },
  'subscriptions.renew_contract': of(async (scene) =>
    scene.make('/subscriptions', {
      customer: (await scene.customer()).id,
      plan: (await plan(scene)).id,
      cycles: 3,
      contract_renewal_mode: 'manual',
    }),
  ),
  'usage_events.create': async (scene) => ({ body: { events: [await usage(scene)] } }),
  'usage_events.get': async (scene) => {
    const event = await usage(scene)
    await scene.make('/usage_events', { events: [event] })
    const kept: Told[] = await scene.make('/usage_events', undefined, 'GET')
    return { path: [kept.find(({ transaction_id }) => transaction_id === event.transaction_id).id] }
  },
  'transactions.create': async (scene) => ({ body: { customer: (await scene.customer()).id, amount: 20, method: 'check' } }),
  'transactions.get': of(transaction),
  'transactions.update': of(transaction, () => ({ notes: 'By post' })),
  'transactions.delete': of(transaction),
  'transactions.refund': async (scene) => {
    const { customer: payer } = await charge(scene)
    const [paid] = await scene.make(`/transactions?filter[customer]=${payer}`, undefined, 'GET')
    return { path: [paid.id], body: { amount: 10 } }
  },
  'refunds.get': async (scene) => {
    const refund = await scene.make(`/charges/${(await charge(scene)).charge.id}/refunds`, { amount: 10 })
    return { path: [refund.id] }
  },
  'statements.get': of(customer),
  'text_messages.invoice': of(invoice, () => ({ to: [{ name: 'Accounts', phone: '+15125550100' }] })),
  'text_messages.statement': of(customer, () => ({ to: [{ name: 'Accounts', phone: '+15125550100' }] })),
  'accounting_sync.customer': of(customer),
  'accounting_sync.invoice': of(invoice),
  'accounting_sync.payment': of(payment),
  'accounting_sync.credit_note': of(creditNote),
  'test_clock.advance': () => ({ body: { to: Math.floor(Date.now() / 1000) + 3600 } }),
}
