import { type Caller, code, type Example, type Maker, make } from './making.ts'
import { collectable, creditNote, customer, estimate, inTwoInstallments, invoice, plannedInvoice } from './records.ts'

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
  'portal_payments.paymentInfo': byLink(collectable),
  'portal_payments.savePaymentInfo': byLink(collectable, () => ({
    method: 'credit_card',
    token: 'tok_visa_4242',
    idempotency_key: code('card'),
  })),
  'portal_payments.checkoutPaymentInfo': byLink(collectable, () => ({ method: 'credit_card', idempotency_key: code('card') })),

  'portal_payment_plans.get': byLink(plannedInvoice),
  'portal_payment_plans.approve': byLink(waitingInvoice),

  'portal_statements.get': byLink(async (company) => {
    const made = await customer(company)
    return { ...made, url: String(made.statement_pdf_url).replace(/\/pdf$/, '') }
  }),
}
