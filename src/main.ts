import path from 'node:path'
import { Hono } from 'hono'
import pino, { type Logger } from 'pino'
import { openGateway } from './connectors/gateways/index.ts'
import { openPrinter, simulateLetters } from './connectors/letters/index.ts'
import { openMailer, simulateMail } from './connectors/mail/index.ts'
import { contentStorage, openFileStore } from './connectors/storage/index.ts'
import { openTextMessenger, simulateTextMessages } from './connectors/text-messages/index.ts'
import { api, events } from './contract/index.ts'
import { openApi } from './contract/openapi.ts'
import * as modules from './modules/index.ts'
import { companyCache } from './platform/company.ts'
import type { Config } from './platform/config.ts'
import { isUnreachable } from './platform/db/errors.ts'
import { type Database, openDatabase } from './platform/db/open.ts'
import { apiApp } from './platform/http/app.ts'
import { rateLimits, recognition } from './platform/http/limits.ts'
import { answerErrors } from './platform/http/pages.ts'
import { mountReference } from './platform/http/reference.ts'
import { listen, trustedPeers } from './platform/http/server.ts'
import { mountWeb } from './platform/http/web.ts'
import { joinInstallation } from './platform/installation.ts'
import { startJobs } from './platform/jobs.ts'
import { createOutbound } from './platform/outbound.ts'
import { idBlocks, type Outside, type Platform, type Post } from './platform/outside.ts'

/** A running server. */
export interface Server {
  readonly url: string
  /** Lets calls and jobs under way finish, then closes everything. */
  stop(): Promise<void>
}

/** Opens everything and serves. The database first, so that a wrong setting is told before a port is taken. */
export async function start(config: Config, progress: (step: string) => void = () => {}): Promise<Server> {
  const database = await openDatabase(config, { use: 'own', progress })
  const outside = openOutside(config)
  await joinInstallation(database.ownerPool, config, outside.storage).catch(async (error) => {
    await database.close()
    throw error
  })
  const { platform, app, log, setPoke } = compose({ config, database, outside, clock: clockOf(config) })
  const hear = hearUnhandled(log)
  try {
    const listening = await listen(app, { host: config.HOST, port: config.PORT, trusts: trustedPeers(config.TRUST_PROXY) })
    const jobs = config.JOBS === 'on' ? await startJobs(platform, modules.jobs, log) : null
    if (jobs) setPoke(jobs.poke)
    return {
      url: config.PORT === 0 ? `http://localhost:${listening.port}` : config.BASE_URL,
      async stop() {
        await listening.close()
        await jobs?.stop()
        await outside.mail.close()
        await database.close()
        process.off('unhandledRejection', hear)
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/**
 * The job queue reports the end of a job without anybody waiting for the report; when the database is away just then, that
 * must not end a server that will have it back in a moment. Every other rejection nobody hears is our bug and ends it.
 */
function hearUnhandled(log: Logger): (error: unknown) => void {
  const hear = (error: unknown) => {
    if (!isUnreachable(error)) throw error
    log.warn({ err: error }, 'the database is away')
  }
  process.on('unhandledRejection', hear)
  return hear
}

/** The vendors as configured. What is not configured is simulated and says so, except what nobody could look at. */
export function openOutside(config: Config): Outside {
  const clock = clockOf(config)
  const mail = openMailer({ smtp_url: config.SMTP_URL, folder: path.join(config.DATA_DIR, 'mail') })
  const post = { ...openPost(config, clock), mail }
  return {
    ...post,
    sandbox: sandboxOf(post, clock),
    gateways: { open: (name, settings, around) => openGateway(name, settings, { ...around, ...gatewayAddress(config) }) },
    storage: openStorage(config),
  }
}

/** Where files are kept. */
export function openStorage({ STORAGE_URL, DATA_DIR }: Config): Outside['storage'] {
  return contentStorage(openFileStore({ storage_url: STORAGE_URL, data_folder: DATA_DIR }))
}

/** Only Stripe has one; the simulated gateway is no address. */
function gatewayAddress({ STRIPE_API_URL }: Config): { readonly api_url?: string } {
  return STRIPE_API_URL ? { api_url: STRIPE_API_URL } : {}
}

/** Text messages and letters: by the vendor that is connected, simulated where that is asked for, else not at all. */
export function openPost(config: Config, clock: () => Date): Omit<Post, 'mail'> {
  const { send } = createOutbound()
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, LOB_API_KEY, LOB_WEBHOOK_SECRET } = config
  const twilio =
    TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && TWILIO_FROM
      ? { account_sid: TWILIO_ACCOUNT_SID, auth_token: TWILIO_AUTH_TOKEN, from: TWILIO_FROM }
      : null
  const lob = LOB_API_KEY ? { api_key: LOB_API_KEY, ...(LOB_WEBHOOK_SECRET && { webhook_secret: LOB_WEBHOOK_SECRET }) } : null
  return {
    text_messages: twilio || config.TEXT_MESSAGES === 'simulated' ? openTextMessenger(twilio, { send, clock }) : null,
    letters: lob || config.LETTERS === 'simulated' ? openPrinter(lob, { send, clock }) : null,
  }
}

/** For companies in test mode: the same, where it stays on this machine anyway; else simulated. */
export function sandboxOf({ mail, text_messages, letters }: Post, clock: () => Date): Post {
  return {
    mail: mail.test ? mail : simulateMail({ kept_max: 0 }),
    text_messages: text_messages?.test === false ? simulateTextMessages(clock) : text_messages,
    letters: letters?.test === false ? simulateLetters(clock) : letters,
  }
}

/** The clock on the wall, or one that started at another instant. */
function clockOf({ NETTERMS_CLOCK }: Config): () => Date {
  if (!NETTERMS_CLOCK) return () => new Date()
  const offset = NETTERMS_CLOCK.getTime() - Date.now()
  return () => new Date(Date.now() + offset)
}

/** The process, composed: what it knows of the outside, and what answers calls. */
export interface Composition {
  readonly platform: Platform
  readonly app: App
  readonly log: Logger
}

export interface ComposeOptions {
  readonly config: Config
  readonly database: Database
  readonly clock?: () => Date
  readonly outside: Outside
}

/** Puts platform and modules together. `main` and the tests' world both start here. */
export function compose({
  config,
  database,
  clock = () => new Date(),
  outside,
}: ComposeOptions): Composition & { setPoke(poke: () => void): void } {
  const log = pino({ level: config.LOG_LEVEL, base: null, redact: ['req.headers.authorization', 'req.headers.cookie'] })
  let poke = () => {}
  const platform: Platform = {
    config,
    pool: database.pool,
    ownerPool: database.ownerPool,
    clock,
    // Not from the pool of requests: whoever holds a number series asks for ids while all others wait for that series.
    ids: idBlocks(database.ownerPool),
    companies: companyCache(database.pool),
    outside,
    jobs: modules.jobs,
    poke: () => poke(),
  }
  const limits = rateLimits(config.RATE_LIMIT)
  const apiOptions = {
    platform,
    api,
    routes: modules.routes,
    papers: modules.papers,
    expanders: modules.expanders,
    access: modules.access(platform),
    limits,
    recognition: recognition(limits),
    log,
  }
  const app = new Hono({ strict: false })
  answerErrors(app, log)
  mountReference(app, openApi(api, events), config.BASE_URL)
  for (const mount of modules.pages) mount(app, platform)
  app.route('/api', apiApp(apiOptions))
  mountWeb(app, path.join(import.meta.dirname, '..', 'dist', 'web'))
  // Published clients are given a host, not a path: api.example.com answers at its root.
  const root = apiApp(apiOptions)
  const setPoke = (run: () => void) => {
    poke = run
  }
  return { platform, log, app: byHost(root, app), setPoke }
}

/** What a server or a test calls. */
export interface App {
  fetch(request: Request, env?: unknown): Response | Promise<Response>
}

/** Below /api everything is as on any other host: its reference, and clients that were given the longer address. */
function byHost(root: Hono, app: Hono): App {
  const isAtRoot = ({ headers, url }: Request) =>
    /^api\./i.test(headers.get('host') ?? '') && !/^\/api(\/|$)/.test(new URL(url).pathname)
  return { fetch: (request, env) => (isAtRoot(request) ? root : app).fetch(request, env as object) }
}
