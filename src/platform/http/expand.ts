import { assert } from '../../core/assert.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Wire } from '../wire.ts'
import type { Work } from '../work.ts'
import type { Expanders } from './handlers.ts'

/** Replaces ids by objects along the given paths (`customer`, `items.catalog_item`): one query per path, not per row. */
export async function expandFields(
  work: Work,
  expanders: Expanders,
  allowed: Readonly<Record<string, string>> | undefined,
  paths: readonly string[],
  replies: readonly Wire[],
): Promise<void> {
  for (const path of paths) {
    const noun = allowed && Object.hasOwn(allowed, path) ? allowed[path] : undefined
    if (!noun)
      throw new Refusal(
        'invalid',
        'unknown_expansion',
        `expand does not know ${path}; it knows ${Object.keys(allowed ?? {}).join(', ') || 'nothing here'}.`,
        'expand',
      )
    const expander = expanders[noun]
    assert(expander !== undefined, `nobody expands ${noun}`)
    const parts = path.split('.')
    const field = parts.pop()!
    const holders = parts.reduce<Wire[]>((objects, part) => objects.flatMap((object) => children(object[part])), [...replies])
    const ids = [
      ...new Set(holders.map((holder) => holder[field]).filter((id) => typeof id === 'number' || typeof id === 'string')),
    ]
    if (ids.length === 0) continue
    const found = await expander(work, ids)
    for (const holder of holders) {
      const object = found.get(holder[field] as number | string)
      if (object) holder[field] = object
    }
  }
}

function children(value: unknown): Wire[] {
  const objects = Array.isArray(value) ? value : [value]
  return objects.filter((object): object is Wire => typeof object === 'object' && object !== null)
}

export function excludeFields(fields: readonly string[], replies: readonly Wire[]): void {
  for (const field of fields) for (const reply of replies) delete reply[field]
}
