import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ensureChromium, findChromium } from './chromium.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-chromium-'))
  mkdirSync(path.join(folder, 'bin'))
  vi.stubEnv('PATH', path.join(folder, 'bin'))
  vi.stubEnv('CHROMIUM', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** An apt-get that does what the script says, first in a path of its own. */
const install = (name: string, script: string) =>
  writeFileSync(path.join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

test('a browser that is there is used, the named one first', () => {
  install('chromium', '')
  expect(findChromium()).toBe(path.join(folder, 'bin/chromium'))
  vi.stubEnv('CHROMIUM', '/opt/browser')
  expect(findChromium()).toBe('/opt/browser')
})

test.runIf(process.platform === 'linux')('a missing one is installed where we may, or asked for in a sentence', () => {
  const told: string[] = []
  install('apt-get', `if [ "$1" = install ]; then : > "${folder}/bin/chromium"; fi`)
  install('sudo', 'exec "$@"') // where we are not root; `true` and `apt-get` are found in the path
  install('true', '')
  const problem = ensureChromium((step) => told.push(step))
  if (problem === null) expect(findChromium()).toBe(path.join(folder, 'bin/chromium'))
  else expect(problem).toMatch(/^The browser stories need Chromium: /) // a machine without apt-get
})

test.runIf(process.platform === 'linux')('an installation that fails is told with its reason', () => {
  install('apt-get', 'echo "E: no network" >&2; exit 100')
  expect(ensureChromium(() => {})).toMatch(/Chromium/)
  expect(findChromium()).toBeNull()
})
