import type { Work } from '../../../platform/work.ts'
import type { CreditNote, CreditNoteChanges } from '../../receivables/credit-notes/contract.ts'
import { creditNotesOf, findCreditNote, lockCreditNotes } from '../../receivables/credit-notes/service.ts'
import { currencyFixed } from '../../receivables/documents/document.ts'
import type { Estimate, EstimateChanges } from '../../receivables/estimates/contract.ts'
import * as estimates from '../../receivables/estimates/service.ts'
import type { Invoice, InvoiceChanges } from '../../receivables/invoices/contract.ts'
import { lockInvoice } from '../../receivables/invoices/service.ts'
import { isFeeCharged } from '../../receivables/late-fees/service.ts'
import { isUnderWay } from '../charges/service.ts'
import { isPageOpen } from '../checkouts/service.ts'
import * as credits from '../credits/service.ts'

/** Changes an invoice. In another currency, as long as nothing else counts in the one that it has. */
export async function updateInvoice(work: Work, id: number, input: InvoiceChanges): Promise<Invoice> {
  if (input.currency) {
    const before = await lockInvoice(work, id)
    if (isMoved(before, input.currency)) {
      const name = `invoice ${before.number}`
      await refuseWhilePaid(work, { invoice: id }, name)
      if (await isFeeCharged(work, id)) throw currencyFixed(name, 'a late fee was charged on it')
      const note = (await creditNotesOf(work, id)).find(({ voided }) => !voided)
      if (note) throw currencyFixed(name, `credit note ${note.number ?? note.id} is for it`)
    }
  }
  return credits.updateInvoice(work, id, input)
}

/** Changes a credit note, in the same way. */
export async function updateCreditNote(work: Work, id: number, input: CreditNoteChanges): Promise<CreditNote> {
  // A draft takes the currency of its invoice, which is held before it.
  if (input.currency && !(await findCreditNote(work, id)).draft) {
    const [before] = await lockCreditNotes(work, [id])
    if (isMoved(before!, input.currency)) await refuseWhilePaid(work, { credit_note: id }, `credit note ${before!.number}`)
  }
  return credits.updateCreditNote(work, id, input)
}

/** Changes an estimate, in the same way. */
export async function updateEstimate(work: Work, id: number, input: EstimateChanges): Promise<Estimate> {
  if (input.currency) {
    const [before] = await estimates.lockEstimates(work, [id])
    if (before && isMoved(before, input.currency)) await refuseWhilePaid(work, { estimate: id }, `estimate ${before.number}`)
  }
  return estimates.updateEstimate(work, id, input)
}

function isMoved(before: { readonly draft: boolean; readonly currency: string }, currency: string): boolean {
  return !before.draft && before.currency !== currency
}

type Named = Parameters<typeof isUnderWay>[1]

/** Money that is on its way was asked for in the currency that the document has. */
async function refuseWhilePaid(work: Work, document: Named, name: string): Promise<void> {
  if (await isUnderWay(work, document)) throw currencyFixed(name, 'a payment of it is under way')
  if (await isPageOpen(work, document)) throw currencyFixed(name, 'a customer may be paying it on the page of a gateway')
}
