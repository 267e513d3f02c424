import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { QueryResult as Answer, ClientBase } from 'pg'
import { codeOf } from './errors.ts'
import type { Tables } from './tables.ts'

/** Typed queries on one connection. */
export type Tx = Kysely<Tables>

/** Turns an error of the database into what it means to the caller; undefined leaves it as it is. */
export type Explain = (error: unknown) => Error | undefined

/** Sends a statement and gives its answer. */
export type Ask = (text: string, values: readonly unknown[], explain?: Explain) => Promise<Answer>

/**
 * The statements of one transaction, in order. Those that were sent along with one that failed only say that it is too
 * late; what went wrong is the first one's, and is what they tell.
 */
export function askInOrder(client: ClientBase): Ask {
  let first: unknown
  return async (text, values, explain) => {
    try {
      return await client.query(text, values as unknown[])
    } catch (error) {
      const cause = explain?.(error) ?? error
      first ??= cause
      throw codeOf(error) === '25P02' ? first : cause
    }
  }
}

/**
 * Binds Kysely to a connection that somebody else opened and will release. Queries go out the moment they are executed;
 * since the connection is pipelined, several that do not wait for each other share a round trip.
 */
export function bindKysely(ask: Ask): Tx {
  return new Kysely<Tables>({ dialect: new BoundDialect(ask) })
}

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()

class BoundDialect implements Dialect {
  readonly #ask: Ask
  constructor(ask: Ask) {
    this.#ask = ask
  }
  createDriver(): Driver {
    return new BoundDriver(this.#ask)
  }
  createAdapter() {
    return adapter
  }
  createQueryCompiler() {
    return compiler
  }
  createIntrospector(db: Kysely<unknown>) {
    return new PostgresIntrospector(db)
  }
}

class BoundDriver implements Driver {
  readonly #connection: DatabaseConnection
  constructor(ask: Ask) {
    this.#connection = {
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        const { rows, rowCount } = await ask(query.sql, query.parameters)
        return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
      },
      streamQuery() {
        throw new Error('use a cursor of the pool for streams')
      },
    } as DatabaseConnection
  }
  async init() {}
  async acquireConnection() {
    return this.#connection
  }
  async beginTransaction() {
    throw new Error('a unit of work is one transaction already')
  }
  async commitTransaction() {}
  async rollbackTransaction() {}
  async releaseConnection() {}
  async destroy() {}
}
