import { addDays, type CalendarDate } from '../../../core/date.ts'
import type { Work } from '../../../platform/work.ts'
import { ISSUES } from './entries.ts'
import { difference, type Entry, entry, reverse } from './posting.ts'
import * as store from './store.ts'

export { balances, highestFrom, history } from './store.ts'

/** The day, or the first one after it on which the books are open. */
export async function openDayFrom(work: Work, date: CalendarDate): Promise<CalendarDate> {
  const closed = await store.closedUntil(work)
  return closed === null || closed < date ? date : addDays(closed, 1)
}

/** Writes an entry into the books with the work it belongs to; null when nothing moved. */
export async function postEntry(work: Work, entry: Entry): Promise<number | null> {
  if (entry.postings.length === 0) return null
  const id = await work.newId()
  store.insert(work, id, entry, null)
  return id
}

/** Undoes entries by their opposites, as of `date` but never before themselves. Those reversed before stay as they are. */
export async function reverseEntries(work: Work, ids: readonly number[], date: CalendarDate = work.today.date): Promise<void> {
  await reverseAsOf(work, ids, (entry) => (entry.date > date ? entry.date : date))
}

/** Undoes entries as of their own dates: what was changed stands in the books as it is now, on any day. */
export async function retractEntries(work: Work, ids: readonly number[]): Promise<void> {
  await reverseAsOf(work, ids, (entry) => entry.date)
}

async function reverseAsOf(work: Work, ids: readonly number[], dateOf: (entry: Entry) => CalendarDate): Promise<void> {
  if (ids.length === 0) return
  await work.flush()
  for (const entry of await store.findUnreversed(work, ids)) {
    const reversal = reverse(entry, { date: dateOf(entry), reason: `${entry.reason}_reversed` })
    store.insert(work, await work.newId(), reversal, entry.id)
  }
}

/** Retracts everything that a record posted. */
export async function retractSource(work: Work, type: string, id: number): Promise<void> {
  await work.flush()
  await retractEntries(work, await store.idsOfSource(work, type, id))
}

/**
 * What a document posted becomes what it would post now. On the same day that is the difference; of another day, what was
 * posted moves there. In another currency everything is retracted, and posted anew.
 */
export async function correctSource(work: Work, before: Entry, after: Entry): Promise<void> {
  if (before.currency !== after.currency) {
    await retractSource(work, before.source.type, before.source.id)
    await postEntry(work, after)
  } else if (before.date !== after.date) await moveSource(work, before, after)
  else await postEntry(work, difference(before, after))
}

/**
 * Moves to another day what a document posted by being there. What came of it later, such as a late fee, stays on its own day,
 * unless the document would come after it.
 */
async function moveSource(work: Work, before: Entry, after: Entry): Promise<void> {
  const entries = await entriesNow(work, before.source.type, before.source.id)
  const issued = entries.filter(({ reason }) => ISSUES.has(reason))
  const early = entries.filter(({ reason, date }) => !ISSUES.has(reason) && date < after.date)
  await retractEntries(
    work,
    [...issued, ...early].map(({ id }) => id),
  )
  const postings = [...issued, difference(before, after)].flatMap((one) => one.postings)
  await postEntry(work, entry({ ...after, reason: issued[0]?.reason ?? after.reason, postings }))
  for (const { id: _, ...one } of early) await postEntry(work, { ...one, date: after.date })
}

/** What a record posted, without what was undone. */
export async function entriesNow(work: Work, type: string, id: number): Promise<store.KeptEntry[]> {
  await work.flush()
  return store.findUnreversed(work, await store.idsOfSource(work, type, id))
}

/** Undoes everything that a record posted. */
export async function reverseSource(work: Work, type: string, id: number, date: CalendarDate = work.today.date): Promise<void> {
  await work.flush()
  await reverseEntries(work, await store.idsOfSource(work, type, id), date)
}
