import type { Pool } from 'pg'
import type { Currency } from '../core/currency.ts'
import { Refusal } from '../core/refusal.ts'
import type { CompanyCache } from './outside.ts'

/** The tenant, as every unit of work needs to know it. */
export interface Company {
  readonly id: number
  readonly name: string
  readonly username: string
  readonly email: string | null
  readonly phone: string | null
  readonly website: string | null
  readonly tax_id: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postal_code: string | null
  readonly country: string
  readonly currency: Currency
  readonly language: string
  readonly time_zone: string
  readonly color: string | null
  readonly logo_file: number | null
  /** What the company chose; modules/company/companies/settings.ts parses it. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly test_mode: boolean
  readonly test_clock: Date | null
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}

/** Whether there is such a company; for notices of vendors, which name it in an address. */
export async function isCompany(pool: Pool, id: number): Promise<boolean> {
  const { rows } = await pool.query('select 1 from companies where id = $1', [id])
  return rows.length > 0
}

/** The company with this user name, in any case; null where there is none. For pages that a company's customers open by link. */
export async function companyIdOf(pool: Pool, username: string): Promise<number | null> {
  const { rows } = await pool.query<{ id: number }>('select id from companies where lower(username) = lower($1)', [username])
  return rows[0]?.id ?? null
}

const FRESH_MS = 2_000

/** Companies change rarely and are needed by every request: a copy is used for up to two seconds. */
export function companyCache(pool: Pool): CompanyCache {
  const cached = new Map<number, { company: Promise<Company>; until: number }>()
  return {
    find(id) {
      const hit = cached.get(id)
      if (hit && hit.until > performance.now()) return hit.company
      const company = load(pool, id)
      if (cached.size > 10_000) cached.clear()
      cached.set(id, { company, until: performance.now() + FRESH_MS })
      company.catch(() => cached.delete(id))
      return company
    },
    forget: (id) => void cached.delete(id),
  }
}

async function load(pool: Pool, id: number): Promise<Company> {
  const { rows } = await pool.query<Company>('select * from companies where id = $1', [id])
  if (!rows[0]) throw new Refusal('not_found', 'company_not_found', `No company ${id}.`)
  return rows[0]
}
