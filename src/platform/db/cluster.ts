import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { Problem } from '../problem.ts'
import { type Binaries, findBinaries, type Person } from './binaries.ts'

export const SUPERUSER = 'postgres'

/** Where a cluster is, and how programs of PostgreSQL are run on it. */
export interface Place {
  readonly folder: string
  /** Who runs the server; null: we ourselves. */
  readonly person: Person | null
  /** The folder as the server sees it. */
  readonly seen: string
  /** Handed to the child as its file descriptor 3. */
  readonly descriptor: number | null
  readonly binaries: Binaries
  close(): void
}

/**
 * PostgreSQL will not run as root, so root runs it as another user. That user need not be able to walk to the folder (it
 * may be below /root): an open descriptor of the folder is handed over, and /proc/self/fd/3 is the folder for the child.
 */
export function preparePlace(folder: string): Place {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.getuid?.() !== 0)
    return { folder, person: null, seen: folder, descriptor: null, binaries: findBinaries(null), close() {} }
  if (process.platform !== 'linux')
    throw new Problem('The embedded PostgreSQL cannot run as root here; start Netterms as an ordinary user.')
  const person = serverPerson(folder)
  chownSync(folder, person.uid, person.gid)
  chmodSync(folder, 0o700)
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  return {
    folder,
    person,
    seen: '/proc/self/fd/3',
    descriptor,
    binaries: findBinaries(person),
    close: () => closeSync(descriptor),
  }
}

/** Whoever owns an existing cluster keeps it; a new one belongs to `nobody`. */
function serverPerson(folder: string): Person {
  const cluster = path.join(folder, 'cluster')
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster)
    if (uid !== 0) return { uid, gid }
  }
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')
  if (!entry)
    throw new Problem(
      'The embedded PostgreSQL needs the user "nobody" when Netterms runs as root; start Netterms as an ordinary user.',
    )
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** Makes the cluster beside its final place and moves it there whole, so that a crash leaves no half-made cluster. */
export async function initialiseCluster(place: Place, durable: boolean): Promise<void> {
  const draft = path.join(place.folder, 'cluster.new')
  rmSync(draft, { recursive: true, force: true })
  const password = path.join(place.folder, 'password')
  writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (place.person) chownSync(password, place.person.uid, place.person.gid)
  const child = runProgram(
    place,
    'initdb',
    [
      '-D',
      `${place.seen}/cluster.new`,
      '-U',
      SUPERUSER,
      `--pwfile=${place.seen}/password`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    'pipe',
  )
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise((resolve) => child.once('error', resolve).once('close', resolve))
  if (code !== 0) throw new Problem(`The database in ${place.folder} could not be made: ${causeOfEnd(said) || String(code)}.`)
  renameSync(draft, path.join(place.folder, 'cluster'))
}

/** The files of one major version mean nothing to another. */
export function refuseOtherVersion(place: Place): void {
  const found = readFileSync(path.join(place.folder, 'cluster', 'PG_VERSION'), 'utf8').trim()
  const bundled = place.binaries.major
  if (Number(found) !== bundled) {
    throw new Problem(
      `The database in ${place.folder} was made by PostgreSQL ${found}, and this release brings ${bundled}: back it up with the release that made it, and restore it into a new DATA_DIR.`,
    )
  }
}

/** Starts a program of PostgreSQL on the cluster, as whoever may run it. */
export function runProgram(place: Place, program: string, args: readonly string[], output: number | 'pipe'): ChildProcess {
  return spawn(path.join(place.binaries.folder, 'bin', program), args, {
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' },
    stdio: ['ignore', output, output, place.descriptor ?? 'ignore'],
    detached: true, // Ctrl-C in the terminal is for us; we stop the server when the last request is answered
    ...(place.person ?? {}),
  })
}

/** Why a program of PostgreSQL ended: its first complaint, or else what it said last; without prefix and full stop. */
export function causeOfEnd(text: string): string {
  if (/No space left on device|Check free disk space/.test(text)) return 'the disk is full; make room on it, and start again'
  const lines = text.trim().split('\n')
  const complaint = lines.find((line) => COMPLAINT.test(line) && !line.includes('the database system is'))
  return (complaint ?? lines.at(-1)!).replace(COMPLAINT, '').replace(/\.$/, '')
}

const COMPLAINT = /^.*(FATAL|PANIC|ERROR|error):\s*/
