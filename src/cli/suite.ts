import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'
import { ensureChromium } from './chromium.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The three views of the compiler, and the formatter with its linter. Each counts as one check. */
const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types of the server', command: ['typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of pure files', command: ['typescript/bin/tsc', '-p', 'tsconfig.pure.json'] },
  { name: 'types of the web app', command: ['typescript/bin/tsc', '-p', 'tsconfig.web.json'] },
  { name: 'format and lint', command: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--diagnostic-level=warn'] },
]

/** Everything `npm test` promises. With names of test files, only those. The last line it prints is the tally. */
export async function runSuite(files: readonly string[]): Promise<number> {
  const checks = files.length === 0 ? await runChecks() : NOTHING
  const problem = ensureChromium((step) => console.log(`${step} …`))
  if (problem) console.error(problem)
  return tally(add(checks, await runTests(files)))
}

export async function runChecks(): Promise<Tally> {
  let sum = NOTHING
  for (const { name, command } of CHECKS) {
    const { code, said } = await runTool(command)
    console.log(`${code === 0 ? '✓' : '✗'} ${name}${code === 0 ? '' : `\n${said}`}`)
    sum = add(sum, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
  return sum
}

/** Prints the last line and returns the exit code. */
export function tally({ passed, failed, skipped }: Tally): number {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed === 0 ? 0 : 1
}

const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }

function add(one: Tally, other: Tally): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped }
}

async function runTests(files: readonly string[]): Promise<Tally> {
  const vitest = await startVitest('test', [...files], { root, watch: false, run: true })
  const modules = vitest.state.getTestModules()
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
  const count = (wanted: string) => states.filter((state) => state === wanted).length
  // A file that cannot be read, a hook that fails and an error outside of any test are failures too.
  const broken = modules.filter(
    (module) => module.errors().length > 0 || [...module.children.allSuites()].some((suite) => suite.errors().length > 0),
  ).length
  const stray = vitest.state.getUnhandledErrors().length
  const nothing = modules.length === 0 ? 1 : 0
  await vitest.close()
  process.exitCode = undefined // vitest sets it; the tally decides
  return {
    passed: count('passed'),
    failed: count('failed') + broken + stray + nothing,
    skipped: count('skipped') + count('pending'),
  }
}

function runTool([program = '', ...args]: readonly string[]): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [path.join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, said: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, said }))
  })
}
