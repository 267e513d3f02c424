import { createHash } from 'node:crypto'
import type { Config } from './config.ts'
import { derivedKey } from './random.ts'

/** What a portal key opens. */
export type PortalKind = 'customer' | 'invoice' | 'credit_note' | 'estimate' | 'payment' | 'subscription' | 'sign_up_page'

const FOLDERS: Readonly<Record<PortalKind, string>> = {
  customer: 'statements',
  invoice: 'invoices',
  credit_note: 'credit_notes',
  estimate: 'estimates',
  payment: 'payments',
  subscription: 'subscriptions',
  sign_up_page: 'sign_up',
}

/** The key in a portal link: 24 letters and digits, derived and never stored. */
export function portalKey({ SECRET }: Pick<Config, 'SECRET'>, kind: PortalKind, companyId: number, id: number): string {
  const purpose = `${kind}:${companyId}:${id}`
  if (keys.secret !== SECRET || keys.byPurpose.size >= KEYS_MAX) keys = { secret: SECRET, byPurpose: new Map() }
  const known = keys.byPurpose.get(purpose)
  if (known !== undefined) return known
  const key = derivedKey(SECRET, purpose)
  keys.byPurpose.set(purpose, key)
  return key
}

/** Deriving costs more than the rest of what a record shows, and what is looked at is looked at again. */
const KEYS_MAX = 20_000
let keys: { readonly secret: string; readonly byPurpose: Map<string, string> } = { secret: '', byPurpose: new Map() }

/** What the database keeps of a key: enough to find the record by a link, not enough to make the link. */
export function portalKeyHash(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** The address of a portal page, for example …/portal/dundermifflin/invoices/{key}/pdf with the suffix `/pdf`. */
export function portalUrl(
  { BASE_URL }: Pick<Config, 'BASE_URL'>,
  { username }: { readonly username: string },
  kind: PortalKind,
  key: string,
  suffix = '',
): string {
  return `${BASE_URL}/portal/${username}/${FOLDERS[kind]}/${key}${suffix}`
}
