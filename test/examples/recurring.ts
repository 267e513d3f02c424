import { about, below, type Caller, code, type Example, type Made, make, nothing } from './making.ts'
import { customer, item, plan, signUpPage, subscription } from './records.ts'

const pendingLine = async (company: Caller) => {
  const { id: customer_id } = await customer(company)
  return { customer_id, ...(await make(company, `/customers/${customer_id}/line_items`, { name: 'Delivery', unit_cost: 10 })) }
}
const addonOfPage = async (company: Caller) => ({
  sign_up_page_id: (await signUpPage(company)).id,
  type: 'quantity',
  recurring: false,
  catalog_item: (await item(company)).id,
})
const signUpAddon = async (company: Caller) => make(company, '/sign_up_page_addons', await addonOfPage(company))
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

export const recurring: Readonly<Record<string, Example>> = {
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
  'subscriptions.preview': async (company) => ({
    body: { customer: (await customer(company)).id, plan: (await plan(company)).id, quantity: 2 },
  }),
  'subscriptions.get': about(subscription),
  'subscriptions.update': about(subscription, { quantity: 2 }),
  'change_previews.preview': about(subscription, { quantity: 2 }),
  'subscriptions.cancel': about(subscription),
  'subscriptions.pause': about(subscription),
  'subscriptions.resume': about(pausedSubscription, {}),
  'subscriptions.renew_contract': about(waitingContract),

  'sign_up_pages.list': nothing,
  'sign_up_pages.create': async (company) => ({ body: { name: 'Sign up', plans: [(await plan(company)).id] } }),
  'sign_up_pages.get': about(signUpPage),
  'sign_up_pages.update': about(signUpPage, { header_text: 'Welcome' }),
  'sign_up_pages.delete': about(signUpPage),
  'sign_up_page_addons.list': nothing,
  'sign_up_page_addons.create': async (company) => ({ body: await addonOfPage(company) }),
  'sign_up_page_addons.get': about(signUpAddon),
  'sign_up_page_addons.update': about(signUpAddon, { order: 2 }),
  'sign_up_page_addons.delete': about(signUpAddon),

  'usage_events.list': nothing,
  'usage_events.create': async (company) => {
    const [{ id }, { id: plan_id }] = [await customer(company), await plan(company)]
    return { body: { events: [{ transaction_id: code('call'), customer: id, plan: plan_id, quantity: 3 }] } }
  },
  'usage_events.get': about(usageEvent),
}
