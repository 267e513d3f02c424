import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import { accountCode } from '../gl-accounts/service.ts'
import { findTaxRates } from '../tax-rates/service.ts'
import type { Item, ItemChanges, ItemDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function listItems(work: Work, list: ListQuery, archived: boolean): Promise<Page<Item>> {
  const { rows, total } = await store.list(work, list, archived)
  return { rows: await complete(work, rows), total }
}

export async function findItem(work: Work, id: string): Promise<Item> {
  const [item] = await complete(work, await store.findMany(work, [id]))
  if (!item) throw new Refusal('not_found', 'item_not_found', `No item "${id}".`)
  return item
}

export async function createItem(work: Work, draft: ItemDraft): Promise<Item> {
  const rates = await findTaxRates(work, draft.taxes ?? [])
  const mapped = await mapToAccount(work, draft)
  const item = rules.draftItem(draft.id ?? randomCode(6), mapped, { currency: work.company.currency, rates, now: work.now })
  await store.insert(work, item)
  return item
}

export async function updateItem(work: Work, id: string, changes: ItemChanges): Promise<Item> {
  const [before, rates] = await Promise.all([findItem(work, id), findTaxRates(work, changes.taxes ?? [])])
  const item = rules.changeItem(before, await mapToAccount(work, changes), { rates, now: work.now })
  await store.update(work, item)
  return item
}

export async function deleteItem(work: Work, id: string): Promise<null> {
  await store.update(work, rules.archiveItem(await findItem(work, id), work.now))
  return null
}

/** The items among these codes that can still be sold, with their tax rates by code. One query. */
export const findItems = store.findMany

/** The same, as they are published. */
export async function findPublishedItems(work: Work, ids: readonly string[]): Promise<Item[]> {
  return complete(work, await store.findMany(work, ids))
}

/** The G/L account by its code, however it was named. Most items name none, which costs no query. */
async function mapToAccount<Sent extends ItemChanges | ItemDraft>(work: Work, sent: Sent): Promise<Sent> {
  return sent.gl_account ? { ...sent, gl_account: await accountCode(work, sent.gl_account) } : sent
}

/** Tax rates in full; those archived since are left out. Most items have none, which costs no query. */
async function complete(work: Work, items: readonly store.KeptItem[]): Promise<Item[]> {
  const codes = [...new Set(items.flatMap(({ taxes }) => taxes))]
  const rates = new Map((await findTaxRates(work, codes)).map((rate) => [rate.id, rate]))
  return items.map((item) => ({ ...item, taxes: item.taxes.flatMap((code) => rates.get(code) ?? []) }))
}
