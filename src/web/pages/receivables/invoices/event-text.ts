import { type ApiEvent, type Email, personName, senderOf } from '../../../records.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { Entry } from '../../../ui/Timeline.tsx'
import { isRefused } from './mail-state.ts'
import { methodText, sentence } from './methods.ts'
import { hasLeft, type Post, postEntries } from './posts.ts'

type Fields = Readonly<Record<string, unknown>>

/** What happened to an invoice, newest first: its events, and what became of its mails, letters and texts. */
export function historyOf(events: readonly ApiEvent[], mails: readonly Email[], posts: readonly Post[] = []): Entry[] {
  const isMailed = mails.some(({ state }) => state === 'sent') || posts.some(hasLeft)
  const told = events.filter((event) => isWorthTelling(event) && !(isMailed && isSentByMail(event))).sort(settlingLast)
  return [...mails.flatMap(mailEntries), ...posts.flatMap(postEntries), ...told.flatMap(entriesOf)].sort(
    (left, right) => right.at - left.at,
  )
}

/** What paid it comes before that it is paid, though both are written in one moment: newest first, it stands below. */
function settlingLast(left: ApiEvent, right: ApiEvent): number {
  const weight = ({ type }: ApiEvent) => (type === 'invoice.paid' ? 1 : 0)
  return right.timestamp - left.timestamp || weight(right) - weight(left)
}

/** Issued as it was made, an invoice has one event for both; they are two facts to whoever reads. */
function entriesOf(event: ApiEvent): Entry[] {
  const isIssuedAtOnce = event.type === 'invoice.created' && event.data.object['draft'] === false
  if (!isIssuedAtOnce) return [entryOf(event)]
  const issued = { ...entryOf(event), key: `${event.id}-issued`, title: issuedText(event.data.object) }
  return [issued, entryOf(event)]
}

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

function isWorthTelling({ type, data }: ApiEvent): boolean {
  const changed = Object.keys(data.previous ?? {})
  if (type === 'credit_note.updated' || type === 'estimate.updated') return false
  return type !== 'invoice.updated' || changed.length === 0 || changed.some((name) => !FOLLOWING.has(name))
}

/** The invoice counts as sent because a mail of it was accepted; the mail itself says so better. */
function isSentByMail({ type, data, user }: ApiEvent): boolean {
  return type === 'invoice.updated' && user.id === -2 && data.previous?.sent === false
}

function mailEntries(mail: Email): Entry[] {
  const [opened] = mail.opens_detail
  const opening: Entry[] = opened ? [{ key: `${mail.id}-opened`, at: opened.timestamp, title: `Opened by ${mail.email}` }] : []
  if (isRefused(mail)) {
    const detail = mail.reject_reason ?? undefined
    return [{ key: mail.id, at: mail.updated_at, title: `Mail to ${mail.email} did not arrive`, detail, tone: 'bad' }]
  }
  const sender = senderOf(mail)
  const detail = sender ? `by ${personName(sender)}` : undefined
  return mail.sent_at === null ? [] : [...opening, { key: mail.id, at: mail.sent_at, title: `Sent to ${mail.email}`, detail }]
}

/** What an event says about an invoice. */
function entryOf(event: ApiEvent): Entry {
  const object = event.data.object as Fields
  const told = tell(event.type, object, (event.data.previous ?? {}) as Fields)
  const detail = [told.detail, actorText(event)].filter(Boolean).join(' · ') || undefined
  return { key: event.id, at: event.timestamp, title: told.title, detail, ...(told.tone ? { tone: told.tone } : {}) }
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
      return { title: issuedText(object) }
    case 'invoice.sent':
      return { title: 'Sent' }
    case 'invoice.viewed':
      return { title: 'Viewed' }
    case 'invoice.paid':
      return { title: 'Paid in full', tone: 'good' }
    case 'invoice.voided':
      return { title: 'Voided', tone: 'bad' }
    case 'invoice.deleted':
      return { title: 'Deleted', tone: 'bad' }
    case 'invoice.past_due':
      return { title: 'Fell past due', tone: 'bad' }
    case 'invoice.payment_expected':
      return { title: 'Payment announced' }
    case 'invoice.updated':
      return tellUpdate(object, previous)
    case 'payment.created':
      if (object.amount === 0) return { title: 'Credit applied', tone: 'good' }
      return tellPayment(object)
    case 'charge.succeeded':
      return tellPayment(object)
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

function issuedText(object: Fields): string {
  return `Issued${object.number ? ` as ${object.number}` : ''}`
}

function tellPayment(object: Fields): Told {
  return { title: `Payment of ${amount(object)}`, detail: methodText(text(object.method)), tone: 'good' }
}

/** By these others still know it. */
const WAS = new Set(['number', 'currency'])

function tellUpdate(object: Fields, previous: Fields): Told {
  if (previous.draft === true && object.draft === false) return { title: issuedText(object) }
  if (previous.sent === false) return { title: 'Marked as sent' }
  const fields = Object.keys(previous)
    .filter((name) => name !== 'updated_at')
    .map((name) => (WAS.has(name) && text(previous[name]) ? `${name} (was ${previous[name]})` : name.replaceAll('_', ' ')))
  return { title: 'Changed', detail: fields.slice(0, 4).join(', ') || undefined }
}

function actorText({ user }: ApiEvent): string | undefined {
  if (user.id === -2) return user.name === 'API' ? 'through the API' : 'automatically'
  if (user.id === -1) return 'by the customer'
  const name = user.name ?? user.email
  return name ? `by ${name}` : undefined
}

function amount(object: Fields): string {
  return moneyText(Number(object.amount ?? 0), text(object.currency) ?? 'usd')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}
