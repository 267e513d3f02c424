import type { Answer } from '../world.ts'
import type { DocumentedCall, Known } from './calls.ts'

const idAs = (name: string) => (answer: Answer) => ({ [name]: answer.json.id as number })
const invoiceOf = (amount: number, name: string): DocumentedCall => ({
  title: `an invoice of ${amount}, which samples refer to`,
  method: 'POST',
  path: '/invoices',
  form: ['customer=:customer', 'items[0][name]=Paper', `items[0][unit_cost]=${amount}`],
  status: 201,
  keep: idAs(name),
})

const payments: DocumentedCall[] = [
  invoiceOf(800, 'invoice_800'),
  {
    title: 'create a payment',
    method: 'POST',
    path: '/payments',
    form: [
      'amount=800',
      'method=check',
      'reference=1450',
      'applied_to[0][type]=invoice',
      'applied_to[0][amount]=800',
      'applied_to[0][invoice]=:invoice_800',
    ],
    status: 201,
    reply: { object: 'payment', amount: 800, balance: 0, method: 'check', reference: '1450', voided: false },
    keep: idAs('payment'),
  },
  { title: 'retrieve a payment', method: 'GET', path: '/payments/:payment', status: 200, reply: { object: 'payment' } },
  { title: 'retrieve a payment as PDF', method: 'GET', path: '/payments/:payment', accept: 'application/pdf', status: 200 },
  {
    title: 'update a payment',
    method: 'PATCH',
    path: '/payments/:payment',
    form: ['notes=Check was received by Jan'],
    status: 200,
    reply: { notes: 'Check was received by Jan' },
  },
  { title: 'send a receipt', method: 'POST', path: '/payments/:payment/emails', status: 201, reply: [{ object: 'email' }] },
  { title: 'list all payments', method: 'GET', path: '/payments', status: 200, reply: [{ amount: 800 }] },
  { title: 'void a payment', method: 'DELETE', path: '/payments/:payment', status: 200, reply: { voided: true } },
]

const chargeOf = (known: Known, more: object) => ({
  customer: known['customer'],
  currency: 'usd',
  amount: 2000,
  applied_to: [
    { type: 'invoice', invoice: known['invoice_1710'], amount: 1710 },
    { type: 'invoice', invoice: known['invoice_290'], amount: 290 },
  ],
  method: 'credit_card',
  ...more,
})

const charges: DocumentedCall[] = [
  invoiceOf(1710, 'invoice_1710'),
  invoiceOf(290, 'invoice_290'),
  {
    title: 'create a charge from details that became a token',
    method: 'POST',
    path: '/charges',
    raw: (known) => chargeOf(known, { invoiced_token: 'tok_visa_4242' }),
    status: 201,
    reply: { object: 'payment', amount: 2000, balance: 0, charge: { object: 'charge', status: 'succeeded' } },
    keep: ({ json }) => ({ charge: json.charge.id }),
  },
  {
    title: 'refund a charge',
    method: 'POST',
    path: '/charges/:charge/refunds',
    form: ['amount=290'],
    status: 201,
    reply: { object: 'refund', amount: 290 },
  },
  {
    title: 'create a payment source',
    method: 'POST',
    path: '/customers/:customer/payment_sources',
    form: ['method=credit_card', 'invoiced_token=tok_visa_4242'],
    status: 201,
    reply: { object: 'card', last4: '4242' },
    keep: idAs('card'),
  },
  {
    title: 'list payment sources',
    method: 'GET',
    path: '/customers/:customer/payment_sources',
    status: 200,
    reply: [{ object: 'card' }],
  },
  invoiceOf(1710, 'invoice_1710'),
  invoiceOf(290, 'invoice_290'),
  {
    title: 'create a charge to a saved source',
    method: 'POST',
    path: '/charges',
    raw: (known) => chargeOf(known, { payment_source_type: 'card', payment_source_id: known['card'] }),
    status: 201,
    reply: { object: 'payment', amount: 2000 },
  },
  { ...invoiceOf(25, 'invoice_25'), form: ['customer=:customer', 'autopay=1', 'items[0][name]=Paper', 'items[0][unit_cost]=25'] },
  {
    title: 'pay an invoice',
    method: 'POST',
    path: '/invoices/:invoice_25/pay',
    status: 200,
    reply: { paid: true, attempt_count: 1 },
  },
  { title: 'delete a payment source', method: 'DELETE', path: '/customers/:customer/cards/:card', status: 204 },
]

const recurring: DocumentedCall[] = [
  {
    title: 'preview a subscription',
    method: 'POST',
    path: '/subscriptions/preview',
    form: ['customer=:customer', 'plan=starter'],
    status: 200,
    reply: { recurring_total: 49, mrr: 49, first_invoice: { total: 49 } },
  },
  {
    title: 'create a subscription',
    method: 'POST',
    path: '/subscriptions',
    form: ['customer=:customer', 'plan=starter', 'addons[0][plan]=ipad-license', 'addons[0][quantity]=11'],
    status: 201,
    reply: {
      object: 'subscription',
      plan: 'starter',
      quantity: 1,
      status: 'active',
      addons: [{ plan: 'ipad-license', quantity: 11 }],
    },
    keep: idAs('subscription'),
  },
  {
    title: 'retrieve a subscription',
    method: 'GET',
    path: '/subscriptions/:subscription',
    status: 200,
    reply: { object: 'subscription' },
  },
  {
    title: 'update a subscription',
    method: 'PATCH',
    path: '/subscriptions/:subscription',
    form: ['plan=pro'],
    status: 200,
    reply: { plan: 'pro' },
  },
  { title: 'list all subscriptions', method: 'GET', path: '/subscriptions', status: 200, reply: [{ object: 'subscription' }] },
  {
    title: 'cancel a subscription',
    method: 'DELETE',
    path: '/subscriptions/:subscription',
    status: 200,
    reply: { status: 'canceled' },
  },
  {
    title: 'create a pending line item',
    method: 'POST',
    path: '/customers/:other_customer/line_items',
    form: ['catalog_item=delivery'],
    status: 201,
    reply: { object: 'line_item', catalog_item: 'delivery', quantity: 1, unit_cost: 100, amount: 100 },
    keep: idAs('line_item'),
  },
  { title: 'retrieve a pending line item', method: 'GET', path: '/customers/:other_customer/line_items/:line_item', status: 200 },
  {
    title: 'update a pending line item',
    method: 'PATCH',
    path: '/customers/:other_customer/line_items/:line_item',
    form: ['quantity=2'],
    status: 200,
    reply: { quantity: 2, amount: 200 },
  },
  {
    title: 'list all pending line items',
    method: 'GET',
    path: '/customers/:other_customer/line_items',
    status: 200,
    reply: [{ amount: 200 }],
  },
  {
    title: 'trigger an invoice',
    method: 'POST',
    path: '/customers/:other_customer/invoices',
    status: 201,
    reply: { object: 'invoice', total: 200 },
  },
  {
    title: 'another pending line item',
    method: 'POST',
    path: '/customers/:other_customer/line_items',
    form: ['catalog_item=delivery'],
    status: 201,
    keep: idAs('line_item'),
  },
  {
    title: 'delete a pending line item',
    method: 'DELETE',
    path: '/customers/:other_customer/line_items/:line_item',
    status: 204,
  },
]

const DATES = [1480572000, 1481176800, 1481781600, 1482386400]
const collecting: DocumentedCall[] = [
  { ...invoiceOf(2000, 'invoice_2000'), form: ['customer=:other_customer', 'items[0][name]=Paper', 'items[0][unit_cost]=2000'] },
  {
    title: 'create a payment plan',
    method: 'PUT',
    path: '/invoices/:invoice_2000/payment_plan',
    // The sample gives the fourth installment the date of the first.
    form: DATES.flatMap((date, index) => [`installments[${index}][date]=${date}`, `installments[${index}][amount]=500`]),
    status: 201,
    reply: { object: 'payment_plan', status: 'active', installments: [{ amount: 500, balance: 500 }, {}, {}, {}] },
  },
  {
    title: 'retrieve a payment plan',
    method: 'GET',
    path: '/invoices/:invoice_2000/payment_plan',
    status: 200,
    reply: { object: 'payment_plan' },
  },
  { title: 'cancel a payment plan', method: 'DELETE', path: '/invoices/:invoice_2000/payment_plan', status: 204 },
  {
    title: 'create a credit balance adjustment',
    method: 'POST',
    path: '/credit_balance_adjustments',
    form: ['customer=:other_customer', 'amount=50'],
    status: 201,
    reply: { object: 'credit_balance_adjustment', amount: 50, currency: 'usd' },
    keep: idAs('adjustment'),
  },
  {
    title: 'retrieve an adjustment',
    method: 'GET',
    path: '/credit_balance_adjustments/:adjustment',
    status: 200,
    reply: { amount: 50 },
  },
  {
    title: 'update an adjustment',
    method: 'PATCH',
    path: '/credit_balance_adjustments/:adjustment',
    form: ['notes=Service outage on 12/9/2020'],
    status: 200,
    reply: { notes: 'Service outage on 12/9/2020' },
  },
  { title: 'list all adjustments', method: 'GET', path: '/credit_balance_adjustments', status: 200 },
  { title: 'delete an adjustment', method: 'DELETE', path: '/credit_balance_adjustments/:adjustment', status: 204 },
  {
    title: 'a customer whose invoices are consolidated',
    method: 'POST',
    path: '/customers',
    form: ['name=Vance', 'consolidated=1'],
    status: 201,
    keep: idAs('consolidating'),
  },
  ...[40, 60].map(
    (amount): DocumentedCall => ({
      ...invoiceOf(amount, 'part'),
      form: ['customer=:consolidating', 'items[0][name]=Paper', `items[0][unit_cost]=${amount}`],
    }),
  ),
  {
    title: 'consolidate invoices',
    method: 'POST',
    path: '/customers/:consolidating/consolidate_invoices',
    status: 201,
    reply: { object: 'invoice', total: 100, consolidated: true },
  },
]

const work: DocumentedCall[] = [
  { title: 'list all events', method: 'GET', path: '/events', status: 200, keep: ({ json }) => ({ event: json[0].id }) },
  { title: 'retrieve an event', method: 'GET', path: '/events/:event', status: 200, reply: { object: 'event' } },
  {
    title: 'create a file',
    method: 'POST',
    path: '/files',
    form: ['url=https://invoiced.com/img/logo-invoice.png', 'name=logo-invoice.png', 'size=6936', 'type=image/png'],
    status: 201,
    reply: { object: 'file', name: 'logo-invoice.png', size: 6936, type: 'image/png' },
    keep: idAs('file'),
  },
  { title: 'retrieve a file', method: 'GET', path: '/files/:file', status: 200, reply: { object: 'file' } },
  { title: 'delete a file', method: 'DELETE', path: '/files/:file', status: 204 },
  {
    title: 'create a note',
    method: 'POST',
    path: '/notes',
    form: ['invoice_id=:invoice', 'notes=Customer called 10/1, clarified account terms.'],
    status: 201,
    reply: { object: 'note', notes: 'Customer called 10/1, clarified account terms.' },
    keep: idAs('note'),
  },
  { title: 'retrieve notes, singular', method: 'GET', path: '/invoice/:invoice/notes', status: 200, reply: [{ object: 'note' }] },
  { title: 'retrieve notes, plural', method: 'GET', path: '/invoices/:invoice/notes', status: 200, reply: [{ object: 'note' }] },
  {
    title: 'update a note',
    method: 'PATCH',
    path: '/notes/:note',
    form: ['notes=Customer called 10/2, sent check arriving Thu.'],
    status: 200,
    reply: { notes: 'Customer called 10/2, sent check arriving Thu.' },
  },
  { title: 'list all notes', method: 'GET', path: '/notes', status: 200, reply: [{ object: 'note' }] },
  { title: 'delete a note', method: 'DELETE', path: '/notes/:note/', status: 204 },
  {
    title: 'who may be asked to do something',
    method: 'GET',
    path: '/members',
    status: 200,
    keep: ({ json }) => ({ user: json[0].user.id }),
  },
  {
    title: 'create a task',
    method: 'POST',
    path: '/tasks',
    form: ['customer_id=:customer', 'name=Call customer', 'action=phone', 'due_date=1571288400', 'user_id=:user'],
    status: 201,
    reply: { name: 'Call customer', action: 'phone', due_date: 1571288400, complete: false },
    keep: idAs('task'),
  },
  { title: 'retrieve a task', method: 'GET', path: '/tasks/:task', status: 200, reply: { name: 'Call customer' } },
  {
    title: 'update a task',
    method: 'PATCH',
    path: '/tasks/:task',
    form: ['due_date=1587366000'],
    status: 200,
    reply: { due_date: 1587366000 },
  },
  { title: 'list all tasks', method: 'GET', path: '/tasks', status: 200, reply: [{ name: 'Call customer' }] },
  { title: 'delete a task', method: 'DELETE', path: '/tasks/:task', status: 204 },
]

const endings: DocumentedCall[] = [
  invoiceOf(10, 'invoice_10'),
  {
    title: 'void an invoice',
    method: 'POST',
    path: '/invoices/:invoice_10/void',
    status: 200,
    reply: { status: 'voided', balance: 0 },
  },
  invoiceOf(20, 'invoice_20'),
  { title: 'delete an invoice', method: 'DELETE', path: '/invoices/:invoice_20', status: 204 },
  { title: 'list all invoices', method: 'GET', path: '/invoices', status: 200 },
  ...['/items/delivery', '/plans/pro', '/tax_rates/vat', '/coupons/S8L47J'].map(
    (path): DocumentedCall => ({ title: `delete ${path}`, method: 'DELETE', path, status: 204 }),
  ),
  {
    title: 'a customer without documents',
    method: 'POST',
    path: '/customers',
    form: ['name=Gone'],
    status: 201,
    keep: idAs('gone'),
  },
  { title: 'delete a customer', method: 'DELETE', path: '/customers/:gone', status: 204 },
  {
    title: 'the error of an unknown id',
    method: 'GET',
    path: '/customers/:gone',
    status: 404,
    reply: { type: 'invalid_request', message: expectText() },
  },
]

/** Any sentence: the wording is ours. */
function expectText(): unknown {
  return { asymmetricMatch: (value: unknown) => typeof value === 'string' && value.length > 10 }
}

export const laterCalls: readonly DocumentedCall[] = [...payments, ...charges, ...recurring, ...collecting, ...work, ...endings]
