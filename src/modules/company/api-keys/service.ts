import { api } from '../../../contract/index.ts'
import type { Operation } from '../../../contract/operation.ts'
import { hashSecret, type KeyCaller } from '../../../platform/http/auth.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openPlainWork } from '../../../platform/plain-work.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import type { ApiKeyDraft, NewApiKey } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** 256 random bits behind a prefix by which secret scanners, and people, know whose key it is. */
const SECRET_PREFIX = 'nt_'
const SECRET_CHARACTERS = 43

/** Makes a key. This answer is the only one that ever holds its secret. */
export async function createKey(work: Work, draft: ApiKeyDraft): Promise<NewApiKey> {
  const secret = SECRET_PREFIX + randomCode(SECRET_CHARACTERS)
  const own = work.actor.kind === 'api_key' ? work.actor.scopes : null
  const kept = rules.draftKey(draft, { id: await work.newId(), secret, known: knownScopes(), own, now: work.now })
  await store.insert(work, kept, hashSecret(secret))
  const key = rules.describeKey(kept)
  await work.emit('api_key.created', key)
  return { ...key, secret }
}

/** In this process the key is dead at once, in others within two seconds. */
export async function revokeKey(work: Work, id: number): Promise<null> {
  const { key, secret_hash } = await store.revoke(work, id)
  await work.emit('api_key.revoked', rules.describeKey(key))
  work.afterCommit(() => callers.delete(secret_hash.toString('hex')))
  return null
}

interface Known {
  readonly caller: Promise<KeyCaller | null>
  readonly until: number
}

const FRESH_MS = 2_000
const KNOWN_MAX = 10_000
/** Callers by the hash of their key. Hashes of random secrets never meet, so all servers of a process share it. */
const callers = new Map<string, Known>()

/** Recognises whoever presents a key. Asked by every call, so an answer is used for up to two seconds. */
export function keyLookup(platform: Platform): (secretHash: Buffer) => Promise<KeyCaller | null> {
  const noteUse = noteUses(platform)
  const look = async (secretHash: Buffer): Promise<KeyCaller | null> => {
    const key = await openPlainWork(platform, (plain) => store.findPresented(plain, secretHash), {
      settings: { presented_key: secretHash.toString('hex') },
    })
    if (!key) return null
    noteUse(key)
    const { company_id: companyId, id, scopes, username } = key
    return { companyId, actor: { kind: 'api_key', id, scopes }, name: `key:${id}`, username }
  }
  return (secretHash) => {
    const name = secretHash.toString('hex')
    const known = callers.get(name)
    if (known && known.until > performance.now()) return known.caller
    const caller = look(secretHash)
    if (callers.size >= KNOWN_MAX) callers.clear()
    callers.set(name, { caller, until: performance.now() + FRESH_MS })
    const forget = () => void (callers.get(name)?.caller === caller && callers.delete(name))
    // A key that is not there may be made the next moment, and a failed look says nothing.
    caller.then((found) => found ?? forget(), forget)
    return caller
  }
}

const NOTE_EVERY_MS = 60_000
const WRITE_AFTER_MS = 1_000

/** Notes that keys were used, once a minute each, and writes the notes together, beside the calls. */
function noteUses(platform: Platform): (key: store.PresentedKey) => void {
  const notes = new Map<number, store.Use>()
  const write = () => {
    const uses = [...notes.values()]
    notes.clear()
    // It is information for people; when the database is away, the next use will tell.
    store.recordUses(platform, uses).catch(() => undefined)
  }
  return ({ company_id, id, last_used_at }) => {
    const at = platform.clock()
    if (last_used_at && Math.abs(at.getTime() - last_used_at.getTime()) < NOTE_EVERY_MS) return
    if (notes.size === 0) setTimeout(write, WRITE_AFTER_MS).unref()
    notes.set(id, { company_id, id, at })
  }
}

/** Every scope that some operation asks for; writing includes reading. */
function knownScopes(): ReadonlySet<string> {
  const operations = Object.values(api).flatMap((noun) => Object.values(noun) as Operation[])
  return new Set(operations.flatMap(({ scope }) => [scope, scope.replace(/:write$/, ':read')]))
}
