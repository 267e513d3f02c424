import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { PaymentTerm, PaymentTermChanges, PaymentTermDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function listPaymentTerms(work: Work, list: ListQuery): Promise<Page<PaymentTerm>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map(rules.tellPaymentTerm), total }
}

export async function findPaymentTerm(work: Work, id: number): Promise<PaymentTerm> {
  return rules.tellPaymentTerm(await store.find(work, id))
}

export async function createPaymentTerm(work: Work, draft: PaymentTermDraft): Promise<PaymentTerm> {
  const term = rules.draftPaymentTerm(await work.newId(), draft, work.now)
  await store.insert(work, term)
  return term
}

export async function updatePaymentTerm(work: Work, id: number, changes: PaymentTermChanges): Promise<PaymentTerm> {
  const term = rules.changePaymentTerm(await findPaymentTerm(work, id), changes, work.now)
  await store.update(work, term)
  return term
}

export async function deletePaymentTerm(work: Work, id: number): Promise<null> {
  if (await store.remove(work, id)) return null
  throw new Refusal('not_found', 'payment_term_not_found', `No payment terms ${id}.`)
}

/** A text used on a customer or a document joins the list of terms. Costs no round trip. */
export function rememberTerms(work: Work, text: string | null | undefined): void {
  if (text) store.remember(work, text)
}
