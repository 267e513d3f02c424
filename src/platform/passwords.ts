import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/**
 * Passwords are kept as scrypt hashes that name their own cost: `$scrypt$ln=15,r=8,p=1$salt$hash`, base64 without padding.
 * One takes about a tenth of a second and 32 MB, so guessing from a copy of the database is dear.
 */
const COST = { ln: 15, r: 8, p: 1 }
const HASH_BYTES = 32
const SALT_BYTES = 16
const PATTERN = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return encoded(COST, salt, await derive(password, salt, COST, HASH_BYTES))
}

/**
 * Whether the password is the one that was hashed. Without a hash (an unknown person, or one without a password) the
 * answer is no, and takes as long.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const { cost, salt, expected } = decoded(hash ?? NOBODY)
  const actual = await derive(password, salt, cost, expected.length)
  return timingSafeEqual(actual, expected) && hash !== null
}

/** True for a hash that is cheaper to guess than those made today. */
export function isWeakHash(hash: string): boolean {
  const { cost } = decoded(hash)
  return cost.ln < COST.ln || cost.r < COST.r || cost.p < COST.p
}

interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** Some keyboards compose an é, others send it whole; both are the same password. */
function derive(password: string, salt: Buffer, { ln, r, p }: Cost, length: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, length, options, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}

function encoded({ ln, r, p }: Cost, salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

function decoded(hash: string): { cost: Cost; salt: Buffer; expected: Buffer } {
  const [, ln, r, p, salt, expected] = PATTERN.exec(hash) ?? []
  if (expected === undefined) throw new Error('a kept password hash has an unknown form')
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt!, 'base64'),
    expected: Buffer.from(expected, 'base64'),
  }
}

/** What the password of nobody is compared with. */
const NOBODY = encoded(COST, Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES))
