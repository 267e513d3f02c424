/**
 * Owns: who the tenant is, and what it chose. Does not own: who may act for it (members, api-keys).
 * Invariants: the username is good and unique; the currency does not change once there are documents in it.
 */
import type { Currency } from '../../../core/currency.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Company, CompanyChanges, SettingsChanges } from './contract.ts'
import { changeSettings, refuseBadTemplates, settingsOf } from './settings.ts'
import { usernameProblem } from './usernames.ts'

/** The company as it is kept. */
export type Tenant = Omit<Company, 'object' | 'settings' | 'currency'> & {
  readonly currency: Currency
  /** What was chosen, and nothing else. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly test_clock: Date | null
  readonly version: number
}

/** The company as it is published, with every setting told. */
export function describeCompany({ version: _, test_clock: __, ...tenant }: Tenant): Company {
  return { object: 'company', ...tenant, settings: settingsOf(tenant) }
}

export interface CompanyFacts {
  /** Whether anything was ever stated in the company's currency. */
  readonly has_documents: boolean
}

export function changeCompany(tenant: Tenant, { settings, ...fields }: CompanyChanges, facts: CompanyFacts, now: Date): Tenant {
  if (fields.currency && fields.currency !== tenant.currency && facts.has_documents) {
    throw new Refusal(
      'refused',
      'currency_in_use',
      `The currency stays ${tenant.currency}: there are documents in it already.`,
      'currency',
    )
  }
  if (fields.username !== undefined) refuseBadUsername(fields.username)
  if (settings) refuseBadTemplates(settings)
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Tenant>
  const chosen = settings ? changeSettings(tenant.settings as SettingsChanges, settings) : tenant.settings
  return { ...tenant, ...given, settings: chosen, version: tenant.version + 1, updated_at: now }
}

export function refuseBadUsername(username: string): void {
  const problem = usernameProblem(username)
  if (problem) throw new Refusal('invalid', 'username_invalid', `The username "${username}" ${problem}.`, 'username')
}

/** The username and a free one to take instead; programs and people read the offer from the message. */
export function usernameTaken(username: string, free: string | null): Refusal {
  return new Refusal(
    'invalid',
    'username_taken',
    `The username "${username}" is taken${free ? `; "${free}" is free` : ''}.`,
    'username',
  )
}

export function noSuchCompany(username: string): Refusal {
  return new Refusal('not_found', 'company_not_found', `There is no company with the username "${username}".`)
}
