import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Who holds a data folder. `started` tells a living holder from a later process with the same number. */
interface Holder {
  readonly pid: number
  /** Whether it stays until it is stopped, so that others may lean on it; a command is gone in a moment. */
  readonly stays: boolean
  readonly started: string
  readonly token: string
}

export interface FolderLock {
  release(): void
}

const FILE = 'in-use-by'

/** Takes the folder for this process, or tells the living process that has it. A dead holder's lock is taken over. */
export function lockFolder(folder: string, { stays }: { stays: boolean }): FolderLock | Pick<Holder, 'pid' | 'stays'> {
  const file = path.join(folder, FILE)
  const own: Holder = { pid: process.pid, stays, started: startOf(process.pid) ?? '', token: randomUUID() }
  const draft = `${file}.${own.token}`
  writeFileSync(draft, JSON.stringify(own), { mode: 0o644 })
  try {
    for (;;) {
      if (placed(draft, file)) return { release: () => release(file, own) }
      const holder = readHolder(file)
      if (holder !== null && isAlive(holder)) return holder
      setAside(file, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A hard link appears whole or not at all, and never replaces a file: two starts cannot both succeed. */
function placed(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead holder's lock away; if a new holder slipped in between, gives it back. */
function setAside(file: string, dead: Holder | null): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch {
    return // released, or somebody else was faster
  }
  if (readHolder(aside)?.token !== dead?.token) placed(aside, file)
  unlinkSync(aside)
}

function release(file: string, own: Holder): void {
  if (readHolder(file)?.token === own.token) rmSync(file, { force: true })
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return null
  }
}

function isAlive(holder: Holder): boolean {
  const started = startOf(holder.pid)
  return started !== null && started === holder.started
}

/** When a process began, in whatever the system offers: it only ever compares equal or not. Null: no such process. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? null : `${boot} ${fields[19]}` // a zombie holds nothing
    } catch {
      return null
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
