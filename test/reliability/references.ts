import { api } from '../../src/contract/index.ts'
import { jsonSchema } from '../../src/contract/openapi.ts'
import { code, type Made, make, read } from '../examples/making.ts'
import * as records from '../examples/records.ts'
import { examples } from '../examples.ts'
import type { Caller } from './arena.ts'
import type { Named } from './operations.ts'

type Json = Record<string, unknown>

/** What a field of a body, a filter or a query may name, by the field's own name. */
const NAMED_BY: Readonly<Record<string, keyof Treasure>> = {
  customer: 'customer',
  customer_id: 'customer',
  parent_customer: 'customer',
  invoice: 'invoice',
  invoice_id: 'invoice',
  consolidated_invoice: 'invoice',
  parent_id: 'invoice',
  document_id: 'invoice',
  estimate: 'estimate',
  credit_note: 'credit_note',
  subscription: 'subscription',
  payment: 'payment',
  payment_plan: 'payment_plan',
  charge: 'charge',
  transaction: 'transaction',
  parent_transaction: 'transaction',
  payment_source_id: 'payment_source',
  merchant_account: 'merchant_account',
  ach_gateway: 'merchant_account',
  cc_gateway: 'merchant_account',
  late_fee_schedule: 'late_fee_schedule',
  late_fee_schedule_id: 'late_fee_schedule',
  file_id: 'file',
  logo_file: 'file',
  attachments: 'file',
  id: 'line',
  owner: 'user',
  assignee: 'user',
  user: 'user',
  user_id: 'user',
  member: 'member',
  chasing_cadence: 'chasing_cadence',
  next_chase_step: 'chasing_step',
  cadence_id: 'invoice_cadence',
  cadence: 'invoice_cadence',
  sign_up_page: 'sign_up_page',
  sign_up_page_id: 'sign_up_page',
  webhook_id: 'webhook',
  event_id: 'event',
  item: 'item',
  catalog_item: 'item',
  plan: 'plan',
  coupon: 'coupon',
  discounts: 'coupon',
  tax_rate: 'tax_rate',
  taxes: 'tax_rate',
  role: 'role',
  template: 'email_template',
  email_template_id: 'email_template',
  sms_template_id: 'sms_template',
  invoice_template_id: 'pdf_template',
  estimate_template_id: 'pdf_template',
  credit_note_template_id: 'pdf_template',
  receipt_template_id: 'pdf_template',
  statement_template_id: 'pdf_template',
  assigned_user_id: 'user',
  completed_by_user_id: 'user',
}

/** Whole numbers, and words that look like a record's, that name none; each with what they are. */
const NAMES_NOTHING: Readonly<Record<string, string>> = {
  trigger: 'the code of an occasion',
  time_of_day: 'an hour of a day',
  run_date: 'a day of a month',
  repeats: 'a number of times',
  hour: 'an hour of a day',
  days: 'days',
  aging_buckets: 'days',
  amount: 'money, which may be whole',
  amount1: 'cents of a test deposit',
  amount2: 'cents of a test deposit',
  autopay_delay_days: 'days',
  bill_in_advance_days: 'days',
  contract_renewal_cycles: 'a number of periods',
  convenience_fee: 'hundredths of a percent',
  cutoff_date: 'a day',
  cycles: 'a number of periods',
  date: 'a day',
  delay_days: 'days',
  due_date: 'a day',
  duration: 'a number of periods',
  email: 'an address',
  end: 'a day',
  event: 'a kind of event',
  file: 'the content of an upload',
  expiration_date: 'a day',
  expires: 'a moment',
  gl_account: 'a name or code of the ledger elsewhere, kept as given',
  grace_period: 'days',
  interval_count: 'a number of intervals',
  max: 'cents',
  max_qty: 'a quantity',
  max_redemptions: 'a number of uses',
  min: 'cents',
  min_qty: 'a quantity',
  next_payment_attempt: 'a moment',
  order: 'a place in a list',
  payment_source: 'whether there is one',
  period_end: 'a day',
  proration_date: 'a day',
  recurring_days: 'days',
  renews_next: 'a day',
  retry_schedule: 'days',
  size: 'bytes',
  snap_to_nth_day: 'a day of a month',
  start: 'a day',
  start_date: 'a day',
  timestamp: 'a moment',
  to: 'a moment',
  trial_period_days: 'days',
  transaction_id: 'a name that the caller chooses for an event',
}

/** One field of a body that names a record; `[]` stands for the entries of a list. */
export interface Reference {
  readonly path: readonly string[]
  readonly kind: keyof Treasure
  /** What has to stand beside it, or must not, so that it is looked at. */
  readonly beside: Readonly<Record<string, unknown>>
  /** Why theirs may be passed over instead of refused; null where it may not. */
  readonly skipped: string | null
}

const BESIDE: readonly (readonly [RegExp, Readonly<Record<string, unknown>>])[] = [
  [/applied_to\.\[\]\.estimate$/, { type: 'estimate', invoice: undefined }],
  [/applied_to\.\[\]\.credit_note$/, { type: 'credit_note', document_type: 'invoice' }],
  [/payment_source_id$/, { payment_source_type: 'card', invoiced_token: undefined, gateway_token: undefined }],
  [/^customer$/, { customer_id: undefined }],
]

/** As published, or because there is nothing to refuse. Nothing of theirs may be in the answer. */
const SKIPPED: readonly (readonly [RegExp, string])[] = [
  [/(discounts|taxes)\.\[\]/, 'codes that are not known are passed over, as published'],
  [/(items|applied_to)\.\[\]\.id$/, 'what is new gets an id of its own; one that comes with it counts for nothing'],
  [/^next_chase_step$/, 'a step counts only within a cadence that is given'],
  [/events\.\[\]\./, 'every event of a batch is answered for by itself, and this one is rejected'],
]

/** Every field of an operation's body that names a record, as its schema says. */
export function referencesOf({ operation }: Named): readonly Reference[] {
  if (!operation.body) return []
  const found = new Map<string, Reference>()
  walk(jsonSchema(operation.body) as Json, [], (path, type) => {
    const kind = type === 'integer' || type === 'string' ? kindOf(operation.path, path) : undefined
    const place = path.join('.')
    const matching = <T>(table: readonly (readonly [RegExp, T])[]) => table.find(([pattern]) => pattern.test(place))?.[1]
    if (kind) found.set(place, { path, kind, beside: matching(BESIDE) ?? {}, skipped: matching(SKIPPED) ?? null })
  })
  return [...found.values()]
}

/** What a name means where several kinds are called alike. */
function kindOf(place: string, path: readonly string[]): keyof Treasure | undefined {
  const name = path.findLast((part) => part !== '[]')!
  if (place.startsWith('/gl_accounts') && name === 'parent_id') return 'gl_account'
  // A new record's own code is no reference, and the code of a plan's or an item's own tax is none either.
  if (path.length === 1 && name === 'id') return undefined
  if (name === 'id' && /^(coupon|tax_rate)$/.test(path.at(-2) ?? '')) return path.at(-2) as 'coupon' | 'tax_rate'
  // What somebody does at the customer's, and those who are written to.
  if (name === 'role' && /contacts|chasing_cadences/.test(place)) return undefined
  return NAMED_BY[name]
}

/** Fields of bodies that are in neither table: somebody has to say whether they name a record. */
export function unexplained({ operation }: Named): readonly string[] {
  const found = new Set<string>()
  const nouns = new Set(Object.keys(api).map((noun) => noun.replace(/s$/, '')))
  if (operation.body)
    walk(jsonSchema(operation.body) as Json, [], (path, type) => {
      const name = path.findLast((part) => part !== '[]') ?? ''
      const isSuspect = type === 'integer' || (type === 'string' && nouns.has(name.replace(/_id$/, '')))
      if (isSuspect && !NAMED_BY[name] && !NAMES_NOTHING[name]) found.add(name)
    })
  return [...found]
}

/** Every value of a schema that is no object and no list, with its place; `[]` stands for an entry, `any_key` for a free name. */
export function walk(schema: Json, path: readonly string[], visit: (path: readonly string[], type: string) => void): void {
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as Json[]
  for (const choice of choices) walk(choice, path, visit)
  for (const [name, inner] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>))
    walk(inner, [...path, name], visit)
  if (schema['items']) walk(schema['items'] as Json, [...path, '[]'], visit)
  const free = schema['additionalProperties']
  if (typeof free === 'object' && free !== null) walk(free as Json, [...path, 'any_key'], visit)
  for (const type of [schema['type'] ?? []].flat() as string[])
    if (type !== 'object' && type !== 'array' && type !== 'null') visit(path, type)
}

/** The body with an id at the place of a reference, and what is needed around it. */
export function planted(body: unknown, { path, beside }: Pick<Reference, 'path' | 'beside'>, value: unknown): unknown {
  const [part, ...tail] = path
  const rest = { path: tail, beside }
  if (part === undefined) return value
  if (part === '[]') {
    const list = Array.isArray(body) ? body : []
    return [planted(list[0] ?? {}, rest, value), ...list.slice(1)]
  }
  const object = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Json) : {}
  return { ...object, ...(tail.length === 0 && beside), [part]: planted(object[part], rest, value) }
}

/** What a filter or a query parameter names; `own` is what the list is of. */
export function namedByQuery(name: string, own: string): keyof Treasure | undefined {
  if (name === 'id') return OWN[own]
  if (name === 'role' && own === 'contacts') return undefined
  if (name === 'parent_id') return 'gl_account'
  return NAMED_BY[name]
}

const OWN: Readonly<Record<string, keyof Treasure>> = {
  customers: 'customer',
  invoices: 'invoice',
  estimates: 'estimate',
  credit_notes: 'credit_note',
  payments: 'payment',
  subscriptions: 'subscription',
  charges: 'charge',
  transactions: 'transaction',
  members: 'member',
  merchant_accounts: 'merchant_account',
  late_fee_schedules: 'late_fee_schedule',
  chasing_cadences: 'chasing_cadence',
  gl_accounts: 'gl_account',
  webhooks: 'webhook',
  events: 'event',
  items: 'item',
  plans: 'plan',
  coupons: 'coupon',
  tax_rates: 'tax_rate',
  roles: 'role',
  email_templates: 'email_template',
}

/** One record of every kind that can be named. */
export type Treasure = Awaited<ReturnType<typeof treasureOf>>

export async function treasureOf(company: Caller, secret: string) {
  const owner = await records.customer(company)
  const items = [{ name: 'Copper tubing', quantity: 2, unit_cost: 45 }]
  const invoice = await make(company, '/invoices', { customer: owner.id, items, metadata: { secret } })
  const planned = await records.plannedInvoice(company)
  const { id: role } = await make(company, '/roles', { id: code('role').replaceAll('-', '_'), name: 'Clerk' })
  const member = await make(company, '/members', { email: `${code('office')}@acme.example`, role })
  const plan = await records.plan(company)
  const charge = await records.charge(company)
  const made = async (operation: string, path: string) => make(company, path, (await examples[operation]!(company)).body)
  const one = async (operation: string, path: string) => (await made(operation, path)).id
  const [event] = await read<Made[]>(company, '/events?per_page=1')
  const cadence = await made('chasing_cadences.create', '/customer_chasing_cadences')
  return {
    customer: owner.id,
    invoice: invoice.id,
    line: (invoice['items'] as readonly Made[])[0]!.id,
    payment_plan: Number(planned['payment_plan'] ?? (await read<Json>(company, `/invoices/${planned.id}`))['payment_plan']),
    estimate: (await records.estimate(company)).id,
    credit_note: (await records.creditNote(company)).id,
    payment: (await records.payment(company)).id,
    charge: charge.id,
    transaction: (await records.transaction(company)).id,
    subscription: (await make(company, '/subscriptions', { customer: owner.id, plan: plan.id })).id,
    payment_source: (await records.source(company)).id,
    merchant_account: await one('merchant_accounts.create', '/merchant_accounts'),
    chasing_cadence: cadence.id,
    chasing_step: (cadence['steps'] as readonly Made[])[0]!.id,
    pdf_template: await one('pdf_templates.create', '/pdf_templates'),
    sms_template: await one('sms_templates.create', '/sms_templates'),
    invoice_cadence: await one('invoice_chasing_cadences.create', '/invoice_chasing_cadences'),
    sign_up_page: await one('sign_up_pages.create', '/sign_up_pages'),
    late_fee_schedule: await one('late_fee_schedules.create', '/late_fee_schedules'),
    file: await one('files.create', '/files'),
    user: Number(member['user'] && (member['user'] as Made).id ? (member['user'] as Made).id : member['user']),
    member: member.id,
    webhook: await one('webhooks.create', '/webhooks'),
    event: event!.id,
    gl_account: await one('gl_accounts.create', '/gl_accounts'),
    item: String((await records.item(company)).id),
    plan: String(plan.id),
    coupon: String(await one('coupons.create', '/coupons')),
    tax_rate: String((await records.taxRate(company)).id),
    role: String(role),
    email_template: String(await one('email_templates.create', '/email_templates')),
  }
}
