import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { openKeeper } from './keeper.ts'

const database = await openTestDatabase()
const [here, elsewhere] = [openKeeper(database.ownerPool), openKeeper(database.pool)]
afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()])
  await database.close()
})

test('whatever a process is called, others see that it is there, and when it has gone', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `worker pool-${i}`)
  const seen = async () => (await Promise.all(names.map((name) => elsewhere.isShared(name)))).filter(Boolean).length
  for (const name of names) await here.share(name)
  expect(await seen()).toBe(20)
  for (const name of names) await here.unshare(name)
  expect(await seen()).toBe(0)
})
