import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'

/**
 * Holds locks on names, across processes, for as long as this process lives: they are session locks of one connection, so
 * the server frees them the moment a killed process loses it.
 */
export interface Keeper {
  /** Takes the name if nobody has it. */
  hold(name: string): Promise<boolean>
  letGo(name: string): Promise<void>
  /** Shows that this process is there; any number of processes may share a name, and nobody can then take it. */
  share(name: string): Promise<void>
  /** Whether any process shares the name. */
  isShared(name: string): Promise<boolean>
  /** Does it while holding the name; false when somebody else has it. */
  alone(name: string, run: () => Promise<void>): Promise<boolean>
  close(): Promise<void>
}

export function openKeeper(pool: Pool): Keeper {
  const held = new Set<string>()
  const shared = new Set<string>()
  let connecting: Promise<PoolClient> | null = null

  const connect = async () => {
    const client = await pool.connect()
    client.once('end', () => {
      connecting = null
      client.release(true)
    })
    // A machine that lost its power says no goodbye: the server asks after half a minute. Unix sockets ignore this.
    await client.query('set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3')
    for (const name of held) await tryLock(client, name)
    for (const name of shared) await shareLock(client, name)
    return client
  }
  const session = () => {
    connecting ??= connect().catch((error: unknown) => {
      connecting = null
      throw error
    })
    return connecting
  }

  const keeper: Keeper = {
    async hold(name) {
      // The same session may take a session lock twice; this process may not.
      if (held.has(name)) return false
      held.add(name)
      try {
        if (await tryLock(await session(), name)) return true
      } catch (error) {
        held.delete(name)
        throw error
      }
      held.delete(name)
      return false
    },
    async letGo(name) {
      if (!held.delete(name) || !connecting) return
      const client = await connecting
      await client.query('select pg_advisory_unlock($1)', [lockNumber(name)]).catch(() => undefined) // a lost session holds nothing
    },
    async share(name) {
      await shareLock(await session(), name)
      shared.add(name)
    },
    async isShared(name) {
      const { rows } = await (await session()).query<{ shared: boolean }>(
        `select exists (select from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 1
                           and database = (select oid from pg_database where datname = current_database())
                           and classid::bigint = $1::bigint >> 32 and objid::bigint = $1::bigint & 4294967295) as shared`,
        [lockNumber(name)],
      )
      return rows[0]!.shared
    },
    async alone(name, run) {
      if (!(await keeper.hold(name))) return false
      try {
        await run()
      } finally {
        await keeper.letGo(name)
      }
      return true
    },
    async close() {
      const client = await connecting?.catch(() => null)
      connecting = null
      held.clear()
      client?.removeAllListeners('end')
      client?.release(true)
    },
  }
  return keeper
}

async function tryLock(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockNumber(name)])
  return rows[0]!.taken
}

async function shareLock(client: PoolClient, name: string): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [lockNumber(name)])
}

/** Advisory locks have numbers; 63 bits of a hash make two names meet practically never. */
export function lockNumber(name: string): string {
  return String(createHash('sha256').update(`netterms ${name}`).digest().readBigInt64BE() >> 1n)
}
