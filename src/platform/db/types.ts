import pg from 'pg'
import { assert } from '../../core/assert.ts'

const { builtins, getTypeParser } = pg.types

/**
 * How values of PostgreSQL arrive, the same on every connection: bigint as a safe integer, numeric as exact decimal
 * text, date as 'YYYY-MM-DD', timestamptz as Date, json parsed. Everything else as `pg` has it.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      const own = parsers.get(oid)
      if (own) return own
    }
    return getTypeParser(oid, format as 'text')
  },
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [builtins.NUMERIC, String],
  [builtins.DATE, String],
  [1016, (text) => arrayElements(text).map((part) => (part === null ? null : safeInteger(part)))], // bigint[]
  [1231, (text) => arrayElements(text)], // numeric[]
  [1182, (text) => arrayElements(text)], // date[]
])

function safeInteger(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), `the bigint ${text} is beyond the integers that a number holds exactly`)
  return value
}

/** Elements of a one-dimensional array of numbers or dates, which PostgreSQL never quotes. */
function arrayElements(text: string): (string | null)[] {
  const inner = text.slice(1, -1)
  return inner === '' ? [] : inner.split(',').map((part) => (part === 'NULL' ? null : part))
}
