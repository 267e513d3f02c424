import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { ChasingCadencesTable, ChasingStepsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { ChasingStep } from './contract.ts'
import type { Cadence } from './rules.ts'
import type { Action, Frequency } from './values.ts'

type Row = Selectable<ChasingCadencesTable>
type StepRow = Selectable<ChasingStepsTable>

const PLAIN = [
  'id',
  'name',
  'time_of_day',
  'frequency',
  'paused',
  'min_balance',
  'assignment_mode',
  'assignment_conditions',
  'last_run',
  'next_run',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery): Promise<Page<Cadence>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`chasing_cadences t`,
    columns: { ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])), run_date: sql`t.run_on` },
  })
  return { rows: await withSteps(work, rows), total }
}

export async function find(work: Work, id: number): Promise<Cadence> {
  return (await findMany(work, [id]))[0] ?? refuseUnknown(id)
}

export async function findMany(work: Work, ids: readonly number[]): Promise<Cadence[]> {
  const rows = await work.tx
    .selectFrom('chasing_cadences')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return withSteps(work, rows)
}

/** Holds the cadence until the work is done: nobody begins to use it or changes it meanwhile. */
export async function lock(work: Work, id: number): Promise<Cadence> {
  const rows = await work.tx
    .selectFrom('chasing_cadences')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
  return (await withSteps(work, rows))[0] ?? refuseUnknown(id)
}

/** Cadences that are not paused and give themselves to customers, or whose run is due. */
export async function active(work: Work): Promise<Cadence[]> {
  const rows = await work.tx
    .selectFrom('chasing_cadences')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where('paused', '=', false)
    .orderBy('next_run')
    .orderBy('id')
    .execute()
  return withSteps(work, rows)
}

async function withSteps(work: Work, rows: readonly Row[]): Promise<Cadence[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const steps = await work.tx
    .selectFrom('chasing_steps')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`cadence = any(${ids})`)
    .orderBy('cadence')
    .orderBy('position')
    .execute()
  const stepsOf = Map.groupBy(steps, ({ cadence }) => cadence)
  return rows.map((row) => fromRow(row, (stepsOf.get(row.id) ?? []).map(stepFromRow)))
}

export async function findSteps({ tx, companyId }: Work, ids: readonly number[]): Promise<ChasingStep[]> {
  const rows = await tx
    .selectFrom('chasing_steps')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(stepFromRow)
}

export async function insert(work: Work, cadence: Cadence): Promise<void> {
  await insertRows(work, 'chasing_cadences', [{ ...toRow(cadence), company_id: work.companyId }])
  await insertSteps(work, cadence, cadence.steps, 0)
}

export async function update(work: Work, before: Cadence, cadence: Cadence): Promise<void> {
  const { tx, companyId } = work
  const { id, created_at: _, last_run: __, ...row } = toRow(cadence)
  await tx.updateTable('chasing_cadences').set(row).where('company_id', '=', companyId).where('id', '=', id).execute()
  if (before.steps === cadence.steps) return
  await tx
    .deleteFrom('chasing_steps')
    .where('company_id', '=', companyId)
    .where('cadence', '=', id)
    .where(sql<boolean>`id <> all(${cadence.steps.map((step) => step.id)})`)
    .execute()
  for (const [position, step] of cadence.steps.entries()) {
    if (!before.steps.some((one) => one.id === step.id)) {
      await insertSteps(work, cadence, [step], position)
      continue
    }
    const { object: ___, created_at: ____, id: stepId, ...fields } = step
    await tx
      .updateTable('chasing_steps')
      .set({ ...fields, position })
      .where('company_id', '=', companyId)
      .where('id', '=', stepId)
      .execute()
  }
}

async function insertSteps(work: Work, cadence: Cadence, steps: readonly ChasingStep[], first: number): Promise<void> {
  const rows = steps.map(({ object: _, ...step }, index) => ({
    ...step,
    company_id: work.companyId,
    cadence: cadence.id,
    position: first + index,
  }))
  await insertRows(work, 'chasing_steps', rows)
}

/** Whoever was the default is no longer. Those who become it at once do so one after the other. */
export async function clearDefault({ tx, companyId, now }: Work, except: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('chasing_cadences', ${companyId}))`.execute(tx)
  await tx
    .updateTable('chasing_cadences')
    .set({ assignment_mode: 'none', updated_at: now })
    .where('company_id', '=', companyId)
    .where('assignment_mode', '=', 'default')
    .where('id', '<>', except)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('chasing_cadences').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function count({ tx, companyId }: Work): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::bigint as count from chasing_cadences where company_id = ${companyId}`.execute(tx)
  return rows[0]!.count
}

/** How many customers use each of these cadences. */
export async function usedBy({ tx, companyId }: Work, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; customers: number }>`
    select chasing_cadence as id, count(*)::bigint as customers from customers
    where company_id = ${companyId} and chasing_cadence = any(${[...ids]}) group by 1
  `.execute(tx)
  return new Map(rows.map(({ id, customers }) => [id, customers]))
}

/** When the next cadence runs; null where none does. */
export async function nextRunAt({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_run) as at from chasing_cadences where company_id = ${companyId} and not paused
  `.execute(tx)
  return rows[0]!.at
}

/** A run is over. Where somebody gave the cadence other times meanwhile, those stay. */
export async function stampRun({ tx, companyId, now }: Work, cadence: Cadence, next_run: Date): Promise<void> {
  await sql`
    update chasing_cadences set last_run = ${now}, next_run = case when next_run = ${cadence.next_run} then ${next_run} else next_run end
    where company_id = ${companyId} and id = ${cadence.id}
  `.execute(tx)
}

function refuseUnknown(id: number): never {
  throw new Refusal('not_found', 'chasing_cadence_not_found', `No chasing cadence ${id}.`)
}

function toRow({ object: _, num_customers: __, steps: ___, run_date, run_days, min_balance, ...cadence }: Cadence) {
  return { ...cadence, run_on: run_date, run_list: run_days, min_balance: min_balance && decimalText(min_balance) }
}

function fromRow({ company_id: _, run_on, run_list, min_balance, ...row }: Row, steps: ChasingStep[]): Cadence {
  return {
    ...row,
    object: 'chasing_cadence',
    frequency: row.frequency as Frequency,
    assignment_mode: row.assignment_mode as Cadence['assignment_mode'],
    run_date: run_on,
    run_days: run_list,
    min_balance: min_balance === null ? null : decimal(min_balance),
    steps,
  }
}

function stepFromRow({ company_id: _, cadence: __, position: ___, action, ...step }: StepRow): ChasingStep {
  return { ...step, object: 'chasing_cadence_step', action: action as Action }
}
