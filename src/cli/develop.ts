import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, UsageError } from './command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the person who changes Netterms does. */
export const developing: readonly Command[] = [
  {
    name: 'test',
    takes: '[FILE…]',
    summary: 'Check types and style and run every test; with names, only those test files.',
    about:
      'The last line says how many passed and failed. Installs Chromium through apt-get when it is missing and that is possible.',
    async run({ args }) {
      const { runSuite } = await import('./suite.ts')
      return runSuite(args)
    },
  },
  {
    name: 'check',
    summary: 'Check types and style, without running tests.',
    async run() {
      const { runChecks, tally } = await import('./suite.ts')
      return tally(await runChecks())
    },
  },
  {
    name: 'generate',
    summary: 'Write the files that are made from others: row types, the schema, the settings, the API document.',
    async run() {
      const { generate } = await import('./generate.ts')
      for (const file of await generate(root)) console.log(`Wrote ${file}`)
      return 0
    },
  },
  {
    name: 'openapi',
    summary: 'Print the description of the API (OpenAPI 3.1).',
    async run() {
      const { api, events } = await import('../contract/index.ts')
      const { openApi, openApiText } = await import('../contract/openapi.ts')
      process.stdout.write(openApiText(openApi(api, events)))
      return 0
    },
  },
  {
    name: 'dev',
    summary: 'Run the server and the web app, both reloading when a file changes.',
    async run() {
      const server = launch(['--watch-preserve-output', '--watch', path.join(root, 'src', 'cli', 'main.ts'), 'start'])
      const url = process.env.NETTERMS_URL ?? `http://localhost:${process.env.PORT || 3000}`
      const pages = launch([path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')], { NETTERMS_URL: url })
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
      return Promise.race([server, pages])
    },
  },
  measuring(
    'bench',
    'bench/run.ts',
    'Measure against the same work done by the bare database, and write the figures into bench/.',
  ),
  measuring(
    'reliability',
    'test/reliability/run.ts',
    'Prove a promise at full size: `netterms reliability 8`. Without a number, lists them.',
  ),
]

/** A command that is a program of its own, because it starts servers and takes minutes. */
function measuring(name: string, file: string, summary: string): Command {
  return {
    name,
    summary,
    takes: '[…]',
    open: true,
    async run({ args }) {
      if (!existsSync(path.join(root, file)))
        throw new UsageError(`${file} is not part of this installation; \`netterms ${name}\` needs a full checkout.`)
      return launch([path.join(root, file), ...args])
    },
  }
}

/** Runs Node with our terminal and resolves with its exit code. */
function launch(args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
