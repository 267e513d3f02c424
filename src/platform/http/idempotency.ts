import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Refusal } from '../../core/refusal.ts'
import { seal, unseal } from '../crypto.ts'
import type { Platform } from '../outside.ts'
import { openWork, type Work } from '../work.ts'
import { HttpError } from './errors.ts'
import type { Caller } from './handlers.ts'

/** An answer as it was or will be sent. */
export interface StoredReply {
  readonly status: number
  readonly body: string
}

export interface Claim {
  readonly caller: string
  readonly key: string
  readonly hash: Buffer
}

const KEPT_HOURS = 24

/**
 * Reads the `Idempotency-Key` of a write. The hash binds the key to the whole request, not only to its name.
 * @throws Refusal invalid, where a read has a key (nothing of it is kept) or the key has a wrong length
 */
export function claimOf(headers: Headers, caller: Caller | null, method: string, target: string, body: Uint8Array): Claim | null {
  const key = headers.get('idempotency-key')
  if (key === null) return null
  if (method === 'GET')
    throw new Refusal('invalid', 'idempotency_key_not_taken', 'Leave Idempotency-Key out: reads take none.', 'Idempotency-Key')
  if (!caller) return null
  if (!/^[\x21-\x7e]{6,64}$/.test(key))
    throw new Refusal(
      'invalid',
      'invalid_idempotency_key',
      'Idempotency-Key must be 6 to 64 visible characters.',
      'Idempotency-Key',
    )
  return { caller: caller.name, key, hash: createHash('sha256').update(`${method} ${target}\n`).update(body).digest() }
}

const leaders = new WeakMap<Platform, Map<string, Promise<unknown>>>()

/**
 * Whoever comes with a key while another call of this process is at work with it waits for that one's end first, so that
 * it holds no connection meanwhile and then hears what the first was told. Other processes are held up by the row of the
 * claim.
 */
export async function inTurn<Result>(
  platform: Platform,
  caller: Caller,
  claim: Claim,
  run: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  if (!leaders.has(platform)) leaders.set(platform, new Map())
  const leading = leaders.get(platform)!
  const name = nameOf(caller.companyId, claim)
  const before = leading.get(name)
  if (before) {
    await before
    return run(true)
  }
  const turn = run(false)
  leading.set(
    name,
    turn.catch(() => undefined),
  )
  try {
    return await turn
  } finally {
    leading.delete(name)
  }
}

/**
 * Claims the key inside the transaction of the write itself, so that the write and its answer appear together or not at
 * all. Whoever comes second waits here until the first is done, and then finds the answer. Who waited elsewhere (`waited`)
 * looks first, and locks nothing.
 */
export async function claimInside(work: Work, claim: Claim, waited: boolean): Promise<StoredReply | null> {
  const kept = waited ? await keptReply(work, claim) : null
  if (kept) return kept
  const claimed = await insertClaim(work, claim)
  return claimed ? null : await storedReply(work, claim, false)
}

/** For verbs that act on the outside: the claim is committed first, and running out of time is not the same as not having happened. */
export async function claimOutside(platform: Platform, caller: Caller, claim: Claim): Promise<StoredReply | null> {
  return openWork(platform, { companyId: caller.companyId, actor: caller.actor }, async (work) => {
    if (await insertClaim(work, claim)) return null
    return storedReply(work, claim, true)
  })
}

async function insertClaim(work: Work, { caller, key, hash }: Claim): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`
    insert into idempotency_keys as k (company_id, caller, key, request_hash, claimed_at, created_at)
    values (${work.companyId}, ${caller}, ${key}, ${hash}, clock_timestamp(), clock_timestamp())
    on conflict (company_id, caller, key) do update
      set request_hash = excluded.request_hash, status = null, reply = null, claimed_at = excluded.claimed_at, created_at = excluded.created_at
      where k.created_at < clock_timestamp() - make_interval(hours => ${KEPT_HOURS})
    returning key
  `.execute(work.tx)
  return rows.length > 0
}

async function keptReply(work: Work, { caller, key, hash }: Claim): Promise<StoredReply | null> {
  const { rows } = await sql<{ request_hash: Buffer; status: number; reply: string | null }>`
    select request_hash, status, reply from idempotency_keys
    where company_id = ${work.companyId} and caller = ${caller} and key = ${key} and status is not null
      and created_at >= clock_timestamp() - make_interval(hours => ${KEPT_HOURS})
  `.execute(work.tx)
  const kept = rows[0]
  if (!kept) return null
  if (!kept.request_hash.equals(hash)) throw mismatch()
  return { status: kept.status, body: opened(work, { caller, key }, kept.reply) }
}

async function storedReply(work: Work, { caller, key, hash }: Claim, leased: boolean): Promise<StoredReply | null> {
  const { rows } = await sql<{ request_hash: Buffer; status: number | null; reply: string | null; stale: boolean }>`
    select request_hash, status, reply, claimed_at < clock_timestamp() - make_interval(secs => ${work.config.IDEMPOTENCY_LEASE}) as stale
    from idempotency_keys where company_id = ${work.companyId} and caller = ${caller} and key = ${key} for update
  `.execute(work.tx)
  const stored = rows[0]
  if (!stored)
    throw new HttpError(409, 'idempotency_conflict', 'The first request with this Idempotency-Key has just ended; send it again.')
  if (!stored.request_hash.equals(hash)) throw mismatch()
  if (stored.status !== null) return { status: stored.status, body: opened(work, { caller, key }, stored.reply) }
  if (!leased || !stored.stale)
    throw new HttpError(
      409,
      'idempotency_running',
      'The first request with this Idempotency-Key is still at work; ask again shortly.',
      { 'Retry-After': '1' },
    )
  await sql`update idempotency_keys set claimed_at = clock_timestamp() where company_id = ${work.companyId} and caller = ${caller} and key = ${key}`.execute(
    work.tx,
  )
  return null
}

/** Keeps the answer beside the claim; it travels with the commit. */
export function keepReply(work: Work, claim: Claim, { status, body }: StoredReply): void {
  work.defer(
    work.tx
      .updateTable('idempotency_keys')
      .set({ status, reply: sealed(work, claim, body) })
      .where('company_id', '=', work.companyId)
      .where('caller', '=', claim.caller)
      .where('key', '=', claim.key),
  )
}

type Place = Pick<Claim, 'caller' | 'key'>

/** An answer may tell a secret, and none is kept in clear. */
function sealed({ config, companyId }: Work, place: Place, body: string): string {
  return seal(config.SECRET, nameOf(companyId, place), body)
}

/** @throws HttpError 409 where SECRET was changed since: what was done is not done again, and what was said is lost */
function opened({ config, companyId }: Work, place: Place, reply: string | null): string {
  if (reply === null) return ''
  try {
    return unseal(config.SECRET, nameOf(companyId, place), reply)
  } catch {
    throw new HttpError(
      409,
      'idempotency_unreadable',
      'This request was done, but its answer was kept under another SECRET and cannot be read any more. Look for what it made before you send it with a new key.',
    )
  }
}

function nameOf(companyId: number, { caller, key }: Place): string {
  return JSON.stringify([companyId, caller, key])
}

function mismatch(): HttpError {
  return new HttpError(422, 'idempotency_mismatch', 'This Idempotency-Key was used for a different request. Use a new key.')
}

/**
 * Keeps an answer that could not travel with its work: a refusal undid the work and the claim with it, and a verb that acts
 * on the outside has several. Whoever was first is right: the answer that stands is returned, which is the very object
 * given where it is this one.
 * @throws HttpError 422 where the key went to another request meanwhile
 */
export async function keepFirst(platform: Platform, caller: Caller, claim: Claim, own: StoredReply): Promise<StoredReply> {
  return openWork(platform, { companyId: caller.companyId, actor: caller.actor }, async (work) => {
    const { rows } = await sql<{ key: string }>`
      insert into idempotency_keys as k (company_id, caller, key, request_hash, status, reply, claimed_at, created_at)
      values (${work.companyId}, ${claim.caller}, ${claim.key}, ${claim.hash}, ${own.status}, ${sealed(work, claim, own.body)}, clock_timestamp(), clock_timestamp())
      on conflict (company_id, caller, key) do update
        set request_hash = excluded.request_hash, status = excluded.status, reply = excluded.reply,
          claimed_at = excluded.claimed_at, created_at = excluded.created_at
        where (k.status is null and k.request_hash = excluded.request_hash)
          or k.created_at < clock_timestamp() - make_interval(hours => ${KEPT_HOURS})
      returning key
    `.execute(work.tx)
    return rows.length > 0 ? own : ((await storedReply(work, claim, false)) ?? own)
  })
}

/** Gives up a claim whose call came to no answer, so that the same request may be made again at once, but no other. */
export async function release(platform: Platform, caller: Caller, claim: Claim): Promise<void> {
  await openWork(platform, { companyId: caller.companyId, actor: caller.actor }, async (work) => {
    work.defer(
      work.tx
        .updateTable('idempotency_keys')
        .set({ claimed_at: new Date(0) })
        .where('company_id', '=', work.companyId)
        .where('caller', '=', claim.caller)
        .where('key', '=', claim.key)
        .where('request_hash', '=', claim.hash)
        .where('status', 'is', null),
    )
  })
}

const BATCH = 10_000

/** Forgets the keys of every company whose time is over, a batch at a time; a key is free again then anyway. */
export async function forgetOldKeys({ ownerPool }: Pick<Platform, 'ownerPool'>): Promise<void> {
  for (let forgotten = BATCH; forgotten === BATCH; ) {
    const { rowCount } = await ownerPool.query(
      `delete from idempotency_keys where (company_id, caller, key) in (
         select company_id, caller, key from idempotency_keys
         where created_at < clock_timestamp() - make_interval(hours => $1) limit $2)`,
      [KEPT_HOURS, BATCH],
    )
    forgotten = rowCount ?? 0
  }
}
