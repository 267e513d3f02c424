import type { Answer } from '../world.ts'

/** Ids of what earlier calls made, under the names the paths use. */
export type Known = Record<string, number | string>

/** One documented call: what curl sends, and what comes back. */
export interface DocumentedCall {
  readonly title: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `:name` is filled in from what is known. */
  readonly path: string
  /** The address of the contract, where the documented one is spelt otherwise. */
  readonly query?: string
  /** Lines of -d, sent as they are and joined with &; `:name` is filled in. */
  readonly form?: readonly string[]
  /** A JSON body that curl labels as a form. */
  readonly raw?: (known: Known) => unknown
  readonly accept?: string
  readonly status: number
  readonly reply?: Readonly<Record<string, unknown>> | readonly unknown[]
  /** What its answer makes known. */
  readonly keep?: (answer: Answer) => Known
}

const PDF = 'application/pdf'
const idAs = (name: string) => (answer: Answer) => ({ [name]: answer.json.id as number })
const DOCUMENT = [
  'customer=:customer',
  'items[0][name]=Copy paper, Case',
  'items[0][quantity]=1',
  'items[0][unit_cost]=45',
  'items[1][catalog_item]=delivery',
  'items[1][quantity]=1',
  'taxes[0][amount]=3.85',
]

const conventions: DocumentedCall[] = [
  { title: 'authenticate', method: 'GET', path: '/invoices', status: 200, reply: [] },
  {
    title: 'create with metadata',
    method: 'POST',
    path: '/customers',
    form: ['name=Acme', 'metadata[icp_number]=1234567890', 'metadata[account_rep]=Jan'],
    status: 201,
    reply: { object: 'customer', name: 'Acme', metadata: { icp_number: '1234567890', account_rep: 'Jan' } },
    keep: idAs('other_customer'),
  },
  { title: 'filter by metadata', method: 'GET', path: '/customers', query: 'metadata[account-rep]=Jan', status: 200, reply: [] },
  { title: 'third page of ten', method: 'GET', path: '/customers', query: 'page=3&per_page=10', status: 200, reply: [] },
]

const catalog: DocumentedCall[] = [
  {
    title: 'create an item',
    method: 'POST',
    path: '/items',
    form: ['id=delivery', 'name=Delivery', 'type=service', 'unit_cost=100'],
    status: 201,
    reply: { object: 'item', id: 'delivery', name: 'Delivery', type: 'service', unit_cost: 100, currency: 'usd' },
  },
  { title: 'retrieve an item', method: 'GET', path: '/items/delivery', status: 200, reply: { id: 'delivery' } },
  {
    title: 'update an item',
    method: 'PATCH',
    path: '/items/delivery',
    form: ['type=product'],
    status: 200,
    reply: { type: 'product' },
  },
  { title: 'list all items', method: 'GET', path: '/items', status: 200, reply: [{ id: 'delivery' }] },
  {
    title: 'an item that plans rest on',
    method: 'POST',
    path: '/items',
    form: ['id=software-subscription', 'name=Software'],
    status: 201,
  },
  {
    title: 'create a plan',
    method: 'POST',
    path: '/plans',
    form: [
      'id=starter',
      'name=Starter',
      'catalog_item=software-subscription',
      'amount=49',
      'interval=month',
      'interval_count=1',
      'pricing_mode=per_unit',
    ],
    status: 201,
    reply: { object: 'plan', id: 'starter', amount: 49, interval: 'month', interval_count: 1, pricing_mode: 'per_unit' },
  },
  { title: 'retrieve a plan', method: 'GET', path: '/plans/starter', status: 200, reply: { id: 'starter' } },
  {
    title: 'update a plan',
    method: 'PATCH',
    path: '/plans/starter',
    form: ['name=Standard'],
    status: 200,
    reply: { name: 'Standard' },
  },
  { title: 'list all plans', method: 'GET', path: '/plans', status: 200, reply: [{ id: 'starter' }] },
  ...['pro', 'ipad-license'].map(
    (id): DocumentedCall => ({
      title: `the plan ${id}, which samples refer to`,
      method: 'POST',
      path: '/plans',
      form: [`id=${id}`, `name=${id}`, 'catalog_item=software-subscription', 'amount=99', 'interval=month'],
      status: 201,
    }),
  ),
  {
    title: 'create a tax rate',
    method: 'POST',
    path: '/tax_rates',
    form: ['id=vat', 'name=VAT', 'value=5'],
    status: 201,
    reply: { object: 'tax_rate', id: 'vat', name: 'VAT', value: 5, is_percent: true, inclusive: false },
  },
  { title: 'retrieve a tax rate', method: 'GET', path: '/tax_rates/vat', status: 200, reply: { id: 'vat' } },
  {
    title: 'update a tax rate',
    method: 'PATCH',
    path: '/tax_rates/vat',
    form: ['name=GST'],
    status: 200,
    reply: { name: 'GST' },
  },
  { title: 'list all tax rates', method: 'GET', path: '/tax_rates', status: 200, reply: [{ id: 'vat' }] },
  {
    title: 'create a coupon',
    method: 'POST',
    path: '/coupons',
    form: ['id=S8L47J', 'name=Non-profit Discount', 'value=20'],
    status: 201,
    reply: { object: 'coupon', id: 'S8L47J', value: 20, is_percent: true, exclusive: false, max_redemptions: 0 },
  },
  { title: 'retrieve a coupon', method: 'GET', path: '/coupons/S8L47J', status: 200, reply: { id: 'S8L47J' } },
  {
    title: 'update a coupon',
    method: 'PATCH',
    path: '/coupons/S8L47J',
    form: ['name=Nonprofits'],
    status: 200,
    reply: { name: 'Nonprofits' },
  },
  { title: 'list all coupons', method: 'GET', path: '/coupons', status: 200, reply: [{ id: 'S8L47J' }] },
]

const customers: DocumentedCall[] = [
  {
    title: 'an address that letters can come from',
    method: 'PATCH',
    path: '/company',
    form: ['address1=1725 Slough Avenue', 'city=Scranton', 'state=PA', 'postal_code=18505', 'country=US'],
    status: 200,
  },
  {
    title: 'create a customer',
    method: 'POST',
    path: '/customers',
    form: ['name=Acme', 'email=billing@acmecorp.com', 'payment_terms=NET 30', 'type=company'],
    status: 201,
    reply: {
      object: 'customer',
      name: 'Acme',
      autopay: false,
      payment_terms: 'NET 30',
      type: 'company',
      taxes: [],
      metadata: {},
    },
    keep: idAs('customer'),
  },
  {
    title: 'retrieve a customer',
    method: 'GET',
    path: '/customers/:customer',
    status: 200,
    reply: { email: 'billing@acmecorp.com' },
  },
  {
    title: 'update a customer',
    method: 'PATCH',
    path: '/customers/:customer',
    form: [
      'payment_terms=NET 14',
      'attention_to=Sarah Fisher',
      'address1=342 Amber St',
      'city=Hill Valley',
      'state=CA',
      'postal_code=94523',
      'tax_id=893-934835',
      'phone=(820) 297-2983',
    ],
    status: 200,
    reply: { payment_terms: 'NET 14', attention_to: 'Sarah Fisher', city: 'Hill Valley', phone: '(820) 297-2983' },
  },
  {
    title: 'current balance',
    method: 'GET',
    path: '/customers/:customer/balance',
    status: 200,
    reply: { total_outstanding: 0, history: [] },
  },
  {
    title: 'send a statement',
    method: 'POST',
    path: '/customers/:customer/emails',
    status: 201,
    reply: [{ template: 'statement_email' }],
  },
  {
    title: 'a contact with a mobile phone',
    method: 'POST',
    path: '/customers/:customer/contacts',
    form: ['name=Purchasing', 'phone=11234567890', 'sms_enabled=1', 'primary=0'],
    status: 201,
  },
  {
    title: 'create a contact',
    method: 'POST',
    path: '/customers/:customer/contacts',
    form: ['name=Nancy Talty', 'email=nancy.talty@example.com'],
    status: 201,
    reply: { object: 'contact', name: 'Nancy Talty', primary: true },
    keep: idAs('contact'),
  },
  {
    title: 'retrieve a contact',
    method: 'GET',
    path: '/customers/:customer/contacts/:contact',
    status: 200,
    reply: { name: 'Nancy Talty' },
  },
  {
    title: 'update a contact',
    method: 'PATCH',
    path: '/customers/:customer/contacts/:contact',
    form: ['address1=507 Grove Avenue', 'city=Oklahoma City', 'state=OK', 'postal_code=73102'],
    status: 200,
    reply: { city: 'Oklahoma City', name: 'Nancy Talty' },
  },
  { title: 'list all contacts', method: 'GET', path: '/customers/:customer/contacts', status: 200 },
  { title: 'delete a contact', method: 'DELETE', path: '/customers/:customer/contacts/:contact', status: 204 },
  {
    title: 'send a statement as text message',
    method: 'POST',
    path: '/customers/:customer/text_messages',
    form: [
      'to[0][phone]=11234567890',
      'to[0][name]=Bob Loblaw',
      'message={{company_name}}: You have a new statement {{url}}',
      'type=open_item',
    ],
    status: 201,
    reply: [{ object: 'text_message' }],
  },
  {
    title: 'send a statement as letter',
    method: 'POST',
    path: '/customers/:customer/letters',
    form: ['type=open_item'],
    status: 201,
    reply: [{ object: 'letter', num_pages: 1 }],
  },
  { title: 'list all customers', method: 'GET', path: '/customers', status: 200 },
]

const invoicing: DocumentedCall[] = [
  {
    title: 'create an invoice',
    method: 'POST',
    path: '/invoices',
    form: ['payment_terms=NET 14', ...DOCUMENT],
    status: 201,
    // The sample prints 51.15, which does not add up: 45 + 100 + 3.85 with the price that the item has here.
    reply: { object: 'invoice', payment_terms: 'NET 14', status: 'not_sent', subtotal: 145, total: 148.85, balance: 148.85 },
    keep: idAs('invoice'),
  },
  {
    title: 'retrieve an invoice',
    method: 'GET',
    path: '/invoices/:invoice',
    status: 200,
    reply: { object: 'invoice', paid: false },
  },
  {
    title: 'expand a relation',
    method: 'GET',
    path: '/invoices/:invoice',
    query: 'expand=customer',
    status: 200,
    reply: { customer: { object: 'customer', name: 'Acme' } },
  },
  {
    title: 'filter a list',
    method: 'GET',
    path: '/invoices',
    query: 'filter[paid]=0&filter[closed]=0&filter[customer]=:customer',
    status: 200,
    reply: [{ total: 148.85 }],
  },
  { title: 'retrieve an invoice as PDF', method: 'GET', path: '/invoices/:invoice', accept: PDF, status: 200 },
  {
    title: 'update an invoice',
    method: 'PATCH',
    path: '/invoices/:invoice',
    form: ['sent=1'],
    status: 200,
    reply: { sent: true, status: 'sent' },
  },
  {
    title: 'send an invoice',
    method: 'POST',
    path: '/invoices/:invoice/emails',
    status: 201,
    reply: [{ object: 'email', opens: 0, opens_detail: [] }],
  },
  {
    title: 'send an invoice as text message',
    method: 'POST',
    path: '/invoices/:invoice/text_messages',
    form: [
      'to[0][phone]=11234567890',
      'to[0][name]=Bob Loblaw',
      'message={{company_name}}: You have a new invoice {{invoice_number}} {{url}}',
    ],
    status: 201,
    reply: [{ object: 'text_message', to: '+11234567890' }],
  },
  {
    title: 'send an invoice as letter',
    method: 'POST',
    path: '/invoices/:invoice/letters',
    status: 201,
    reply: [{ object: 'letter' }],
  },
  { title: 'list invoice attachments', method: 'GET', path: '/invoices/:invoice/attachments', status: 200, reply: [] },
]

const documentsOf = (kind: 'credit_note' | 'estimate', form: readonly string[]): DocumentedCall[] => [
  {
    title: `create: ${kind}`,
    method: 'POST',
    path: `/${kind}s`,
    form,
    status: 201,
    reply: { object: kind, subtotal: 145, total: 148.85 },
    keep: idAs(kind),
  },
  { title: `retrieve: ${kind}`, method: 'GET', path: `/${kind}s/:${kind}`, status: 200, reply: { object: kind } },
  { title: `as PDF: ${kind}`, method: 'GET', path: `/${kind}s/:${kind}`, accept: PDF, status: 200 },
  {
    title: `update: ${kind}`,
    method: 'PATCH',
    path: `/${kind}s/:${kind}`,
    form: ['sent=1'],
    status: 200,
    reply: { status: kind === 'estimate' ? 'sent' : 'open' },
  },
  { title: `send: ${kind}`, method: 'POST', path: `/${kind}s/:${kind}/emails`, status: 201, reply: [{ object: 'email' }] },
  { title: `attachments: ${kind}`, method: 'GET', path: `/${kind}s/:${kind}/attachments`, status: 200, reply: [] },
  { title: `list: ${kind}`, method: 'GET', path: `/${kind}s`, status: 200, reply: [{ object: kind }] },
  { title: `void: ${kind}`, method: 'POST', path: `/${kind}s/:${kind}/void`, status: 200, reply: { status: 'voided' } },
  { title: `another: ${kind}`, method: 'POST', path: `/${kind}s`, form, status: 201, keep: idAs(kind) },
  ...(kind === 'estimate'
    ? [
        {
          title: 'generate an invoice',
          method: 'POST',
          path: '/estimates/:estimate/invoice',
          status: 201,
          reply: { object: 'invoice', total: 148.85 },
        } as const,
        { title: 'a third: estimate', method: 'POST', path: '/estimates', form, status: 201, keep: idAs(kind) } as const,
      ]
    : []),
  { title: `delete: ${kind}`, method: 'DELETE', path: `/${kind}s/:${kind}`, status: 204 },
]

export const firstCalls: readonly DocumentedCall[] = [
  ...conventions,
  ...catalog,
  ...customers,
  ...invoicing,
  ...documentsOf('credit_note', DOCUMENT),
  ...documentsOf('estimate', ['payment_terms=NET 14', ...DOCUMENT]),
]
