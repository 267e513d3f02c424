/**
 * Owns: that a person is here now, and how often somebody may guess. Does not own: the person (users), for whom they may
 * work (members).
 * Invariants: a session ends after 14 idle days or 90 days in all, at the latest; its id is new at every sign-in; no more
 * than the set number of guesses in a quarter of an hour reach anybody's password.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Allowance } from '../tries/rules.ts'

const DAY_MS = 86_400_000
export const IDLE_MS = 14 * DAY_MS
export const SESSION_SECONDS = 90 * 86_400
/** Browsers remember for so long that they signed up. */
export const SIGN_UP_SECONDS = 86_400
/** A session's last use is written at most so often. */
export const TOUCH_MS = 60_000

export function expiresAt(now: Date): Date {
  return new Date(now.getTime() + SESSION_SECONDS * 1000)
}

export function isAlive({ used_at, expires_at }: { readonly used_at: Date; readonly expires_at: Date }, now: Date): boolean {
  return now < expires_at && now.getTime() - used_at.getTime() < IDLE_MS
}

export const WINDOW_MS = 15 * 60_000

/** People behind one address share it, so an address may try more often than one person. */
const PEOPLE_PER_ADDRESS = 5

export function guesses(email: string, ip: string, limit: number): readonly Allowance[] {
  return [
    { subject: `password:${email.toLowerCase()}`, tries_max: limit },
    { subject: `password:${networkOf(ip)}`, tries_max: limit * PEOPLE_PER_ADDRESS },
  ]
}

/** Mails that strangers can make us send, by who asks. */
export function requestedMails(ip: string, limit: number): readonly Allowance[] {
  return [{ subject: `mail:${networkOf(ip)}`, tries_max: limit * PEOPLE_PER_ADDRESS }]
}

/** Mails that strangers can make us send, by who gets them. */
export function receivedMails(email: string): readonly Allowance[] {
  return [{ subject: `mail:${email.toLowerCase()}`, tries_max: 4 }]
}

/** Who has an IPv6 address has 2⁶⁴ of them; they count as one. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip
  const [head = '', tail] = ip.toLowerCase().split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const rest = (tail ?? '').split(':').filter((group) => group !== '')
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length
  return `${[...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

export function refuseStranger(): Refusal {
  return new Refusal('forbidden', 'sign_in_needed', 'This is for a person who is signed in; an API key cannot do it.')
}

export function refuseWrongPassword(): Refusal {
  return new Refusal('invalid', 'password_wrong', 'The current password is not right.', 'current_password')
}

export function refuseForeignCompany(id: number): Refusal {
  return new Refusal('not_found', 'company_not_found', `You have no company ${id}.`, 'company')
}

export function refuseUnverified(email: string): Refusal {
  return new Refusal('refused', 'address_not_verified', `Confirm your address first: open the link that was mailed to ${email}.`)
}
