import type { Config } from './config.ts'
import { isTransient } from './db/errors.ts'
import { askInOrder, bindKysely, type Tx } from './db/kysely.ts'
import type { Platform } from './outside.ts'

/**
 * A transaction that belongs to no company: people, their sessions, the birth of a company. Every `Work` is one too, so
 * a verb about people can be part of a company's unit of work.
 */
export interface PlainWork {
  readonly tx: Tx
  readonly now: Date
  readonly config: Config
}

export interface PlainWorkOptions {
  /** Row policies of this transaction ask for these, such as `{ user_id: '7' }`. */
  readonly settings?: Readonly<Partial<Record<'user_id' | 'company_id' | 'presented_key', string>>>
  /** Do it, answer, undo it. */
  readonly rehearse?: boolean
}

const ATTEMPTS_MAX = 5

/** All or nothing; once more where another transaction was in the way. */
export async function openPlainWork<Result>(
  platform: Platform,
  run: (plain: PlainWork) => Promise<Result>,
  options: PlainWorkOptions = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptPlainWork(platform, run, options)
    } catch (error) {
      if (!isTransient(error) || attempt === ATTEMPTS_MAX) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
    }
  }
}

async function attemptPlainWork<Result>(
  platform: Platform,
  run: (plain: PlainWork) => Promise<Result>,
  { settings = {}, rehearse = false }: PlainWorkOptions,
): Promise<Result> {
  const client = await platform.pool.connect()
  let failed: Error | undefined
  try {
    // Sent without waiting: the connection is pipelined, so the first query follows on their heels.
    const begun = Promise.all([
      client.query('begin'),
      ...Object.entries(settings).map(([name, value]) =>
        client.query('select set_config($1, $2, true)', [`netterms.${name}`, value]),
      ),
    ])
    begun.catch(() => undefined)
    try {
      const result = await run({ tx: bindKysely(askInOrder(client)), now: platform.clock(), config: platform.config })
      await begun
      await client.query(rehearse ? 'rollback' : 'commit')
      return result
    } catch (error) {
      await begun.catch(() => undefined)
      await client.query('rollback').catch((lost: Error) => {
        failed = lost
      })
      throw error
    }
  } finally {
    client.release(failed)
  }
}
