import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../src/cli/chromium.ts'
import { openTestDatabase } from './database.ts'

/** The whole product as a person meets it: a server of its own, a database of its own, a real browser. */
export interface Stage {
  readonly url: string
  /** Runs a command of `netterms` beside the server, with the same settings. */
  command(words: readonly string[]): Promise<string>
  /** A browser without any history, such as another person has. */
  person(size?: { width: number; height: number }): Promise<Page>
  close(): Promise<void>
}

export const DESK = { width: 1280, height: 900 }
export const PHONE = { width: 360, height: 740 }

/** Opens the stage. Complaints of the page's own scripts fail the story that caused them: they are in `problems`. */
export async function openStage(problems: string[]): Promise<Stage> {
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
  return {
    url,
    command: (words) => run(words, environment),
    async person(size = DESK) {
      const context = await browser.newContext({ viewport: size, baseURL: url, locale: 'en-US', timezoneId: 'America/Chicago' })
      contexts.push(context)
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
      return page
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
