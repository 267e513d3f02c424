import { addDays } from '../../../core/date.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { Estimate } from '../../receivables/estimates/contract.ts'
import { findEstimate } from '../../receivables/estimates/service.ts'
import { refuseUnlessPermitted } from '../../receivables/estimates/status.ts'
import type { Email, EmailRequest } from '../emails/contract.ts'
import { type EmailOrder, type Sender, sendEmails, sendEmailsLater } from '../emails/service.ts'
import { encloseFiles } from '../enclosures/service.ts'
import { refuseForeignTemplate } from '../invoice-emails/rules.ts'
import { type PaperOrder, paperOfEstimate } from '../papers/service.ts'
import { findTemplate, templateOptions, wireValues } from '../templates/service.ts'
import { awaitsDecision } from './rules.ts'
import * as store from './store.ts'
import { estimateValues } from './values.ts'

/** E-mails an estimate now; it counts as sent once a mail server has taken it for somebody. */
export function sendEstimate(sender: Sender, id: number, request: EmailRequest): Promise<Email[]> {
  return sendEmails(sender, (work) => prepareEstimate(work, id, request))
}

async function prepareEstimate(
  work: Work,
  id: number,
  request: EmailRequest,
  more: Pick<EmailOrder, 'cause' | 'sent_by'> = {},
): Promise<EmailOrder & { readonly papers: readonly PaperOrder[] }> {
  const estimate = await findEstimate(work, id)
  refuseUnlessPermitted('send', estimate.status)
  const customer = await findCustomer(work, estimate.customer)
  const template = await findTemplate(work, request.template ?? 'estimate_email', customer.language)
  refuseForeignTemplate(template, new Set(['estimate']))
  return {
    ...request,
    ...more,
    template: template.id,
    customer,
    document: { type: 'estimate', id },
    values: (words) => estimateValues(estimate, wireValues(Estimate, estimate), words),
    url: estimate.url,
    files: template.options['attach_secondary_files'] === true ? await encloseFiles(work, 'estimate', id) : [],
    papers: template.options['attach_pdf'] === true ? [await paperOfEstimate(work, estimate, customer)] : [],
  }
}

/** Sends a new estimate because its maker asked for it. @param sent_by the member who did */
export async function sendRequested(sender: Sender, id: number, sent_by: number | null): Promise<void> {
  await sendEmailsLater(sender, (work) => prepareEstimate(work, id, {}, { cause: issueOf(id), sent_by }))
}

/** Sends a new estimate where its template says so. @param sent_by the member who issued it */
export async function sendIssued(sender: Sender, id: number, sent_by: number | null): Promise<void> {
  await sendEmailsLater(sender, async (work) => {
    if ((await templateOptions(work, 'estimate_email'))['send_on_issue'] !== true) return null
    return prepareEstimate(work, id, {}, { cause: issueOf(id), sent_by })
  })
}

/** Whoever asked for it, a new estimate is mailed once. */
function issueOf(id: number): string {
  return `issue:estimate:${id}`
}

/** Whether the company has reminders of estimates switched on at all. */
export async function remindersWanted(work: Work): Promise<boolean> {
  return Number((await templateOptions(work, 'estimate_email'))['send_reminder_every_days'] ?? 0) > 0
}

/** Mails every open estimate whose last mail is as old as the template says. */
export async function sendReminders(sender: Sender): Promise<void> {
  const due = await sender.work(async (work) => {
    const days = Number((await templateOptions(work, 'estimate_email'))['send_reminder_every_days'] ?? 0)
    const ids = days > 0 ? await store.remindable(work, addDays(work.today.date, -days)) : []
    return ids.map((id) => ({ id, today: work.today.date }))
  })
  for (const { id, today } of due) {
    await sendEmailsLater(sender, async (work) =>
      awaitsDecision(await findEstimate(work, id))
        ? prepareEstimate(work, id, {}, { cause: `remind:estimate:${id}:${today}` })
        : null,
    )
  }
}
