import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FOLDERS = ['/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS']

/** The browser for browser stories: CHROMIUM, or the first one that is installed; null if there is none. */
export function findChromium(): string | null {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const inPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  const inApplications = FOLDERS.flatMap((folder) => ['Google Chrome', 'Chromium'].map((name) => path.join(folder, name)))
  return [...inPath, ...inApplications].find((file) => existsSync(file)) ?? null
}

/** Installs Debian's Chromium where that is possible without asking anybody. Returns what to do where it is not. */
export function ensureChromium(say: (step: string) => void): string | null {
  if (findChromium()) return null
  const prefix = rightToInstall()
  if (prefix === null)
    return 'The browser stories need Chromium: install it (on Debian: `sudo apt-get install chromium`), or set CHROMIUM to a browser.'
  say('Installing Chromium for the browser stories (apt-get, about 100 MB, once)')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const [program = '', ...rest] = [...prefix, 'apt-get', ...args]
    const { status, stderr, stdout } = spawnSync(program, rest, { env: environment, encoding: 'utf8' })
    if (status !== 0) return `Chromium could not be installed with apt-get: ${(stderr || stdout || '').trim().split('\n').at(-1)}`
  }
  return findChromium() ? null : 'apt-get installed no Chromium that can be found; set CHROMIUM to a browser.'
}

/** Words to put before apt-get; null where it is missing or we may not use it. */
function rightToInstall(): readonly string[] | null {
  if (!existsSync('/usr/bin/apt-get')) return null
  if (process.getuid?.() === 0) return []
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
    return ['sudo', '-n']
  } catch {
    return null
  }
}
