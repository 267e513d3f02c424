import { type CompiledQuery, sql } from 'kysely'
import { type EventObject, type EventType, events } from '../contract/index.ts'
import { assert } from '../core/assert.ts'
import type { Tx } from './db/kysely.ts'
import type { Platform } from './outside.ts'
import { encodeWire, type Wire } from './wire.ts'
import type { Actor, Work } from './work.ts'

export interface EmitOptions<T extends EventType> {
  /** The object before the change. Without a difference other than `updated_at` nothing is told. */
  readonly before?: EventObject<T>
  /** The customer as published, where the verb has it at hand: events carry it in full. */
  readonly customer?: Wire
}

/** An event as it will be written. */
export interface EventDraft {
  readonly type: EventType
  readonly published: string | null
  readonly object: Wire
  readonly previous: Wire | null
  readonly customer: Wire | undefined
}

/** Spells the object out as the outside will see it; null when there is nothing to tell. */
export function draftEvent<T extends EventType>(
  type: T,
  object: EventObject<T>,
  options: EmitOptions<T> = {},
): EventDraft | null {
  const { object: schema, as } = events[type] as { object: Parameters<typeof encodeWire>[0]; as: string | null }
  const wire = encodeWire(schema, object)
  const previous = options.before === undefined ? null : difference(encodeWire(schema, options.before), wire)
  if (previous && Object.keys(previous).every((key) => key === 'updated_at')) return null
  return { type, published: as, object: wire, previous, customer: options.customer }
}

/** The old values of what changed. */
function difference(before: Wire, after: Wire): Wire {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [name, before[name] ?? null]),
  )
}

/** One statement for all events of a unit of work, whatever their number. It asks for nothing back: not everybody may see what they tell. */
export async function insertEvents(
  work: Pick<Work, 'companyId' | 'actor' | 'now'>,
  tx: Tx,
  platform: Platform,
  drafts: readonly EventDraft[],
): Promise<CompiledQuery> {
  const rows: Record<string, unknown>[] = []
  for (const draft of drafts) {
    const customer = customerOf(draft)
    rows.push({
      id: await platform.ids.take(),
      type: draft.type,
      published_type: draft.published,
      object_type: String(draft.object['object'] ?? draft.type.split('.')[0]),
      object_id: String(draft.object['id'] ?? ''),
      customer_id: customer,
      object:
        draft.customer && typeof draft.object['customer'] === 'number'
          ? { ...draft.object, customer: draft.customer }
          : draft.object,
      previous: draft.previous,
    })
  }
  const { user_id, source } = told(work.actor)
  return sql`
    with told as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (id bigint, type text, published_type text, object_type text, object_id text, customer_id bigint, object jsonb, previous jsonb)
    ), written as (
      insert into events (company_id, id, type, published_type, object_type, object_id, customer_id, object, previous, user_id, source, occurred_at)
      select ${work.companyId}, id, type, published_type, object_type, object_id, customer_id, object, previous, ${user_id}, ${source}, ${work.now} from told
    )
    insert into outbox (company_id, event_id) select ${work.companyId}, id from told
  `.compile(tx)
}

function customerOf({ object }: EventDraft): number | null {
  if (object['object'] === 'customer') return object['id'] as number
  const customer = object['customer'] ?? object['customer_id']
  assert(customer === undefined || customer === null || typeof customer === 'number', 'an event names its customer by id')
  return customer ?? null
}

/** The published API names a member by the user id, the customer −1, programs and the system itself −2. */
function told(actor: Actor): { user_id: number; source: string } {
  if (actor.kind === 'member') return { user_id: actor.user_id, source: 'team' }
  if (actor.kind === 'customer') return { user_id: -1, source: 'customer' }
  return { user_id: -2, source: actor.kind === 'api_key' ? 'api' : 'system' }
}
