/**
 * Owns: who wants to be told of what, under which conditions, and in which words.
 * Does not own: events, how mail is sent to people (company/users).
 * Invariants: conditions are looked at when the event is told, on its object as it was then; a person is told of an event
 * once, however many notifications ask for it.
 */
import { OPERATORS, type Operator } from '../../../contract/list.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Notification, NotificationChanges, NotificationDraft } from './contract.ts'

/** Reads the properties of the event's object, in the words of lists. */
export interface Condition {
  readonly property: string
  readonly operator: Operator
  readonly value: string | number | boolean | null
}

const CONDITIONS_MAX = 20

export function draftNotification(id: number, draft: NotificationDraft, userId: number | null): Notification {
  const { event, enabled = true, medium = 'email', match_mode = 'any' } = draft
  return { id, event, enabled, medium, user_id: userId, match_mode, conditions: writeConditions(draft.conditions) }
}

export function changeNotification(notification: Notification, changes: NotificationChanges): Notification {
  return {
    ...notification,
    event: changes.event ?? notification.event,
    enabled: changes.enabled ?? notification.enabled,
    medium: changes.medium ?? notification.medium,
    match_mode: changes.match_mode ?? notification.match_mode,
    conditions: changes.conditions === undefined ? notification.conditions : writeConditions(changes.conditions),
  }
}

export function refuseUnknownEvent(event: string, known: ReadonlySet<string>): void {
  if (known.has(event)) return
  throw new Refusal(
    'invalid',
    'event_unknown',
    `Nothing is told under the name "${event}". There are ${[...known].sort().join(', ')}.`,
    'event',
  )
}

/** Only administrators decide what others are told. */
export function refuseForeign(userId: number | null, actingUserId: number, isAdministrator: boolean): void {
  if (isAdministrator || userId === actingUserId) return
  throw new Refusal('forbidden', 'not_yours', 'Only administrators change what others are told.')
}

function writeConditions(text: string | null | undefined): string {
  return text ? JSON.stringify(readConditions(text)) : '[]'
}

/** @throws Refusal invalid, naming `conditions` */
export function readConditions(text: string): Condition[] {
  const conditions = parsed(text)
  if (!Array.isArray(conditions) || conditions.length > CONDITIONS_MAX)
    throw unusable(`must be a JSON list of at most ${CONDITIONS_MAX} conditions`)
  return conditions.map(readCondition)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unusable('must be JSON, such as [{"property":"total","operator":">=","value":1000}]')
  }
}

function readCondition(one: unknown): Condition {
  const { property, operator = '=', value = null } = (one ?? {}) as Partial<Record<keyof Condition, unknown>>
  if (typeof property !== 'string' || !/^\w[\w-]*(\.[\w-]+){0,3}$/.test(property))
    throw unusable('must each name a property of the object, such as total or customer.name')
  if (!OPERATORS.some((known) => known === operator)) throw unusable(`must each have one of the operators ${OPERATORS.join(' ')}`)
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    throw unusable('must each compare with a text, a number or true or false')
  return { property, operator: operator as Operator, value: value as Condition['value'] }
}

function unusable(why: string): Refusal {
  return new Refusal('invalid', 'conditions_unusable', `The conditions ${why}.`, 'conditions')
}

type Wire = Readonly<Record<string, unknown>>

/** Whether the notification wants to hear of this object. */
export function matches({ match_mode, conditions }: Pick<Notification, 'match_mode' | 'conditions'>, object: Wire): boolean {
  const all = readConditions(conditions)
  const holding = all.filter((condition) => holds(condition, propertyOf(object, condition.property)))
  return all.length === 0 || (match_mode === 'all' ? holding.length === all.length : holding.length > 0)
}

function propertyOf(object: Wire, property: string): unknown {
  return property
    .split('.')
    .reduce<unknown>(
      (part, name) => (typeof part === 'object' && part !== null && Object.hasOwn(part, name) ? (part as Wire)[name] : null),
      object,
    )
}

function holds({ operator, value }: Condition, actual: unknown): boolean {
  const [is, wanted] = [textOf(idOf(actual)), textOf(value)]
  switch (operator) {
    case '=':
      return is === wanted
    case '<>':
      return is !== wanted
    case 'empty':
      return is === ''
    case 'not_empty':
      return is !== ''
    case 'starts_with':
      return is.startsWith(wanted)
    case 'ends_with':
      return is.endsWith(wanted)
    case 'contains':
      return is.includes(wanted)
    case 'not_contains':
      return !is.includes(wanted)
    default:
      return is !== '' && inOrder(operator, compared(is, wanted))
  }
}

/** Related records stand there in full, and are compared by their ids: `customer = 1234`. */
function idOf(actual: unknown): unknown {
  return typeof actual === 'object' && actual !== null && 'object' in actual && 'id' in actual ? actual.id : actual
}

function inOrder(operator: '>' | '>=' | '<' | '<=', order: number): boolean {
  return operator.startsWith('>')
    ? order > 0 || (order === 0 && operator === '>=')
    : order < 0 || (order === 0 && operator === '<=')
}

function compared(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isFinite(x) && Number.isFinite(y) && b !== '') return x - y
  return a < b ? -1 : Number(a > b)
}

function textOf(value: unknown): string {
  return value === null || value === undefined
    ? ''
    : String(typeof value === 'object' ? JSON.stringify(value) : value).toLowerCase()
}

/** What a mail says of an event. */
export interface Told {
  readonly headline: string
  readonly detail: string
  /** The page of the dashboard that shows it. */
  readonly page: string
}

/** `invoice.paid` of INV-0001 is "Invoice INV-0001: paid". */
export function tell(type: string, object: Wire): Told {
  const [noun = '', verb = ''] = type.split('.')
  const name = [object['number'], object['name'], object['id']].find((one) => one !== null && one !== undefined && one !== '')
  const headline = `${titled(noun)} ${String(name ?? '')}: ${verb.replaceAll('_', ' ')}`.replace(/ +/g, ' ').slice(0, 150)
  return { headline, detail: detailOf(object), page: pageOf(noun, object) }
}

function detailOf(object: Wire): string {
  const customer = object['customer']
  const amount = object['total'] ?? object['amount']
  const facts = [
    typeof customer === 'object' && customer !== null ? String((customer as Wire)['name'] ?? '') : '',
    typeof amount === 'number' && typeof object['currency'] === 'string' ? `${amount} ${object['currency'].toUpperCase()}` : '',
  ]
  return facts.filter((fact) => fact !== '').join(' · ')
}

const PAGES: Readonly<Record<string, string>> = {
  invoice: '/invoices',
  estimate: '/estimates',
  credit_note: '/credit_notes',
  customer: '/customers',
  payment: '/payments',
  subscription: '/subscriptions',
}

function pageOf(noun: string, { id }: Wire): string {
  const page = PAGES[noun]
  return page && typeof id === 'number' ? `${page}/${id}` : '/'
}

function titled(noun: string): string {
  const words = noun.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
