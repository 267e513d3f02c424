import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'

/**
 * Holds locks on names, across processes, for as long as this process lives: they are session locks of one connection, so
 * the server frees them the moment a killed process loses it.
 */
export interface Keeper {
  /** Does it while holding the name; false when somebody else has it, here or in another process. */
  alone(name: string, run: () => Promise<void>): Promise<boolean>
  /** Shows that this process is there; any number of processes may share a name. */
  share(name: string): Promise<void>
  unshare(name: string): Promise<void>
  /** Whether any process shares the name. */
  isShared(name: string): Promise<boolean>
  /** Gives the keeper back; the last one who does ends its connection. */
  close(): Promise<void>
}

const keepers = new WeakMap<Pool, { readonly keeper: Keeper; users: number }>()

/** The keeper of this process, one connection however many ask for it. */
export function openKeeper(pool: Pool): Keeper {
  const known = keepers.get(pool)
  if (known) {
    known.users++
    return known.keeper
  }
  const made = createKeeper(pool)
  const entry = { keeper: { ...made, close }, users: 1 }
  keepers.set(pool, entry)
  return entry.keeper

  async function close() {
    if (--entry.users > 0) return
    keepers.delete(pool)
    await made.close()
  }
}

function createKeeper(pool: Pool): Keeper {
  const held = new Set<string>()
  const entering = new Set<string>()
  const shared: string[] = []
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
    for (const name of shared) await client.query(SHARE, [lockNumber(name)])
    return client
  }
  const session = () => {
    connecting ??= connect().catch((error: unknown) => {
      connecting = null
      throw error
    })
    return connecting
  }
  /** A session that was lost holds nothing any more. */
  const give = async (statement: string, name: string) => {
    const client = await connecting?.catch(() => null)
    await client?.query(statement, [lockNumber(name)]).catch(() => undefined)
  }

  return {
    async alone(name, run) {
      // The same session may take a session lock twice; this process may not.
      if (held.has(name) || entering.has(name)) return false
      entering.add(name)
      let taken = false
      try {
        // Only what is taken counts as held: a new session takes again what is held, and nothing is to be taken twice.
        taken = await tryLock(await session(), name)
        if (taken) held.add(name)
        entering.delete(name)
        if (taken) await run()
      } finally {
        entering.delete(name)
        held.delete(name)
        if (taken) await give('select pg_advisory_unlock($1)', name)
      }
      return taken
    },
    async share(name) {
      await (await session()).query(SHARE, [lockNumber(name)])
      shared.push(name)
    },
    async unshare(name) {
      const index = shared.indexOf(name)
      if (index < 0) return
      shared.splice(index, 1)
      await give('select pg_advisory_unlock_shared($1)', name)
    },
    async isShared(name) {
      const { rows } = await (await session()).query<{ shared: boolean }>(IS_SHARED, [lockNumber(name)])
      return rows[0]!.shared
    },
    async close() {
      const client = await connecting?.catch(() => null)
      connecting = null
      client?.removeAllListeners('end')
      client?.release(true)
    },
  }
}

const SHARE = 'select pg_advisory_lock_shared($1)'
/** Half of all numbers are below zero, but the halves that the server shows never are. */
const IS_SHARED = `
  select exists (select from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 1
                    and database = (select oid from pg_database where datname = current_database())
                    and classid::bigint = ($1::bigint >> 32 & 4294967295) and objid::bigint = ($1::bigint & 4294967295)) as shared`

async function tryLock(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockNumber(name)])
  return rows[0]!.taken
}

/** Advisory locks have numbers, of either sign; 63 bits of a hash make two names meet practically never. */
export function lockNumber(name: string): string {
  return String(createHash('sha256').update(`netterms ${name}`).digest().readBigInt64BE() >> 1n)
}
