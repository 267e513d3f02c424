import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { statementNames } from './pool.ts'

const database = await openTestDatabase({ size: 1 })
afterAll(() => database.close())

test('values arrive exactly: integers whole, decimals and dates as text, instants as Date', async () => {
  const { rows } = await database.pool.query(
    `select 9007199254740991::bigint as whole, '{1,null,-2}'::bigint[] as wholes, 0.10::numeric as decimal, '2026-02-28'::date as day,
            '{2026-02-28,null}'::date[] as days, '2026-02-28T12:00:00Z'::timestamptz as instant, '{"a": 1}'::jsonb as json`,
  )
  expect(rows).toEqual([
    {
      whole: 9007199254740991,
      wholes: [1, null, -2],
      decimal: '0.10',
      day: '2026-02-28',
      days: ['2026-02-28', null],
      instant: new Date('2026-02-28T12:00:00Z'),
      json: { a: 1 },
    },
  ])
})

test('an integer that a number cannot hold is refused, and the connection goes on', async () => {
  await expect(database.pool.query('select 9007199254740993::bigint as n')).rejects.toThrow('beyond the integers')
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a statement with values that comes again is prepared once per connection, however often it runs', async () => {
  const text = 'select $1::int + 41 as sum'
  for (let i = 0; i < 3; i++) expect((await database.pool.query(text, [i])).rows).toEqual([{ sum: 41 + i }])
  const { rows } = await database.pool.query('select count(*) as prepared from pg_prepared_statements where statement = $1', [
    text,
  ])
  expect(rows).toEqual([{ prepared: 1 }])
})

test('texts that never come again take no name from those that do', () => {
  const nameOf = statementNames()
  for (let i = 0; i < 20_000; i++) expect(nameOf(`select ${i}`)).toBeUndefined()
  expect([nameOf('select $1'), nameOf('select $1'), nameOf('select $1')]).toEqual([undefined, 'n1', 'n1'])
})

test('no more than a thousand statements have names', () => {
  const nameOf = statementNames()
  const names = Array.from({ length: 3000 }, (_, i) => [nameOf(`select ${i}`), nameOf(`select ${i}`)][1])
  expect(new Set(names).size).toBe(1001) // a thousand names, and none
})

test('statements sent without waiting answer in order, and one that fails fails alone', async () => {
  const client = await database.pool.connect()
  try {
    const answers = await Promise.allSettled([
      client.query('select 1 as n'),
      client.query('select 1 / $1::int as n', [0]),
      client.query('select $1::int as n', [3]),
    ])
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows[0].n : answer.reason.code))).toEqual([
      1,
      '22012',
      3,
    ])
  } finally {
    client.release()
  }
})

test('a request never waits for ever', async () => {
  const { rows } = await database.pool.query(
    `select name, setting::int from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
  )
  expect(rows.map(({ setting }) => setting > 0)).toEqual([true, true, true])
})
