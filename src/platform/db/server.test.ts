import { expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { databaseUrl, parseDatabaseUrl } from './server.ts'

const parsed = (text: string) => parseDatabaseUrl(`postgres://netterms:p%40ss@db.example.com:6432/books${text}`)

test('an address says everything there is to know, and back again', () => {
  const address = { host: 'db.example.com', port: 6432, user: 'netterms', password: 'p@ss', database: 'books' }
  expect(parsed('')).toEqual(address)
  expect(parseDatabaseUrl(databaseUrl(address))).toEqual(address)
  expect(parseDatabaseUrl(databaseUrl({ ...address, host: '/run/postgresql' }))).toEqual({ ...address, host: '/run/postgresql' })
})

test('a mode of encryption means what libpq says, and one that there is not never means in the clear', () => {
  expect(parsed('?sslmode=disable').ssl).toBeUndefined()
  expect(parsed('?sslmode=require').ssl).toEqual({ rejectUnauthorized: false })
  expect(parsed('?sslmode=verify-full').ssl).toEqual({ rejectUnauthorized: true })
  for (const mode of ['requires', 'verify', 'true', 'toString']) expect(() => parsed(`?sslmode=${mode}`), mode).toThrow(Problem)
})

test('a password with a bare % is one sentence, without the password', () => {
  expect(() => parseDatabaseUrl('postgres://netterms:hunter%zz@db.example.com/books')).toThrow(/^(?!.*hunter)DATABASE_URL .*%25/)
})
