import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { findCreditNoteByPortalKey, viewCreditNote } from '../../receivables/credit-notes/service.ts'
import { noSuchLink, presentCustomer, presentLines } from '../companies/rules.ts'
import { enterPortal, showCompany, showFields } from '../companies/service.ts'
import type { PortalCreditNote } from './contract.ts'

interface Link {
  readonly username: string
  readonly key: string
}

export async function showCreditNote(desk: Desk, link: Link): Promise<PortalCreditNote> {
  const visit = await enterPortal(desk, link)
  return visit.work(async (work) => {
    const { metadata, ...credit_note } = await creditNoteBehind(work, link.key)
    return {
      company: showCompany(work),
      customer: presentCustomer(await findCustomer(work, credit_note.customer)),
      credit_note: { ...credit_note, items: presentLines(credit_note.items) },
      ...(await showFields(work, 'credit_note', { ...credit_note, metadata })),
    }
  })
}

/** The credit note that a link opens; drafts and what was voided are nobody's business. */
async function creditNoteBehind(work: Work, key: string): Promise<CreditNote> {
  const note = await findCreditNoteByPortalKey(work, key)
  if (!note || note.draft || note.voided) throw noSuchLink()
  return note
}

/** The customer opened it. The company's own people do not count. */
export async function noteView(desk: Desk, link: Link): Promise<null> {
  const visit = await enterPortal(desk, link)
  await visit.work(async (work) => {
    const note = await creditNoteBehind(work, link.key)
    if (!visit.isOwn && !note.viewed) await viewCreditNote(work, note.id)
  })
  return null
}
