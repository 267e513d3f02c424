/**
 * Owns: people, that an address is theirs, their passwords, and the links and mails for both. Does not own: for whom they
 * work (members), that they are here now (sign-in).
 * Invariants: one person per address; a link works once and for a time; whoever never confirmed an address owns nothing, so
 * a later sign-up or invitation for it begins anew.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { User } from './contract.ts'
import { passwordProblem } from './password.ts'

/** A person as kept. */
export interface Person {
  readonly id: number
  readonly email: string
  readonly first_name: string | null
  readonly last_name: string | null
  readonly name: string | null
  readonly password_hash: string | null
  readonly verified_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export type Purpose = 'verify' | 'reset'

export const VERIFY_HOURS = 24
export const RESET_HOURS = 1
export const INVITATION_HOURS = 7 * 24

/** The person as other records show one. */
export function describeUser(person: Person): User {
  const { id, email, first_name, last_name, created_at, updated_at } = person
  return {
    id,
    email,
    first_name: first_name ?? '',
    last_name: last_name ?? '',
    registered: isRegistered(person),
    two_factor_enabled: false,
    created_at,
    updated_at,
  }
}

/** True once somebody can sign in as this person. */
export function isRegistered({ verified_at, password_hash }: Pick<Person, 'verified_at' | 'password_hash'>): boolean {
  return verified_at !== null && password_hash !== null
}

/** The first word is the given name, the rest the family name. */
export function splitName(name: string | null | undefined): { first_name: string | null; last_name: string | null } {
  const words = (name ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  return { first_name: words[0] ?? null, last_name: words.length > 1 ? words.slice(1).join(' ') : null }
}

export function refuseWeakPassword(password: string, email: string): void {
  const problem = passwordProblem(password, email)
  if (problem) throw new Refusal('invalid', 'password_weak', `The password ${problem}.`, 'password')
}

export function linkExpired(): Refusal {
  return new Refusal(
    'invalid',
    'link_expired',
    'This link has expired or was used already. Sign in, or ask for a new one.',
    'token',
  )
}

export function otherPassword(email: string): Refusal {
  return new Refusal(
    'invalid',
    'password_wrong',
    `There is a person with the address ${email} already, with another password.`,
    'password',
  )
}
