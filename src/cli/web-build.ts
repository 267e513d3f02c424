import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { lockFolder } from '../platform/db/folder-lock.ts'
import { Problem } from '../platform/problem.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = path.join(root, 'dist', 'web')
const stamp = path.join(built, '.built-from')
/** Everything that ends up in the web app; it imports the pure files of core, contract and modules. */
const SOURCES = [
  'src/web/**/*',
  'src/core/**/*.ts',
  'src/contract/**/*.ts',
  'src/modules/**/*.ts',
  'vite.config.ts',
  'package-lock.json',
]
/** Role files that the browser never imports; a change in them needs no new build. */
const SERVER_ONLY = /^(store|service|routes|jobs)\.ts$|\.test\.ts$/

/**
 * Builds the web app into dist/web unless what is there was built from the same sources. Two starts at once build once.
 * A checkout without a web app is left alone.
 */
export async function buildWeb(say: (step: string) => void): Promise<void> {
  if (!existsSync(path.join(root, 'src', 'web', 'index.html'))) return
  const sources = hashSources()
  if (isBuiltFrom(sources)) return
  const release = await waitForTurn()
  try {
    if (isBuiltFrom(sources)) return
    say('Building the web app (about 10 seconds, once per version)')
    await runVite()
    writeFileSync(path.join(draft, '.built-from'), sources)
    rmSync(built, { recursive: true, force: true })
    renameSync(draft, built)
  } finally {
    release()
  }
}

const draft = path.join(root, 'dist', 'web.new')

function hashSources(): string {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !SERVER_ONLY.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(path.relative(root, file)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function isBuiltFrom(sources: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sources
}

async function waitForTurn(): Promise<() => void> {
  const folder = path.dirname(built)
  try {
    mkdirSync(folder, { recursive: true })
    for (;;) {
      const lock = lockFolder(folder, { stays: false })
      if ('release' in lock) return lock.release
      await sleep(250)
    }
  } catch (error) {
    throw new Problem(
      `The web app cannot be built into ${folder} (${(error as Error).message}); start once as the owner of that folder.`,
    )
  }
}

async function runVite(): Promise<void> {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise((resolve) => child.once('error', resolve).once('close', resolve))
  if (code === 0) return
  process.stderr.write(said)
  throw new Problem('The web app could not be built; the lines above say why.')
}
