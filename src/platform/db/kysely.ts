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
import type { ClientBase } from 'pg'
import { codeOf } from './errors.ts'
import type { Tables } from './tables.ts'

/** Typed queries on one connection. */
export type Tx = Kysely<Tables>

/**
 * Binds Kysely to a connection that somebody else opened and will release. Queries go out the moment they are executed;
 * since the connection is pipelined, several that do not wait for each other share a round trip.
 */
export function bindKysely(client: ClientBase): Tx {
  return new Kysely<Tables>({ dialect: new BoundDialect(client) })
}

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()

class BoundDialect implements Dialect {
  readonly #client: ClientBase
  constructor(client: ClientBase) {
    this.#client = client
  }
  createDriver(): Driver {
    return new BoundDriver(this.#client)
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
  constructor(client: ClientBase) {
    let first: unknown
    /** Queries that were sent along with one that failed only say that it is too late; what went wrong is the first one's. */
    const causeOf = (error: unknown) => {
      first ??= error
      return codeOf(error) === '25P02' ? first : error
    }
    this.#connection = {
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        try {
          const result = await client.query(query.sql, query.parameters as unknown[])
          return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
        } catch (error) {
          throw causeOf(error)
        }
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
