import type { Money } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import { applyCredits } from '../../payments/credits/service.ts'
import type { Split } from '../../payments/payments/application.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { lockInvoice } from '../../receivables/invoices/service.ts'
import type { SubscriptionDraft } from '../subscriptions/contract.ts'
import { createSubscription } from '../subscriptions/service.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findFirstInvoice = store.firstInvoice

/** Makes a subscription with its first invoice, after credit that the company wants used; null where nothing is billed yet. */
export async function beginBilling(work: Work, draft: SubscriptionDraft, begun_by: string): Promise<Invoice | null> {
  const { id } = await createSubscription(work, draft, begun_by)
  const first = await store.firstInvoice(work, id)
  if (first === null) return null
  await applyCredits(work, first)
  return lockInvoice(work, first)
}

/**
 * The charge of a first bill was not refused: the subscription is made, in the work that writes the end of the charge.
 * Answers with what the charge pays.
 */
export async function beginSubscription(work: Work, { draft, fee, begun_by }: rules.Begins, amount: Money): Promise<Split[]> {
  return rules.firstSplits(amount, fee, await beginBilling(work, rules.unpackDraft(draft), begun_by))
}
