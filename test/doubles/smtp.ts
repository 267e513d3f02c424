import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail server on loopback with the same troublesome recipients as the mail simulator. */
export interface SmtpDouble {
  readonly url: string
  readonly received: readonly { readonly from: string; readonly recipients: readonly string[]; readonly raw: string }[]
  /** How many connections were made. */
  readonly connections: () => number
  /** Answers the greeting never, the text never, or as usual. */
  behave(how: 'well' | 'silent' | 'stalls_after_text' | 'closes_idle'): void
  close(): Promise<void>
}

interface ServerAnswer extends Error {
  responseCode?: number
}

export interface SmtpDoubleOptions {
  readonly user?: string
  readonly password?: string
  /** How long it thinks before it greets, and before it takes a sender or a recipient. The text is taken at once. */
  readonly pause_ms?: number
}

export async function startSmtpDouble(options: SmtpDoubleOptions = {}): Promise<SmtpDouble> {
  const later = (run: () => void) => void setTimeout(run, options.pause_ms ?? 0)
  const received: { from: string; recipients: string[]; raw: string }[] = []
  let manner: Parameters<SmtpDouble['behave']>[0] = 'well'
  let connections = 0
  const server = new SMTPServer({
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    size: 5_000_000,
    onConnect(_session, done) {
      connections += 1
      if (manner !== 'silent') later(done)
    },
    onMailFrom(_address, _session, done) {
      later(done)
    },
    onAuth(given, _session, done) {
      if (given.username === options.user && given.password === options.password) done(null, { user: given.username })
      else done(answer(535, '5.7.8 Authentication credentials invalid'))
    },
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('bounce')) done(answer(550, '5.1.1 No such user here'))
      else if (address.startsWith('defer')) done(answer(451, '4.7.1 Try again later'))
      else later(done)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        const isLost = recipients.some((address) => address.startsWith('lost') || address.startsWith('unknown'))
        if (!recipients.every((address) => address.startsWith('unknown'))) {
          received.push({ from, recipients, raw: Buffer.concat(chunks).toString('utf8') })
        }
        if (isLost) for (const connection of server.connections) connection._socket?.destroy()
        else if (manner !== 'stalls_after_text') done(null, '2.0.0 Ok: queued as 4711')
        if (manner === 'closes_idle') setTimeout(() => dropAll(server), 20)
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  const credentials = options.user === undefined ? '' : `${options.user}:${options.password}@`
  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    received,
    connections: () => connections,
    behave: (how) => {
      manner = how
    },
    close: () => {
      dropAll(server)
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function dropAll(server: SMTPServer): void {
  for (const connection of server.connections) connection._socket?.destroy()
}

function answer(responseCode: number, message: string): ServerAnswer {
  return Object.assign(new Error(message), { responseCode })
}
