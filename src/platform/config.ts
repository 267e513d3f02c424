import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { makeDataFolder, unusableFolder } from './data-folder.ts'
import { outboundPolicy } from './outbound-policy.ts'
import { Problem } from './problem.ts'

interface Setting<Schema extends z.ZodType> {
  /** Reads the text of the environment; undefined means that the setting is absent. */
  readonly schema: Schema
  readonly group: string
  readonly about: string
  /** How the default is written in the documentation, where it is not a plain value. */
  readonly fallback?: string
  readonly secret?: true
}

const setting = <Schema extends z.ZodType>(
  group: string,
  about: string,
  schema: Schema,
  more: { fallback?: string; secret?: true } = {},
) => ({ schema, group, about, ...more }) satisfies Setting<Schema>

/** Every setting there is. Parsing, `doctor` and docs/configuration.md are made from this table. */
export const settings = {
  MODE: setting(
    'Process',
    'How strict to be: `production` refuses settings that are only safe on one’s own machine.',
    z.enum(['development', 'production', 'test']).default('development'),
  ),
  HOST: setting(
    'Process',
    'Address to listen on. `0.0.0.0` answers on every network interface.',
    z.string().default('127.0.0.1'),
  ),
  PORT: setting('Process', 'Port to listen on; 0 takes a free one.', whole(0, 65_535).default(3000)),
  BASE_URL: setting(
    'Process',
    'Address under which people and their customers reach this server; used in every link and e-mail.',
    address(['http:', 'https:']).optional(),
    { fallback: 'http://localhost:PORT' },
  ),
  JOBS: setting(
    'Process',
    'Whether this process also runs background jobs (e-mail, webhooks, schedules).',
    z.enum(['on', 'off']).default('on'),
  ),
  JOBS_CONCURRENCY: setting('Process', 'Background jobs at a time in this process.', whole(1, 100).default(4)),
  LOG_LEVEL: setting(
    'Process',
    'Least important line that is logged.',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
  TRUST_PROXY: setting(
    'Process',
    'Proxies whose `X-Forwarded-*` headers are believed: addresses or ranges, separated by commas.',
    ranges().default([]),
    { fallback: 'nobody' },
  ),
  NETTERMS_CLOCK: setting(
    'Process',
    'Instant at which this process’s clock starts, for rehearsing dates, such as `2026-01-31T09:00:00Z`. Not in production.',
    z.iso
      .datetime({ offset: true, error: 'it must be an instant such as 2026-01-31T09:00:00Z' })
      .transform((text) => new Date(text))
      .optional(),
    { fallback: 'the real time' },
  ),

  DATA_DIR: setting(
    'Data',
    'Folder for the embedded database, stored files, captured mail and the secret.',
    z
      .string()
      .min(1)
      .transform((folder) => path.resolve(folder))
      .default(fileURLToPath(new URL('../../data', import.meta.url))),
    { fallback: '`data` beside the program' },
  ),
  DATABASE_URL: setting(
    'Data',
    'A PostgreSQL server (15 or newer) of your own, such as `postgres://netterms:password@db.example.com/netterms`.',
    address(['postgres:', 'postgresql:']).optional(),
    { fallback: 'embedded server in DATA_DIR', secret: true },
  ),
  DATABASE_POOL: setting(
    'Data',
    'Connections that answer requests at a time. Eight serve two cores best.',
    whole(1, 200).default(8),
  ),
  STORAGE_URL: setting(
    'Data',
    'Where files are kept: `file:///folder` or `s3://bucket/prefix?region=eu-central-1&endpoint=https://…`.',
    address(['file:', 's3:']).optional(),
    { fallback: 'DATA_DIR/files', secret: true },
  ),
  SECRET: setting(
    'Data',
    'At least 32 characters from which link keys and encryption keys are derived. Keep it: without it stored credentials cannot be read.',
    z.string().min(32, 'it needs at least 32 characters').optional(),
    { fallback: 'made once, kept in DATA_DIR/secret', secret: true },
  ),

  SMTP_URL: setting(
    'Mail',
    'Mail server, such as `smtps://user:password@mail.example.com`. Without one, mail is captured and shown at /mailbox.',
    address(['smtp:', 'smtps:']).optional(),
    { fallback: 'captured to DATA_DIR/mail', secret: true },
  ),
  MAIL_FROM: setting(
    'Mail',
    'Sender of e-mail for companies that have not set their own.',
    z
      .string()
      .regex(
        /^([^<>\r\n]* )?<[^\s<>@,]+@[^\s<>@,]+>$|^[^\s<>@,]+@[^\s<>@,]+$/,
        'it must be an address, alone or as Name <address>',
      )
      .default('Netterms <no-reply@localhost>')
      .transform(senderOf),
    { fallback: '`Netterms <no-reply@localhost>`' },
  ),

  RATE_LIMIT: setting(
    'Limits',
    'API requests per minute and key, in each process; as many with unknown keys per address.',
    whole(1, 10_000_000).default(6000),
  ),
  SIGN_IN_LIMIT: setting('Limits', 'Failed sign-ins per quarter of an hour and person.', whole(1, 1_000_000).default(10)),
  BODY_LIMIT: setting('Limits', 'Largest request body, in bytes.', whole(1024, 1_000_000_000).default(2_000_000)),
  UPLOAD_LIMIT: setting('Limits', 'Largest uploaded file, in bytes.', whole(1024, 100_000_000).default(20_000_000)),
  IDEMPOTENCY_LEASE: setting(
    'Limits',
    'Seconds after which a call that acts on the outside and never came to an answer, because its process was killed, may be made again with its Idempotency-Key.',
    whole(1, 3600).default(60),
  ),
  WEBHOOK_ALLOW: setting(
    'Limits',
    'Private addresses, ranges or names that webhooks may reach, separated by commas; with a port, such as `hooks.internal:5000`, that port alone.',
    openings().default([]),
    { fallback: 'none' },
  ),

  STRIPE_SECRET_KEY: setting('Vendors', 'Stripe key for card and bank payments.', z.string().min(8).optional(), {
    fallback: 'simulated gateway',
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRET: setting('Vendors', 'Secret with which Stripe signs its notices.', z.string().min(8).optional(), {
    secret: true,
  }),
  STRIPE_API_URL: setting(
    'Vendors',
    'Another address of Stripe’s API, such as a proxy or a server that stands in for Stripe in tests.',
    address(['http:', 'https:']).optional(),
    { fallback: 'Stripe itself' },
  ),
  TEXT_MESSAGES: setting(
    'Vendors',
    'What becomes of text messages without a Twilio account: refused (`off`), or kept in memory to try things out (`simulated`).',
    z.enum(['off', 'simulated']).default('off'),
  ),
  TWILIO_ACCOUNT_SID: setting('Vendors', 'Twilio account for text messages.', z.string().min(8).optional(), {
    fallback: 'see TEXT_MESSAGES',
  }),
  TWILIO_AUTH_TOKEN: setting('Vendors', 'Token of the Twilio account.', z.string().min(8).optional(), { secret: true }),
  TWILIO_FROM: setting(
    'Vendors',
    'Telephone number that text messages come from, such as `+15125550100`.',
    z.string().min(3).optional(),
  ),
  LETTERS: setting(
    'Vendors',
    'What becomes of letters without a Lob key: refused (`off`), or kept in memory to try things out (`simulated`).',
    z.enum(['off', 'simulated']).default('off'),
  ),
  LOB_API_KEY: setting('Vendors', 'Lob key for printed letters.', z.string().min(8).optional(), {
    fallback: 'see LETTERS',
    secret: true,
  }),
  LOB_WEBHOOK_SECRET: setting(
    'Vendors',
    'Secret of the webhook at Lob, which is to call `BASE_URL/webhooks/letters`; without it nothing is heard of letters once they are handed over.',
    z.string().min(8).optional(),
    { secret: true },
  ),
} as const

export type SettingName = keyof typeof settings
type Parsed = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> }
/** Every setting, parsed and complete. Frozen; keys are the names of the settings. */
export type Config = Omit<Parsed, 'BASE_URL' | 'SECRET'> & { readonly BASE_URL: string; readonly SECRET: string }
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Parses the environment once. The first bad setting stops it with one sentence that names the setting and, unless
 * secret, its value. Makes DATA_DIR and, when no SECRET is given, DATA_DIR/secret.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseSettings(environment)
  if (parsed.MODE === 'production') refuseUnsafe(parsed)
  return Object.freeze({
    ...parsed,
    BASE_URL: (parsed.BASE_URL ?? `http://localhost:${parsed.PORT}`).replace(/\/+$/, ''),
    SECRET: parsed.SECRET ?? keptSecret(parsed.DATA_DIR),
  })
}

/** Parses without touching the disk, for documentation and tests. */
export function parseSettings(environment: Environment): Parsed {
  const entries = Object.entries(settings).map(([name, { schema, ...about }]) => {
    const text = environment[name] === '' ? undefined : environment[name]
    const result = schema.safeParse(text)
    if (result.success) return [name, result.data]
    const shown = 'secret' in about ? '' : ` "${text}"`
    throw new Problem(
      `The setting ${name}${shown} cannot be used: ${result.error.issues[0]?.message ?? 'it is not valid'}; see docs/configuration.md.`,
    )
  })
  return Object.fromEntries(entries) as Parsed // the keys and values come from the table the type is made of
}

function refuseUnsafe(parsed: Parsed): void {
  if (!parsed.BASE_URL)
    throw new Problem('In production, set BASE_URL to the address people use, such as https://billing.example.com.')
  if (parsed.NETTERMS_CLOCK) throw new Problem('NETTERMS_CLOCK moves the clock and cannot be set in production.')
  if (parsed.DATABASE_URL && !parsed.SECRET) {
    throw new Problem(
      'In production with DATABASE_URL, set SECRET, so that every process and every new machine derives the same keys.',
    )
  }
}

/** The secret of this data folder, made from 32 random bytes the first time. */
function keptSecret(folder: string): string {
  makeDataFolder(folder)
  const file = path.join(folder, 'secret')
  try {
    if (!existsSync(file)) makeSecret(file)
    const secret = readFileSync(file, 'utf8').trim()
    if (secret.length >= 32) return secret
  } catch (error) {
    throw unusableFolder(folder, error)
  }
  throw new Problem(`The secret in ${file} is too short to be one; put it back from where you keep a copy.`)
}

/** Written whole beside its place and linked into it: another process that starts now sees all of it or none. */
function makeSecret(file: string): void {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // theirs is the one
  } finally {
    rmSync(draft)
  }
}

/** `Netterms <no-reply@example.com>`, or the bare address. */
function senderOf(text: string): { readonly name: string | null; readonly address: string } {
  const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? []
  return address ? { name: name?.replace(/^"|"$/g, '') || null, address } : { name: null, address: text.trim() }
}

function whole(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,12}$/, 'it must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `it must be between ${least} and ${most}`)
}

function address(protocols: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `it must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )
}

function list() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
}

function ranges() {
  return list().refine((parts) => parts.every(isRange), 'it must be addresses or ranges such as 10.0.0.0/8, separated by commas')
}

/** What `outboundPolicy` can read. */
function openings() {
  return list().refine(
    (parts) => parts.every(isOpening),
    'it must be addresses, ranges or names such as 10.0.0.0/8 or hooks.internal:5000, separated by commas',
  )
}

function isOpening(text: string): boolean {
  try {
    outboundPolicy([text])
    return true
  } catch {
    return false
  }
}

function isRange(text: string): boolean {
  const [host = '', bits] = text.split('/')
  const version = isIP(host)
  if (version === 0) return false
  if (bits === undefined) return true
  try {
    new BlockList().addSubnet(host, Number(bits), version === 6 ? 'ipv6' : 'ipv4')
    return /^\d+$/.test(bits)
  } catch {
    return false
  }
}
