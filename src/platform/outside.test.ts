import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { idBlocks } from './outside.ts'

test('a database that was away when ids were asked for is asked again when it is back', async () => {
  let away = true
  let next = 0
  const query = async () => {
    if (away) throw new Error('write EPIPE')
    return { rows: [{ id: ++next }, { id: ++next }] }
  }
  const ids = idBlocks({ query } as unknown as Pool, 2)
  const asked = await Promise.allSettled([ids.take(), ids.take()])
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  away = false
  expect(await Promise.all([ids.take(), ids.take(), ids.take()])).toEqual([1, 2, 3])
})
