import type { z } from 'zod'
import * as items from '../modules/catalog/items/contract.ts'

/** The whole public API, in the order a reader should meet it. */
export const api = {
  items: items.operations,
}

/** What happened, in our words; `as` is the name under which the outside world is told, null if it is not. */
export const events = {
  ...items.events,
}

export type Api = typeof api
export type EventType = keyof typeof events
export type EventObject<T extends EventType> = z.output<(typeof events)[T]['object']>
