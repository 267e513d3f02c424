import { createHash, timingSafeEqual } from 'node:crypto'
import type { Operation } from '../../contract/operation.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Config } from '../config.ts'
import { HttpError } from './errors.ts'
import type { Caller, Visitor } from './handlers.ts'
import type { Recognise } from './limits.ts'

/** How callers are recognised; implemented by the modules that own keys and sessions. */
export interface Access {
  byKey(secretHash: Buffer): Promise<KeyCaller | null>
  bySession(tokenHash: Buffer): Promise<Visitor | null>
}

/** A program, and the user name of its company, which it may send along with its key. */
export interface KeyCaller extends Caller {
  readonly username: string
}

export const SESSION_COOKIE = 'netterms_session'
export const CSRF_HEADER = 'x-netterms-csrf'

export interface Identity {
  readonly caller: Caller | null
  readonly visitor: Visitor | null
}

/** Recognises the caller, or says 401; 429 where too many unknown secrets came from the same address. Nothing is decided yet about what they may do. */
export async function identify(
  access: Access,
  operation: Operation,
  headers: Headers,
  config: Pick<Config, 'BASE_URL'>,
  recognise: Recognise,
): Promise<Identity> {
  const presented = presentedKey(headers)
  if (presented) {
    const { key, username } = presented
    const found = await recognise(hashSecret(key), access.byKey)
    const caller = found && isOf(found, username) ? found : null
    if (caller || operation.access === 'public') return { caller, visitor: null }
    if (found) throw unauthenticated(headers, WRONG_USERNAME)
    throw unauthenticated(headers, `The API key ${mask(key)} is not known. Check it in Settings → Developers → API Keys.`)
  }
  const token = readCookie(headers, config, SESSION_COOKIE)
  const visitor = token ? await recognise(hashSecret(token), access.bySession) : null
  if (visitor && operation.method !== 'GET') refuseForgery(headers)
  if (operation.access === 'public' || (visitor && operation.access === 'user'))
    return { caller: visitor?.caller ?? null, visitor }
  if (!visitor) throw unauthenticated(headers, 'Send your API key as the user name of HTTP Basic, or sign in.')
  if (!visitor.caller) throw new HttpError(403, 'no_company', 'Choose or create a company first.')
  return { caller: visitor.caller, visitor }
}

/** Our own pages get no challenge: it would make the browser ask for a name and a password in a window of its own. */
function unauthenticated(headers: Headers, message: string): HttpError {
  const isOwnPage = headers.get('sec-fetch-site') === 'same-origin'
  return new HttpError(401, 'unauthenticated', message, isOwnPage ? {} : { 'WWW-Authenticate': 'Basic realm="Netterms"' })
}

interface PresentedKey {
  readonly key: string
  /** Empty where none came with the key. */
  readonly username: string
}

/** The key as Basic user name, as Basic password behind a company's user name, or as Bearer token. */
function presentedKey(headers: Headers): PresentedKey | null {
  const [, scheme = '', value = ''] = /^(\w+)\s+(.+)$/.exec(headers.get('authorization') ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return value.trim() ? { key: value.trim(), username: '' } : null
  if (scheme.toLowerCase() !== 'basic') return null
  const [, user = '', password = ''] = /^([^:]*):?([\s\S]*)$/.exec(Buffer.from(value, 'base64').toString('utf8')) ?? []
  if (password.trim()) return { key: password.trim(), username: user.trim() }
  return user.trim() ? { key: user.trim(), username: '' } : null
}

/** A user name says which company is meant; a key of another one must not act for its own instead. */
function isOf(found: KeyCaller, username: string): boolean {
  return username === '' || username.toLowerCase() === found.username.toLowerCase()
}

/** Repeats nothing of what was sent: a key may have been written where the user name belongs. */
const WRONG_USERNAME =
  'The user name does not belong to this API key. Send the user name of its company, or the key alone as the user name, with an empty password.'

function mask(key: string): string {
  return key.length < 8 ? '***' : `${key.slice(0, 3)}***${key.slice(-3)}`
}

/** What a cookie of ours is called in the browser. With https it is bound to this host: no other can set one of that name. */
export function cookieName({ BASE_URL }: Pick<Config, 'BASE_URL'>, name: string): string {
  return BASE_URL.startsWith('https:') ? `__Host-${name}` : name
}

export function readCookie(headers: Headers, config: Pick<Config, 'BASE_URL'>, name: string): string | null {
  const cookie = new RegExp(`(?:^|;\\s*)${cookieName(config, name)}=([\\w-]+)`)
  return cookie.exec(headers.get('cookie') ?? '')?.[1] ?? null
}

/** A browser sends cookies along with forged requests too, but neither our header nor a foreign origin as its own. */
export function refuseForgery(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  if (headers.get(CSRF_HEADER) === '1' && (site === null || site === 'same-origin' || site === 'none')) return
  throw new HttpError(403, 'cross_site', `Writes with a session need the header ${CSRF_HEADER}: 1 and must come from this site.`)
}

/** SHA-256 suffices for secrets of 128 random bits and more; passwords are hashed elsewhere, slowly. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export function sameSecret(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Keys are limited by their scopes, members by their role. */
export function authorize(operation: Pick<Operation, 'scope' | 'permission'>, { actor }: Pick<Caller, 'actor'>): void {
  if (actor.kind === 'api_key') {
    if (
      actor.scopes === null ||
      actor.scopes.includes(operation.scope) ||
      actor.scopes.includes(operation.scope.replace(/:read$/, ':write'))
    )
      return
    throw new Refusal('forbidden', 'scope_missing', `This API key lacks the scope ${operation.scope}.`)
  }
  if (actor.kind !== 'member' || !operation.permission || actor.permissions[operation.permission] === true) return
  throw new Refusal(
    'forbidden',
    'permission_missing',
    `Your role does not allow ${operation.permission}. Ask an administrator of your company.`,
  )
}
