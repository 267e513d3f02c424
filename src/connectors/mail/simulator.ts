import { composeMail } from './message.ts'
import type { Delivery, Mailer, MailMessage } from './port.ts'

/** Mail that is kept in memory, with recipients who misbehave on request. */
export interface SimulatedMailer extends Mailer {
  /** What was accepted, oldest first; a retry of the same Message-ID appears again, as a recipient would see it. */
  readonly sent: readonly { readonly message: MailMessage; readonly recipients: readonly string[]; readonly raw: string }[]
}

/**
 * The part of an address before the @ chooses what happens: `bounce…` is refused for good, `defer…` is not taken now,
 * `unknown…` breaks off before anything arrived and `lost…` after everything had. `defer-once…` is taken the second time.
 */
export function simulateMail({ kept_max = Number.POSITIVE_INFINITY }: { readonly kept_max?: number } = {}): SimulatedMailer {
  const sent: { message: MailMessage; recipients: readonly string[]; raw: string }[] = []
  const deferred = new Set<string>()

  const deliver = (message: MailMessage, address: string): Delivery => {
    const local = address.toLowerCase()
    const once = `${message.message_id} ${local}`
    if (local.startsWith('bounce')) return { address, outcome: 'refused', code: '5.1.1', said: '550 5.1.1 No such user here' }
    if (local.startsWith('unknown') || local.startsWith('lost')) return { address, outcome: 'unknown', said: 'Connection closed' }
    if (local.startsWith('defer') && !(local.startsWith('defer-once') && deferred.has(once))) {
      deferred.add(once)
      return { address, outcome: 'deferred', said: '451 4.7.1 Try again later' }
    }
    return { address, outcome: 'accepted', response: '250 2.0.0 Ok: simulated', id: message.message_id }
  }

  return {
    name: 'simulator',
    test: true,
    sent,
    async send(message) {
      const mail = await composeMail(message)
      const deliveries = mail.recipients.map(({ address }) => deliver(message, address))
      const arrived = deliveries.filter(
        ({ outcome, address }) => outcome === 'accepted' || address.toLowerCase().startsWith('lost'),
      )
      const recipients = arrived.map(({ address }) => address)
      if (recipients.length > 0) sent.push({ message, recipients, raw: mail.bytes.toString('utf8') })
      if (sent.length > kept_max) sent.shift()
      return deliveries
    },
    async check() {
      return { ready: true, said: 'Mail is simulated and not sent.' }
    },
    async close() {},
  }
}
