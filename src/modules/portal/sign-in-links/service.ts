import { verify } from 'hono/jwt'
import { Refusal } from '../../../core/refusal.ts'
import { seal, unseal } from '../../../platform/crypto.ts'
import type { Platform } from '../../../platform/outside.ts'
import { portalKey, portalUrl } from '../../../platform/portal-links.ts'
import { randomCode } from '../../../platform/random.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { findCustomers } from '../../customers/customers/service.ts'
import { companyByUsername } from '../companies/service.ts'
import type { NewSsoKey, SsoKey } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const KEY_CHARACTERS = 43

export async function findKey(work: Work): Promise<SsoKey> {
  return { object: 'sso_key', created_at: (await store.find(work))?.created_at ?? null }
}

/** Links that an older key signed end with it. */
export async function createKey(work: Work): Promise<NewSsoKey> {
  const secret = randomCode(KEY_CHARACTERS)
  const sealed_key = seal(work.config.SECRET, placeOf(work), secret)
  await store.replace(work, { sealed_key, created_at: work.now })
  return { object: 'sso_key', created_at: work.now, secret }
}

export async function deleteKey(work: Work): Promise<null> {
  if (!(await store.remove(work))) throw noKey()
  return null
}

/**
 * Where the customer of a signed link goes: to the page with everything of theirs. Null for a link that lets nobody in. Such
 * links are signed by programs on machines of their own, so their end is by the clock on the wall, in a sandbox too.
 */
export async function followLink(platform: Platform, username: string, token: string): Promise<string | null> {
  const company = await companyByUsername(platform, username)
  const actor = { kind: 'customer', customer_id: null } as const
  return openWork(platform, { companyId: company.id, actor }, async (work) => {
    const kept = await store.find(work)
    const claims = kept && (await claimsOf(token, unseal(work.config.SECRET, placeOf(work), kept.sealed_key)))
    const id = claims ? rules.customerOf(claims, platform.clock()) : null
    const [customer] = id === null ? [] : await findCustomers(work, [id])
    if (!customer) return null
    return portalUrl(work.config, work.company, 'customer', portalKey(work.config, 'customer', work.companyId, customer.id))
  })
}

/** What a token of ours says, whenever it was made; null where somebody else, or nobody, signed it. */
async function claimsOf(token: string, key: string): Promise<rules.Claims | null> {
  try {
    return await verify(token, key, { alg: 'HS256', exp: false, nbf: false, iat: false })
  } catch {
    return null
  }
}

function placeOf({ companyId }: Work): string {
  return `sso key of ${companyId}`
}

function noKey(): Refusal {
  return new Refusal('not_found', 'sso_key_not_found', 'This company has no key for signed links. Make one first.')
}
