import { afterAll, expect, onTestFinished, test } from 'vitest'
import { openReceiver } from '../../../../test/doubles/receiver.ts'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { advanceClock, every } from '../../../platform/jobs.ts'
import { openWork } from '../../../platform/work.ts'
import { nextDue } from '../webhooks/service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { platform } = world
const START = new Date('2014-11-18T15:00:00Z').getTime()
const after = (seconds: number) => new Date(START + seconds * 1000)

interface Attempt {
  readonly state: string
  readonly attempts: readonly { readonly timestamp: number }[]
  readonly next_attempt: number | null
}

/** A company with a receiver, told of so many events, each tried once at the wall's time. */
async function told(count: number, test_mode = true) {
  const receiver = await openReceiver()
  onTestFinished(() => receiver.close())
  receiver.behave(500)
  world.travel(new Date(START))
  const company = await world.newCompany('Dunder Mifflin', { test_mode })
  await company.call('POST', '/webhooks', { body: { url: receiver.url } })
  for (let i = 0; i < count; i++) await company.call('POST', '/customers', { body: { name: `Acme ${i}` } })
  await world.settle()
  const attempts = async () => (await company.call('GET', '/webhook_attempts?per_page=100')).json as Attempt[]
  return { company, receiver, attempts }
}
const journey = (company: TestCompany, seconds: number, jobs = platform.jobs) =>
  advanceClock(platform, jobs, company.id, after(seconds))

test('tries that fall due within a minute are made at one moment, none before its time, and side by side', async () => {
  const { company, receiver, attempts } = await told(50)
  const due = new Map((await attempts()).map(({ next_attempt }, i) => [i, next_attempt! - START / 1000]))
  receiver.behave({ status: 500, after_ms: 20 })
  await journey(company, 3_600)
  const gaps = (await attempts()).map((one) => one.attempts.map(({ timestamp }) => timestamp - START / 1000))
  expect(gaps.every((tries) => tries.length === 4)).toBe(true)
  for (const [i, tries] of gaps.entries()) {
    expect(tries[1]).toBeGreaterThanOrEqual(due.get(i)!)
    expect(tries[2]! - tries[1]!).toBeGreaterThanOrEqual(300)
    expect(tries[3]! - tries[2]!).toBeGreaterThanOrEqual(1_800)
    for (const [at, wait] of [5, 300, 1_800].entries())
      expect(tries[at + 1]! - tries[at]!, `try ${at + 2}`).toBeLessThanOrEqual(wait * 1.2 + 60)
  }
  expect(new Set(gaps.flat()).size).toBeLessThanOrEqual(6)
  expect(receiver.held.most).toBeGreaterThan(5)
  expect(receiver.held.most).toBeLessThanOrEqual(20)
})

test('what is business happens at its own moment, in the middle of them', async () => {
  const { company } = await told(20)
  const bells = [6, 7, 317, 1_900].map(after)
  const rung: Date[] = []
  const ring = every('minute', 'ring-bells', {
    due: async ({ companyId }) => (companyId === company.id ? (bells[rung.length] ?? null) : null),
    run: async ({ now }) => void rung.push(now),
  })
  await journey(company, 3_600, [...platform.jobs, ring])
  expect(rung).toEqual(bells)
})

test('a receiver that comes back hears of everything, of new things in their order', async () => {
  const { company, receiver, attempts } = await told(30)
  await journey(company, 400)
  receiver.behave(200)
  await journey(company, 3_600)
  expect((await attempts()).every(({ state }) => state === 'delivered')).toBe(true)
  receiver.received.length = 0
  for (let i = 0; i < 10; i++) await company.call('POST', '/customers', { body: { name: `New ${i}` } })
  await journey(company, 3_601)
  const names = receiver.received.map(({ body }) => JSON.parse(body).data.object.name)
  expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `New ${i}`))
})

test('a receiver that hangs on what failed before is waited for shortly', async () => {
  const { company, receiver } = await told(3)
  receiver.behave('hang')
  const began = performance.now()
  await journey(company, 100)
  expect(performance.now() - began).toBeLessThan(9_000)
  expect(receiver.held.most).toBe(3)
}, 20_000)

test('where the wall’s clock goes, each delivery has its own moment', async () => {
  for (const test_mode of [true, false]) {
    const { company, attempts } = await told(12, test_mode)
    const due = (await attempts()).map(({ next_attempt }) => next_attempt!)
    const asked = await openWork(platform, { companyId: company.id, actor: { kind: 'system' } }, nextDue)
    expect(asked!.getTime() / 1000).toBe(Math.min(...due))
  }
})
