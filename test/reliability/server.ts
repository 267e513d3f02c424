import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The product as a process of its own, with the embedded database in a folder of its own, on loopback. */
export interface ServerProcess {
  readonly url: string
  readonly folder: string
  /** Settings with which a visitor reaches the same data. */
  readonly settings: Readonly<Record<string, string>>
  pid(): number
  /** Resident memory of the Node process, in bytes. */
  memory(): number
  /** Milliseconds of processor time that the Node process has used. */
  processorMs(): number
  /** Ends the process at once, as a power cut of the process would. The database notices and stops itself. */
  kill(): Promise<void>
  /** Ends every process of the database at once. */
  killDatabase(): void
  start(): Promise<void>
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments for Node itself, such as --cpu-prof. */
  readonly nodeArguments?: readonly string[]
}

/** Starts a server and waits until it answers. */
export async function startServer({ settings = {}, nodeArguments = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netterms-reliability-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const own = {
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    BASE_URL: url,
    LOG_LEVEL: 'error',
    RATE_LIMIT: '10000000',
    TEXT_MESSAGES: 'simulated',
    LETTERS: 'simulated',
    MODE: 'test',
    WEBHOOK_ALLOW: '127.0.0.0/8',
    ...settings,
  }
  let child: ChildProcess | null = null
  const log = path.join(folder, 'server.log')
  const server: ServerProcess = {
    url,
    folder,
    settings: own,
    pid: () => child!.pid!,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child!.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    processorMs: () => processorMs(child!.pid!),
    async start() {
      const output = openSync(log, 'a')
      child = spawn(process.execPath, [...nodeArguments, path.join(root, 'src/cli/main.ts'), 'start'], {
        cwd: root,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...own },
        stdio: ['ignore', output, output],
      })
      closeSync(output)
      await untilAnswers(url, child, log)
    },
    async kill() {
      // It may have killed itself, at a fail point.
      if (child!.exitCode !== null || child!.signalCode !== null) return
      const ended = new Promise((resolve) => child!.once('exit', resolve))
      child!.kill('SIGKILL')
      await ended
    },
    killDatabase: () => killTree(databasePid(folder)),
    async stop() {
      if (child && child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child!.once('exit', resolve))
        child.kill('SIGTERM')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

async function untilAnswers(url: string, child: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 50) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${readFileSync(log, 'utf8').slice(-2000)}`)
    const answer = await fetch(`${url}/api/company`, { signal: AbortSignal.timeout(5000) }).catch(() => null)
    if (answer && answer.status < 500) return
    await sleep(50)
  }
  throw new Error(`the server does not answer: ${readFileSync(log, 'utf8').slice(-2000)}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

function databasePid(folder: string): number | null {
  try {
    return Number(readFileSync(path.join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return null // between two starts
  }
}

/** The children first are stopped from being born: the parent goes before them. */
function killTree(pid: number | null): void {
  if (pid === null || pid <= 1) return
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
  for (const one of [pid, ...children.map(Number)]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // gone by itself
    }
  }
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1])
  } catch {
    return 0
  }
}

const TICKS_PER_SECOND = 100

function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}
