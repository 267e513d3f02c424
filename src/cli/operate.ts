import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../platform/config.ts'
import { type Command, onlyArgument } from './command.ts'

/** What the person who runs Netterms does. Everything heavy is imported by the command that needs it. */
export const operating: readonly Command[] = [
  {
    name: 'start',
    summary: 'Run the API, the jobs, the dashboard and the portal.',
    about: 'Builds the web app when it is stale, opens the database, and serves until Ctrl-C or SIGTERM.',
    async run() {
      const config = await readConfig()
      const { buildWeb } = await import('./web-build.ts')
      await buildWeb(say)
      const asked = untilAskedToStop() // from here on, so that a signal while starting stops us in order too
      const { start } = await import('../main.ts')
      const server = await start(config, say)
      console.log(greeting(server.url, config))
      await asked
      await Promise.race([server.stop(), deadline()])
      return 0
    },
  },
  {
    name: 'migrate',
    summary: 'Bring the database to the newest schema, and stop.',
    about: 'Starting does this too; this command is for a deployment that wants to do it first.',
    async run() {
      const database = await visitDatabase()
      const { applied, version } = database.migrations
      await database.close()
      console.log(applied.length === 0 ? `The database is up to date (schema ${version}).` : `Applied ${applied.join(', ')}.`)
      return 0
    },
  },
  {
    name: 'backup',
    takes: 'FILE',
    summary: 'Write the whole database, as it is at one instant, to a new file.',
    about: 'Works while the server runs. Keep the secret and the files of the data folder too: they are not in the database.',
    async run(input) {
      const file = path.resolve(onlyArgument('backup', input, 'FILE'))
      const config = await readConfig()
      const { backupDatabase } = await import('../platform/db/backup.ts')
      const database = await visitDatabase(config)
      try {
        const { tables, rows } = await backupDatabase(database.owner, file)
        console.log(
          `Wrote ${rows.toLocaleString('en')} rows of ${tables} tables to ${file} (${megabytes((await stat(file)).size)}).`,
        )
        console.log(`Keep with it: ${config.DATA_DIR}/secret${config.STORAGE_URL ? '' : ` and ${config.DATA_DIR}/files`}.`)
        return 0
      } finally {
        await database.close()
      }
    },
  },
  {
    name: 'restore',
    takes: 'FILE',
    summary: 'Read a backup into an empty database.',
    about: 'The database must be new or empty: set DATA_DIR to a new folder, or DATABASE_URL to a new database.',
    async run(input) {
      const file = path.resolve(onlyArgument('restore', input, 'FILE'))
      const { openServer } = await import('../platform/db/server.ts')
      const { restoreDatabase } = await import('../platform/db/restore.ts')
      const config = await readConfig()
      const server = await openServer(config, { use: 'own', progress: say })
      try {
        const { tables, rows } = await restoreDatabase(server.owner, file)
        console.log(`Restored ${rows.toLocaleString('en')} rows of ${tables} tables; every count is as it was.`)
        console.log(`${BESIDE} into ${config.DATA_DIR} before you start: links and stored credentials are made with them.`)
        return 0
      } finally {
        await server.stop()
      }
    },
  },
  {
    name: 'adopt',
    summary: 'Go on with a database whose SECRET or files are lost.',
    about:
      'From then on the database goes with the SECRET and the files of this process. Links that were sent out and stored credentials of gateways and webhooks do not come back, nor do files.',
    async run() {
      const config = await readConfig()
      const { openStorage } = await import('../main.ts')
      const { adoptInstallation } = await import('../platform/installation.ts')
      const database = await visitDatabase(config)
      try {
        await adoptInstallation(database.ownerPool, config, openStorage(config))
        console.log('The database now goes with this SECRET and these files. Enter the credentials of your gateways again.')
        return 0
      } finally {
        await database.close()
      }
    },
  },
  {
    name: 'doctor',
    summary: 'Look at this installation and say what is wrong with it.',
    async run() {
      const { examine } = await import('../platform/doctor.ts')
      const { openStorage } = await import('../main.ts')
      const findings = await examine(process.env, openStorage)
      for (const { state, about, found } of findings) console.log(`${marks[state]} ${about.padEnd(12)} ${found}`)
      return findings.some(({ state }) => state === 'wrong') ? 1 : 0
    },
  },
]

const BESIDE = 'Copy the file secret and the folder files of the data folder that was backed up'

const marks = { right: '✓', unsure: '!', wrong: '✗' } as const

/** One line on the terminal for each long step; what is piped stays clean. */
export function say(step: string): void {
  process.stderr.write(`netterms: ${step} …\n`)
}

export async function readConfig(): Promise<Config> {
  const { loadConfig } = await import('../platform/config.ts')
  return loadConfig(process.env)
}

/** The migrated database, beside a running server or without one. */
export async function visitDatabase(config?: Config) {
  const { openDatabase } = await import('../platform/db/open.ts')
  return openDatabase(config ?? (await readConfig()), { use: 'visit', progress: say })
}

function greeting(url: string, config: Config): string {
  const rows = [
    ['Sign up', `${url}/sign_up`],
    ['API reference', `${url}/api/docs`],
    ...(config.SMTP_URL || config.MODE === 'production' ? [] : [['Captured mail', `${url}/mailbox`]]),
    ['Database', config.DATABASE_URL ? 'DATABASE_URL' : path.join(config.DATA_DIR, 'postgres')],
    ...(config.MODE === 'production'
      ? []
      : [
          ['For production', 'set MODE=production, BASE_URL, HOST, SMTP_URL, DATABASE_URL and SECRET; see docs/configuration.md'],
        ]),
  ]
  return `\nNetterms runs at ${url}\n\n${rows.map(([name = '', value]) => `  ${name.padEnd(16)}${value}`).join('\n')}\n\nCtrl-C stops it.\n`
}

/** Resolves at the first signal. A second one ends the process at once; the database server notices and stops itself. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve()
      })
    }
  })
}

/** Requests get this long to finish; then the process ends, and what was not committed is undone by the database. */
async function deadline(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30_000).unref())
  process.stderr.write('netterms: Something did not finish within 30 seconds; stopping all the same.\n')
  process.exit(1)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
