import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from './database.ts'

/** Two servers on one database, as behind a load balancer: nothing happens twice, no number is lost. */
const database = await openTestDatabase()
const folder = mkdtempSync(path.join(tmpdir(), 'netterms-two-'))
const received: string[] = []
const receiver = createServer((request, response) => {
  received.push(String(request.headers['webhook-id']))
  request.resume().on('end', () => response.writeHead(204).end())
})
const servers: ChildProcess[] = []
const addresses: string[] = []
let key = ''

const environment = {
  ...process.env,
  BASE_URL: '',
  MODE: 'test',
  DATABASE_URL: database.url,
  DATA_DIR: folder,
  SECRET: 'two processes share this secret, as they must',
  PORT: '0',
  RATE_LIMIT: '1000000',
  WEBHOOK_ALLOW: '127.0.0.0/8',
  LOG_LEVEL: 'error',
}

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  key = JSON.parse(
    await command([
      'company',
      'create',
      '--name',
      'Dunder Mifflin',
      '--email',
      'owner@dundermifflin.example',
      '--password',
      'correct horse battery staple',
      '--json',
    ]),
  ).api_key
  for (const one of await Promise.all([serve(), serve()])) addresses.push(one)
}, 60_000)

afterAll(async () => {
  await Promise.all(servers.map((server) => ended(server)))
  await new Promise((resolve) => receiver.close(resolve))
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

test('numbers have no gaps and every event is delivered once, whichever server was asked', async () => {
  const { port } = receiver.address() as AddressInfo
  await call(0, 'POST', '/webhooks', { url: `http://127.0.0.1:${port}/hook`, events: ['invoice.created'] })
  const customer = await call(1, 'POST', '/customers', { name: 'Acme Corp' })
  const made = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      call(i % 2, 'POST', '/invoices', { customer: customer.id, items: [{ name: 'Paper', unit_cost: 45 }] }),
    ),
  )
  const numbers = made.map(({ number }) => number).sort()
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => `INV-${String(i + 1).padStart(4, '0')}`))
  await expect.poll(() => received.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(40)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(received).toHaveLength(40)
  expect(new Set(received).size).toBe(40)
}, 60_000)

test('the same idempotency key at both servers makes one customer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      call(i % 2, 'POST', '/customers', { name: 'Vance Refrigeration' }, { 'idempotency-key': 'two-servers' }),
    ),
  )
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
})

test('a key revoked at one server is refused at the other within two seconds', async () => {
  const extra = await call(0, 'POST', '/api_keys', { description: 'short-lived' })
  const use = () =>
    fetch(`${addresses[1]}/api/customers`, { headers: { authorization: `Bearer ${extra.secret}` } }).then(({ status }) => status)
  expect(await use()).toBe(200)
  await fetch(`${addresses[0]}/api/api_keys/${extra.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } })
  await expect.poll(use, { timeout: 5_000 }).toBe(401)
})

/** What these calls answer with; each reads what it knows to be there. */
interface Made {
  readonly id: number
  readonly number: string
  readonly secret: string
}

async function call(
  server: number,
  method: string,
  target: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Made> {
  const response = await fetch(`${addresses[server]}/api${target}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const json = (await response.json()) as Made
  expect(response.status, JSON.stringify(json)).toBe(201)
  return json
}

function command(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli/main.ts', ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    child.stdout.on('data', (chunk) => output.push(String(chunk)))
    child.stderr.on('data', (chunk) => output.push(String(chunk)))
    child.on('exit', (code) =>
      code === 0 ? resolve(output.join('').trim().split('\n').at(-1)!) : reject(new Error(output.join(''))),
    )
  })
}

/** Starts a server on a free port and answers with its address once it serves. */
function serve(): Promise<string> {
  return new Promise((resolve, reject) => {
    const script =
      "const { start } = await import('./src/main.ts'); const { loadConfig } = await import('./src/platform/config.ts'); const s = await start(loadConfig()); console.log('at ' + s.url); process.on('SIGTERM', async () => { await s.stop(); process.exit(0) })"
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    servers.push(child)
    const output: string[] = []
    child.stdout.on('data', (chunk) => {
      output.push(String(chunk))
      const at = /^at (\S+)/m.exec(output.join(''))
      if (at) resolve(at[1]!)
    })
    child.stderr.on('data', (chunk) => output.push(String(chunk)))
    child.on('exit', () => reject(new Error(output.join(''))))
  })
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.on('exit', () => resolve())
    server.kill('SIGTERM')
  })
}
