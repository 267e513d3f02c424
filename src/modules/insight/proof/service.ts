import type { Platform } from '../../../platform/outside.ts'
import { LAWS } from './laws.ts'
import { askLaws, type Breach, type Figures } from './store.ts'

export interface Proof {
  readonly sound: boolean
  readonly laws: number
  readonly figures: Figures
  readonly breaches: readonly Breach[]
}

/** Proves the books of one company or of all: every law holds, to the cent, or the breaches are named. */
export async function proveBooks(platform: Platform, companyId: number | null = null): Promise<Proof> {
  const { breaches, figures } = await askLaws(platform, companyId)
  return { sound: breaches.length === 0, laws: LAWS.length, figures, breaches }
}
