import { timingSafeEqual } from 'node:crypto'
import type { Config } from './config.ts'
import { derivedKey } from './random.ts'

/** A stored file, as far as a link to it says. */
export interface LinkedFile {
  readonly companyId: number
  readonly id: number
  readonly name: string
}

const DAY_SECONDS = 86_400
/** A link works for at least this many days, and at most one more. */
const VALID_DAYS = 7

/**
 * The address under which a stored file can be read without a key: signed, and for a week or so. It stays the same for
 * a day, so that what mentions it does not differ from call to call.
 */
export function fileUrl(config: Pick<Config, 'SECRET' | 'BASE_URL'>, file: LinkedFile, now: Date): string {
  const seal = sealedPath(config, subjectOf(file), now)
  return `${config.BASE_URL}/files/${file.companyId}/${file.id}/${seal}/${encodeURIComponent(file.name)}`
}

/** True for a signature made by `fileUrl` that has not expired. The name in a link is decoration and is not signed. */
export function isFileSignature(
  config: Pick<Config, 'SECRET'>,
  file: Omit<LinkedFile, 'name'>,
  signature: string,
  now: Date,
): boolean {
  return isSealed(config, subjectOf(file), signature, now)
}

/** The part of a signed address that says what it opens and until when. */
export function sealedPath(config: Pick<Config, 'SECRET'>, subject: string, now: Date): string {
  const expires = (Math.floor(now.getTime() / 1000 / DAY_SECONDS) + 1 + VALID_DAYS) * DAY_SECONDS
  return `${expires.toString(36)}-${sealOf(config, subject, expires)}`
}

/** True for a seal of `sealedPath` about the same that has not expired. */
export function isSealed(config: Pick<Config, 'SECRET'>, subject: string, sealed: string, now: Date): boolean {
  const [, expiryText = '', seal = ''] = /^([0-9a-z]{1,8})-([0-9A-Za-z]{24})$/.exec(sealed) ?? []
  if (seal === '') return false
  const expires = Number.parseInt(expiryText, 36)
  return timingSafeEqual(Buffer.from(seal), Buffer.from(sealOf(config, subject, expires))) && now.getTime() < expires * 1000
}

function subjectOf({ companyId, id }: Omit<LinkedFile, 'name'>): string {
  return `file:${companyId}:${id}`
}

function sealOf({ SECRET }: Pick<Config, 'SECRET'>, subject: string, expires: number): string {
  return derivedKey(SECRET, `${subject}:${expires}`)
}
