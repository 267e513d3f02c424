import type { ApiEvent } from '../../../records.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { Entry } from '../../../ui/Timeline.tsx'

type Fields = Readonly<Record<string, unknown>>

/** Figures that follow from a payment are told by the payment. */
const FOLLOWING = new Set([
  'balance',
  'amount_paid',
  'amount_credited',
  'pending',
  'status',
  'updated_at',
  'payment_url',
  'closed',
  'paid',
])

export function isWorthTelling({ type, data }: ApiEvent): boolean {
  const changed = Object.keys(data.previous ?? {})
  return (
    type !== 'invoice.updated' ||
    changed.length === 0 ||
    changed.includes('draft') ||
    changed.some((name) => !FOLLOWING.has(name))
  )
}

/** What an event says about an invoice, as an entry of its timeline. */
export function entryOf(event: ApiEvent): Entry {
  const object = event.data.object as Fields
  const told = tell(event.type, object, (event.data.previous ?? {}) as Fields)
  return {
    key: event.id,
    at: event.timestamp,
    title: told.title,
    ...(told.tone ? { tone: told.tone } : {}),
    detail: [told.detail, actorText(event)].filter(Boolean).join(' · ') || undefined,
  }
}

interface Told {
  readonly title: string
  readonly detail?: string | undefined
  readonly tone?: 'good' | 'bad'
}

function tell(type: string, object: Fields, previous: Fields): Told {
  switch (type) {
    case 'invoice.created':
      return { title: 'Created' }
    case 'invoice.issued':
      return { title: `Issued${object.number ? ` as ${object.number}` : ''}` }
    case 'invoice.sent':
      return { title: 'Sent' }
    case 'invoice.viewed':
      return { title: 'Viewed by the customer' }
    case 'invoice.paid':
      return { title: 'Paid in full', tone: 'good' }
    case 'invoice.voided':
      return { title: 'Voided', tone: 'bad' }
    case 'invoice.deleted':
      return { title: 'Deleted', tone: 'bad' }
    case 'invoice.past_due':
      return { title: 'Fell past due', tone: 'bad' }
    case 'invoice.payment_expected':
      return { title: 'The customer announced a payment' }
    case 'invoice.updated':
      return tellUpdate(object, previous)
    case 'email.sent':
      return { title: 'E-mail sent', detail: recipient(object) }
    case 'email.not_sent':
      return {
        title: 'E-mail could not be delivered',
        detail: [recipient(object), text(object.reject_reason)].filter(Boolean).join(': '),
        tone: 'bad',
      }
    case 'payment.created':
    case 'charge.succeeded':
      return { title: `Payment of ${amount(object)}`, detail: methodText(text(object.method)), tone: 'good' }
    case 'payment.deleted':
      return { title: `Payment of ${amount(object)} voided`, tone: 'bad' }
    case 'charge.failed':
      return { title: `Payment of ${amount(object)} failed`, detail: text(object.failure_message), tone: 'bad' }
    case 'note.created':
      return { title: 'Note added' }
    default:
      return { title: sentence(type) }
  }
}

function tellUpdate(object: Fields, previous: Fields): Told {
  if (previous.draft === true && object.draft === false) return { title: `Issued${object.number ? ` as ${object.number}` : ''}` }
  if (previous.sent === false) return { title: 'Marked as sent' }
  const fields = Object.keys(previous)
    .filter((name) => name !== 'updated_at')
    .map((name) => name.replaceAll('_', ' '))
  return { title: 'Changed', detail: fields.slice(0, 4).join(', ') || undefined }
}

function actorText({ user }: ApiEvent): string | undefined {
  if (user.id === -2) return undefined
  if (user.id === -1) return 'by the customer'
  const name = user.name ?? user.email
  return name ? `by ${name}` : undefined
}

function recipient(object: Fields): string | undefined {
  return text(object.email) ?? text(object.to)
}

function amount(object: Fields): string {
  return moneyText(Number(object.amount ?? 0), text(object.currency) ?? 'usd')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}

/** `bank_feed` as words: Bank feed. */
export function sentence(type: string): string {
  const words = type.replace(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const METHODS: Readonly<Record<string, string>> = {
  ach: 'Bank transfer (ACH)',
  balance: 'Credit balance',
  cash: 'Cash',
  check: 'Check',
  credit_card: 'Card',
  direct_debit: 'Direct debit',
  eft: 'Bank transfer',
  other: 'Other',
  paypal: 'PayPal',
  wire_transfer: 'Wire transfer',
}

export const METHOD_CHOICES = [
  'check',
  'wire_transfer',
  'ach',
  'cash',
  'credit_card',
  'direct_debit',
  'eft',
  'paypal',
  'other',
].map((value) => ({ value, label: METHODS[value] ?? value }))

export function methodText(method: string | undefined): string {
  return method ? (METHODS[method] ?? sentence(method)) : ''
}
