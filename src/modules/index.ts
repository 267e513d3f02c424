import type { Expanders, Papers, Routes } from '../platform/http/handlers.ts'
import * as items from './catalog/items/routes.ts'

/**
 * The table of contents, from the foundation upwards. A module calls those listed before it directly and reaches those
 * after it only through events. The architecture test reads the order from here.
 */
export const MODULES = ['catalog/items'] as const

export const routes: Routes = {
  items: items.routes,
}

export const papers: Papers = {}

export const expanders: Expanders = { ...items.expanders }
