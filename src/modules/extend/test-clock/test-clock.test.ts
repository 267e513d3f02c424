import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openReceiver } from '../../../../test/doubles/receiver.ts'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { addJobs, scheduledSpec } from '../../../platform/jobs/queue.ts'
import { advanceClock, every, type ScheduledJob, startJobs } from '../../../platform/jobs.ts'
import { openWork } from '../../../platform/work.ts'

const world = await openWorld()
afterAll(() => world.close())
const START = new Date('2014-11-18T15:00:00Z')
const unix = (text: string) => new Date(text).getTime() / 1000

let sandbox: TestCompany
let numbered = 0
beforeEach(async () => {
  world.travel(START)
  sandbox = await world.newCompany(`Sandbox ${++numbered}`)
  await openWork(world.platform, { companyId: sandbox.id, actor: { kind: 'system' } }, async (work) => {
    await work.tx.updateTable('companies').set({ test_mode: true }).where('id', '=', sandbox.id).execute()
  })
  world.platform.companies.forget(sandbox.id)
})

const advance = (to: number, company = sandbox) => company.call('POST', '/test_clock/advance', { body: { to } })
/** As callers do who have time. */
async function arrive(to: number) {
  for (;;) {
    const answer = await advance(to)
    if (answer.json.arrived !== false) return answer
  }
}

test('a sandbox company’s clock goes with the wall’s until it is moved, and then stands still', async () => {
  expect((await sandbox.call('GET', '/test_clock')).json).toEqual({
    object: 'test_clock',
    now: unix('2014-11-18T15:00:00Z'),
    frozen: false,
  })
  expect(await arrive(unix('2014-12-01T06:00:00Z'))).toMatchObject({
    status: 200,
    json: { now: unix('2014-12-01T06:00:00Z'), frozen: true, arrived: true },
  })
  world.travel('2014-11-19T15:00:00Z')
  expect((await sandbox.call('GET', '/test_clock')).json.now).toBe(unix('2014-12-01T06:00:00Z'))
  const { json } = await sandbox.call('POST', '/customers', { body: { name: 'Acme' } })
  expect(json.created_at).toBe(unix('2014-12-01T06:00:00Z'))
})

test('only a sandbox has a clock, and it goes forward only', async () => {
  expect(await advance(unix('2015-01-01'), world.globex)).toMatchObject({ status: 400, json: { code: 'not_a_sandbox' } })
  expect(await world.globex.call('GET', '/test_clock')).toMatchObject({ status: 400, json: { code: 'not_a_sandbox' } })
  expect(await advance(unix('2014-11-17'))).toMatchObject({ status: 400, json: { code: 'clock_backwards', param: 'to' } })
  expect(await advance(unix('2034-11-17'))).toMatchObject({ status: 400, json: { code: 'clock_too_far', param: 'to' } })
  expect(await sandbox.call('POST', '/test_clock/advance?dry_run=true', { body: { to: unix('2015-01-01') } })).toMatchObject({
    status: 400,
  })
  expect(await sandbox.call('POST', '/test_clock/advance', { body: {} })).toMatchObject({ status: 400, json: { param: 'to' } })
})

test('everything due on the way happens in order, each as of its own moment', async () => {
  const diary: string[] = []
  const bills = ['2014-11-30T06:00:00Z', '2014-12-31T06:00:00Z', '2015-01-31T06:00:00Z'].map((text) => new Date(text))
  const happens: ScheduledJob[] = [
    every('day', 'bill-customers', {
      due: async () => bills[0] ?? null,
      run: async (place) => {
        bills.shift()
        diary.push(`bill ${place.now.toISOString().slice(0, 10)}`)
      },
    }),
    every('day', 'greet-customers', {
      due: async () => new Date('2014-12-15T12:00:00Z'),
      run: async (place) => void diary.push(`greet ${(await place.work(async (work) => work.now)).toISOString().slice(0, 10)}`),
    }),
  ]
  happens[1] = once(happens[1]!)
  await advanceClock(world.platform, happens, sandbox.id, new Date('2015-01-15T00:00:00Z'))
  expect(diary).toEqual(['bill 2014-11-30', 'greet 2014-12-15', 'bill 2014-12-31'])
  await advanceClock(world.platform, happens, sandbox.id, new Date('2015-02-15T00:00:00Z'))
  expect(diary.slice(3)).toEqual(['bill 2015-01-31'])
})

/** A job whose moment is over once it ran. */
function once(job: ScheduledJob): ScheduledJob {
  let ran = false
  return {
    ...job,
    due: async (work) => (ran ? null : (job.due?.(work) ?? null)),
    run: async (place) => {
      await job.run(place)
      ran = true
    },
  }
}

test('deliveries that wait are tried on the way', async () => {
  const receiver = await openReceiver()
  onTestFinished(() => receiver.close())
  receiver.behave(500)
  await sandbox.call('POST', '/webhooks', { body: { url: receiver.url } })
  await sandbox.call('POST', '/customers', { body: { name: 'Acme' } })
  await arrive(unix('2014-11-18T16:00:00Z'))
  expect(receiver.received).toHaveLength(4)
  receiver.behave(200)
  await arrive(unix('2014-11-19T00:00:00Z'))
  expect(receiver.received).toHaveLength(5)
  const [attempt] = (await sandbox.call('GET', '/webhook_attempts')).json
  expect(attempt).toMatchObject({
    state: 'delivered',
    attempts: [500, 500, 500, 500, 200].map((status_code) => ({ status_code })),
  })
  const gaps = attempt.attempts.map(({ timestamp }: { timestamp: number }) => timestamp - START.getTime() / 1000)
  expect(gaps[0]).toBe(0)
  for (const [index, least] of [5, 305, 2105, 9305].entries()) {
    expect(gaps[index + 1]).toBeGreaterThanOrEqual(least)
    expect(gaps[index + 1]).toBeLessThanOrEqual(least * 1.2 + 5)
  }
})

test('where other processes run the jobs, the clock waits for them', async () => {
  const receiver = await openReceiver()
  onTestFinished(() => receiver.close())
  receiver.behave(500)
  const runner = await startJobs(world.platform, world.platform.jobs, { error: () => {}, warn: () => {} })
  onTestFinished(() => runner.stop())
  await sandbox.call('POST', '/webhooks', { body: { url: receiver.url } })
  await sandbox.call('POST', '/customers', { body: { name: 'Acme' } })
  expect(await arrive(unix('2014-11-18T16:00:00Z'))).toMatchObject({ status: 200 })
  expect(receiver.received).toHaveLength(4)
})

test('the clock waits for what the scheduler queues at the very moment when the journey looks', async () => {
  const bells = ['2014-11-18T16:00:00.000Z', '2014-11-18T17:00:00.000Z', '2014-11-18T18:00:00.000Z']
  const rung: string[] = []
  const ring = every('minute', 'ring', {
    due: async ({ now, companyId }) => {
      const next = bells[rung.length]
      if (companyId !== sandbox.id || !next) return null
      // As the scheduler does that found it a moment earlier.
      if (new Date(next) <= now) await addJobs(world.platform.ownerPool, [scheduledSpec(sandbox.id, 'ring')])
      return new Date(next)
    },
    async run({ now }) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      rung.push(now.toISOString())
    },
  })
  const runner = await startJobs(world.platform, [ring], { error: () => {}, warn: () => {} })
  onTestFinished(() => runner.stop())
  await advanceClock(world.platform, [ring], sandbox.id, new Date('2014-11-19T15:00:00Z'))
  expect(rung).toEqual(bells)
})

test.each(['this process runs the jobs on the way', 'workers run them'])(
  'nobody waits for minutes: what hangs on the way is left behind the answer, and the next call goes on (%s)',
  async (who) => {
    const receiver = await openReceiver()
    onTestFinished(() => receiver.close())
    if (who.startsWith('workers')) {
      const runner = await startJobs(world.platform, world.platform.jobs, { error: () => {}, warn: () => {} })
      onTestFinished(() => runner.stop())
    }
    receiver.behave('hang')
    await sandbox.call('POST', '/webhooks', { body: { url: receiver.url } })
    await sandbox.call('POST', '/customers', { body: { name: 'Acme' } })
    const began = performance.now()
    expect(await advance(unix('2014-11-19T15:00:00Z'))).toMatchObject({ status: 200, json: { now: unix('2014-11-18T15:00:00Z'), arrived: false } }) // biome-ignore format: one answer
    expect(performance.now() - began).toBeLessThan(5_000)
    receiver.behave(200)
    receiver.hangUp()
    await vi.waitFor(async () => expect(await advance(unix('2014-11-19T15:00:00Z'))).toMatchObject({ json: { arrived: true } }), {
      timeout: 30_000,
    })
    expect((await sandbox.call('GET', '/webhook_attempts')).json).toMatchObject([{ state: 'delivered' }])
  },
  40_000,
)
