import { CompiledQuery, type Selectable, sql } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import { codeOf } from '../../../platform/db/errors.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { ReportsTable } from '../../../platform/db/tables.ts'
import { HttpError } from '../../../platform/http/errors.ts'
import type { Work } from '../../../platform/work.ts'
import type { Report } from './contract.ts'
import { type Asked, KEPT_DAYS, ROWS_MAX, type Row } from './rules.ts'

/** A report without its links, as it is kept. */
export type KeptReport = Omit<Report, 'csv_url' | 'pdf_url'>

/** Asks the books. One statement, so that all of it is of the same instant; one row more than a report may have. */
export async function ask({ tx, companyId }: Work, asked: Asked): Promise<readonly Row[]> {
  const values: Readonly<Record<string, string | number | null>> = {
    company: companyId,
    start: asked.start,
    end: asked.end,
    today: asked.today,
    zone: asked.zone,
    currency: asked.currency,
  }
  const names: string[] = []
  const place = (name: string) => `$${names.includes(name) ? names.indexOf(name) + 1 : names.push(name)}${CASTS[name] ?? ''}`
  const text = asked.kind
    .query(asked.choices)
    .replace(/(?<!:):(company|start|end|today|zone|currency)\b/g, (_, name) => place(name))
  const limited = `select * from (${text}) asked limit ${ROWS_MAX + 1}`
  const query = CompiledQuery.raw(
    limited,
    names.map((name) => values[name]),
  )
  try {
    return (await tx.executeQuery<Row>(query)).rows
  } catch (error) {
    throw codeOf(error) === '57014' ? tooSlow(asked) : error
  }
}

/** The database gives up after its time limit: again would take as long, and hold others up. */
function tooSlow({ kind, currency }: Asked): HttpError {
  const less = [
    kind.period === 'range' && 'a shorter period (start_date, end_date)',
    currency === null && 'a single currency',
  ].filter(Boolean)
  const advice = less.length > 0 ? `Ask for ${less.join(' or ')}` : 'Try again when the server has less to do'
  return new HttpError(422, 'report_too_slow', `This report took too long and was given up. ${advice}.`)
}

const CASTS: Readonly<Record<string, string>> = {
  company: '::bigint',
  start: '::date',
  end: '::date',
  today: '::date',
  zone: '::text',
  currency: '::text',
}

export async function insert(work: Work, report: KeptReport): Promise<void> {
  const built_by = work.actor.kind === 'member' ? work.actor.user_id : null
  await insertRows(work, 'reports', [{ ...report, company_id: work.companyId, built_by }])
}

/** Those that nobody needs any more go when another one is built. */
export async function removeOld({ tx, companyId, now }: Work): Promise<void> {
  await sql`delete from reports where company_id = ${companyId} and created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})`.execute(
    tx,
  )
}

export async function find({ tx, companyId }: Work, id: number): Promise<KeptReport> {
  const row = await tx
    .selectFrom('reports')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'report_not_found', `No report ${id}. Reports are kept for ${KEPT_DAYS} days.`)
  return fromRow(row)
}

function fromRow({ company_id: _, built_by: __, data, parameters, ...row }: Selectable<ReportsTable>): KeptReport {
  return { ...row, data: data as Report['data'], parameters: parameters as Report['parameters'] }
}
