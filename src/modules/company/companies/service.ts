import { violated } from '../../../platform/db/errors.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import type { Company, CompanyChanges } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { usernameAlternatives } from './usernames.ts'

export async function findCompany(work: Work): Promise<Company> {
  return rules.describeCompany(await store.find(work))
}

export async function updateCompany(work: Work, changes: CompanyChanges): Promise<Company> {
  const before = await store.lock(work)
  const after = rules.changeCompany(before, changes, await store.facts(work), work.now)
  if (changes.username && changes.username !== before.username) await refuseTakenUsername(work, changes.username)
  if (changes.logo_file) await store.refuseUnknownFile(work, changes.logo_file)
  await store.update(work, after).catch((error) => {
    if (violated(error) === 'companies_username') throw rules.usernameTaken(after.username, null)
    throw error
  })
  const company = rules.describeCompany(after)
  await work.emit('company.updated', company, { before: rules.describeCompany(before) })
  return company
}

/** @throws Refusal not_found `company_not_found` */
export async function findCompanyId(plain: PlainWork, username: string): Promise<number> {
  const id = await store.findIdByUsername(plain, username)
  if (id === undefined) throw rules.noSuchCompany(username)
  return id
}

/** Writes the row of a new company. The caller has set it as the company of the transaction. */
export const insertCompany: (plain: PlainWork, tenant: rules.Tenant) => Promise<void> = store.insert

/** @throws Refusal invalid `username_taken`, with a free one in its message */
export async function refuseTakenUsername(plain: PlainWork, username: string): Promise<void> {
  const { available, suggestion } = await lookUpUsername(plain, username)
  if (!available) throw rules.usernameTaken(username, suggestion)
}

/** Whether a good username is free, and one that is. */
export async function lookUpUsername(
  plain: PlainWork,
  username: string,
): Promise<{ available: boolean; suggestion: string | null }> {
  const alternatives = usernameAlternatives(username, [randomCode(6), randomCode(6)])
  const taken = await store.takenUsernames(plain, [username, ...alternatives])
  if (!taken.has(username)) return { available: true, suggestion: null }
  return { available: false, suggestion: alternatives.find((name) => !taken.has(name)) ?? null }
}
