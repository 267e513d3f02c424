import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { AutopayConsentsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { AutopayConsent } from './contract.ts'

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
