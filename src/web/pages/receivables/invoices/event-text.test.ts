import { expect, test } from 'vitest'
import type { ApiEvent, Email } from '../../../records.ts'
import { historyOf } from './event-text.ts'

const event = (id: number, type: string, previous?: Record<string, unknown>, user = 1): ApiEvent => ({
  id,
  object: 'event',
  type,
  timestamp: 1_416_290_400 + id,
  data: {
    object: { number: 'INV-0001', draft: false, currency: 'usd', amount: 148.85, method: 'check' },
    ...(previous ? { previous } : {}),
  },
  user: { id: user, name: 'Owner', email: null },
})

const mail = (state: Email['state'], given: Partial<Email> = {}) =>
  ({
    id: 'a1',
    email: 'billing@acmecorp.com',
    state,
    sent_at: 1_416_290_500,
    updated_at: 1_416_290_500,
    opens_detail: [],
    reject_reason: null,
    ...given,
  }) as unknown as Email

const titles = (events: readonly ApiEvent[], mails: readonly Email[]) => historyOf(events, mails).map(({ title }) => title)

test('a sent invoice tells created, issued, sent and to whom; the mark that follows from the mail is not told again', () => {
  const events = [
    event(3, 'invoice.updated', { sent: false, status: 'not_sent' }, -2),
    event(2, 'invoice.updated', { draft: true, number: null }),
    event(1, 'invoice.created'),
  ]
  expect(titles(events, [mail('sent')])).toEqual(['Sent to billing@acmecorp.com', 'Issued as INV-0001', 'Created'])
  expect(titles([event(3, 'invoice.updated', { sent: false }), event(1, 'invoice.created')], [])).toEqual([
    'Marked as sent',
    'Created',
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

test('a payment is told once, not also as a changed balance', () => {
  expect(
    titles([event(2, 'payment.created'), event(1, 'invoice.updated', { balance: 148.85, amount_paid: 0, updated_at: 1 })], []),
  ).toEqual(['Payment of $148.85'])
})
