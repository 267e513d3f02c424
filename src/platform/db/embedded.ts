import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import { causeOfEnd, initialiseCluster, type Place, preparePlace, refuseOtherVersion, runProgram, SUPERUSER } from './cluster.ts'
import { type Connection, connect } from './pool.ts'

export interface EmbeddedOptions {
  /** The server's own folder: cluster, socket, password and log live in it. Made when missing. */
  readonly folder: string
  /** False only for throw-away clusters: commits no longer wait for the disk. */
  readonly durable?: boolean
  /** Told when the server had to be started again after it died by itself. */
  readonly onRestart?: (attempt: number) => void
  readonly connections_max?: number
}

export interface EmbeddedServer {
  readonly pid: () => number | undefined
  /** As the cluster's superuser, for making roles and databases; never for the application. */
  readonly superuser: Connection
  stop(): Promise<void>
}

const PORT = 5432 // only part of the socket's name; nothing listens on the network
const SOCKET = `.s.PGSQL.${PORT}`
/** Longest path of a socket that every system takes, in bytes (Linux 107, macOS 103). */
const SOCKET_PATH_MAX = 100

/**
 * Starts PostgreSQL as a child of this process on a Unix socket inside its folder, making the cluster the first time.
 * A server left behind by a process that was killed is stopped first. If the server dies by itself it is started again.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = preparePlace(options.folder)
  if (!existsSync(path.join(place.folder, 'cluster', 'PG_VERSION'))) await initialiseCluster(place, options.durable ?? true)
  refuseOtherVersion(place)
  const client = clientAddress(place.folder)
  const superuser = { host: client.host, port: PORT, user: SUPERUSER, password: readPassword(place.folder), database: 'postgres' }

  let stopping = false
  let child = await launchAlone(place, options, superuser)
  const supervise = (): void => {
    child.once('exit', async () => {
      for (let attempt = 1; !stopping; attempt++) {
        options.onRestart?.(attempt)
        try {
          child = await launch(place, options, superuser)
          return supervise()
        } catch {
          await sleep(Math.min(250 * attempt, 5000)) // readiness shows meanwhile that the database is away
        }
      }
    })
  }
  supervise()
  return {
    pid: () => child.pid,
    superuser,
    async stop() {
      stopping = true
      await stopChild(child)
      client.remove()
      place.close()
    },
  }
}

/** How a running server in `folder` is reached by a process that did not start it. */
export function embeddedConnection(folder: string): Connection & { remove(): void } {
  const { host, remove } = clientAddress(folder)
  return { host, port: PORT, user: SUPERUSER, password: readPassword(folder), database: 'postgres', remove }
}

const ALONE_ATTEMPTS_MAX = 40
/** How PostgreSQL says that somebody else is in the folder, or that the sessions of somebody who died still are. */
const NOT_ALONE = /another postmaster|old server processes|lock file/i

/**
 * Starts once nobody else is in the folder. A process that was killed may have been about to start a server itself: that
 * one appears only after we have looked, so we look again when the start is refused for its sake.
 */
async function launchAlone(place: Place, options: EmbeddedOptions, superuser: Connection): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    await stopLeftover(place)
    try {
      return await launch(place, options, superuser)
    } catch (error) {
      if (attempt === ALONE_ATTEMPTS_MAX || !NOT_ALONE.test((error as Error).message)) throw error
      await sleep(100)
    }
  }
}

async function launch(place: Place, options: EmbeddedOptions, superuser: Connection): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=',
    'unix_socket_directories=..',
    'unix_socket_permissions=0700',
    `max_connections=${options.connections_max ?? 100}`,
    'cluster_name=netterms',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_checkpoints=off',
    'jit=off',
    ...(options.durable === false
      ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=4GB', 'checkpoint_timeout=1h']
      : []),
  ]
  const log = path.join(place.folder, 'server.log')
  const output = openSync(log, existsSync(log) && statSync(log).size > 10_000_000 ? 'w' : 'a', 0o600)
  const begin = statSync(log).size
  const child = runProgram(
    place,
    'postgres',
    ['-D', `${place.seen}/cluster`, ...settings.flatMap((setting) => ['-c', setting])],
    output,
  )
  closeSync(output)
  stopWithUs(child, place)
  await untilReady(child, place, superuser, () => causeOfEnd(readFileSync(log).subarray(begin).toString('utf8')))
  return child
}

/** A shell that waits for our end of a pipe to close, whatever ends us, and then asks the server to stop. */
function stopWithUs(child: ChildProcess, place: Place): void {
  if (child.pid === undefined) return
  const watch = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(child.pid)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...(place.person ?? {}),
  })
  watch.unref()
  watch.on('error', () => {}) // without a shell the next start stops the leftover
  watch.stdin?.on('error', () => {})
  child.once('exit', () => watch.kill('SIGKILL'))
}

/** Waits until this very child answers: on the same socket a server that somebody else left may answer just as well. */
async function untilReady(child: ChildProcess, place: Place, superuser: Connection, said: () => string): Promise<void> {
  let ended: string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', () => {
    ended ??= said()
  })
  const deadline = Date.now() + 60_000
  for (let pause = 10; ended === null && Date.now() < deadline; pause = Math.min(pause * 1.5, 200)) {
    await sleep(pause)
    try {
      const client = await connect(superuser)
      await client.end()
      if (ended === null && namedPid(path.join(place.folder, 'cluster')) === child.pid) return
    } catch {
      // not listening yet, or replaying its log after a crash
    }
  }
  child.kill('SIGINT')
  throw new Problem(`The embedded database did not start: ${ended ?? 'it did not answer within a minute'}.`)
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<true>((resolve) => child.once('exit', () => resolve(true)))
  child.kill('SIGINT') // fast shutdown: ends sessions, writes a checkpoint
  if (await Promise.race([ended, sleep(20_000, false, { ref: false })])) return
  child.kill('SIGQUIT') // at once; the log is replayed at the next start
  await ended
}

/** Stops the server of a process that was killed. Its backends notice that it is gone and end too. */
async function stopLeftover(place: Place): Promise<void> {
  const cluster = path.join(place.folder, 'cluster')
  const pid = leftoverPid(cluster)
  if (pid === null) return
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return // ended by itself
    }
    for (let waited = 0; waited < 10_000; waited += 25) {
      if (leftoverPid(cluster) !== pid) return
      await sleep(25)
    }
  }
  throw new Problem(`A database server left by an earlier run (process ${pid}) does not stop; end it and start again.`)
}

/** The process named in postmaster.pid: whose server is in the folder. */
function namedPid(cluster: string): number | null {
  try {
    const pid = Number(readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null // no server, or one that ended as we looked
  }
}

/** The process named in postmaster.pid, if it still runs and works in this very folder. */
function leftoverPid(cluster: string): number | null {
  const pid = namedPid(cluster)
  if (pid === null) return null
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return pid
    const works = statSync(`/proc/${pid}/cwd`)
    const ours = statSync(cluster)
    return works.ino === ours.ino && works.dev === ours.dev ? pid : null
  } catch {
    return null
  }
}

/** A folder name short enough for a socket: the folder itself, or a link to it in the system's temporary folder. */
function clientAddress(folder: string): { readonly host: string; remove(): void } {
  if (Buffer.byteLength(path.join(folder, SOCKET)) <= SOCKET_PATH_MAX) return { host: folder, remove() {} }
  const near = mkdtempSync(path.join(os.tmpdir(), 'netterms-'))
  const remove = () => rmSync(near, { recursive: true, force: true })
  process.once('exit', remove)
  symlinkSync(folder, path.join(near, 's'))
  return { host: path.join(near, 's'), remove }
}

function readPassword(folder: string): string {
  return readFileSync(path.join(folder, 'password'), 'utf8').trim()
}
