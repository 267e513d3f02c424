import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import type { Item, ItemChanges, ItemDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createItem(work: Work, draft: ItemDraft): Promise<Item> {
  const item = rules.draftItem(draft.id ?? randomCode(6), draft, work.now)
  await store.insert(work, item)
  return item
}

export async function updateItem(work: Work, id: string, changes: ItemChanges): Promise<Item> {
  const item = rules.changeItem(await store.find(work, id), changes, work.now)
  await store.update(work, item)
  return item
}

export async function deleteItem(work: Work, id: string): Promise<null> {
  await store.update(work, rules.archiveItem(await store.find(work, id), work.now))
  return null
}

export const findItems = store.findMany
