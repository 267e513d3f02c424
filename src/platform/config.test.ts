import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConfig, parseSettings } from './config.ts'
import { documentSettings } from './config-document.ts'
import { outboundPolicy } from './outbound-policy.ts'

const home = mkdtempSync(path.join(os.tmpdir(), 'netterms-config-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const load = (environment: Record<string, string>) => loadConfig({ DATA_DIR: home, ...environment })

test('without any setting everything has a default, and an empty setting is none', () => {
  expect(parseSettings({ PORT: '', SMTP_URL: '' })).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    JOBS: 'on',
    MODE: 'development',
    SMTP_URL: undefined,
  })
  expect(load({ PORT: '4000' }).BASE_URL).toBe('http://localhost:4000')
})

test('a bad setting is one sentence with its name', () => {
  for (const [name, value] of [
    ['PORT', '70000'],
    ['PORT', '3e3'],
    ['BASE_URL', 'billing.example.com'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['WEBHOOK_ALLOW', '10.0.0.0/99'],
    ['WEBHOOK_ALLOW', 'hooks.internal:99999'],
    ['WEBHOOK_ALLOW', 'http://hooks.internal'],
    ['TRUST_PROXY', 'everybody'],
    ['MODE', 'prod'],
    ['NETTERMS_CLOCK', 'yesterday'],
    ['SECRET', 'short'],
    ['MAIL_FROM', 'Netterms'],
    ['MAIL_FROM', 'a@b.example, c@d.example'],
  ] as const) {
    expect(() => load({ [name]: value }), `${name}=${value}`).toThrow(new RegExp(`^The setting ${name} [^\\n]*\\.$`))
  }
})

test('the sender of mail is an address, alone or with a name', () => {
  const sender = (text: string) => parseSettings({ MAIL_FROM: text }).MAIL_FROM
  expect(sender('')).toEqual({ name: 'Netterms', address: 'no-reply@localhost' })
  expect(sender('"Acme Billing" <billing@acme.example>')).toEqual({ name: 'Acme Billing', address: 'billing@acme.example' })
  expect(sender('billing@acme.example')).toEqual({ name: null, address: 'billing@acme.example' })
})

test('webhooks may be let to addresses, ranges and names, each with a port where it has one', () => {
  const text = '10.0.0.0/8, 192.168.1.5:8080, hooks.internal, [fd00::1]:5000'
  const { WEBHOOK_ALLOW } = parseSettings({ WEBHOOK_ALLOW: text })
  expect(WEBHOOK_ALLOW).toEqual(text.split(', '))
  expect(outboundPolicy(WEBHOOK_ALLOW).allowsPort('hooks.internal', 25)).toBe(false)
  expect(outboundPolicy(WEBHOOK_ALLOW).allowsAddress('10.1.2.3', 'hooks.internal', 443)).toBe(true)
})

test('a secret setting is never repeated in a complaint', () => {
  expect(() => load({ DATABASE_URL: 'mysql://someone:hunter2@localhost/x' })).toThrow(/^(?!.*hunter2)/)
  expect(() => load({ SECRET: 'tooshort' })).toThrow(/^(?!.*tooshort)/)
})

test('the secret is made once, kept from others, and the same ever after', () => {
  const { SECRET } = load({})
  expect(Buffer.from(SECRET, 'base64url')).toHaveLength(32)
  expect(load({}).SECRET).toBe(SECRET)
  expect(readFileSync(path.join(home, 'secret'), 'utf8').trim()).toBe(SECRET)
  expect(statSync(path.join(home, 'secret')).mode & 0o777).toBe(0o600)
})

test('production refuses what is only safe at home', () => {
  const database = 'postgres://netterms@db.example.com/netterms'
  expect(() => load({ MODE: 'production' })).toThrow('set BASE_URL')
  const served = { MODE: 'production', BASE_URL: 'https://billing.example.com/' }
  expect(load(served).BASE_URL).toBe('https://billing.example.com')
  expect(() => load({ ...served, NETTERMS_CLOCK: '2026-01-31T09:00:00Z' })).toThrow('NETTERMS_CLOCK')
  expect(() => load({ ...served, DATABASE_URL: database })).toThrow('set SECRET')
})

test('nobody can change a setting later', () => {
  expect(Object.isFrozen(load({}))).toBe(true)
})

test('docs/configuration.md is current; `netterms generate` makes it', () => {
  expect(readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')).toBe(documentSettings())
})
