import { about, type Caller, type Example, make, nothing } from './making.ts'
import { customer, invoice } from './records.ts'

const chasing = { name: 'Standard', time_of_day: 7, steps: [{ name: '1st e-mail', action: 'email', schedule: 'past_due_age:0' }] }
const chasingCadence = (company: Caller) => make(company, '/customer_chasing_cadences', chasing)
const schedule = { name: 'Standard', chase_schedule: [{ trigger: 2, options: { hour: 9, email: true, days: 7 } }] }
const invoiceCadence = (company: Caller) => make(company, '/invoice_chasing_cadences', schedule)
/** Any day of a clock of this century lies before it. */
const SOME_DAY = 4_102_444_800
const promisedInvoice = async (company: Caller) => {
  const promised = await invoice(company)
  await company.call('PUT', `/invoices/${promised.id}/promise`, { body: { date: SOME_DAY } })
  return promised
}

export const collections: Readonly<Record<string, Example>> = {
  'chasing_cadences.list': nothing,
  'chasing_cadences.create': () => ({ body: chasing }),
  'chasing_cadences.get': about(chasingCadence),
  'chasing_cadences.update': about(chasingCadence, { time_of_day: 8 }),
  'chasing_cadences.delete': about(chasingCadence),

  'invoice_chasing_cadences.list': nothing,
  'invoice_chasing_cadences.create': () => ({ body: schedule }),
  'invoice_chasing_cadences.get': about(invoiceCadence),
  'invoice_chasing_cadences.update': about(invoiceCadence, { name: 'Strict' }),
  'invoice_chasing_cadences.delete': about(invoiceCadence),

  'promises.get': about(promisedInvoice),
  'promises.save': about(invoice, { date: SOME_DAY, method: 'check', reference: '1001' }),
  'promises.delete': about(promisedInvoice),

  'chasing.get': about(customer),

  'invoice_chasing.get': about(invoice),
  'invoice_chasing.replace': async (company) => ({
    path: { id: (await invoice(company)).id },
    body: { cadence_id: (await invoiceCadence(company)).id, emails: 'billing@acme.example' },
  }),
}
