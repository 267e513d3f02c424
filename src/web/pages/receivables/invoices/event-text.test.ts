import { expect, test } from 'vitest'
import type { ApiEvent, Email } from '../../../records.ts'
import { historyOf } from './event-text.ts'
import type { Post } from './posts.ts'

const event = (
  id: number,
  type: string,
  previous?: Record<string, unknown>,
  { user = { id: 1, name: 'Owner' }, draft = false } = {},
): ApiEvent => ({
  id,
  object: 'event',
  type,
  timestamp: 1_416_290_400 + id,
  data: {
    object: { number: draft ? null : 'INV-0001', draft, currency: 'usd', amount: 148.85, method: 'check' },
    ...(previous ? { previous } : {}),
  },
  user: { ...user, email: null },
})
const system = { user: { id: -2, name: 'Netterms' } }

const mail = (state: Email['state'], given: Partial<Email> = {}) =>
  ({
    id: 'a1',
    email: 'billing@acmecorp.com',
    state,
    sent_at: 1_416_290_500,
    updated_at: 1_416_290_500,
    opens_detail: [],
    reject_reason: null,
    expected_delivery_date: null,
    ...given,
  }) as unknown as Email

const titles = (events: readonly ApiEvent[], mails: readonly Email[]) => historyOf(events, mails).map(({ title }) => title)

test('a sent invoice tells created, issued, sent and to whom; the mark that follows from the mail is not told again', () => {
  const events = [
    event(3, 'invoice.updated', { sent: false, status: 'not_sent' }, system),
    event(2, 'invoice.updated', { draft: true, number: null }),
    event(1, 'invoice.created', undefined, { draft: true }),
  ]
  expect(titles(events, [mail('sent')])).toEqual(['Sent to billing@acmecorp.com', 'Issued as INV-0001', 'Created'])
  expect(
    titles([event(3, 'invoice.updated', { sent: false }), event(1, 'invoice.created', undefined, { draft: true })], []),
  ).toEqual(['Marked as sent', 'Created'])
})

test('an invoice that was issued as it was made tells both, and everything in the order in which it happened', () => {
  const events = [
    event(6, 'invoice.paid', { paid: false }),
    event(5, 'payment.created'),
    event(4, 'invoice.viewed'),
    event(1, 'invoice.created'),
  ]
  const sent = mail('sent', { sent_at: 1_416_290_401 })
  expect(titles(events, [sent])).toEqual([
    'Paid in full',
    'Payment of $148.85',
    'Viewed',
    'Sent to billing@acmecorp.com',
    'Issued as INV-0001',
    'Created',
  ])
})

test('each says who did it: a member, the customer, a program, or that it went by itself', () => {
  const by = (user: { id: number; name: string }) => historyOf([event(1, 'invoice.viewed', undefined, { user })], [])[0]?.detail
  expect([1, -1].map((id) => by({ id, name: 'Office' }))).toEqual(['by Office', 'by the customer'])
  expect(['API', 'Netterms'].map((name) => by({ id: -2, name }))).toEqual(['through the API', 'automatically'])
  const person = { id: 7, first_name: 'Front', last_name: 'Office', email: 'front@dundermifflin.example' }
  expect(historyOf([], [mail('sent', { sent_by: person as unknown as number })])[0]?.detail).toBe('by Front Office')
  expect(historyOf([], [mail('sent', { sent_by: null })])[0]?.detail).toBeUndefined()
})

test('letters and texts stand among the mails: posted, delivered, come back, and by whom', () => {
  const letter = {
    object: 'letter',
    to: 'Globex\n742 Harbor Road',
    reject_reason: null,
    created_at: 1_416_290_410,
    updated_at: 1_416_290_490,
  }
  const text = { ...letter, object: 'text_message', to: '+15125550100', name: 'Front Desk' }
  const person = { id: 7, first_name: 'Front', last_name: 'Office', email: 'front@dundermifflin.example' }
  const posts = [
    { ...letter, id: 'l1', state: 'sent', sent_by: person },
    { ...letter, id: 'l2', state: 'returned', reject_reason: 'Moved away.', sent_by: null },
    { ...letter, id: 'l4', state: 'queued', expected_delivery_date: 1_416_900_000, sent_by: null },
    { ...letter, id: 'l3', state: 'canceled', reject_reason: 'Nothing is owed any more.', sent_by: null },
    { ...text, id: 't1', state: 'delivered', sent_by: null },
    { ...text, id: 't2', state: 'queued', sent_by: null },
  ] as unknown as Post[]
  const history = historyOf([event(3, 'invoice.updated', { sent: false, status: 'not_sent' }, system)], [], posts)
  expect(history.map(({ title, detail, tone, at }) => [title, detail, tone, at - 1_416_290_400])).toEqual([
    ['Letter to Globex came back', 'Moved away.', 'bad', 90],
    ['Text delivered to Front Desk, +15125550100', undefined, undefined, 90],
    ['Letter posted to Globex', 'by Front Office', undefined, 10],
    ['Letter to Globex given to the printer', undefined, undefined, 10],
  ])
})

test('a mail that was refused says so and counts as nothing sent', () => {
  const [entry] = historyOf([], [mail('bounced', { reject_reason: '550 no such mailbox' })])
  expect([entry?.title, entry?.detail, entry?.tone]).toEqual([
    'Mail to billing@acmecorp.com did not arrive',
    '550 no such mailbox',
    'bad',
  ])
})

test('what paid it stands below that it is paid, though the books wrote that first', () => {
  const paid = [event(3, 'payment.created'), { ...event(2, 'invoice.paid'), timestamp: event(3, '').timestamp }]
  expect(titles(paid, [])).toEqual(['Paid in full', 'Payment of $148.85'])
})

test('that its estimate and its credit notes name it is not told', () => {
  const events = ['estimate.updated', 'credit_note.updated'].map((type, id) => event(id, type, { invoice: null }))
  expect(titles(events, [])).toEqual([])
})

test('a payment is told once, not also as a changed balance', () => {
  expect(
    titles([event(2, 'payment.created'), event(1, 'invoice.updated', { balance: 148.85, amount_paid: 0, updated_at: 1 })], []),
  ).toEqual(['Payment of $148.85'])
})

test('a new number and another currency say what they were', () => {
  const [renumbered] = historyOf([event(1, 'invoice.updated', { number: 'INV-0007', currency: 'eur', notes: null })], [])
  expect(renumbered).toMatchObject({
    title: 'Changed',
    detail: 'number (was INV-0007), currency (was eur), notes · by Owner',
  })
})
