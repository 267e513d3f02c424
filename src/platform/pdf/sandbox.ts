/**
 * Sets papers that people designed themselves. Their source can loop, fill memory and ask for files, so each runs in a process
 * of its own, which is killed when it takes too long and cannot take more memory than it is given. It stands in an empty
 * folder, knows no environment, and its only way out leads to a closed door.
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SandboxJob, SandboxReply } from './sandbox-child.ts'

export type { SandboxJob } from './sandbox-child.ts'

/** `part` names the piece of the template that is at fault, `line` and `column` count from 1 in it. */
export type SandboxResult =
  | { readonly ok: true; readonly pdf: Uint8Array; readonly pages: number; readonly svg: string | null }
  | {
      readonly ok: false
      readonly part: string | null
      readonly line: number | null
      readonly column: number | null
      readonly said: string
    }

const MILLISECONDS_MAX = 8_000
/** Processes at once; further papers wait. */
const AT_ONCE_MAX = 2
const WAITING_MAX = 100
const REPLY_BYTES_MAX = 30_000_000
/**
 * What a process may have to write into, in KiB. Threads and the JavaScript engine reserve two thirds of it and never use it, so
 * that what is really occupied stays below 512 MB. That is watched besides, for systems without such a limit.
 */
const DATA_KIB_MAX = 900_000

const RSS_KIB_MAX = 480_000
const WATCH_MS = existsSync('/proc/self/status') ? 25 : 250

const CHILD = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url))

let running = 0
const line: (() => void)[] = []

/** Sets one paper. A template that fails, in whatever way, is an answer and never an error. */
export async function runSandbox(job: SandboxJob): Promise<SandboxResult> {
  if (running >= AT_ONCE_MAX) {
    if (line.length >= WAITING_MAX) return failed('Too many documents wait to be set; try again later.')
    await new Promise<void>((resolve) => line.push(resolve))
  } else running += 1
  const folder = await mkdtemp(join(tmpdir(), 'netterms-paper-'))
  try {
    return await runChild(job, folder)
  } finally {
    // Whoever waits next takes this place over.
    const next = line.shift()
    if (next) next()
    else running -= 1
    await rm(folder, { recursive: true, force: true })
  }
}

function runChild(job: SandboxJob, folder: string): Promise<SandboxResult> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', LIMITED, process.execPath, ...NODE_OPTIONS, CHILD, folder], {
      cwd: folder,
      env: environment(folder),
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const chunks: Buffer[] = []
    let size = 0
    let verdict: string | null = null
    const kill = (said: string) => {
      verdict ??= said
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => kill(`It was not finished after ${MILLISECONDS_MAX / 1000} seconds.`), MILLISECONDS_MAX)
    const watch = setInterval(() => {
      if (child.pid) void occupied(child.pid).then((kib) => kib > RSS_KIB_MAX && kill(TOO_MUCH_MEMORY))
    }, WATCH_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > REPLY_BYTES_MAX) kill('The document it makes is too large.')
      else chunks.push(chunk)
    })
    child.on('error', (error) => kill(`No process could be started for it: ${error.message}`))
    child.on('close', () => {
      clearTimeout(timer)
      clearInterval(watch)
      resolve(verdict === null ? resultOf(Buffer.concat(chunks)) : failed(verdict))
    })
    // A child that is gone already reads nothing; its end is told above.
    child.stdin.on('error', () => undefined)
    child.stdin.end(JSON.stringify(job))
  })
}

const TOO_MUCH_MEMORY = 'It takes more memory than a document may.'

/** KiB of memory that a process occupies; 0 for one that is gone. */
async function occupied(pid: number): Promise<number> {
  try {
    const text = existsSync('/proc/self/status')
      ? /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
      : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout
    return Number(text ?? 0)
  } catch {
    return 0
  }
}

const LIMITED = `ulimit -c 0 2>/dev/null; ulimit -d ${DATA_KIB_MAX} 2>/dev/null; exec "$0" "$@"`
const NODE_OPTIONS = ['--no-warnings', '--max-old-space-size=128', '--v8-pool-size=1']

/** Nothing of ours; and whoever asks for a package from the network is led to a port where nobody listens. */
function environment(folder: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:1'
  return {
    HOME: folder,
    XDG_CACHE_HOME: folder,
    XDG_DATA_HOME: folder,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    ALL_PROXY: nowhere,
    RAYON_NUM_THREADS: '1',
    UV_THREADPOOL_SIZE: '1',
  }
}

function resultOf(bytes: Buffer): SandboxResult {
  // No answer: the process was stopped for want of memory, by itself or by the system.
  if (bytes.length === 0) return failed(TOO_MUCH_MEMORY)
  const reply = JSON.parse(bytes.toString('utf8')) as SandboxReply // written by our own child
  if (reply.ok) return { ok: true, pdf: Buffer.from(reply.pdf, 'base64'), pages: reply.pages, svg: reply.svg }
  const { part, line, column, said } = reply
  return { ok: false, part, line, column, said }
}

function failed(said: string): SandboxResult {
  return { ok: false, part: null, line: null, column: null, said }
}
