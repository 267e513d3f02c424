import { assert } from '../../core/assert.ts'
import { type ComposedMail, composeMail, oneLine } from './message.ts'
import type { Delivery, Mailer, MailMessage } from './port.ts'
import { type HandOver, type SmtpError, type SmtpLimits, SmtpLine, type SmtpServer } from './smtp-line.ts'

export interface SmtpSettings extends Partial<SmtpLimits> {
  /** `smtp://` or `smtps://user:password@host:port`, with `?require_tls=true|false`, `?insecure=true`, `?name=our.name`. */
  readonly url: string
  readonly connections_max?: number
  readonly messages_per_connection?: number
  readonly idle_ms?: number
}

const DEFAULTS = {
  connect_timeout_ms: 10_000,
  silence_timeout_ms: 30_000,
  message_timeout_ms: 120_000,
  connections_max: 4,
  messages_per_connection: 100,
  idle_ms: 20_000,
}

/** Only these commands are about the message. A no to any other, or for want of a sign-in, says nothing about it. */
const MESSAGE_COMMANDS: ReadonlySet<string | undefined> = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])
const SIGN_IN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538])

/** Mail through a mail server. A few connections are kept and used again; waiting messages go first come, first served. */
export function openSmtp(settings: SmtpSettings): Mailer {
  const server = parseSmtpUrl(settings.url)
  const pool = new Lines(server, { ...DEFAULTS, ...settings })
  return {
    name: 'smtp',
    test: false,
    async send(message: MailMessage): Promise<readonly Delivery[]> {
      const mail = await composeMail(message)
      return deliveriesOf(mail, await handOver(mail, pool), message.message_id)
    },
    async check() {
      try {
        const { line } = await pool.take()
        pool.give(line)
        return { ready: true, said: `The mail server ${server.host}:${server.port} lets us in.` }
      } catch (error) {
        return {
          ready: false,
          said: `The mail server ${server.host}:${server.port} does not let us in: ${saidBy(error as SmtpError)}`,
        }
      }
    },
    async close() {
      pool.close()
    },
  }
}

/** @throws Error for an address that is not `smtp:` or `smtps:` */
export function parseSmtpUrl(text: string): SmtpServer {
  assert(URL.canParse(text), 'the address of the mail server cannot be read')
  const url = new URL(text)
  assert(url.protocol === 'smtp:' || url.protocol === 'smtps:', 'the address of the mail server begins with smtp:// or smtps://')
  assert(url.hostname !== '', 'the address of the mail server has no host')
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLocal = host === 'localhost' || host === '127.0.0.1' || host === '::1'
  const asked = url.searchParams.get('require_tls')
  const own_name = url.searchParams.get('name')
  return {
    host,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    // A password does not travel in the clear unless somebody insists.
    require_tls: asked === null ? url.username !== '' && !isLocal : asked === 'true',
    insecure: url.searchParams.get('insecure') === 'true',
    ...(url.username && { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }),
    ...(own_name && { own_name }),
  }
}

/** A kept connection may have died unnoticed. That shows before the text travels, and then a fresh one is tried once. */
async function handOver(mail: ComposedMail, pool: Lines): Promise<HandOver> {
  for (let attempt = 1; ; attempt += 1) {
    let taken: { line: SmtpLine; fresh: boolean }
    try {
      taken = await pool.take()
    } catch (error) {
      return { done: false, error: error as SmtpError, begun: false }
    }
    const result = await taken.line.deliver(mail)
    await pool.giveAfter(taken.line, result)
    const stale = !result.done && !result.begun && result.error.responseCode === undefined && !taken.fresh
    if (!stale || attempt > 1) return result
  }
}

function deliveriesOf(mail: ComposedMail, result: HandOver, id: string): readonly Delivery[] {
  const rejected = result.done ? result.rejected : (result.error.rejectedErrors ?? [])
  return mail.recipients.map(({ address, wire }) => {
    const own = rejected.find((error) => error.recipient?.toLowerCase() === wire.toLowerCase())
    if (own) return { address, ...failureOf(own, false) }
    if (result.done) return { address, outcome: 'accepted', response: oneLine(result.response, 500), id }
    return { address, ...failureOf(result.error, result.begun) }
  })
}

type Failure =
  | { readonly outcome: 'refused'; readonly code: string; readonly said: string }
  | { readonly outcome: 'deferred' | 'unknown'; readonly said: string }

function failureOf(error: SmtpError, begun: boolean): Failure {
  const said = saidBy(error)
  const code = error.responseCode
  if (code !== undefined) {
    const permanent = code >= 500 && code < 600 && MESSAGE_COMMANDS.has(error.command) && !SIGN_IN_CODES.has(code)
    return permanent ? { outcome: 'refused', code: enhancedCode(error) ?? String(code), said } : { outcome: 'deferred', said }
  }
  if (begun) return { outcome: 'unknown', said }
  // Without an answer of the server these are the library's own verdicts on the message.
  if (error.code === 'EENVELOPE') return { outcome: 'refused', code: '550', said }
  if (error.code === 'EMESSAGE') return { outcome: 'refused', code: '552', said }
  return { outcome: 'deferred', said }
}

function enhancedCode({ response }: SmtpError): string | null {
  return /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1] ?? null
}

function saidBy(error: SmtpError): string {
  return oneLine(error.response ?? error.message, 500)
}

interface PoolLimits extends SmtpLimits {
  readonly connections_max: number
  readonly messages_per_connection: number
  readonly idle_ms: number
}

/** At most so many connections at a time; whoever finds none free waits in a queue. */
class Lines {
  readonly #server: SmtpServer
  readonly #limits: PoolLimits
  readonly #idle = new Map<SmtpLine, NodeJS.Timeout>()
  readonly #waiting: (() => void)[] = []
  #busy = 0

  constructor(server: SmtpServer, limits: PoolLimits) {
    this.#server = server
    this.#limits = limits
  }

  async take(): Promise<{ line: SmtpLine; fresh: boolean }> {
    if (this.#busy < this.#limits.connections_max) this.#busy += 1
    else await new Promise<void>((go) => this.#waiting.push(go))
    for (const [line, timer] of this.#idle) {
      clearTimeout(timer)
      this.#idle.delete(line)
      if (line.usable) return { line, fresh: false }
      line.close()
    }
    try {
      return { line: await SmtpLine.open(this.#server, this.#limits), fresh: true }
    } catch (error) {
      this.#free()
      throw error
    }
  }

  async giveAfter(line: SmtpLine, result: HandOver): Promise<void> {
    const clean = result.done || (result.error.responseCode !== undefined && (await line.reset()))
    if (clean && line.delivered < this.#limits.messages_per_connection) this.give(line)
    else {
      line.close()
      this.#free()
    }
  }

  give(line: SmtpLine): void {
    const timer = setTimeout(() => {
      this.#idle.delete(line)
      line.close()
    }, this.#limits.idle_ms)
    timer.unref()
    this.#idle.set(line, timer)
    this.#free()
  }

  close(): void {
    for (const [line, timer] of this.#idle) {
      clearTimeout(timer)
      line.close()
    }
    this.#idle.clear()
  }

  /** A place that becomes free goes straight to whoever waits, so that nobody slips in between. */
  #free(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#busy -= 1
  }
}
