import { about, below, type Caller, type Example, type Maker, make, nothing } from './making.ts'
import { contact, customer, invoice } from './records.ts'

const noteOf = async (company: Caller, kind: 'customer' | 'invoice') => {
  const { id } = await (kind === 'customer' ? customer(company) : invoice(company))
  const { id: note } = await make(company, `/${kind}s/${id}/notes`, { notes: 'Clarified account terms.' })
  return { [`${kind}_id`]: id, id: note }
}
const task = async (company: Caller) => make(company, '/tasks', await taskFor(company))
const taskFor = async (company: Caller) => ({
  name: 'Call customer',
  action: 'phone',
  due_date: 1_571_288_400,
  customer_id: (await customer(company)).id,
})

export const customers: Readonly<Record<string, Example>> = {
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

  'notes.list': nothing,
  'notes.create': async (company) => ({ body: { invoice_id: (await invoice(company)).id, notes: 'Customer called.' } }),
  'notes.get': about((company) => noteOf(company, 'customer')),
  'notes.update': about((company) => noteOf(company, 'customer'), { notes: 'Check arrives on Thursday.' }),
  'notes.delete': about((company) => noteOf(company, 'customer')),
  ...notesBelow('customer'),
  ...notesBelow('invoice'),

  'tasks.list': nothing,
  'tasks.create': async (company) => ({ body: await taskFor(company) }),
  'tasks.get': about(task),
  'tasks.update': about(task, { complete: true }),
  'tasks.delete': about(task),
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
