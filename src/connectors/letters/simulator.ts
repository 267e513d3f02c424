import { createHash } from 'node:crypto'
import { addDays, type CalendarDate, dayOf } from '../../core/date.ts'
import { checkLetter } from './letter.ts'
import type { Letter, LetterDelivery, LetterState, Printer } from './port.ts'

export interface SimulatedPrinter extends Printer {
  /** What would have been printed, oldest first, each key once. */
  readonly printed: readonly { readonly letter: Letter; readonly state: LetterState }[]
}

const DELIVERY_DAYS = 7
const PRINTED_MAX = 200

/**
 * Letters that are kept in memory. The first line of the address chooses what happens: `undeliverable` is refused,
 * `later` is not taken now, `silent` is taken while the answer is lost.
 */
export function simulateLetters(clock: () => Date): SimulatedPrinter {
  const printed: { letter: Letter; state: LetterState }[] = []
  const keep = (letter: Letter): LetterState => {
    const before = printed.find((one) => one.letter.idempotency_key === letter.idempotency_key)
    if (before) return before.state
    const today = dayOf(clock(), 'UTC').date
    const state: LetterState = {
      outcome: 'accepted',
      reference: `sim_ltr_${createHash('sha256').update(letter.idempotency_key).digest('hex').slice(0, 24)}`,
      state: 'queued',
      expected_delivery_date: addDays(today, DELIVERY_DAYS),
    }
    printed.push({ letter, state })
    if (printed.length > PRINTED_MAX) printed.shift()
    return state
  }
  const lost = new Set<string>()
  return {
    name: 'test',
    test: true,
    printed,
    async send(letter): Promise<LetterDelivery> {
      checkLetter(letter)
      const line = letter.to.address1.trim().toLowerCase()
      if (line === 'undeliverable') return { outcome: 'refused', code: 'undeliverable', said: 'No mail can be delivered there.' }
      if (line === 'later') return { outcome: 'deferred', said: 'Too many letters; try again later.' }
      const state = keep(letter)
      if (line !== 'silent' || lost.has(letter.idempotency_key)) return state
      lost.add(letter.idempotency_key)
      return { outcome: 'unknown', said: 'The vendor did not answer.' }
    },
    async find(reference) {
      const found = printed.find(({ state }) => state.reference === reference)?.state
      if (!found) return { outcome: 'not_found' }
      return { ...found, state: arrivedBy(found.expected_delivery_date!, clock()) ? 'delivered' : 'queued' }
    },
    async readNotice() {
      return null
    },
  }
}

function arrivedBy(date: CalendarDate, now: Date): boolean {
  return dayOf(now, 'UTC').date >= date
}
