import { accessSync, constants, mkdirSync } from 'node:fs'
import path from 'node:path'
import { Problem } from './problem.ts'

/** Makes the data folder for its owner alone, where it is missing; one that cannot be used is one sentence. */
export function makeDataFolder(folder: string): void {
  try {
    makeWithParents(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw unusableFolder(folder, error)
  }
}

export function unusableFolder(folder: string, error: unknown): Problem {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
    return new Problem(`The disk with the data folder ${folder} is full; make room on it, and start again.`)
  return new Problem(
    `The data folder ${folder} cannot be used (${(error as Error).message}); run as its owner, or set DATA_DIR to a folder of yours.`,
  )
}

/** Step by step: Node's own recursive mkdir never ends where a file system refuses new folders, as /proc does. */
function makeWithParents(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    const parent = path.dirname(folder)
    if (code !== 'ENOENT' || parent === folder || exists(parent)) throw error
    makeWithParents(parent)
    mkdirSync(folder, { mode: 0o700 })
  }
}

function exists(folder: string): boolean {
  try {
    accessSync(folder)
    return true
  } catch {
    return false
  }
}
