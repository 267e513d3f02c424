import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { Event } from './contract.ts'
import * as store from './store.ts'

export async function findEvent(work: Work, id: number): Promise<Event> {
  const [event] = await store.findMany(work, [id])
  if (!event) throw new Refusal('not_found', 'event_not_found', `No event ${id}.`)
  return event
}

/** The published events among these ids. */
export const findEvents = store.findMany
