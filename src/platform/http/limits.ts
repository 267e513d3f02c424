import { HttpError } from './errors.ts'

interface Bucket {
  tokens: number
  filledAt: number
  inFlight: number
}

export interface RateLimits {
  /** Throws 429 with Retry-After, or counts the call until `done` is called. */
  enter(name: string): () => void
  /** The last call counted under the name was none that counts. */
  takeBack(name: string): void
}

const IN_FLIGHT_MAX = 200

/** A bucket per key: `perMinute` calls a minute, a second's worth at once saved up to ten seconds, and a limit on calls at the same time. */
export function rateLimits(perMinute: number, now: () => number = () => performance.now()): RateLimits {
  const buckets = new Map<string, Bucket>()
  const perMs = perMinute / 60_000
  const burst = Math.max(20, perMinute / 6)
  return {
    enter(name) {
      const time = now()
      if (buckets.size > 50_000) for (const [key, bucket] of buckets) if (bucket.inFlight === 0) buckets.delete(key)
      const bucket = buckets.get(name) ?? { tokens: burst, filledAt: time, inFlight: 0 }
      buckets.set(name, bucket)
      bucket.tokens = Math.min(burst, bucket.tokens + (time - bucket.filledAt) * perMs)
      bucket.filledAt = time
      if (bucket.tokens < 1) throw tooFast(Math.ceil((1 - bucket.tokens) / perMs / 1000), `more than ${perMinute} calls a minute`)
      if (bucket.inFlight >= IN_FLIGHT_MAX) throw tooFast(1, `more than ${IN_FLIGHT_MAX} calls at the same time`)
      bucket.tokens -= 1
      bucket.inFlight += 1
      return () => {
        bucket.inFlight -= 1
      }
    },
    takeBack(name) {
      const bucket = buckets.get(name)
      if (bucket) bucket.tokens = Math.min(burst, bucket.tokens + 1)
    },
  }
}

/** Looks for the one who shows a secret. */
export type Recognise = <Found>(secretHash: Buffer, look: (secretHash: Buffer) => Promise<Found | null>) => Promise<Found | null>

const SEEN_MAX = 100_000

/**
 * Looking for a secret that nobody has costs a query, so it counts against the caller's address before it is looked for.
 * Secrets that were found before do not: nobody is shut out by somebody who guesses at the same address.
 */
export function recognition(limits: RateLimits): (address: string) => Recognise {
  const seen = new Set<string>()
  return (address) => async (secretHash, look) => {
    const secret = secretHash.toString('base64')
    const name = `stranger:${address}`
    const leave = seen.has(secret) ? null : limits.enter(name)
    try {
      const found = await look(secretHash)
      if (found && leave) limits.takeBack(name)
      if (found && seen.size >= SEEN_MAX) seen.clear()
      if (found) seen.add(secret)
      else seen.delete(secret)
      return found
    } finally {
      leave?.()
    }
  }
}

function tooFast(seconds: number, reason: string): HttpError {
  return new HttpError(429, 'too_many_requests', `Too fast: ${reason}. Try again in ${Math.max(1, seconds)} s.`, {
    'Retry-After': String(Math.max(1, seconds)),
  })
}
