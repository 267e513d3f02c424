import { type Selectable, sql } from 'kysely'
import { insertRows } from '../../../platform/db/records.ts'
import type { ChasedStepsTable } from '../../../platform/db/tables.ts'
import type { Work } from '../../../platform/work.ts'
import type { ChasedStep } from './contract.ts'

type Row = Selectable<ChasedStepsTable>
/** Whose steps: those of customers, or those of single invoices. */
export type About = 'customer' | 'invoice'

/** What makes a step happen once: of a walk each step, of an invoice each moment of its schedule. */
export type Once =
  | { readonly walk: number; readonly step_id: number; readonly invoice_id: null; readonly moment: null }
  | { readonly walk: null; readonly step_id: null; readonly invoice_id: number; readonly moment: string }

export interface Kept {
  readonly step: ChasedStep
  readonly once: Once
  /** What a step of a customer writes about. */
  readonly invoices: readonly number[]
}

const UNIQUE = {
  customer: '(company_id, walk, step_id) where walk is not null',
  invoice: '(company_id, invoice_id, moment) where invoice_id is not null',
} as const

/** True when it was written, false where somebody was first. */
export async function insert(work: Work, { step, once, invoices }: Kept): Promise<boolean> {
  const row = {
    ...once,
    company_id: work.companyId,
    id: step.id,
    customer_id: step.customer,
    cadence: step.chasing_cadence,
    name: step.name,
    actions: step.actions,
    day: step.date.date,
    state: step.state,
    said: step.said,
    invoices: [...invoices],
    created_at: step.created_at,
    updated_at: step.updated_at,
  }
  return (await insertRows(work, 'chased_steps', [row], UNIQUE[once.walk === null ? 'invoice' : 'customer'])) === 1
}

/** What is to be done and was not, the oldest first. */
export async function planned(work: Work, about: About): Promise<Kept[]> {
  return select(work, sql`state = 'planned' and (invoice_id is null) = ${about === 'customer'} order by id`)
}

/** A step that still is to be done, held; null where somebody has done it since. */
export async function lockPlanned(work: Work, id: number): Promise<Kept | null> {
  return (await select(work, sql`id = ${id} and state = 'planned' for update`))[0] ?? null
}

/** The latest steps of a customer, those of its invoices included. */
export async function latestOf(work: Work, customer: number, most: number): Promise<Kept[]> {
  return selectOver(work, sql`s.customer_id = ${customer} order by s.id desc limit ${most}`)
}

export async function ofInvoice(work: Work, invoice: number): Promise<Kept[]> {
  return selectOver(work, sql`s.invoice_id = ${invoice} order by s.id`)
}

/**
 * What became of the messages of a step: those that were kept back when their turn came, as nothing was owed any more, were not
 * sent, whatever the step said when it was done.
 */
const MESSAGES = sql`
  left join lateral (
    select count(*)::integer as messages, count(*) filter (where m.withheld)::integer as withheld, min(m.reason) filter (where m.withheld) as reason,
      (array_agg(m.id order by m.updated_at desc, m.id desc) filter (where m.withheld))[1] as last
    from (
      select e.id, e.updated_at, e.withheld, e.reject_reason as reason from emails e where e.company_id = s.company_id and e.cause = 'chase:' || s.id
      union all
      select t.id, t.updated_at, t.state = 'canceled', t.reject_reason from text_messages t where t.company_id = s.company_id and t.cause = 'chase:' || s.id
      union all
      select l.id, l.updated_at, l.state = 'canceled' and l.reference is null, l.reject_reason from letters l where l.company_id = s.company_id and l.cause = 'chase:' || s.id
    ) m
  ) sent on s.state = 'done'`

/** Steps that are over, as they went. */
async function selectOver(work: Work, condition: ReturnType<typeof sql>): Promise<Kept[]> {
  return (await rowsOver(work, condition)).map((row) => wentAs(work, row))
}

type RowOver = Row & {
  readonly messages: number | null
  readonly withheld: number | null
  readonly reason: string | null
  readonly last: string | null
}

async function rowsOver(work: Work, condition: ReturnType<typeof sql>): Promise<RowOver[]> {
  const { rows } = await sql<RowOver>`
    select s.*, sent.* from chased_steps s ${MESSAGES} where s.company_id = ${work.companyId} and ${condition}
  `.execute(work.tx)
  return rows
}

function wentAs({ zone }: Work, { messages, withheld, reason, last: _, ...row }: RowOver): Kept {
  if (!withheld) return fromRow(row, zone)
  const said = [row.said, reason].filter(Boolean).join(' ')
  return fromRow({ ...row, said, state: withheld === messages ? 'skipped' : row.state }, zone)
}

/** The step of which this message was the last to be kept back, as it was done and as it went; null where there is none. */
export async function endedBy(work: Work, message: string): Promise<{ readonly done: Kept; readonly went: Kept } | null> {
  const [row] = await rowsOver(
    work,
    sql`sent.last = ${message} and s.id = (
      select substr(c.cause, 7)::bigint from (
        select cause from emails where company_id = ${work.companyId} and id = ${message}
        union all select cause from text_messages where company_id = ${work.companyId} and id = ${message}
        union all select cause from letters where company_id = ${work.companyId} and id = ${message}
      ) c where c.cause ~ '^chase:[0-9]+$')`,
  )
  if (!row) return null
  const { messages: _, withheld: __, reason: ___, last: ____, ...kept } = row
  return { done: fromRow(kept, work.zone), went: wentAs(work, row) }
}

async function select(work: Work, condition: ReturnType<typeof sql>): Promise<Kept[]> {
  const { rows } = await sql<Row>`select * from chased_steps where company_id = ${work.companyId} and ${condition}`.execute(
    work.tx,
  )
  return rows.map((row) => fromRow(row, work.zone))
}

export async function finish({ tx, companyId }: Work, { id, state, said, updated_at }: ChasedStep): Promise<void> {
  await tx
    .updateTable('chased_steps')
    .set({ state, said, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

export async function anyPlanned({ tx, companyId }: Work, about: About): Promise<boolean> {
  const { rows } = await sql`
    select 1 from chased_steps where company_id = ${companyId} and state = 'planned' and (invoice_id is null) = ${about === 'customer'} limit 1
  `.execute(tx)
  return rows.length > 0
}

function fromRow(row: Row, zone: string): Kept {
  const { id, customer_id, invoice_id, walk, step_id, moment, cadence, name, actions, day, state, said, created_at, updated_at } =
    row
  const { invoices } = row
  return {
    step: {
      id,
      object: 'chased_step',
      customer: customer_id,
      invoice: invoice_id,
      chasing_cadence: cadence,
      chase_step: step_id,
      name,
      actions: actions as ChasedStep['actions'],
      date: { date: day, zone },
      state: state as ChasedStep['state'],
      said,
      created_at,
      updated_at,
    },
    // The table has a check that says the same.
    once: { walk, step_id, invoice_id, moment } as Once,
    invoices,
  }
}
