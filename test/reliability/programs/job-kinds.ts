import type { Receiver } from '../../doubles/receiver.ts'
import type { SmtpDouble } from '../../doubles/smtp.ts'
import { type Arena, type Caller, made } from '../arena.ts'
import { clockOf, setClocks, wakeScheduler } from '../clock.ts'
import type { Sheet } from '../program.ts'

/** The server and its outside. */
export interface Field {
  readonly arena: Arena
  readonly mail: SmtpDouble
  readonly receiver: Receiver
}

/** What a job does that is killed in its middle. */
export interface Kind {
  readonly name: 'mail' | 'paper' | 'charge' | 'schedule' | 'webhook'
  readonly job: string
  /** How long the job usually takes; the kill falls somewhere into this. */
  readonly span_ms: number
  /** Brings about what the job must do. */
  begin(field: Field, company: Caller): Promise<void>
}

export interface Trial {
  readonly kind: Kind
  readonly company: Caller
  /** The job was under way when its process was killed. */
  readonly hit: boolean
}

const CUSTOMER = { name: 'Acme Corp', email: 'accounting@acmecorp.example' }
const ITEMS = [{ name: 'Paper', quantity: 3, unit_cost: 45 }]
const SUBSCRIPTIONS = 5
/** One bill at the start, two that the schedule catches up with. */
const BILLS = 3
const CUSTOMERS = 3

export const KINDS: readonly Kind[] = [
  {
    name: 'mail',
    job: 'send-due-emails',
    span_ms: 1_200,
    begin: async (_field, company) => void (await invoiced(company, { send: true })),
  },
  { name: 'paper', job: 'print-issued-invoice', span_ms: 600, begin: async (_field, company) => void (await invoiced(company)) },
  {
    name: 'charge',
    job: 'collect-invoices',
    span_ms: 150,
    async begin({ arena }, company) {
      const customer = (await made(company, '/customers', { ...CUSTOMER, autopay: true })).id
      await made(company, `/customers/${customer}/payment_sources`, { method: 'credit_card', invoiced_token: 'tok_visa_4242' })
      await made(company, '/invoices', { customer, items: ITEMS })
      // The first attempt is an hour away.
      await pass(arena, company, 3_601)
    },
  },
  {
    name: 'schedule',
    job: 'bill-subscriptions',
    span_ms: 600,
    async begin({ arena }, company) {
      await made(company, '/plans', { id: 'daily', name: 'Daily', amount: 1, interval: 'day' })
      for (let n = 0; n < SUBSCRIPTIONS; n++)
        await made(company, '/subscriptions', { customer: (await made(company, '/customers', CUSTOMER)).id, plan: 'daily' })
      await pass(arena, company, (BILLS - 1) * 86_400)
    },
  },
  {
    name: 'webhook',
    job: 'deliver-webhook',
    span_ms: 1_200,
    async begin({ receiver }, company) {
      await made(company, '/webhooks', { url: `${receiver.url}/${company.id}`, events: ['customer.created'] })
      for (let n = 0; n < CUSTOMERS; n++) await made(company, '/customers', CUSTOMER)
    },
  },
]

async function invoiced(company: Caller, more: object = {}): Promise<void> {
  const customer = (await made(company, '/customers', CUSTOMER)).id
  await made(company, '/invoices', { customer, items: ITEMS, ...more })
}

/** The company's clock goes on without anything happening on the way; then the scheduler looks. */
async function pass({ platform }: Arena, company: Caller, seconds: number): Promise<void> {
  await setClocks(platform, [company.id], new Date(((await clockOf(company)) + seconds) * 1000))
  await wakeScheduler(platform, [company.id])
}

/** What the jobs were to do was done, exactly once where that is in our hands. */
export async function judge(field: Field, trials: readonly Trial[], kills: number, sheet: Sheet): Promise<void> {
  const of = (name: Kind['name']) => trials.filter(({ kind }) => kind.name === name).map(({ company }) => company)
  await judgeMails(field, of('mail'), kills, sheet)
  await judgePapers(field, of('paper'), sheet)
  await judgeCharges(field, of('charge'), sheet)
  await judgeSchedule(field, of('schedule'), sheet)
  await judgeWebhooks(field, of('webhook'), sheet)
}

/** All mails of these companies, whatever they were about; those of the others stay in their sandbox. */
async function judgeMails({ arena, mail }: Field, companies: readonly Caller[], kills: number, sheet: Sheet): Promise<void> {
  const { rows } = await arena.platform.ownerPool.query<{ message_id: string; state: string; email: string }>(
    'select message_id, state, email from emails where company_id = any($1)',
    [companies.map(({ id }) => id)],
  )
  const taken = new Map<string, number>()
  for (const { raw } of mail.received) {
    const id = /^Message-ID: (<[^>]+>)/im.exec(raw)?.[1] ?? 'none'
    taken.set(id, (taken.get(id) ?? 0) + 1)
  }
  const wrong = rows.filter(({ state, message_id }) => state !== 'sent' || !taken.has(message_id))
  sheet.claim(
    'mails sent',
    `${rows.length - wrong.length} of ${rows.length}`,
    wrong.length === 0 && rows.length >= companies.length,
    wrong,
  )
  const strange = [...taken.keys()].filter((id) => !rows.some(({ message_id }) => message_id === id))
  sheet.claim('mails under another Message-ID', strange.length, strange.length === 0, strange)
  const twice = [...taken.values()].reduce((sum, times) => sum + times - 1, 0)
  sheet.claim(`mails that came twice, in ${kills} kills`, twice, twice <= Math.max(1, Math.floor(kills / 100)))
}

async function judgePapers({ arena }: Field, companies: readonly Caller[], sheet: Sheet): Promise<void> {
  const { rows } = await arena.platform.ownerPool.query<{ company_id: number; papers: number }>(
    `select i.company_id, (select count(*)::int from papers p where p.company_id = i.company_id and p.document_type = 'invoice' and p.document_id = i.id) as papers
       from invoices i where i.company_id = any($1)`,
    [companies.map(({ id }) => id)],
  )
  const right = rows.filter(({ papers }) => papers === 1).length
  let readable = 0
  for (const company of companies) {
    const [invoice] = (await company.call('GET', '/invoices')).json
    const { status, text } = await arena.request('GET', new URL(invoice.pdf_url).pathname)
    if (status === 200 && text.startsWith('%PDF')) readable++
  }
  sheet.claim(
    'papers kept once, and readable',
    `${right} and ${readable} of ${companies.length}`,
    right === companies.length && readable === right && rows.length === right,
  )
}

async function judgeCharges({ arena }: Field, companies: readonly Caller[], sheet: Sheet): Promise<void> {
  const { rows } = await arena.platform.ownerPool.query<Record<'taken' | 'charged' | 'payments', number> & { paid: boolean }>(
    `select i.company_id, i.paid,
        (select count(*)::int from simulator_records s where s.company_id = i.company_id and s.key like 'charge:%') as taken,
        (select count(*)::int from charges c join simulator_records s on s.company_id = c.company_id and s.value ->> 'idempotency_key' = c.idempotency_key
          where c.company_id = i.company_id and c.status = 'succeeded' and s.key like 'charge:%') as charged,
        (select count(*)::int from payments p where p.company_id = i.company_id and not p.voided) as payments
      from invoices i where i.company_id = any($1)`,
    [companies.map(({ id }) => id)],
  )
  const wrong = rows.filter(({ paid, taken, charged, payments }) => !paid || taken !== 1 || charged !== 1 || payments !== 1)
  sheet.claim(
    'charged once, by its key, and paid once',
    `${rows.length - wrong.length} of ${companies.length}`,
    wrong.length === 0 && rows.length === companies.length,
    wrong.slice(0, 5),
  )
}

async function judgeSchedule({ arena }: Field, companies: readonly Caller[], sheet: Sheet): Promise<void> {
  const { rows } = await arena.platform.ownerPool.query<{ bills: number; days: number }>(
    `select company_id, subscription, count(*)::int as bills, count(distinct date)::int as days from invoices
      where company_id = any($1) and subscription is not null group by 1, 2`,
    [companies.map(({ id }) => id)],
  )
  const wrong = rows.filter(({ bills, days }) => bills !== BILLS || days !== BILLS)
  const subscriptions = companies.length * SUBSCRIPTIONS
  sheet.claim(
    'subscriptions billed once for each day',
    `${rows.length - wrong.length} of ${subscriptions}`,
    wrong.length === 0 && rows.length === subscriptions,
    wrong.slice(0, 5),
  )
}

async function judgeWebhooks({ arena, receiver }: Field, companies: readonly Caller[], sheet: Sheet): Promise<void> {
  const { rows } = await arena.platform.ownerPool.query<{ company_id: number; event_id: number; state: string }>(
    'select company_id, event_id, state from webhook_attempts where company_id = any($1)',
    [companies.map(({ id }) => id)],
  )
  const heard = new Set(receiver.received.map(({ path, headers }) => `${path} ${headers['webhook-id']}`))
  const told = new Set(rows.map(({ company_id, event_id }) => `/${company_id} evt_${event_id}`))
  const missing = [...told].filter((one) => !heard.has(one))
  const strange = [...heard].filter((one) => !told.has(one))
  const undelivered = rows.filter(({ state }) => state !== 'delivered')
  const events = companies.length * CUSTOMERS
  sheet.claim(
    'events delivered, each under one id, noted once',
    `${told.size - missing.length} of ${events}, in ${receiver.received.length} calls`,
    missing.length + strange.length + undelivered.length === 0 && rows.length === events && told.size === events,
    { missing, strange, undelivered },
  )
}
