import type { Compilable, CompiledQuery, RawBuilder } from 'kysely'
import { escapeLiteral, type PoolClient, type QueryResult } from 'pg'
import type { EventObject, EventType } from '../contract/index.ts'
import { assert } from '../core/assert.ts'
import { type Day, dayOf } from '../core/date.ts'
import { Refusal } from '../core/refusal.ts'
import type { View } from '../core/view.ts'
import type { Company } from './company.ts'
import type { Config } from './config.ts'
import { codeOf, isTransient, isUnreachable } from './db/errors.ts'
import { type Ask, askInOrder, bindKysely, type Explain, type Tx } from './db/kysely.ts'
import { APP_ROLE, MEMBER_ROLE } from './db/roles.ts'
import { draftEvent, type EmitOptions, type EventDraft, insertEvents } from './events.ts'
import type { Platform } from './outside.ts'

/** Who does it. */
export type Actor =
  | {
      readonly kind: 'member'
      readonly user_id: number
      readonly member_id: number
      readonly role: string
      readonly permissions: Readonly<Record<string, boolean>>
      /** Null where the member sees every customer. */
      readonly view: View | null
    }
  | { readonly kind: 'api_key'; readonly id: number; readonly scopes: readonly string[] | null }
  | { readonly kind: 'customer'; readonly customer_id: number | null }
  | { readonly kind: 'system' }

/** One unit of work: one transaction, for one company, by one actor, at one instant. */
export interface Work {
  /** Typed queries inside this transaction, behind the company's wall. */
  readonly tx: Tx
  readonly config: Config
  readonly companyId: number
  readonly company: Company
  readonly zone: string
  readonly actor: Actor
  readonly now: Date
  readonly today: Day
  /** True while rehearsing: everything is undone at the end. */
  readonly rehearsal: boolean
  /** Which customers the actor sees; null for all of them. */
  readonly view: View | null
  /** A new record id, without a round trip. */
  newId(): Promise<number>
  /** Records an event in this transaction. With `before`, only changes are told, and none if nothing changed. */
  emit<T extends EventType>(type: T, object: EventObject<T>, options?: EmitOptions<T>): Promise<void>
  /** A write whose result nobody needs; it travels together with the commit. */
  defer(query: Compilable | CompiledQuery): void
  /** A write that goes out now; what comes after it sees it, and its answer is waited for with the commit. */
  send(query: Compilable | CompiledQuery, explain?: Explain): void
  /** Sends what was deferred now, for a read that must see it. */
  flush(): Promise<void>
  /**
   * Asks about all customers, also where the actor sees only some: whether a number is taken, an account in use. For such
   * rules alone: what the answer says of a customer who is not seen may not be told. It may go out before statements that
   * were not waited for.
   */
  askWidely<Row>(query: RawBuilder<Row>): Promise<Row[]>
  /** Counts rows of a long list up or down. */
  count(kind: string, change: number): void
  /** Runs in this process once the work is committed: wake-up calls and caches, nothing that matters. */
  afterCommit(run: () => void): void
}

export interface WorkOptions {
  readonly companyId: number
  readonly actor: Actor
  /** Do it, answer, undo it. */
  readonly rehearse?: boolean
  /** The instant, where it is not the clock's (a schedule that catches up). */
  readonly now?: Date
}

const ATTEMPTS_MAX = 8

/** Does the work, all or nothing; once more where another transaction was in the way. */
export async function openWork<Result>(
  platform: Platform,
  options: WorkOptions,
  run: (work: Work) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptWork(platform, options, run)
    } catch (error) {
      if (!isTransient(error) || attempt === ATTEMPTS_MAX) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
    }
  }
}

async function attemptWork<Result>(
  platform: Platform,
  options: WorkOptions,
  run: (work: Work) => Promise<Result>,
): Promise<Result> {
  const company = await platform.companies.find(options.companyId)
  const client = await platform.pool.connect()
  let broken: Error | undefined
  let ending: Promise<void> | undefined
  try {
    const begun = begin(client, options)
    const { work, endMatters, finish } = createWork(platform, options, company, client)
    try {
      const result = await run(work)
      await begun
      const isAwaited = endMatters()
      const finished = finish()
      if (isAwaited) await finished
      else ending = finished
      return result
    } catch (error) {
      await rollback(client, begun)
      throw viewOf(options.actor) && codeOf(error) === '42501' ? outsideView() : error
    }
  } catch (error) {
    if (isUnreachable(error)) broken = error as Error
    throw error
  } finally {
    giveBack(client, broken, ending)
  }
}

/** Who has only read has nothing left to wait for; the connection is given back when its transaction has ended. */
function giveBack(client: PoolClient, broken: Error | undefined, ending: Promise<void> | undefined): void {
  if (!broken && ending)
    ending.then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  else client.release(broken)
}

function viewOf(actor: Actor): View | null {
  return actor.kind === 'member' ? actor.view : null
}

/** The row policies let nobody write what they would not see: a rule of the verb says it better wherever there is one. */
function outsideView(): Refusal {
  return new Refusal('forbidden', 'outside_your_customers', 'You see only some customers, and this would belong to none of them.')
}

/** From here on the row policies show the customers of the view, and what belongs to them. */
function narrowTo(view: View, userId: number): string {
  const own =
    'owned_by' in view
      ? `netterms.sees_owned_by = ${escapeLiteral(String(view.owned_by))}`
      : `netterms.sees_fields = ${escapeLiteral(JSON.stringify(view.fields))}`
  return `set local netterms.sees_as = ${escapeLiteral(String(userId))}; set local ${own}; set local role ${MEMBER_ROLE}`
}

/** Sent without waiting, and in one message: the first query of the work follows on its heels. */
function begin(client: PoolClient, { companyId, actor }: WorkOptions): Promise<unknown> {
  assert(Number.isSafeInteger(companyId), 'a company is a whole number')
  const narrowed = actor.kind === 'member' && actor.view ? `; ${narrowTo(actor.view, actor.user_id)}` : ''
  const begun = client.query(`begin; set local netterms.company_id = '${companyId}'${narrowed}`)
  begun.catch(() => undefined)
  return begun
}

async function rollback(client: PoolClient, begun: Promise<unknown>): Promise<void> {
  await begun.catch(() => undefined)
  await client.query('rollback').catch(() => undefined)
}

function createWork(platform: Platform, options: WorkOptions, company: Company, client: PoolClient) {
  const now = options.now ?? company.test_clock ?? platform.clock()
  const send = askInOrder(client)
  /** Whether the end of the work says anything: something was written, or a statement failed. */
  let matters = false
  const ask: Ask = async (text, values, explain) => {
    matters ||= !/^\s*select\b/i.test(text)
    try {
      return await send(text, values, explain)
    } catch (error) {
      matters = true
      throw error
    }
  }
  const tx = bindKysely(ask)
  const view = viewOf(options.actor)
  const sent: Promise<QueryResult>[] = []
  const events: EventDraft[] = []
  const counts = new Map<string, number>()
  const deferred: CompiledQuery[] = []
  const committed: (() => void)[] = []

  const dispatch = (query: CompiledQuery, explain?: Explain) => {
    matters = true
    const flight = ask(query.sql, query.parameters, explain)
    flight.catch(() => undefined) // heard when the flights are waited for, which may be later
    sent.push(flight)
  }

  /** Everything deferred, in order, in one flight; the caller adds the commit to it. */
  const sendDeferred = async (last: string | null) => {
    const queries = deferred.splice(0)
    if (events.length > 0) queries.push(await insertEvents(work, tx, platform, events.splice(0)))
    for (const [kind, change] of [...counts].sort()) queries.push(countQuery(tx, options.companyId, kind, change))
    counts.clear()
    for (const query of queries) dispatch(query)
    const flights: Promise<QueryResult>[] = sent.splice(0)
    if (last) flights.push(client.query(last))
    const outcomes = await Promise.allSettled(flights)
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
    // A failed statement undoes everything, whether or not somebody heard of it; the server then says so and no more.
    const ended = outcomes.at(-1)
    const undone = last === 'commit' && ended?.status === 'fulfilled' && ended.value.command !== 'COMMIT'
    assert(!undone, 'a statement failed and was passed over, so all of the work was undone')
  }

  const work: Work = {
    tx,
    config: platform.config,
    companyId: options.companyId,
    company,
    zone: company.time_zone,
    actor: options.actor,
    now,
    today: dayOf(now, company.time_zone),
    rehearsal: options.rehearse ?? false,
    view,
    newId: () => platform.ids.take(),
    async emit(type, object, emitOptions) {
      const draft = draftEvent(type, object, emitOptions)
      if (draft) events.push(draft)
    },
    defer: (query) => void deferred.push(compiled(query)),
    send: (query, explain) => dispatch(compiled(query), explain),
    flush: () => sendDeferred(null),
    async askWidely<Row>(query: RawBuilder<Row>) {
      if (!view) return (await query.execute(tx)).rows
      const { sql: text, parameters } = query.compile(tx)
      // On one another's heels, so that no other statement of this work comes between.
      const flights = [
        ask(`set local role ${APP_ROLE}`, []),
        ask(text, parameters),
        ask(`set local role ${MEMBER_ROLE}`, []),
      ] as const
      const [, { rows }] = await Promise.all(flights)
      return rows as Row[]
    },
    count: (kind, change) => void counts.set(kind, (counts.get(kind) ?? 0) + change),
    afterCommit: (callback) => void committed.push(callback),
  }

  const finish = async () => {
    const told = events.length > 0
    await sendDeferred(work.rehearsal ? 'rollback' : 'commit')
    if (work.rehearsal) return
    for (const callback of committed) callback()
    if (told) platform.poke()
  }
  const endMatters = () => matters || deferred.length > 0 || events.length > 0 || counts.size > 0
  return { work, endMatters, finish }
}

function compiled(query: Compilable | CompiledQuery): CompiledQuery {
  return 'compile' in query ? query.compile() : query
}

const SHARDS = 8

/** Any of the shards will do: counts of a busy company must not queue behind each other until the commit. */
function countQuery(tx: Tx, companyId: number, kind: string, change: number): CompiledQuery {
  const shard = Math.floor(Math.random() * SHARDS)
  return tx
    .insertInto('record_counts')
    .values({ company_id: companyId, kind, shard, total: change })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'kind', 'shard']).doUpdateSet((eb) => ({ total: eb('record_counts.total', '+', change) })),
    )
    .compile()
}
