import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { explainError } from '../src/cli/explain.ts'

vi.setConfig({ testTimeout: 60_000 }) // processes of their own, on a machine that may be busy
const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(path.join(os.tmpdir(), 'netterms-launcher-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly said: string
  readonly complained: string
}

function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: home, ...options.env }
  return new Promise((resolve) => {
    execFile(program, args, { cwd: options.cwd ?? home, env, encoding: 'utf8' }, (error, said, complained) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, said, complained }),
    )
  })
}

const netterms = (args: readonly string[], env: Record<string, string> = {}) =>
  run(process.execPath, [path.join(root, 'src/cli/main.ts'), ...args], { env: { DATA_DIR: path.join(home, 'data'), ...env } })

/** A checkout that is nothing but the launcher, with an npm that notes its calls instead of fetching anything. */
function launcherAlone(name: string, npm = 'mkdir -p node_modules; sleep 0.3') {
  const checkout = path.join(home, name)
  mkdirSync(path.join(checkout, 'bin'), { recursive: true })
  mkdirSync(path.join(checkout, 'src/cli'), { recursive: true })
  mkdirSync(path.join(checkout, 'tools'))
  cpSync(path.join(root, 'bin/netterms'), path.join(checkout, 'bin/netterms'))
  cpSync(path.join(root, 'src/cli/installed.ts'), path.join(checkout, 'src/cli/installed.ts'))
  writeFileSync(path.join(checkout, 'src/cli/main.ts'), 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))')
  writeFileSync(path.join(checkout, 'package-lock.json'), '{"packages":{"":{}}}')
  writeFileSync(path.join(checkout, 'tools/npm'), `#!/bin/sh\necho "$@" >> "${checkout}/npm.log"\n${npm}\n`, { mode: 0o755 })
  symlinkSync(process.execPath, path.join(checkout, 'tools/node'))
  return {
    launcher: path.join(checkout, 'bin/netterms'),
    env: { PATH: `${checkout}/tools:/usr/bin:/bin` },
    changeLockfile: () => writeFileSync(path.join(checkout, 'package-lock.json'), '{"packages":{"":{"version":"2"}}}'),
    npmCalls: () => readFileSync(path.join(checkout, 'npm.log'), 'utf8').trim().split('\n'),
  }
}

test('packages are installed once, and again only when the lockfile has changed', async () => {
  const { launcher, env, changeLockfile, npmCalls } = launcherAlone('once')
  for (let start = 0; start < 3; start++) expect((await run(launcher, ['doctor'], { env })).code).toBe(0)
  expect(npmCalls()).toEqual(['ci --ignore-scripts --no-audit --no-fund --loglevel=error'])
  changeLockfile()
  await run(launcher, [], { env })
  await run(launcher, [], { env })
  expect(npmCalls()).toHaveLength(2)
})

test('two starts at once install once, and both go on', async () => {
  const { launcher, env, npmCalls } = launcherAlone('at once')
  const ended = await Promise.all([run(launcher, ['a'], { env }), run(launcher, ['b'], { env })])
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
  expect(npmCalls()).toHaveLength(1)
})

test('the lock of a start that was killed is taken over', async () => {
  const { launcher, env } = launcherAlone('killed')
  const lock = path.join(path.dirname(launcher), '../.cache/setup.lock')
  mkdirSync(lock, { recursive: true })
  writeFileSync(path.join(lock, 'pid'), '4194304') // beyond the numbers that processes get
  expect((await run(launcher, [], { env })).code).toBe(0)
})

test('it runs from any folder, through a link, and hands arguments over as they are', async () => {
  const { launcher, env } = launcherAlone('a folder with spaces')
  const link = path.join(home, 'netterms-link')
  symlinkSync(launcher, link)
  const { said } = await run(link, ['restore', 'my file', '--x="y z"', ''], { env, cwd: os.tmpdir() })
  expect(JSON.parse(said)).toEqual([os.tmpdir(), 'restore', 'my file', '--x="y z"', ''])
})

test('an installation that fails says why and what to do, and is tried again', async () => {
  const { launcher, env, npmCalls } = launcherAlone('fails', 'echo "npm error network unreachable"; exit 1')
  for (let start = 0; start < 2; start++) {
    const { code, complained } = await run(launcher, ['start'], { env })
    expect(code).toBe(1)
    expect(complained).toContain('network unreachable')
    expect(complained).toMatch(/npm ping/)
  }
  expect(npmCalls()).toHaveLength(2)
})

test('without npm the launcher says what to install', async () => {
  const { launcher } = launcherAlone('bare')
  const bare = path.join(home, 'bare-path')
  mkdirSync(bare)
  for (const tool of ['sh', 'sed', 'dirname', 'cat', 'cksum', 'uname', 'readlink'])
    symlinkSync(`/usr/bin/${tool}`, path.join(bare, tool))
  const { code, complained } = await run('/bin/sh', [launcher], { env: { PATH: bare } })
  expect(code).toBe(1)
  expect(complained).toMatch(/^netterms: npm is missing: install Node 24 [^\n]*\n$/)
})

test('every command has its help', async () => {
  const { said, code } = await netterms(['--help'])
  expect(code).toBe(0)
  const names = [...said.matchAll(/^ {2}(\w[\w-]*(?: [a-z-]+)?)/gm)].map(([, name]) => name!.trim())
  expect(names).toEqual(
    expect.arrayContaining(['start', 'migrate', 'backup', 'restore', 'adopt', 'doctor', 'test', 'bench', 'reliability', 'dev']),
  )
  const helps = await Promise.all(names.map((name) => netterms([...name.split(' '), '--help'])))
  expect(helps.filter(({ code, said }) => code !== 0 || !said.startsWith('Usage: netterms '))).toEqual([])
})

test('a mistake at the terminal is one sentence and a code that is not 0', async () => {
  for (const [args, env] of [
    [['nonsense'], {}],
    [['backup'], {}],
    [['migrate', '--fast'], {}],
    [['verify', 'dundermifflin'], {}],
    [['demo', '--customers', 'many'], {}],
    [['demo', '--months', '0'], {}],
    [['migrate'], { PORT: '99999' }],
    [['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }],
    [['restore', 'there-is-no-such-file'], {}],
    [['start'], { HOST: 'there-is-no-such-name.invalid', PORT: '0' }],
  ] as const) {
    const { code, complained } = await netterms(args, env)
    const sentences = complained.split('\n').filter((line) => line !== '' && !line.endsWith('…'))
    expect(code, args.join(' ')).toBeGreaterThan(0)
    expect(sentences, args.join(' ')).toEqual([expect.stringMatching(/^netterms: .*\.$/)])
  }
})

test('what a command needs is asked for before anything is opened', async () => {
  const DATA_DIR = path.join(home, 'never made')
  const { code, complained } = await netterms(['company', 'create', '--name', 'Acme'], { DATA_DIR })
  expect([code, complained]).toEqual([
    2,
    'netterms: `netterms company create` needs --email, --password; see `netterms company create --help`.\n',
  ])
  expect(existsSync(DATA_DIR)).toBe(false)
  const { said } = await netterms(['company', 'create', '--help'])
  expect(said).toContain('Usage: netterms company create --name NAME --email ADDRESS --password PASSWORD [options]')
})

test('whoever has read enough may stop reading', async () => {
  const program = `"${process.execPath}" "${path.join(root, 'src/cli/main.ts')}" openapi`
  const { said, complained } = await run('/bin/sh', ['-c', `${program} | head -c 1`])
  expect([said, complained]).toEqual(['{', ''])
})

test('a taken port is told by its number; a bug of ours is not dressed up', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const error = await new Promise((resolve) => createServer().once('error', resolve).listen(port, '127.0.0.1'))
  server.close()
  expect(explainError(error)).toContain(`Port ${port} is taken`)
  expect(explainError(new TypeError('x is not a function'))).toBeNull()
})
