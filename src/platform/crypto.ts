import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { assert } from '../core/assert.ts'

/**
 * Secrets that must be readable again (signing secrets, a company's gateway keys) are stored encrypted, with AES-256-GCM
 * and a key that is derived from SECRET and is not in the database. Each is bound to its place: moved to another row, it
 * does not open.
 */
const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param place what the secret belongs to, such as `webhook 7 of 3`; the same words are needed to open it */
export function seal(secret: string, place: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${sealed.toString('base64url')}`
}

/** @throws Error when SECRET is another one, or the text was altered or belongs to another place */
export function unseal(secret: string, place: string, sealed: string): string {
  const [version, body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  assert(version === VERSION && bytes.length >= NONCE_BYTES + TAG_BYTES, 'a sealed secret has the form v1.…')
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch (error) {
    throw new Error('A stored secret cannot be read: SECRET is not the one it was stored with.', { cause: error })
  }
}

const keys = new Map<string, Buffer>()

function sealingKey(secret: string): Buffer {
  const known = keys.get(secret)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'netterms sealed secrets', 32))
  if (keys.size < 16) keys.set(secret, key)
  return key
}
