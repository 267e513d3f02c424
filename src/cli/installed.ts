// Exits with 0 when node_modules holds exactly what package-lock.json says. Run by the launcher before any package is
// there, so it may use nothing but Node itself; it spares developers an `npm ci` after their own `npm install`.
import { readFileSync } from 'node:fs'

interface Package {
  readonly version?: string
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Package>>
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as Lockfile

try {
  const present = read('node_modules/.package-lock.json').packages
  const wanted = Object.entries(read('package-lock.json').packages).filter(([folder]) => folder !== '')
  const isRight = ([folder, wish]: [string, Package]) =>
    present[folder] === undefined ? wish.optional === true && !isForThisMachine(wish) : present[folder].version === wish.version
  process.exitCode = wanted.every(isRight) ? 0 : 1
} catch {
  process.exitCode = 1 // nothing is installed
}

/** Among optional packages, the builds of one program for many machines; ours must be there. */
function isForThisMachine({ os, cpu, libc }: Package): boolean {
  if (os === undefined && cpu === undefined) return false
  const matches = (list: readonly string[] | undefined, name: string) => list === undefined || list.includes(name)
  return matches(os, process.platform) && matches(cpu, process.arch) && matches(libc, 'glibc')
}
