import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { lookAgain } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { refuseTooMany } from '../chasing-cadences/rules.ts'
import type { InvoiceCadence, InvoiceCadenceChanges, InvoiceCadenceDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findInvoiceCadences = store.findMany

export async function createInvoiceCadence(work: Work, draft: InvoiceCadenceDraft): Promise<InvoiceCadence> {
  refuseTooMany(await store.count(work))
  const cadence = rules.draftCadence(draft, { id: await work.newId(), now: work.now })
  if (cadence.default) await store.clearDefault(work, cadence.id)
  await store.insert(work, cadence)
  return cadence
}

export async function updateInvoiceCadence(work: Work, id: number, changes: InvoiceCadenceChanges): Promise<InvoiceCadence> {
  const cadence = rules.changeCadence(await store.find(work, id), changes, work.now)
  if (cadence.default) await store.clearDefault(work, id)
  await store.update(work, cadence)
  lookAgain(work, work.now)
  return cadence
}

/** Invoices that followed it are not chased on their own any more. */
export async function deleteInvoiceCadence(work: Work, id: number): Promise<null> {
  await store.find(work, id)
  await store.remove(work, id)
  return null
}

export async function listInvoiceCadences(
  work: Work,
  list: ListQuery,
  include: readonly string[],
): Promise<Page<InvoiceCadence>> {
  const { rows, total } = await store.list(work, list)
  return { rows: await counted(work, rows, include), total }
}

export async function findInvoiceCadence(work: Work, id: number, include: readonly string[] = []): Promise<InvoiceCadence> {
  return (await counted(work, [await store.find(work, id)], include))[0]!
}

async function counted(work: Work, cadences: readonly InvoiceCadence[], include: readonly string[]): Promise<InvoiceCadence[]> {
  if (!include.includes('num_invoices')) return [...cadences]
  const used = await store.usedBy(
    work,
    cadences.map(({ id }) => id),
  )
  return cadences.map((cadence) => ({ ...cadence, num_invoices: used.get(cadence.id) ?? 0 }))
}
