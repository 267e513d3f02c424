import { randomBytes } from 'node:crypto'
import { checkTextMessage, segmentsOf } from './message.ts'
import type { TextDelivery, TextMessage, TextMessenger } from './port.ts'

export interface SimulatedTextMessenger extends TextMessenger {
  /** What would have arrived on telephones, oldest first. */
  readonly sent: readonly { readonly reference: string; readonly message: TextMessage; readonly at: Date }[]
}

const SENT_MAX = 1000

/** Twilio's published magic numbers, and two more: 0007 is taken later, 0008 is taken while the answer is lost. */
const BEHAVIOURS: Readonly<Record<string, TextDelivery>> = {
  '+15005550001': { outcome: 'refused', code: '21211', said: 'This number is not valid.' },
  '+15005550002': { outcome: 'refused', code: '21612', said: 'This number cannot be reached.' },
  '+15005550003': { outcome: 'refused', code: '21408', said: 'Messages to this country are not allowed.' },
  '+15005550004': { outcome: 'refused', code: '21610', said: 'The recipient has unsubscribed.' },
  '+15005550009': { outcome: 'refused', code: '21614', said: 'This number cannot receive text messages.' },
  '+15005550007': { outcome: 'deferred', said: 'Too many messages; try again later.' },
  '+15005550008': { outcome: 'unknown', said: 'The vendor did not answer.' },
}

/** Text messages that are kept in memory. @param clock the time at which messages are sent */
export function simulateTextMessages(clock: () => Date): SimulatedTextMessenger {
  const sent: { reference: string; message: TextMessage; at: Date }[] = []
  return {
    name: 'test',
    test: true,
    sent,
    async send(message) {
      checkTextMessage(message)
      const behaviour = BEHAVIOURS[message.to]
      if (behaviour && behaviour.outcome !== 'unknown') return behaviour
      const reference = `SIM${randomBytes(16).toString('hex')}`
      sent.push({ reference, message, at: clock() })
      if (sent.length > SENT_MAX) sent.shift()
      return behaviour ?? { outcome: 'accepted', reference, segments: segmentsOf(message.body) }
    },
    async find({ to, body, requested_at }) {
      const found = sent.find(({ message, at }) => message.to === to && message.body === body && at >= requested_at)
      return found ? { outcome: 'accepted', reference: found.reference, segments: segmentsOf(body) } : { outcome: 'not_found' }
    },
    async readNotice() {
      return null
    },
  }
}
