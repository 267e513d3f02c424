import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Frame, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from '../src/cli/chromium.ts'
import { openTestDatabase } from './database.ts'

/** The whole product as a person meets it: a server of its own, a database of its own, a real browser. */
export interface Stage {
  readonly url: string
  /** Runs a command of `netterms` beside the server, with the same settings. */
  command(words: readonly string[]): Promise<string>
  /** A browser without any history, such as another person has. */
  person(size?: { width: number; height: number }): Promise<Page>
  /** Waits for a captured mail and reads the address of its first link that leads to `part`. */
  linkInMail(subject: RegExp, part: string): Promise<string>
  close(): Promise<void>
}

export const DESK = { width: 1280, height: 900 }
export const PHONE = { width: 360, height: 740 }

/**
 * Opens the stage. Complaints of the page's own scripts fail the story that caused them: they are in `problems`.
 * @param clock the instant at which the clocks of server and browsers start; the real time unless given
 */
export async function openStage(problems: string[], clock?: string): Promise<Stage> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('The browser stories need Chromium; `npm test` installs it on Debian, or set CHROMIUM.')
  const database = await openTestDatabase()
  const folder = mkdtempSync(path.join(tmpdir(), 'netterms-stage-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const environment = {
    ...process.env,
    MODE: 'test',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: String(port),
    BASE_URL: url,
    LOG_LEVEL: 'error',
    LETTERS: 'simulated',
    TEXT_MESSAGES: 'simulated',
    ...(clock && { NETTERMS_CLOCK: clock }),
  }
  const server = await serve(environment)
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const contexts: BrowserContext[] = []
  const person = async (size = DESK) => {
    const context = await browser.newContext({ viewport: size, baseURL: url, locale: 'en-US', timezoneId: 'America/Chicago' })
    if (clock) await context.clock.install({ time: clock })
    contexts.push(context)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    return page
  }
  let reader: Promise<Page> | undefined
  return {
    url,
    command: (words) => run(words, environment),
    person,
    async linkInMail(subject, part) {
      reader ??= person()
      return readLink(await reader, subject, part)
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
      await browser.close()
      await stop(server)
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until no dialog is open; one that goes may still be seen while the next one comes. */
export async function untilDialogsClosed(page: Page): Promise<void> {
  await expect.poll(() => page.getByRole('dialog').count(), { timeout: 15_000 }).toBe(0)
}

async function readLink(reader: Page, subject: RegExp, part: string): Promise<string> {
  const mail = reader.getByRole('link', { name: subject }).first()
  const arrived = async () => {
    await reader.goto('/mailbox')
    return mail.isVisible()
  }
  await expect.poll(arrived, { timeout: 20_000, interval: 200 }).toBe(true)
  await mail.click()
  // What the mail itself says is in a frame of its own.
  await expect.poll(() => reader.frames().length).toBeGreaterThan(1)
  const hrefs = async (frame: Frame) =>
    frame.locator('a').evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href))
  const addresses = async () => (await Promise.all(reader.frames().map(hrefs))).flat()
  const found = async () => (await addresses()).find((address) => address.includes(part)) ?? ''
  await expect.poll(found, { timeout: 10_000, interval: 100 }).not.toBe('')
  return found()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts the server as `npm start` does, web app included, and waits until it says that it runs. */
function serve(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli/main.ts', 'start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    const listen = (chunk: unknown) => {
      output.push(String(chunk))
      if (output.join('').includes('Netterms runs at')) resolve(child)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', () => reject(new Error(output.join(''))))
  })
}

function run(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli/main.ts', ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    child.stdout.on('data', (chunk) => output.push(String(chunk)))
    child.stderr.on('data', (chunk) => output.push(String(chunk)))
    child.on('exit', (code) => (code === 0 ? resolve(output.join('')) : reject(new Error(output.join('')))))
  })
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.on('exit', () => resolve())
    server.kill('SIGTERM')
  })
}
