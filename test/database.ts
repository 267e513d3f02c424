import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { codeOf } from '../src/platform/db/errors.ts'
import { type Database, openPools } from '../src/platform/db/open.ts'
import { type Connection, connect } from '../src/platform/db/pool.ts'
import { databaseUrl } from '../src/platform/db/server.ts'

export interface TestDatabase extends Database {
  /** The same database as an address, for a process that is started with DATABASE_URL (and MODE=test). */
  readonly url: string
}

/**
 * A database of one's own, cloned from the migrated template, with the same pools as in production. Close it when the
 * tests of the file are done: `afterAll(() => database.close())`; closing drops it.
 */
export async function openTestDatabase({ size = 8 }: { size?: number } = {}): Promise<TestDatabase> {
  const { owner, drop } = await createTestDatabase(inject('owner').database)
  return { ...openPools({ owner, embedded: true, stop: drop }, size, { applied: [], version: 0 }), url: databaseUrl(owner) }
}

/** A database without any schema, for tests of migrating and restoring. */
export async function createEmptyDatabase(): Promise<{ readonly owner: Connection; drop(): Promise<void> }> {
  return createTestDatabase('template0')
}

async function createTestDatabase(template: string) {
  const database = `netterms_test_${randomBytes(8).toString('hex')}`
  await administer(`create database ${database} template ${template} strategy file_copy`)
  return { owner: { ...inject('owner'), database }, drop: () => dropDatabase(database) }
}

/** The server may be tidying the database by itself just now, which an owner may not end: then a moment later. */
async function dropDatabase(database: string, attempts = 20): Promise<void> {
  try {
    await administer(`drop database if exists ${database} with (force)`)
  } catch (error) {
    if (codeOf(error) !== '42501' || attempts === 1) throw error
    await sleep(250)
    await dropDatabase(database, attempts - 1)
  }
}

async function administer(sql: string): Promise<void> {
  const client = await connect({ ...inject('owner'), database: 'postgres' })
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
