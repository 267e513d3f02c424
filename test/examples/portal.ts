import { type Caller, code, type Example, type Maker, make } from './making.ts'
import {
  collectable,
  creditNote,
  customer,
  estimate,
  inTwoInstallments,
  invoice,
  plannedInvoice,
  signUpPage,
  subscription,
} from './records.ts'

/** A call of somebody who has the link of a document and nothing else. */
const byLink =
  (maker: Maker, body?: () => object): Example =>
  async (company) => {
    const [, username, key] = /\/portal\/([^/]+)\/[^/]+\/([^/]+)$/.exec(String((await maker(company))['url']))!
    return { path: { username: username!, key: key! }, ...(body && { body: body() }) }
  }
const waitingInvoice = async (company: Caller) => {
  const planned = await invoice(company)
  await make(company, `/invoices/${planned.id}/payment_plan`, { ...inTwoInstallments, require_approval: true })
  return planned
}
/** Where customers approve and end their subscriptions themselves. */
const own =
  (more: object = {}) =>
  async (company: Caller) => {
    const settings = { subscription_approval: true, subscription_cancel_by_customer: true }
    await company.call('PATCH', '/company', { body: { settings } })
    return subscription(company, more)
  }
const signedUp: Example = async (company) => {
  const { path } = await byLink(signUpPage)(company)
  const shown = await company.request('GET', `/api/portal/${path!['username']}/sign_up/${path!['key']}`)
  return { path: path!, body: { ...whoSignsUp(), mandate: (shown.json as { saving_mandate: string }).saving_mandate } }
}
const whoSignsUp = () => ({
  form_key: code('form'),
  idempotency_key: code('try'),
  name: 'Acme Corp',
  email: 'billing@acme.example',
  method: 'credit_card',
  token: 'tok_visa_4242',
})

/** Whoever turns AutoPay on sends the words that were read. */
const agreeing: Example = async (company) => {
  const { path } = await byLink(collectable)(company)
  const info = await company.request('GET', `/api/portal/${path!['username']}/invoices/${path!['key']}/payment_info`)
  return { path: path!, body: { enabled: true, mandate: (info.json as { mandate: string }).mandate } }
}

const approvedEstimate: Maker = async (company) => {
  const offered = await make(company, '/estimates', {
    customer: { name: 'Acme Corp' },
    items: [{ name: 'Desk', unit_cost: 90 }],
    deposit: 30,
  })
  await company.call('PATCH', `/estimates/${offered.id}`, { body: { approved: 'FD' } })
  return offered
}

export const portal: Readonly<Record<string, Example>> = {
  'portal_estimates.get': byLink(estimate),
  'portal_estimates.viewed': byLink(estimate),
  'portal_estimates.approve': byLink(estimate, () => ({ name: 'Front Desk', initials: 'FD' })),
  'portal_estimates.decline': byLink(estimate),

  'portal_credit_notes.get': byLink(creditNote),
  'portal_credit_notes.viewed': byLink(creditNote),

  'portal_invoices.get': byLink(invoice),
  'portal_invoices.viewed': byLink(invoice),

  'portal_payments.pay': byLink(invoice, () => ({ method: 'credit_card', token: 'tok_visa_4242', idempotency_key: code('pay') })),
  'portal_payments.checkout': byLink(invoice, () => ({ method: 'credit_card', idempotency_key: code('checkout') })),
  'portal_deposits.pay': byLink(approvedEstimate, () => ({
    method: 'credit_card',
    token: 'tok_visa_4242',
    idempotency_key: code('pay'),
  })),
  'portal_deposits.checkout': byLink(approvedEstimate, () => ({
    method: 'credit_card',
    idempotency_key: code('checkout'),
  })),
  'portal_payment_info.get': byLink(collectable),
  'portal_payment_info.save': byLink(collectable, () => ({
    method: 'credit_card',
    token: 'tok_visa_4242',
    idempotency_key: code('card'),
  })),
  'portal_payment_info.checkout': byLink(collectable, () => ({ method: 'credit_card', idempotency_key: code('card') })),

  'portal_payment_info.setAutopay': agreeing,

  'portal_sign_ups.get': byLink(signUpPage),
  'portal_sign_ups.quote': byLink(signUpPage, () => ({})),
  'portal_sign_ups.submit': signedUp,
  'portal_subscriptions.get': byLink(subscription),
  'portal_subscriptions.approve': byLink(own(), () => ({ name: 'Front Desk', initials: 'FD' })),
  'portal_subscriptions.cancel': byLink(own(), () => ({})),
  'portal_subscriptions.keep': byLink(own({ cancel_at_period_end: true })),
  'portal_subscriptions.savePaymentSource': byLink(subscription, () => ({
    method: 'credit_card',
    token: 'tok_visa_4242',
    idempotency_key: code('card'),
  })),
  'portal_subscriptions.checkoutPaymentSource': byLink(subscription, () => ({
    method: 'credit_card',
    idempotency_key: code('card'),
  })),

  'portal_payment_plans.get': byLink(plannedInvoice),
  'portal_payment_plans.approve': byLink(waitingInvoice),

  'portal_statements.get': byLink(async (company) => {
    const made = await customer(company)
    return { ...made, url: String(made.statement_pdf_url).replace(/\/pdf$/, '') }
  }),
}
