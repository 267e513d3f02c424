import { type LobSettings, openLob } from './lob.ts'
import type { Printer, SendRequest } from './port.ts'
import { simulateLetters } from './simulator.ts'

export { LETTER_BYTES_MAX, LETTER_PAGES_MAX } from './letter.ts'
export { type LobSettings, openLob } from './lob.ts'
export * from './port.ts'
export { type SimulatedPrinter, simulateLetters } from './simulator.ts'

/** Letters as configured: through Lob, or simulated without it. */
export function openPrinter(
  lob: LobSettings | null,
  around: { readonly send: SendRequest; readonly clock: () => Date },
): Printer {
  return lob ? openLob(lob, around.send) : simulateLetters(around.clock)
}
