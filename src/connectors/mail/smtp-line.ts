import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { ComposedMail } from './message.ts'

/** Where and how to reach a mail server. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. */
  readonly secure: boolean
  /** Go on only after STARTTLS. */
  readonly require_tls: boolean
  /** Take a certificate nobody vouches for. */
  readonly insecure: boolean
  readonly user?: string
  readonly password?: string
  /** What we call ourselves in EHLO. */
  readonly own_name?: string
}

export interface SmtpLimits {
  readonly connect_timeout_ms: number
  /** Longest silence of the server. */
  readonly silence_timeout_ms: number
  /** Longest time for one message, however slowly the server trickles. */
  readonly message_timeout_ms: number
}

/** An error of the SMTP library, as far as we read it. */
export interface SmtpError {
  readonly message: string
  readonly code?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
  readonly recipient?: string | undefined
  readonly rejectedErrors?: readonly SmtpError[] | undefined
}

export type HandOver =
  | { readonly done: true; readonly response: string; readonly rejected: readonly SmtpError[] }
  | { readonly done: false; readonly error: SmtpError; readonly begun: boolean }

/**
 * One connection to a mail server. It knows whether the text of a message had begun to travel when the connection broke,
 * which decides between "try again" and "perhaps delivered".
 */
export class SmtpLine {
  readonly #connection: SMTPConnection
  readonly #limits: SmtpLimits
  #broken: SmtpError | null = null
  delivered = 0

  private constructor(connection: SMTPConnection, limits: SmtpLimits) {
    this.#connection = connection
    this.#limits = limits
    connection.on('error', (error: SmtpError) => {
      this.#broken = error
    })
    connection.on('end', () => {
      this.#broken ??= { message: 'Connection closed' }
    })
  }

  get usable(): boolean {
    return this.#broken === null
  }

  /** Connects, greets, secures and signs in. Rejects with an `SmtpError`. */
  static async open(server: SmtpServer, limits: SmtpLimits): Promise<SmtpLine> {
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: server.require_tls && !server.secure,
      tls: { rejectUnauthorized: !server.insecure, minVersion: 'TLSv1.2' },
      connectionTimeout: limits.connect_timeout_ms,
      greetingTimeout: limits.connect_timeout_ms,
      dnsTimeout: limits.connect_timeout_ms,
      socketTimeout: limits.silence_timeout_ms,
      socketCloseTimeout: 1000,
      maxResponseSize: 100_000,
      ...(server.own_name && { name: server.own_name }),
    })
    const line = new SmtpLine(connection, limits)
    try {
      await new Promise<void>((done, fail) => {
        connection.once('error', fail)
        connection.once('end', () => fail({ message: 'Connection closed', code: 'ECONNECTION' }))
        connection.connect((error) => (error ? fail(error) : done()))
      })
      if (server.user !== undefined) await line.#signIn(server.user, server.password ?? '')
      return line
    } catch (error) {
      connection.close()
      throw error
    }
  }

  #signIn(user: string, pass: string): Promise<void> {
    return new Promise((done, fail) => {
      this.#connection.once('error', fail)
      this.#connection.login({ user, pass }, (error) => (error ? fail(error) : done()))
    })
  }

  deliver(mail: ComposedMail): Promise<HandOver> {
    let begun = false
    // The library reads the stream only after the server has answered DATA with "go ahead".
    const text = new Readable({
      read() {
        begun = true
        this.push(mail.bytes)
        this.push(null)
      },
    })
    return new Promise((done) => {
      const giveUp = setTimeout(() => {
        done({ done: false, error: { message: 'The mail server took too long', code: 'ETIMEDOUT' }, begun })
        this.#connection.close()
      }, this.#limits.message_timeout_ms)
      const envelope = { from: mail.from, to: mail.recipients.map(({ wire }) => wire), size: mail.bytes.length }
      this.#connection.send(envelope, text, (error, info) => {
        clearTimeout(giveUp)
        this.delivered += 1
        if (error) done({ done: false, error, begun })
        else done({ done: true, response: info?.response ?? '', rejected: info?.rejectedErrors ?? [] })
      })
    })
  }

  /** Clears what a refused envelope left behind; false when the connection is of no more use. */
  reset(): Promise<boolean> {
    return new Promise((done) => {
      if (!this.usable) done(false)
      else this.#connection.reset((error) => done(!error))
    })
  }

  close(): void {
    if (this.usable) this.#connection.quit()
    // A server that does not answer QUIT must not keep us.
    setTimeout(() => this.#connection.close(), this.usable ? 1000 : 0).unref()
  }
}
