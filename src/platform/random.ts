import { createHmac, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A random text of letters and digits; 22 characters hold more than 128 bits. */
export function randomCode(length: number): string {
  return code(length, () => randomBytes(length * 2))
}

/**
 * A key that is derived and not stored: the same secret and purpose always give the same 24 letters and digits
 * (142 bits). The database holds only its hash, so a copy of the database opens no portal page.
 */
export function derivedKey(secret: string, purpose: string): string {
  let round = 0
  return code(24, () => createHmac('sha512', secret).update(`${purpose}:${round++}`).digest())
}

/** Bytes beyond the last multiple of 62 are passed over, so that every character is equally likely. */
function code(length: number, source: () => Buffer): string {
  let text = ''
  while (text.length < length) {
    for (const byte of source()) if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
  }
  return text
}
