import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPool } from '../db/pool.ts'
import { errorReply } from './errors.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-errors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const failure = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })
const answerTo = (error: unknown) => {
  const { status, body, headers } = errorReply(error, 'request-1')
  return { status, code: body.code, again: headers['Retry-After'] !== undefined }
}

test('while the database is away, a call may be made again in a moment', async () => {
  const pool = openPool({ connection: { host: folder, port: 5432, user: 'x', database: 'x' }, size: 1, name: 'test' })
  const noSocket = await pool.query('select 1').catch((error: unknown) => error)
  await pool.end()
  for (const error of [
    noSocket,
    failure('ECONNREFUSED'),
    failure('57P01', 'terminating connection due to administrator command'),
    failure('57P03', 'the database system is starting up'),
    new Error('Connection terminated unexpectedly'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('timeout exceeded when trying to connect'),
  ])
    expect(answerTo(error), String(error)).toEqual({ status: 503, code: 'unavailable', again: true })
})

test('a full disk is said plainly, whoever noticed it', () => {
  for (const code of ['53100', 'ENOSPC', 'EDQUOT'])
    expect(answerTo(failure(code)), code).toEqual({ status: 503, code: 'no_room', again: true })
})

test('a file that is missing is a fault of ours and no outage', () => {
  const missing = (() => {
    try {
      return readFileSync(path.join(folder, 'missing'))
    } catch (error) {
      return error
    }
  })()
  expect(answerTo(missing)).toEqual({ status: 500, code: 'internal_error', again: false })
})
