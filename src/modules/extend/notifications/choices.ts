/** Every event that somebody can be told of, by what it is about, in words. A test holds it against the published events. */
import type { Operator } from '../../../contract/list.ts'

export interface EventGroup {
  readonly label: string
  readonly events: readonly (readonly [event: string, words: string])[]
  /** What conditions ask for most; others of the object do as well. */
  readonly properties: readonly string[]
}

const written = (noun: string, thing: string) =>
  [
    [`${noun}.created`, `${thing} is added`],
    [`${noun}.updated`, `${thing} changes`],
    [`${noun}.deleted`, `${thing} is deleted`],
  ] as const

const OF_DOCUMENT = ['total', 'currency', 'number', 'status', 'customer.name', 'customer.country']

export const EVENT_GROUPS: readonly EventGroup[] = [
  {
    label: 'Invoices',
    events: [
      ['invoice.paid', 'An invoice is paid'],
      ['invoice.viewed', 'A customer opens an invoice'],
      ['invoice.payment_expected', 'A customer says when they will pay'],
      ...written('invoice', 'An invoice'),
      ...written('line_item', 'A pending line'),
      ...written('payment_plan', 'A payment plan'),
    ],
    properties: ['balance', ...OF_DOCUMENT],
  },
  {
    label: 'Payments',
    events: [
      ...written('payment', 'A payment'),
      ['charge.succeeded', 'A charge succeeds'],
      ['charge.pending', 'A charge is on its way'],
      ['charge.failed', 'A charge fails'],
      ['refund.created', 'Money is given back'],
      ['dispute.created', 'A payment is disputed'],
      ...written('payment_source', 'A way to pay'),
      ['autopay_consent.given', 'A customer agrees to AutoPay'],
      ['autopay_consent.withdrawn', 'A customer ends AutoPay'],
      ...written('transaction', 'A transaction'),
    ],
    properties: ['amount', 'currency', 'method', 'status', 'customer.name'],
  },
  {
    label: 'Estimates and credit notes',
    events: [
      ['estimate.approved', 'An estimate is approved'],
      ['estimate.viewed', 'A customer opens an estimate'],
      ...written('estimate', 'An estimate'),
      ['credit_note.viewed', 'A customer opens a credit note'],
      ...written('credit_note', 'A credit note'),
    ],
    properties: OF_DOCUMENT,
  },
  {
    label: 'Customers',
    events: [
      ...written('customer', 'A customer'),
      ['customer.merged', 'Two customers become one'],
      ...written('contact', 'A contact'),
      ...written('note', 'A note'),
    ],
    properties: ['name', 'number', 'country', 'currency', 'type', 'payment_terms'],
  },
  {
    label: 'Subscriptions',
    events: written('subscription', 'A subscription'),
    properties: ['plan', 'status', 'quantity', 'customer.name'],
  },
  {
    label: 'Mails and chasing',
    events: [
      ['email.sent', 'An e-mail is sent'],
      ['email.not_sent', 'An e-mail comes back'],
      ['text_message.sent', 'A text message is sent'],
      ['letter.sent', 'A letter is sent'],
      ['chasing.step_taken', 'A customer is reminded'],
      ...written('task', 'An activity'),
      ['task.completed', 'An activity is done'],
    ],
    properties: ['name', 'email', 'state', 'action', 'customer.name'],
  },
]

export const OPERATOR_TEXTS: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '<>': 'is not',
  '>=': 'is at least',
  '>': 'is more than',
  '<=': 'is at most',
  '<': 'is less than',
  starts_with: 'begins with',
  ends_with: 'ends with',
  contains: 'contains',
  not_contains: 'does not contain',
  empty: 'is empty',
  not_empty: 'is not empty',
}
