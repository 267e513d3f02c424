/** How a payment on the gateway's own page ended, as far as anybody can say. */
export type Standing = 'paid' | 'confirming' | 'unheard' | 'failed' | 'over'

interface Facts {
  /** What the address says that we were told on the way back; anybody can type it, so it alone proves nothing. */
  readonly told: string | undefined
  /** The document itself says that it was paid. */
  readonly isPaid: boolean
  /** The document itself says that a payment is under way. */
  readonly isPending: boolean
}

/** What the payer who came back is shown; null for whoever did not. Without proof it is neither paid nor failed. */
export function standingOf({ told, isPaid, isPending }: Facts): Standing | null {
  if (told === undefined || told === '') return null
  if (isPaid) return 'paid'
  if (isPending) return 'confirming'
  if (told === 'failed') return 'failed'
  if (told === 'expired') return 'over'
  return told === 'open' ? 'unheard' : 'confirming'
}

/** Whether it can still become known by waiting. */
export function isWaiting(standing: Standing | null): boolean {
  return standing === 'confirming' || standing === 'unheard'
}
