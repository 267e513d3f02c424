import type { CalendarDate } from '../../../core/date.ts'
import type { Work } from '../../../platform/work.ts'
import { type Entry, reverse } from './posting.ts'
import * as store from './store.ts'

export { balances, documentBalances, history } from './store.ts'

/** Writes an entry into the books with the work it belongs to; null when nothing moved. */
export async function postEntry(work: Work, entry: Entry): Promise<number | null> {
  if (entry.postings.length === 0) return null
  const id = await work.newId()
  store.insert(work, id, entry, null)
  return id
}

/** Undoes entries by their opposites, as of `date`. Entries that were reversed before stay as they are. */
export async function reverseEntries(work: Work, ids: readonly number[], date: CalendarDate = work.today.date): Promise<void> {
  if (ids.length === 0) return
  await work.flush()
  for (const entry of await store.findUnreversed(work, ids)) {
    store.insert(work, await work.newId(), reverse(entry, { date, reason: `${entry.reason}_reversed` }), entry.id)
  }
}

/** Undoes everything that a record posted. */
export async function reverseSource(work: Work, type: string, id: number, date: CalendarDate = work.today.date): Promise<void> {
  await work.flush()
  await reverseEntries(work, await store.idsOfSource(work, type, id), date)
}
