import { createHmac } from 'node:crypto'
import { about, below, type Caller, code, type Example, type Made, make, nothing, read } from './making.ts'
import {
  charge,
  charged,
  collectable,
  customer,
  inTwoInstallments,
  invoice,
  payment,
  plannedInvoice,
  source,
  transaction,
} from './records.ts'

const adjustment = async (company: Caller) =>
  make(company, '/credit_balance_adjustments', { customer: (await customer(company)).id, amount: 50 })
const bankAccount = (company: Caller) => source(company, 'tok_bank_unverified', 'ach')
const refund = async (company: Caller) => make(company, `/charges/${(await charge(company)).id}/refunds`, { amount: 10 })
/** A transaction that a gateway made, which can be given back. */
const chargedTransaction = async (company: Caller) => {
  const { customer: payer } = await charge(company)
  const [newest] = await read<Made[]>(company, `/transactions?filter[customer]=${payer}`)
  return newest!
}
const stripe = { gateway: 'stripe', credentials: { secret_key: 'sk_test_of_an_example', webhook_secret: 'whsec_of_an_example' } }
const merchantAccount = (company: Caller) => make(company, '/merchant_accounts', stripe)

const NOTICES = { gateway: 'test', credentials: { webhook_secret: 'whsec_of_an_example_0000' } }
/** Disputes begin at a bank: the test gateway sends a notice of one, signed as such notices are. */
const dispute = async (company: Caller) => {
  const { id, gateway_id } = await charge(company)
  const { webhook_url } = await make(company, '/merchant_accounts', NOTICES)
  const now = company.now()
  const body = { id: code('notice'), type: 'dispute', reference: gateway_id, stage: 'begun', at: now.toISOString() }
  const moment = Math.floor(now.getTime() / 1000)
  const signature = createHmac('sha256', NOTICES.credentials.webhook_secret)
    .update(`${moment}.${JSON.stringify(body)}`)
    .digest('hex')
  const headers = { 'simulator-signature': `t=${moment},v1=${signature}` }
  const { status, text } = await company.request('POST', new URL(String(webhook_url)).pathname, { body, headers })
  if (status !== 200) throw new Error(`the notice of a dispute answered ${status}: ${text}`)
  const [begun] = await read<Made[]>(company, `/disputes?filter[charge]=${id}`)
  return begun!
}

export const payments: Readonly<Record<string, Example>> = {
  'payments.list': nothing,
  'payments.create': async (company) => {
    const { id, customer: payer } = await invoice(company)
    return {
      body: {
        customer: payer,
        amount: 55,
        method: 'check',
        reference: '1450',
        applied_to: [{ type: 'invoice', invoice: id, amount: 55 }],
      },
    }
  },
  'payments.get': about(payment),
  'payments.update': about(payment, { notes: 'Received at the front desk' }),
  'payments.void': about(payment),

  'payment_plans.get': about(plannedInvoice),
  'payment_plans.set': about(invoice, inTwoInstallments),
  'payment_plans.create': about(invoice, inTwoInstallments),
  'payment_plans.cancel': about(plannedInvoice),

  'charges.list': nothing,
  'charges.create': async (company) => {
    const { id, customer: payer } = await invoice(company)
    return { body: charged(id, payer) }
  },
  'charges.get': about(charge),

  'payment_sources.list': below(source, ['customer_id']),
  'autopay_consents.list': below(source, ['customer_id']),
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
  'transactions.create': async (company) => {
    const { id, customer: payer } = await invoice(company)
    return { body: { customer: payer, invoice: id, method: 'check', amount: 55 } }
  },
  'transactions.get': about(transaction),
  'transactions.update': about(transaction, { notes: 'By courier' }),
  'transactions.delete': about(transaction),
  'transactions.refund': about(chargedTransaction, { amount: 10 }),

  'disputes.list': nothing,
  'disputes.get': about(dispute),

  'merchant_accounts.list': nothing,
  'merchant_accounts.create': () => ({ body: stripe }),
  'merchant_accounts.get': about(merchantAccount),
  'merchant_accounts.update': about(merchantAccount, { name: 'Second shop' }),
  'merchant_accounts.delete': about(merchantAccount),

  'payment_methods.list': nothing,
  'payment_methods.get': () => ({ path: { method: 'credit_card' } }),
  'payment_methods.update': () => ({ path: { method: 'check' }, body: { name: 'By check' } }),

  'credit_balance_adjustments.list': nothing,
  'credit_balance_adjustments.create': async (company) => ({ body: { customer: (await customer(company)).id, amount: 50 } }),
  'credit_balance_adjustments.get': about(adjustment),
  'credit_balance_adjustments.update': about(adjustment, { notes: 'Service outage' }),
  'credit_balance_adjustments.delete': about(adjustment),
}
