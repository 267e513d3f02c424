import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { loadConfig } from '../config.ts'
import type * as Cluster from './cluster.ts'
import { preparePlace, runProgram } from './cluster.ts'
import { openDatabase } from './open.ts'
import { connect } from './pool.ts'
import { openServer } from './server.ts'

/** What happens between our own server's start and its first instruction; nothing, unless a test says so. */
let meanwhile: (ours: ChildProcess) => void = () => {}
vi.mock('./cluster.ts', async (original) => {
  const cluster = await original<typeof Cluster>()
  const run: typeof runProgram = (place, program, args, output) => {
    const child = cluster.runProgram(place, program, args, output)
    if (program === 'postgres' && output !== 'pipe') meanwhile(child)
    return child
  }
  return { ...cluster, runProgram: run }
})

const home = mkdtempSync(path.join(os.tmpdir(), 'netterms-embedded-'))
afterAll(() => rmSync(home, { recursive: true, force: true }), 60_000)
const configFor = (folder: string) => loadConfig({ DATA_DIR: path.join(home, folder), MODE: 'test' })

/** A process of its own that opens the data folder, says so, and waits to be ended. */
async function openElsewhere(folder: string): Promise<ChildProcess> {
  const script = `
    import { loadConfig } from ${JSON.stringify(new URL('../config.ts', import.meta.url).href)}
    import { openServer } from ${JSON.stringify(new URL('./server.ts', import.meta.url).href)}
    await openServer(loadConfig({ DATA_DIR: ${JSON.stringify(path.join(home, folder))}, MODE: 'test' }), { use: 'own' })
    console.log('open')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve, reject) =>
    child.stdout?.once('data', resolve).once('end', () => reject(new Error('it did not open'))),
  )
  return child
}

test('a data folder serves one process; another is told which, and a command may visit', { timeout: 60_000 }, async () => {
  const config = configFor('one')
  const owner = await openDatabase(config, { use: 'own' })
  try {
    await expect(openServer(config, { use: 'own' })).rejects.toThrow(`is in use by process ${process.pid};`)
    const visitor = await openDatabase(config, { use: 'visit' })
    expect((await visitor.pool.query('select current_user as name')).rows).toEqual([{ name: 'netterms_app' }])
    await visitor.close()
    expect((await owner.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  } finally {
    await owner.close()
  }
})

test('there is room for all connections that the settings ask for, and for those of a command beside', {
  timeout: 60_000,
}, async () => {
  const config = loadConfig({ DATA_DIR: path.join(home, 'room'), MODE: 'test', DATABASE_POOL: '60' })
  const server = await openServer(config, { use: 'own' })
  const client = await connect(server.owner)
  const { rows } = await client.query<{ most: number }>(`select current_setting('max_connections')::int as most`)
  expect(rows[0]!.most).toBeGreaterThan(4 * 60)
  await client.end()
  await server.stop()
})

test('commands that run at the same time take turns', { timeout: 60_000 }, async () => {
  const command = async () => {
    const database = await openDatabase(configFor('turns'), { use: 'visit' })
    await database.ownerPool.query('select pg_sleep(0.3)')
    await database.close()
    return 'done'
  }
  expect(await Promise.all([command(), command(), command()])).toEqual(['done', 'done', 'done'])
})

test('after kill -9 the next start has every committed row', { timeout: 60_000 }, async () => {
  const child = await openElsewhere('killed')
  const visitor = await openDatabase(configFor('killed'), { use: 'visit' })
  await visitor.ownerPool.query('create table kept (id int); insert into kept values (1)')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  const next = await openDatabase(configFor('killed'), { use: 'own' })
  expect((await next.ownerPool.query('select id from kept')).rows).toEqual([{ id: 1 }])
  await next.close()
  await visitor.close()
})

/** A server on the data folder that no process of ours watches over. */
function startStray(folder: string): { place: Cluster.Place; ended: Promise<unknown> } {
  const place = preparePlace(path.join(home, folder, 'postgres'))
  const settings = ['-c', 'listen_addresses=', '-c', 'unix_socket_directories=..']
  const stray = runProgram(place, 'postgres', ['-D', `${place.seen}/cluster`, ...settings], 'pipe')
  return { place, ended: new Promise((resolve) => stray.once('exit', resolve)) }
}

test('a server that was only about to start when its process was killed is stopped once it appears', {
  timeout: 60_000,
}, async () => {
  const config = configFor('half-started')
  await (await openDatabase(config, { use: 'own' })).close()
  const { place, ended } = startStray('half-started')
  const database = await openDatabase(config, { use: 'own' })
  expect((await database.ownerPool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await ended
  await database.close()
  place.close()
})

test('a server that was only about to start, and answers before our own has noticed it, is not taken for our own', {
  timeout: 60_000,
}, async () => {
  const config = configFor('answers-first')
  await (await openDatabase(config, { use: 'own' })).close()
  let late: ReturnType<typeof startStray> | undefined
  meanwhile = (ours) => {
    meanwhile = () => {}
    ours.kill('SIGSTOP')
    late = startStray('answers-first')
    setTimeout(() => ours.kill('SIGCONT'), 1500)
  }
  const database = await openDatabase(config, { use: 'own' })
  expect(late).toBeDefined()
  await late?.ended
  expect((await database.ownerPool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await database.close()
  late?.place.close()
})

test('a server that dies by itself is started again', { timeout: 60_000 }, async () => {
  const database = await openDatabase(configFor('dies'), { use: 'own' })
  const pidFile = path.join(home, 'dies', 'postgres', 'cluster', 'postmaster.pid')
  process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL')
  const answers = async () => (await database.pool.query('select 1 as one')).rows
  const deadline = Date.now() + 15_000
  let rows: unknown[] = []
  while (rows.length === 0 && Date.now() < deadline) {
    await sleep(100)
    rows = await answers().catch(() => [])
  }
  expect(rows).toEqual([{ one: 1 }])
  await database.close()
})

test('any folder will do: long, with spaces, behind one that only we may enter', { timeout: 60_000 }, async () => {
  const closed = path.join(home, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o700)
  const database = await openDatabase(configFor(`closed/a folder with spaces/${'long-'.repeat(20)}`), { use: 'own' })
  const { rows } = await database.pool.query(
    `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes') as durable`,
  )
  expect(rows).toEqual([{ durable: 'ononon' }])
  await database.close()
})
