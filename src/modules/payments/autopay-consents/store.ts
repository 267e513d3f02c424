import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { AutopayConsentsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { AutopayConsent } from './contract.ts'
import type { Named } from './rules.ts'

type Row = Omit<Selectable<AutopayConsentsTable>, 'company_id'>

export async function list(work: Work, query: ListQuery, customer: number): Promise<Page<AutopayConsent>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.id, t.customer, t.action, t.stated_by, t.mandate, t.payment_source, t.ip, t.user_agent, t.created_at`,
    from: sql`autopay_consents t`,
    where: [sql`t.customer = ${customer}`],
    columns: Object.fromEntries(['id', 'action', 'stated_by', 'ip', 'created_at'].map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map((row) => ({ ...row, object: 'autopay_consent' }) as AutopayConsent), total }
}

export async function insert(work: Work, { object: _, ...consent }: AutopayConsent): Promise<void> {
  await insertRows(work, 'autopay_consents', [{ ...consent, company_id: work.companyId }])
}

/** Whether it was agreed before to charge this very card or account, whatever came of that. */
export async function isAgreedAbout(
  { tx, companyId }: Work,
  customer: number,
  { object, id }: Pick<Named, 'object' | 'id'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from autopay_consents where company_id = ${companyId} and customer = ${customer} and action = 'given'
      and payment_source @> ${JSON.stringify({ object, id })}::jsonb limit 1
  `.execute(tx)
  return rows.length > 0
}
