import { spawn } from 'node:child_process'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { companyCache } from '../company.ts'
import { loadConfig } from '../config.ts'
import { onRequest, startJobs } from '../jobs.ts'
import { idBlocks, type Platform } from '../outside.ts'
import { addJobs, requestSpec } from './queue.ts'

const database = await openTestDatabase()
afterAll(() => database.close())

/** A process that runs the jobs given to it. */
const worker = (jobs: string) => `
  const [{ openPools }, { parseDatabaseUrl }, { startJobs, onRequest }, { companyCache }, { loadConfig }] = await Promise.all(
    ['db/open.ts', 'db/server.ts', 'jobs.ts', 'company.ts', 'config.ts'].map((file) => import(new URL(file, process.env.PLATFORM).href)))
  const database = openPools({ owner: parseDatabaseUrl(process.env.URL), embedded: false, stop: async () => {} }, 4, { applied: [], version: 0 })
  const config = loadConfig({ MODE: 'test', SECRET: 'x'.repeat(32) })
  const platform = { config, pool: database.pool, ownerPool: database.ownerPool, clock: () => new Date(), companies: companyCache(database.pool), poke() {}, jobs: [] }
  await startJobs(platform, [${jobs}])
`
/** One that takes the job and never finishes it. */
const VICTIM = worker(`onRequest('hold', async () => { console.log('held'); await new Promise(() => {}) })`)
/** One that says which job it runs. */
const TELLER = worker(
  `onRequest('tell', async (_, subject) => { console.log('ran', subject); await new Promise((done) => setTimeout(done, 300)) })`,
)

function run(script: string) {
  return spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], {
    env: { ...process.env, PLATFORM: new URL('../', import.meta.url).href, URL: database.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('what a killed process had under way is taken up within seconds, not hours', async () => {
  const { rows } = await database.ownerPool.query<{ id: number }>(
    `insert into companies (name, username, created_at, updated_at) values ('Acme', 'acme', now(), now()) returning id`,
  )
  await addJobs(database.ownerPool, [requestSpec(rows[0]!.id, { job: 'hold', subject: 1 })])
  const victim = run(VICTIM)
  const exited = new Promise((resolve) => victim.once('exit', resolve))
  await new Promise<void>((resolve) => victim.stdout.once('data', () => resolve()))
  victim.kill('SIGKILL')
  await exited

  const platform: Platform = {
    config: loadConfig({ MODE: 'test', SECRET: 'x'.repeat(32) }),
    pool: database.pool,
    ownerPool: database.ownerPool,
    clock: () => new Date(),
    ids: idBlocks(database.pool),
    companies: companyCache(database.pool),
    outside: {} as Platform['outside'],
    jobs: [],
    poke: () => {},
  }
  const attempts: number[] = []
  const runner = await startJobs(platform, [onRequest('hold', async (place) => void attempts.push(place.attempt))], {
    error: () => {},
    warn: () => {},
  })
  await vi.waitFor(() => expect(attempts).toEqual([2]), { timeout: 15_000, interval: 50 })
  await runner.stop()
})

test('a job whose end could not be noted holds its queue up for seconds, not hours', async () => {
  const { ownerPool } = database
  const { rows } = await ownerPool.query<{ id: number }>(
    `insert into companies (name, username, created_at, updated_at) values ('Globex', 'globex', now(), now()) returning id`,
  )
  const specs = [1, 2].map((subject) => ({ ...requestSpec(rows[0]!.id, { job: 'tell', subject }), queue_name: 'one by one' }))
  await addJobs(ownerPool, specs)
  const teller = run(`process.on('unhandledRejection', () => {});${TELLER}`)
  const said: string[] = []
  teller.stdout.on('data', (chunk: Buffer) => said.push(...chunk.toString().trim().split('\n')))
  await vi.waitFor(() => expect(said).toEqual(['ran 1']), { timeout: 15_000, interval: 20 })
  // The database takes nothing just when the job ends.
  await ownerPool.query(`
    create function refuse_deletes() returns trigger language plpgsql as $$ begin raise exception 'The database is away.'; end $$;
    create trigger refuse_deletes before delete on graphile_worker._private_jobs for each row execute function refuse_deletes();
  `)
  await new Promise((done) => setTimeout(done, 1_500))
  await ownerPool.query('drop trigger refuse_deletes on graphile_worker._private_jobs')
  await vi.waitFor(() => expect(said).toEqual(['ran 1', 'ran 1', 'ran 2']), { timeout: 30_000, interval: 50 })
  teller.kill()
}, 60_000)
