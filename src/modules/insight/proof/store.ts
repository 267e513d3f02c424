import type { Platform } from '../../../platform/outside.ts'
import { LAWS } from './laws.ts'

export interface Breach {
  readonly law: string
  readonly company_id: number
  readonly subject: string
  readonly detail: string
}

export interface Figures {
  readonly companies: number
  readonly entries: number
  readonly postings: number
  readonly invoices: number
  readonly payments: number
}

const SHOWN_MAX = 100

/** Asks every law in one snapshot. */
export async function askLaws(
  { ownerPool }: Platform,
  companyId: number | null,
): Promise<{ breaches: Breach[]; figures: Figures }> {
  const client = await ownerPool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const breaches: Breach[] = []
    for (const { says, breaches: query } of LAWS) {
      const { rows } = await client.query<Omit<Breach, 'law'>>(`select * from (${query}) as found limit ${SHOWN_MAX}`, [
        companyId,
      ])
      breaches.push(...rows.map((row) => ({ law: says, ...row })))
    }
    const { rows } = await client.query<Figures>(
      `select (select count(*) from companies where $1::bigint is null or id = $1) as companies,
        (select count(*) from ledger_entries where $1::bigint is null or company_id = $1) as entries,
        (select count(*) from ledger_postings where $1::bigint is null or company_id = $1) as postings,
        (select count(*) from invoices where $1::bigint is null or company_id = $1) as invoices,
        (select count(*) from payments where $1::bigint is null or company_id = $1) as payments`,
      [companyId],
    )
    return { breaches, figures: rows[0]! }
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}
