import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../test/database.ts'
import { start } from './main.ts'
import { loadConfig } from './platform/config.ts'

const database = await openTestDatabase()
const folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-main-'))
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const listeners = () => process.listeners('unhandledRejection')

test('a rejection nobody hears ends the server, unless it only says that the database is away', async () => {
  const before = listeners()
  const server = await start(
    loadConfig({
      MODE: 'test',
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      JOBS: 'off',
    }),
  )
  const [hear, ...more] = listeners().filter((one) => !before.includes(one))
  expect(more).toEqual([])
  const told = (error: Error) => hear!(error, Promise.resolve())
  const away = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
  for (const error of [away, Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), new Error('Connection terminated')])
    expect(() => told(error)).not.toThrow()
  expect(() => told(new TypeError('our own mistake'))).toThrow('our own mistake')
  await server.stop()
  expect(listeners()).toEqual(before)
})
