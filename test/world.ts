import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openGateway } from '../src/connectors/gateways/index.ts'
import { type SimulatedMailer, simulateMail } from '../src/connectors/mail/index.ts'
import { type Client, client } from '../src/contract/client.ts'
import { api } from '../src/contract/index.ts'
import { type App, compose, openPost, sandboxOf } from '../src/main.ts'
import { createCompanyWithOwner } from '../src/modules/company/onboarding/service.ts'
import { jobs } from '../src/modules/index.ts'
import { loadConfig } from '../src/platform/config.ts'
import { settle } from '../src/platform/jobs.ts'
import type { Platform } from '../src/platform/outside.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** What a call answered, as it travelled. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // The tests read replies as the outside does: by name, without our types.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any
}

export interface CallOptions {
  readonly body?: unknown
  readonly form?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A company with its key, and ways to call as it. */
export interface TestCompany {
  readonly id: number
  readonly username: string
  readonly key: string
  readonly email: string
  /** Typed calls; refusals are thrown as ApiError. */
  readonly api: Client<typeof api>
  /** A call as curl would make it; the path begins below /api. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** A call without the company's key; the path begins at the root. */
  request(method: string, path: string, options?: CallOptions): Promise<Answer>
  now(): Date
}

export interface World {
  readonly platform: Platform
  readonly database: TestDatabase
  readonly app: App
  readonly acme: TestCompany
  readonly globex: TestCompany
  readonly mail: SimulatedMailer
  /** A call without a key; the path begins at the root. */
  request(method: string, path: string, options?: CallOptions): Promise<Answer>
  newCompany(
    name: string,
    options?: { currency?: string; time_zone?: string; country?: string; test_mode?: boolean },
  ): Promise<TestCompany>
  /** Moves the clock; an instant or a local date-time of Chicago. */
  travel(to: string | Date): void
  now(): Date
  /** Does everything that is due: events are handed to their jobs, jobs run, until nothing is left. */
  settle(): Promise<void>
  close(): Promise<void>
}

export const PASSWORD = 'correct horse battery staple'

/** A running product with two companies that must never see each other, and a clock we hold. */
export async function openWorld({
  now = '2014-11-18T15:00:00Z',
  settings = {},
}: {
  now?: string
  settings?: Readonly<Record<string, string>>
} = {}): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netterms-world-'))
  const database = await openTestDatabase()
  const config = loadConfig({
    MODE: 'test',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    RATE_LIMIT: '10000000',
    BASE_URL: 'http://localhost:3000',
    WEBHOOK_ALLOW: '127.0.0.0/8',
    TEXT_MESSAGES: 'simulated',
    LETTERS: 'simulated',
    ...settings,
  })
  let clock = new Date(now)
  const mail = simulateMail()
  const post = { ...openPost(config, () => clock), mail }
  const { platform, app } = compose({
    config,
    database,
    clock: () => clock,
    outside: { ...testOutside(folder), ...post, sandbox: sandboxOf(post, () => clock) },
  })

  const request = async (method: string, target: string, { body, form, headers = {} }: CallOptions = {}): Promise<Answer> => {
    const content =
      form !== undefined
        ? { 'content-type': 'application/x-www-form-urlencoded' }
        : body !== undefined
          ? { 'content-type': 'application/json' }
          : {}
    const response = await app.fetch(
      new Request(`http://localhost:3000${target}`, {
        method,
        headers: { host: 'localhost:3000', ...content, ...headers },
        ...(form !== undefined ? { body: form } : body !== undefined ? { body: JSON.stringify(body) } : {}),
      }),
    )
    const text = await response.text()
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '' ? JSON.parse(text) : null
    return { status: response.status, headers: response.headers, text, json }
  }

  const newCompany: World['newCompany'] = async (name, options = {}) => {
    const email = `owner@${name.toLowerCase().replace(/[^a-z0-9]+/g, '')}.example`
    const made = await createCompanyWithOwner(platform, {
      name,
      email,
      password: PASSWORD,
      currency: 'usd',
      country: 'US',
      time_zone: 'America/Chicago',
      ...options,
    })
    const call: TestCompany['call'] = (method, target, callOptions = {}) =>
      request(method, `/api${target}`, {
        ...callOptions,
        headers: { authorization: `Basic ${Buffer.from(`${made.api_key}:`).toString('base64')}`, ...callOptions.headers },
      })
    const typed = client(api, async (method, target, body) => {
      const { status, json } = await call(method, target, body === undefined ? {} : { body })
      return { status, json }
    })
    return { id: made.company_id, username: made.username, key: made.api_key, email, api: typed, call, request, now: () => clock }
  }

  const acme = await newCompany('Dunder Mifflin')
  const globex = await newCompany('Globex')
  return {
    platform,
    database,
    app,
    acme,
    globex,
    mail,
    request,
    newCompany,
    travel(to) {
      clock = new Date(to)
    },
    now: () => clock,
    settle: () => settle(platform, jobs),
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function testOutside(_folder: string) {
  const kept = new Map<string, Uint8Array>()
  const storage = {
    async keep(bytes: Uint8Array) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      kept.set(hash, bytes)
      return hash
    },
    read: async (hash: string) => kept.get(hash) ?? null,
  }
  return { gateways: { open: openGateway }, storage }
}
