import { about, type Caller, type Example, make, nothing } from './making.ts'
import { creditNote, customer, estimate, invoice, lines } from './records.ts'

const lateFees = { name: 'Monthly', start_date: '2014-01-01', amount: 5, is_percent: true, grace_period: 7, recurring_days: 30 }
const lateFeeSchedule = (company: Caller) => make(company, '/late_fee_schedules', lateFees)

export const receivables: Readonly<Record<string, Example>> = {
  'estimates.list': nothing,
  'estimates.create': async (company) => ({
    body: { customer: (await customer(company)).id, payment_terms: 'NET 14', items: lines },
  }),
  'estimates.get': about(estimate),
  'estimates.update': about(estimate, { notes: 'Thank you.' }),
  'estimates.delete': about((company) => estimate(company, { draft: true })),
  'estimates.void': about(estimate),
  'estimates.invoice': about(estimate),

  'credit_notes.list': nothing,
  'credit_notes.create': async (company) => ({ body: { customer: (await customer(company)).id, items: lines } }),
  'credit_notes.get': about(creditNote),
  'credit_notes.update': about(creditNote, { notes: 'Thank you.' }),
  'credit_notes.delete': about((company) => creditNote(company, { draft: true })),
  'credit_notes.void': about(creditNote),
  'credit_notes.refund': about(creditNote, { amount: 5, method: 'check' }),

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
}
