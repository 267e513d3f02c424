/**
 * Owns: the keys with which programs act for a company, and what each may do. Does not own: how a key is presented.
 * Invariants: a secret is told once and kept as a hash; a key makes no key that may do more than itself; a revoked key stays
 * revoked.
 */
import type { Scope } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { ApiKey, ApiKeyDraft } from './contract.ts'

/** A key as kept, without its hash. */
export interface KeptKey {
  readonly id: number
  readonly description: string | null
  readonly hint: string
  /** Null: everything. */
  readonly scopes: readonly string[] | null
  readonly last_used_at: Date | null
  readonly created_at: Date
}

/** Characters of a secret that its hint shows, the prefix included. */
const HINT_LENGTH = 8

export interface KeyFacts {
  readonly id: number
  readonly secret: string
  /** Every scope that the API has. */
  readonly known: ReadonlySet<string>
  /** What the maker of the key may do; null: everything. */
  readonly own: readonly string[] | null
  readonly now: Date
}

export function draftKey({ description = null, scopes = null }: ApiKeyDraft, { id, secret, known, own, now }: KeyFacts): KeptKey {
  for (const scope of scopes ?? [])
    if (!known.has(scope)) throw new Refusal('invalid', 'scope_unknown', `There is no scope ${scope}.`, 'scopes')
  const beyond = own === null ? undefined : scopes === null ? 'everything' : scopes.find((scope) => !isCovered(scope, own))
  if (beyond !== undefined)
    throw new Refusal(
      'forbidden',
      'scope_missing',
      `This API key may not hand on ${beyond}: it lacks that scope itself.`,
      'scopes',
    )
  return {
    id,
    description,
    hint: secret.slice(0, HINT_LENGTH),
    scopes: scopes && [...new Set(scopes)],
    last_used_at: null,
    created_at: now,
  }
}

export function describeKey({ scopes, ...key }: KeptKey): ApiKey {
  return { object: 'api_key', ...key, scopes: scopes && [...scopes] }
}

/** Writing includes reading. */
function isCovered(scope: Scope, own: readonly string[]): boolean {
  return own.includes(scope) || own.includes(scope.replace(/:read$/, ':write'))
}
