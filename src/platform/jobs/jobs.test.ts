import { sql } from 'kysely'
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import type { EventType } from '../../contract/index.ts'
import { companyCache } from '../company.ts'
import { loadConfig } from '../config.ts'
import {
  after,
  afterAny,
  deadJobs,
  every,
  everywhere,
  type Job,
  jobHealth,
  onRequest,
  plan,
  retryDeadJobs,
  settle,
  startJobs,
} from '../jobs.ts'
import { idBlocks, type Platform } from '../outside.ts'
import { openWork } from '../work.ts'
import { dispatchEvents } from './dispatch.ts'
import { createEngine, SILENT } from './engine.ts'
import { addJobs, requestSpec } from './queue.ts'

const database = await openTestDatabase()
afterAll(() => database.close())
const config = loadConfig({ MODE: 'test', SECRET: 'x'.repeat(32), LOG_LEVEL: 'silent' })

let now = new Date('2026-01-05T12:00:00Z')
let companyId = 0
let platform: Platform

beforeEach(async () => {
  now = new Date('2026-01-05T12:00:00Z')
  await database.ownerPool.query(
    'truncate companies cascade; truncate outbox; delete from netterms.global_runs; delete from graphile_worker._private_jobs',
  )
  platform = openPlatform()
  companyId = await newCompany('acme')
})

/** Another process on the same database, as far as the database can tell. */
function openPlatform(): Platform {
  return {
    config,
    pool: database.pool,
    ownerPool: database.ownerPool,
    clock: () => now,
    ids: idBlocks(database.pool),
    companies: companyCache(database.pool),
    outside: {} as Platform['outside'],
    poke: () => {},
    jobs: [],
  }
}

async function newCompany(username: string): Promise<number> {
  const { rows } = await database.ownerPool.query<{ id: number }>(
    `insert into companies (name, username, time_zone, created_at, updated_at) values ($1, $1, 'America/Chicago', now(), now()) returning id`,
    [username],
  )
  return rows[0]!.id
}

interface Told {
  readonly type?: EventType
  readonly customer?: number | null
  readonly published?: string | null
  readonly company?: number
}

/** Writes an event as a verb would. */
async function tell(
  about: string,
  { type = 'customer.updated', customer = 7, published = type, company = companyId }: Told = {},
): Promise<void> {
  await openWork(platform, { companyId: company, actor: { kind: 'system' } }, async (work) => {
    await sql`
      with written as (
        insert into events (company_id, id, type, published_type, object_type, object_id, customer_id, object, user_id, source, occurred_at)
        values (${company}, ${await work.newId()}, ${type}, ${published}, 'customer', ${about}, ${customer}, ${JSON.stringify({ about })}::jsonb, -2, 'system', ${work.now})
        returning company_id, id)
      insert into outbox (company_id, event_id) select company_id, id from written`.execute(work.tx)
  })
}

/** Writes as many events about one customer at once. */
async function tellMany(count: number): Promise<void> {
  await database.ownerPool.query(
    `with written as (
       insert into events (company_id, id, type, published_type, object_type, object_id, customer_id, object, user_id, source, occurred_at)
       select $1, nextval('record_ids'), 'customer.updated', 'customer.updated', 'customer', '1', 7, jsonb_build_object('about', i::text), -2, 'system', now()
         from generate_series(1, $2::int) i
       returning company_id, id)
     insert into outbox (company_id, event_id) select company_id, id from written order by id`,
    [companyId, count],
  )
}

const aboutOf = (event: { object: unknown }) => (event.object as { about: string }).about
const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 25 })

test('a job runs after the events it is for, in order, and once', async () => {
  const heard: string[] = []
  const jobs = [after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event)))]
  for (const about of ['a', 'b', 'c']) await tell(about)
  await tell('other', { type: 'customer.deleted' })
  await settle(platform, jobs)
  await settle(platform, jobs)
  expect(heard).toEqual(['a', 'b', 'c'])
})

test('a job for every event hears of published ones only', async () => {
  const heard: string[] = []
  await tell('told')
  await tell('internal', { published: null })
  await settle(platform, [afterAny('hear', async (_, event) => void heard.push(aboutOf(event)))])
  expect(heard).toEqual(['told'])
})

test('what a job causes is done too before things are at rest', async () => {
  const heard: string[] = []
  const jobs: Job[] = [
    after('customer.updated', 'echo', async () => tell('second', { type: 'customer.deleted' })),
    after('customer.deleted', 'ask', async (place) => place.request({ job: 'answer', subject: 5 })),
    onRequest('answer', async (place, subject) => void heard.push(`${subject} at ${place.now.toISOString()}`)),
  ]
  await tell('first')
  await settle(platform, jobs)
  expect(heard).toEqual(['5 at 2026-01-05T12:00:00.000Z'])
})

test('a failing job is raised, keeps others from nothing, and is tried again until it is a dead letter', async () => {
  const heard: string[] = []
  let broken = true
  const jobs = [
    after('customer.updated', 'break', async (place) => {
      if (broken) throw new Error('out of paper')
      heard.push(`attempt ${place.attempt}`)
    }),
    after('customer.updated', 'hear', async () => void heard.push('heard')),
  ]
  await tell('a')
  await expect(settle(platform, jobs)).rejects.toThrow('out of paper')
  expect(heard).toEqual(['heard'])
  expect(await jobHealth(platform)).toMatchObject({ events_waiting: 0, jobs_waiting: 1, jobs_retrying: 1, jobs_dead: 0 })

  await database.ownerPool.query('update graphile_worker._private_jobs set attempts = max_attempts')
  expect(await deadJobs(platform)).toMatchObject([{ job: 'break', company_id: companyId, last_error: 'out of paper' }])
  broken = false
  expect(await retryDeadJobs(platform)).toBe(1)
  await settle(platform, jobs)
  expect(heard).toEqual(['heard', 'attempt 1'])
})

test('two dispatchers at once hand each event over once, whichever order the ids came in', async () => {
  const heard: string[] = []
  const jobs = [after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event)))]
  const engines = [platform, openPlatform(), openPlatform()].map((one) => createEngine(one, jobs, SILENT))
  const other = await newCompany('globex')
  const told: string[] = []
  let telling = true
  const handing = engines.map(async (engine) => {
    let handed = 0
    while (telling) handed += (await dispatchEvents(engine)).handed
    return handed
  })
  for (let i = 0; i < 150; i++) {
    told.push(`${i}`)
    await Promise.all([tell(`${i}`), tell(`other ${i}`, { company: other })])
  }
  telling = false
  const handed = await Promise.all(handing)
  for (const engine of engines) await engine.keeper.close()
  await settle(platform, jobs)
  expect(handed.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(300)
  expect(heard.filter((about) => !about.startsWith('other'))).toEqual(told)
  expect(heard).toHaveLength(300)
})

test('a company with a thousand events waiting holds up nobody else’s, however many companies there are', async () => {
  const turns: number[] = []
  const note = plan('note', async ({ companyId: whose }) => {
    turns.push(whose)
    return []
  })
  await tellMany(1001)
  const others: number[] = []
  for (let i = 0; i < 120; i++) others.push(await newCompany(`other${i}`))
  for (const company of others) await tell('other', { company })
  const engine = createEngine(platform, [note], SILENT)
  expect(await dispatchEvents(engine)).toEqual({ handed: 1001 + others.length, held: false })
  expect(turns).toEqual([companyId, ...others, ...Array.from({ length: 10 }, () => companyId)])
  await engine.keeper.close()
})

test('the jobs of a small company are not behind the backlog of a big one, which runs in its order all the same', async () => {
  const order: number[] = []
  const big: string[] = []
  const small = await newCompany('small')
  const jobs = [
    after('customer.updated', 'hear', async (place, event) => {
      order.push(place.companyId)
      if (place.companyId === companyId) big.push(aboutOf(event))
    }),
  ]
  await tellMany(1500)
  const engine = createEngine(platform, jobs, SILENT)
  expect((await dispatchEvents(engine)).held).toBe(true)
  await engine.keeper.close()
  await tell('small', { company: small })
  await settle(platform, jobs)
  expect(order).toHaveLength(1501)
  expect(order.indexOf(small)).toBeLessThan(300)
  expect(big).toEqual(Array.from({ length: 1500 }, (_, i) => `${i + 1}`))
})

test('jobs that nobody runs any more, left by an older release, hold nothing up', async () => {
  const heard: string[] = []
  const specs = Array.from({ length: 150 }, (_, subject) => requestSpec(companyId, { job: 'forgotten', subject }))
  await addJobs(database.ownerPool, specs)
  await tell('still told')
  await settle(platform, [after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event)))])
  expect(heard).toEqual(['still told'])
})

test('an event whose write is undone is never told; one whose handing over is undone is told later', async () => {
  const heard: string[] = []
  const jobs: Job[] = [after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event)))]
  await expect(
    openWork(platform, { companyId, actor: { kind: 'system' } }, async (work) => {
      await sql`insert into outbox (company_id, event_id) values (${companyId}, 1)`.execute(work.tx)
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  await tell('a')
  const broken = plan('stumble', async () => {
    throw new Error('no plan')
  })
  await expect(settle(platform, [...jobs, broken])).rejects.toThrow('no plan')
  expect(heard).toEqual([])
  await settle(platform, jobs)
  expect(heard).toEqual(['a'])
})

test('a plan sees a batch of events at once and asks for each job once', async () => {
  const heard: unknown[] = []
  const jobs: Job[] = [
    plan('gather', async ({ companyId: id, now: at }, events) => {
      heard.push({ id, at, types: events.map(({ published_type }) => published_type) })
      return events.map(() => ({ job: 'work-off', subject: 9 }))
    }),
    onRequest('work-off', async (_, subject) => void heard.push(subject)),
  ]
  for (const about of ['a', 'b']) await tell(about)
  await settle(platform, jobs)
  expect(heard).toEqual([{ id: companyId, at: now, types: ['customer.updated', 'customer.updated'] }, 9])
})

test('a scheduled job runs when its moment has come by the company’s clock, and does not run again', async () => {
  const ran: string[] = []
  let next: Date | null = new Date('2026-01-05T13:00:00Z')
  const jobs = [
    every('hour', 'chase', {
      due: async () => next,
      run: async (place) => {
        ran.push(place.now.toISOString())
        next = null
      },
    }),
    every('day', 'greet', { run: async (place) => void ran.push(`greet ${place.now.toISOString()}`) }),
  ]
  await settle(platform, jobs)
  expect(ran).toEqual(['greet 2026-01-05T12:00:00.000Z'])
  now = new Date('2026-01-05T14:30:00Z')
  await settle(platform, jobs)
  expect(ran.slice(1)).toEqual(['2026-01-05T14:30:00.000Z'])
  now = new Date('2026-01-06T05:59:00Z')
  await settle(platform, jobs)
  expect(ran).toHaveLength(2)
  now = new Date('2026-01-06T06:00:00Z')
  await settle(platform, jobs)
  expect(ran.slice(2)).toEqual(['greet 2026-01-06T06:00:00.000Z'])
})

test('a job that never stops being due ends in an error, not in an endless loop', async () => {
  const jobs = [every('minute', 'spin', { due: async (work) => work.now, run: async () => {} })]
  await expect(settle(platform, jobs)).rejects.toThrow('spin stayed due')
})

test('a due moment is asked for in a unit of work that changes nothing', async () => {
  const jobs = [
    every('minute', 'peek', {
      due: async (work) => {
        await sql`delete from agenda`.execute(work.tx)
        await sql`insert into agenda values (${companyId}, now(), now())`.execute(work.tx)
        return null
      },
      run: async () => {},
    }),
  ]
  await settle(platform, jobs)
  const { rows } = await database.ownerPool.query('select count(*) as count from agenda')
  expect(rows).toEqual([{ count: 0 }])
})

test('runners in two processes do everything, once, soon after it happened', async () => {
  const heard: string[] = []
  const jobs = [
    after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event))),
    every('day', 'greet', { run: async () => void heard.push('greeting') }),
    everywhere('hour', 'sweep-up', async () => void heard.push('swept')),
  ]
  const runners = [await startJobs(platform, jobs, SILENT), await startJobs(openPlatform(), jobs, SILENT)]
  for (let i = 0; i < 20; i++) await tell(`${i}`)
  runners[0]!.poke()
  await until(() => expect(heard).toHaveLength(22))
  await new Promise((resolve) => setTimeout(resolve, 1200))
  expect(heard.toSorted()).toEqual([...Array.from({ length: 20 }, (_, i) => `${i}`), 'greeting', 'swept'].toSorted())
  for (const runner of runners) await runner.stop()
})

test('what happened to one customer is told on one another’s heels, in order, and not at every look of a worker', async () => {
  const heard: string[] = []
  const jobs = [after('customer.updated', 'hear', async (_, event) => void heard.push(aboutOf(event)))]
  const runner = await startJobs({ ...platform, config: { ...config, JOBS_CONCURRENCY: 1 } }, jobs, SILENT)
  onTestFinished(() => runner.stop())
  await tellMany(80) // a worker that looks twice a second would take forty
  runner.poke()
  await until(() => expect(heard).toHaveLength(80))
  expect(heard).toEqual(Array.from({ length: 80 }, (_, i) => `${i + 1}`))
})

test('stopping lets a running job finish, and gives back what takes too long', async () => {
  const heard: string[] = []
  let release = () => {}
  const jobs = [
    after('customer.updated', 'finish', async () => {
      heard.push('begun')
      await new Promise((resolve) => setTimeout(resolve, 300))
      heard.push('finished')
    }),
    after('customer.deleted', 'linger', async () => {
      heard.push('lingering')
      await new Promise<void>((resolve) => {
        release = resolve
      })
    }),
  ]
  const first = await startJobs(platform, jobs, SILENT)
  await tell('a')
  first.poke()
  await until(() => expect(heard).toContain('begun'))
  await first.stop()
  expect(heard).toEqual(['begun', 'finished'])

  const second = await startJobs(platform, jobs, SILENT)
  await tell('b', { type: 'customer.deleted' })
  second.poke()
  await until(() => expect(heard).toContain('lingering'))
  await second.stop(100)
  expect(await jobHealth(platform)).toMatchObject({ jobs_running: 0, jobs_waiting: 1 })
  release()
})

test('the runner outlives the loss of every connection to the database', async () => {
  const heard: string[] = []
  let go = () => {}
  const jobs = [
    after('customer.updated', 'hear', async (_, event) => {
      heard.push(aboutOf(event))
      if (aboutOf(event) !== 'cut') return
      await new Promise<void>((resolve) => {
        go = resolve
      })
    }),
  ]
  const runner = await startJobs(platform, jobs, SILENT)
  onTestFinished(() => runner.stop())
  await tell('cut')
  runner.poke()
  await until(() => expect(heard).toEqual(['cut']))
  await database.pool.query('select 1')
  const { rows } = await database.ownerPool.query(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  expect(rows.length).toBeGreaterThan(3)
  await database.ownerPool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  go()
  await until(() => tell('after', { customer: 8 }))
  await until(() => expect(heard).toContain('after'))
})
