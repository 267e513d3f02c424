import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { advanceClock, after, every, type Job, onRequest } from '../../../platform/jobs.ts'

const world = await openWorld()
afterAll(() => world.close())
const { platform } = world
const NEXT_DAY = new Date('2014-11-19T15:00:00Z')

async function sandboxes(count: number) {
  const made = []
  for (let i = 0; i < count; i++) {
    const sandbox = await world.newCompany(`Crowd ${count} ${i}`, { test_mode: true })
    await sandbox.call('POST', '/customers', { body: { name: 'Acme Corp' } })
    made.push(sandbox)
  }
  return made
}

test('twelve sandboxes move their clocks at once where no process runs jobs, and each finds its own jobs done', async () => {
  const ran: string[] = []
  const jobs: Job[] = [
    after('customer.created', 'hear', async (place) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      await place.request({ job: 'answer', subject: 1 })
      ran.push(`${place.companyId} ${place.now.toISOString().slice(0, 10)}`)
    }),
    onRequest('answer', async () => undefined),
    every('day', 'greet', {
      run: async (place) => void ran.push(`${place.companyId} greeted ${place.now.toISOString().slice(0, 10)}`),
    }),
  ]
  const made = await sandboxes(12)
  const arrived = await Promise.all(made.map(({ id }) => advanceClock(platform, jobs, id, NEXT_DAY)))
  expect(arrived).toEqual(made.map(() => true))
  for (const { id } of made) {
    expect(ran.filter((text) => text === `${id} 2014-11-18`)).toHaveLength(1)
    expect(ran.filter((text) => text.startsWith(`${id} greeted`))).toEqual([
      `${id} greeted 2014-11-18`,
      `${id} greeted 2014-11-19`,
    ])
  }
}, 60_000)

test('whose job fails hears of it, whoever ran it, and nobody else does', async () => {
  const [unlucky, ...others] = await sandboxes(4)
  const jobs: Job[] = [
    after('customer.created', 'hear', async (place) => {
      if (place.companyId === unlucky!.id) throw new Error('no luck')
    }),
  ]
  const journeys = [unlucky!, ...others].map(({ id }) => advanceClock(platform, jobs, id, NEXT_DAY))
  const ends = await Promise.allSettled(journeys)
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
})
