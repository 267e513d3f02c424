/**
 * Owns: how often something may be tried that costs strangers their peace: guesses at passwords, mails that others cause.
 * Does not own: what is tried, or how often it may be.
 */

/** Something that may be tried so often within a window of time. */
export interface Allowance {
  readonly subject: string
  readonly tries_max: number
}

/** Until the oldest of the tries in the window no longer counts. */
export function waitSeconds(oldest: Date, now: Date, windowMs: number): number {
  return Math.max(1, Math.ceil((oldest.getTime() + windowMs - now.getTime()) / 1000))
}
