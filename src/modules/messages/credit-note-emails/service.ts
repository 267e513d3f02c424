import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { CreditNote } from '../../receivables/credit-notes/contract.ts'
import { findCreditNote } from '../../receivables/credit-notes/service.ts'

import type { Email, EmailRequest } from '../emails/contract.ts'
import { type EmailOrder, type Sender, sendEmails, sendEmailsLater } from '../emails/service.ts'
import { encloseFiles } from '../enclosures/service.ts'
import { refuseForeignTemplate } from '../invoice-emails/rules.ts'
import { type PaperOrder, paperOfCreditNote } from '../papers/service.ts'
import { findTemplate, templateOptions, wireValues } from '../templates/service.ts'
import { refuseUnsendable } from './rules.ts'
import { creditNoteValues } from './values.ts'

/** E-mails a credit note now; it counts as sent once a mail server has taken it for somebody. */
export function sendCreditNote(sender: Sender, id: number, request: EmailRequest): Promise<Email[]> {
  return sendEmails(sender, (work) => prepareCreditNote(work, id, request))
}

async function prepareCreditNote(
  work: Work,
  id: number,
  request: EmailRequest,
  more: Pick<EmailOrder, 'cause' | 'sent_by'> = {},
): Promise<EmailOrder & { readonly papers: readonly PaperOrder[] }> {
  const note = await findCreditNote(work, id)
  refuseUnsendable(note)
  const customer = await findCustomer(work, note.customer)
  const template = await findTemplate(work, request.template ?? 'credit_note_email', customer.language)
  refuseForeignTemplate(template, new Set(['credit_note']))
  return {
    ...request,
    ...more,
    template: template.id,
    customer,
    document: { type: 'credit_note', id },
    values: (words) => creditNoteValues(note, wireValues(CreditNote, note), words),
    url: note.url,
    files: template.options['attach_secondary_files'] === true ? await encloseFiles(work, 'credit_note', id) : [],
    papers: template.options['attach_pdf'] === true ? [await paperOfCreditNote(work, note, customer)] : [],
  }
}

/** Sends a new credit note because its maker asked for it. @param sent_by the member who did */
export async function sendRequested(sender: Sender, id: number, sent_by: number | null): Promise<void> {
  await sendEmailsLater(sender, (work) => prepareCreditNote(work, id, {}, { cause: issueOf(id), sent_by }))
}

/** Sends a new credit note where its template says so. @param sent_by the member who issued it */
export async function sendIssued(sender: Sender, id: number, sent_by: number | null): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'credit_note_email'))['send_on_issue'] !== true) return null
    return prepareCreditNote(work, id, {}, { cause: issueOf(id), sent_by })
  })
}

/** Whoever asked for it, a new credit note is mailed once. */
function issueOf(id: number): string {
  return `issue:credit_note:${id}`
}
