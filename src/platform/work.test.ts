import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { openWork, type Work } from './work.ts'

const world = await openWorld()
afterAll(() => world.close())
const within = <Result>(run: (work: Work) => Promise<Result>) =>
  openWork(world.platform, { companyId: world.acme.id, actor: { kind: 'system' } }, run)

test('work that was undone behind the back of whoever did it is not reported as done', async () => {
  const done = within(async ({ tx }) => {
    await sql`select 1 / 0`.execute(tx).catch(() => undefined)
    return 'done'
  })
  await expect(done).rejects.toThrow('undone')
})

test('a write that is heard of with the commit tells what went wrong in the words of who sent it', async () => {
  const done = within(async (work) => {
    work.send(sql`select 1 / 0`.compile(work.tx), () => new Error('there is nothing to divide'))
    return 'done'
  })
  await expect(done).rejects.toThrow('there is nothing to divide')
})
