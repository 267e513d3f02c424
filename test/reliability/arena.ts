import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { compose, openOutside } from '../../src/main.ts'
import { createCompanyWithOwner } from '../../src/modules/company/onboarding/service.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import type { Platform } from '../../src/platform/outside.ts'
import { startSmtpDouble } from '../doubles/smtp.ts'
import { type ServerOptions, type ServerProcess, startServer } from './server.ts'

/** What a call answered. `status` 0: the connection broke, and nobody knows. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  // The programs read replies as the outside does: by name, without our types.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any
  readonly ms: number
}

/** The connection broke, or the server is at fault. */
export const isBroken = ({ status }: Answer) => status === 0 || status >= 500

export interface CallOptions {
  readonly body?: unknown
  /** The body as it is, with its own content type in `headers`. */
  readonly raw?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export interface Caller {
  readonly id: number
  readonly key: string
  readonly email: string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** A call without the company's key; the path begins at the root. */
  request(method: string, path: string, options?: CallOptions): Promise<Answer>
  now(): Date
}

/** Where a promise is put to the proof: a server on loopback, and our own look into its database. */
export interface Arena {
  readonly url: string
  readonly platform: Platform
  /** The server as a process; null where it runs within this one, which the short forms do. */
  readonly server: ServerProcess | null
  newCompany(name: string, more?: { currency?: string; test_mode?: boolean }): Promise<Caller>
  request(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Stops the server and starts it again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** The full-size arena: the product as a process of its own, with a mail server that refuses whoever is called bounce. */
export async function openArena({ settings = {}, ...options }: ServerOptions = {}): Promise<Arena> {
  const post = settings['SMTP_URL'] === undefined ? await startSmtpDouble() : null
  const server = await startServer({ ...options, settings: { ...settings, ...(post && { SMTP_URL: post.url }) } })
  const config = loadConfig(server.settings)
  const outside = openOutside(config)
  const database = await openDatabase(config, { use: 'visit' })
  const { platform } = compose({ config, database, outside })
  return arenaOf({
    platform,
    server,
    url: () => server.url,
    async restart() {
      await server.kill()
      await server.start()
    },
    async close() {
      await outside.mail.close()
      await database.close()
      await server.stop()
      await post?.close()
    },
  })
}

interface Ground {
  readonly platform: Platform
  readonly server: ServerProcess | null
  url(): string
  restart(): Promise<void>
  close(): Promise<void>
}

/** Calls and companies on top of a running server. */
export function arenaOf({ platform, server, url, restart, close }: Ground): Arena {
  let sockets = openSockets(url())
  const request: Arena['request'] = (method, path, options = {}) => send(sockets, method, path, options)
  return {
    platform,
    server,
    get url() {
      return url()
    },
    request,
    async newCompany(name, more = {}) {
      const email = `owner@${randomBytes(6).toString('hex')}.example`
      const made = await createCompanyWithOwner(platform, {
        name,
        email,
        password: randomBytes(12).toString('base64url'),
        currency: 'usd',
        country: 'US',
        time_zone: 'America/Chicago',
        ...more,
      })
      const authorization = `Basic ${Buffer.from(`${made.api_key}:`).toString('base64')}`
      return {
        id: made.company_id,
        key: made.api_key,
        email,
        request,
        now: platform.clock,
        call: (method, path, options = {}) =>
          request(method, `/api${path}`, { ...options, headers: { authorization, ...options.headers } }),
      }
    },
    async restart() {
      // The server first: what it answers until its very end counts as acknowledged.
      await restart()
      await sockets.destroy()
      sockets = openSockets(url())
    },
    async close() {
      await sockets.destroy()
      await close()
    },
  }
}

const SOCKETS_MAX = 150

function openSockets(url: string): Pool {
  return new Pool(url, { connections: SOCKETS_MAX, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 120_000 })
}

async function send(sockets: Pool, method: string, path: string, { body, raw, headers = {} }: CallOptions): Promise<Answer> {
  const content = raw ?? (body === undefined ? null : JSON.stringify(body))
  const began = performance.now()
  try {
    const answer = await sockets.request({
      method: method as 'GET',
      path,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: content,
    })
    const text = await answer.body.text()
    const type = String(answer.headers['content-type'] ?? '')
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
      text,
      json: type.includes('json') && text !== '' ? JSON.parse(text) : null,
      ms: performance.now() - began,
    }
  } catch (error) {
    return { status: 0, headers: {}, text: String(error), json: null, ms: performance.now() - began }
  }
}

/** Makes a record that must be there before something can be tried. */
export async function made(company: Caller, path: string, body: object): Promise<{ readonly id: number }> {
  const { status, json, text } = await company.call('POST', path, { body })
  if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${text}`)
  return json
}

/**
 * Milliseconds after which an answer counts as hanging: five seconds at full size, where nothing else runs. The short forms
 * stand beside other tests, where only a minute says something.
 */
export function hangingAfterMs({ server }: Pick<Arena, 'server'>): number {
  return server ? 5_000 : 60_000
}
