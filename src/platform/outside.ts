import type { Pool } from 'pg'
import type { Around, Gateway } from '../connectors/gateways/index.ts'
import type { Printer } from '../connectors/letters/port.ts'
import type { Mailer } from '../connectors/mail/port.ts'
import type { TextMessenger } from '../connectors/text-messages/port.ts'
import type { Company } from './company.ts'
import type { Config } from './config.ts'
import type { Job } from './jobs.ts'

/** Everything that is not a computation: the clock, the database, and the vendors of the outside. */
export interface Platform {
  readonly config: Config
  /** Connections of the app role, which row policies bind. */
  readonly pool: Pool
  /** Connections of the owner: migrations, the job queue, the outbox dispatcher. */
  readonly ownerPool: Pool
  /** The time on the wall. A sandbox company may have its own; ask `work.now`. */
  readonly clock: () => Date
  readonly ids: Ids
  readonly companies: CompanyCache
  readonly outside: Outside
  /** Everything that happens by itself. */
  readonly jobs: readonly Job[]
  /** Tells the job runner of this process that there is something to do. */
  poke(): void
}

/** How people are reached. */
export interface Post {
  readonly mail: Mailer
  /** Null where none is connected: text messages, and letters, are then refused. */
  readonly text_messages: TextMessenger | null
  readonly letters: Printer | null
}

/** The vendors of the outside, by port. The ports themselves stand beside their connectors; only their types come here. */
export interface Outside extends Post {
  /** What stands in for them where nothing may leave: see `postOf`. */
  readonly sandbox: Post
  /** Opens a payment gateway by name with a company's settings for it. */
  readonly gateways: { open(name: string, settings: unknown, around: Around): Gateway }
}

export interface Ids {
  /** A new record id. Unique in the database, roughly in order of creation. */
  take(): Promise<number>
}

export interface CompanyCache {
  find(id: number): Promise<Company>
  /** After a change of the company's row. */
  forget(id: number): void
}

/** How this company reaches people. Nothing leaves a sandbox: what is sent there arrives nowhere, and is told as if it had. */
export async function postOf({ outside, companies }: Pick<Platform, 'outside' | 'companies'>, companyId: number): Promise<Post> {
  const { test_mode } = await companies.find(companyId)
  return test_mode ? outside.sandbox : outside
}

/** Takes ids from the database in blocks, so that most records need no round trip for theirs. */
export function idBlocks(pool: Pool, size = 100): Ids {
  let block: number[] = []
  let filling: Promise<void> | null = null
  const fill = async () => {
    const { rows } = await pool.query<{ id: number }>('select nextval($1::regclass) as id from generate_series(1, $2)', [
      'record_ids',
      size,
    ])
    block = rows.map((row) => row.id).concat(block)
    block.sort((a, b) => b - a)
  }
  return {
    async take() {
      while (block.length === 0) {
        // Also after a failure: whoever comes when the database is back must not be told that it was away.
        filling ??= fill().finally(() => {
          filling = null
        })
        await filling
      }
      return block.pop()!
    },
  }
}
