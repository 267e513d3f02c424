import { randomBytes } from 'node:crypto'
import { internationalPhone, type TextMessenger } from '../../../connectors/text-messages/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { isCompany } from '../../../platform/company.ts'
import { forOneRound, lookAgain, type Place } from '../../../platform/jobs.ts'
import { type Platform, postOf } from '../../../platform/outside.ts'
import { renderPlain } from '../../../platform/templating.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { contactsOf } from '../../customers/contacts/service.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import { refuseUnlessPermitted } from '../../receivables/invoices/status.ts'
import { isStillOwed, type Sender } from '../emails/service.ts'
import { findSmsTemplates, refuseUnfillable } from '../sms-templates/service.ts'
import type { StatementRequest } from '../statements/contract.ts'
import { statementOf } from '../statements/service.ts'
import { mailWriting } from '../templates/variables.ts'
import type { Recipient, TextMessage, TextMessageRequest } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** What a text is about, in words. */
export interface Subject {
  readonly customer: Customer
  readonly document: { readonly type: string; readonly id: number }
  /** Used where the caller gives no words. */
  readonly message: string
  readonly values: Readonly<Record<string, string>>
}

/** Texts the link of an invoice now, or in the morning. */
export function textInvoice(sender: Sender, id: number, request: TextMessageRequest): Promise<TextMessage[]> {
  return sendTexts(sender, request, async (work) => {
    const invoice = await findInvoice(work, id)
    refuseUnlessPermitted('send', invoice.status)
    const customer = await findCustomer(work, invoice.customer)
    const words = mailWriting(customer.language ?? work.company.language, work.company.country)
    return {
      customer,
      document: { type: 'invoice', id },
      message: '{{company_name}}: You have a new invoice {{invoice_number}} {{url}}',
      values: {
        invoice_number: invoice.number ?? '',
        total: words.money(invoice.total),
        balance: words.money(invoice.balance),
        url: invoice.url ?? '',
      },
    }
  })
}

/** Texts the link of a statement now, or in the morning. */
export function textStatement(
  sender: Sender,
  customerId: number,
  { to, message, template, ...wanted }: TextMessageRequest & StatementRequest,
): Promise<TextMessage[]> {
  return sendTexts(sender, { to, message, template }, async (work) => {
    const customer = await findCustomer(work, customerId)
    const statement = await statementOf(work, customer, wanted)
    const words = mailWriting(customer.language ?? work.company.language, work.company.country)
    return {
      customer,
      document: { type: 'customer', id: customerId },
      message: '{{company_name}}: You have a new statement {{url}}',
      values: {
        invoice_number: '',
        total: words.money(statement.balance),
        balance: words.money(statement.balance),
        url: statement.url,
      },
    }
  })
}

/**
 * Writes texts that nobody asked for, in the transaction that decided it; a job sends them by day. For one cause this
 * happens once. Those that remind of what is owed (`chase:…`) stay behind where that is paid by then.
 * @throws Refusal where no service is connected, or nobody takes text messages
 */
export async function queueTexts(
  work: Work,
  { platform }: Pick<Sender, 'platform'>,
  { cause, to, ...subject }: Subject & { readonly cause: string; readonly to?: readonly Recipient[] | undefined },
): Promise<void> {
  rules.refuseUnconnected(platform.outside.text_messages !== null)
  if (await store.hasCause(work, cause)) return
  await writeTexts(work, { ...(to && { to: [...to] }) }, subject, cause)
}

async function sendTexts(
  sender: Sender,
  request: TextMessageRequest,
  subjectOf: (work: Work) => Promise<Subject>,
): Promise<TextMessage[]> {
  rules.refuseUnconnected(sender.platform.outside.text_messages !== null)
  const { companyId, texts } = await sender.work(async (work) => ({
    companyId: work.companyId,
    texts: await writeTexts(work, request, await subjectOf(work)),
  }))
  if (sender.rehearsal) return texts.map(rules.presentTextMessage)
  return Promise.all(texts.map(async (text) => rules.presentTextMessage(await attempt(sender.platform, companyId, text.id))))
}

/** Writes one message for each telephone that has had none about this today. */
async function writeTexts(
  work: Work,
  { to, ...request }: TextMessageRequest,
  subject: Subject,
  cause: string | null = null,
): Promise<rules.Facts[]> {
  const { customer, document } = subject
  const addressees = rules.chooseAddressees(to, await contactsOf(work, customer.id), (phone) =>
    internationalPhone(phone, customer.country),
  )
  const { at, day } = rules.sendingTime(work.now, work.zone)
  const message = request.message || (await templateWords(work, request.template ?? null)) || subject.message
  const texts: rules.Facts[] = []
  for (const { phone, name } of addressees) {
    const text: rules.Facts = {
      id: randomBytes(16).toString('hex'),
      to: phone,
      name,
      state: 'queued',
      message: wordsOf(work, message, subject, name),
      customer_id: customer.id,
      document_type: document.type,
      document_id: document.id,
      day,
      send_after: at,
      attempts: 0,
      reference: null,
      reject_reason: null,
      cause,
      sent_by: work.actor.kind === 'member' ? work.actor.user_id : null,
      created_at: work.now,
      updated_at: work.now,
    }
    if (await store.insert(work, text)) texts.push(text)
  }
  rules.refuseRepeated(texts)
  lookAgain(work, at)
  return texts
}

async function templateWords(work: Work, id: number | null): Promise<string | null> {
  if (id === null) return null
  const [template] = await findSmsTemplates(work, [id])
  if (template) return template.message
  throw new Refusal('invalid', 'sms_template_not_found', `There is no template of text messages ${id}.`, 'template')
}

function wordsOf(work: Work, message: string, { customer, values }: Subject, contact: string | null): string {
  const all = {
    company_name: work.company.name,
    customer_name: customer.name,
    customer_number: customer.number,
    contact_name: contact ?? customer.name,
    ...values,
  }
  refuseUnfillable(message)
  return renderPlain(message, all)
}

/** Hands a message over, if it is its time and nobody else is at it; answers how it stands. */
async function attempt(platform: Platform, companyId: number, id: string): Promise<rules.Facts> {
  const before = await bySystem(platform, companyId, async (work) => {
    const due = await store.lockDue(work, id)
    if (due) await store.update(work, rules.claim(due, work.now))
    return due
  })
  const { text_messages: messenger } = await postOf(platform, companyId)
  if (!before || !messenger) return bySystem(platform, companyId, (work) => store.find(work, id))
  const outcome = await ((await isMoot(platform, companyId, before))
    ? MOOT
    : handOver(messenger, before, noticeUrl(platform, companyId, id)))
  return bySystem(platform, companyId, async (work) => {
    const current = await store.lock(work, id)
    // A notice may have come before the answer, and knows more.
    if (current.reference !== null) return current
    const text = await saveTaken(work, current, rules.recordOutcome(current, outcome, work.now))
    if (outcome.outcome === 'withheld') await work.emit('text_message.withheld', rules.presentTextMessage(text))
    return text
  })
}

/** Once the vendor has a message this is told. */
async function saveTaken(work: Work, before: rules.Facts, text: rules.Facts): Promise<rules.Facts> {
  await store.update(work, text)
  if (before.reference === null && text.reference !== null) await work.emit('text_message.sent', rules.presentTextMessage(text))
  return text
}

/** Where the vendor tells what became of the message; none where nobody outside could reach it, which vendors refuse. */
function noticeUrl({ config }: Platform, companyId: number, id: string): string | undefined {
  const { hostname } = new URL(config.BASE_URL)
  const isHome = /(?:^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname)
  return isHome ? undefined : `${config.BASE_URL.replace(/\/$/, '')}/webhooks/text_messages/${companyId}/${id}`
}

/** Does what the vendor's signed notice says. @throws Refusal forbidden for a wrong signature */
export async function receiveNotice(
  platform: Platform,
  { companyId, id }: { readonly companyId: number; readonly id: string },
  call: { readonly path: string; readonly headers: Headers; readonly body: Uint8Array },
): Promise<number> {
  // The signature covers the address as the vendor knows it, whatever stands between us.
  const url = `${platform.config.BASE_URL.replace(/\/$/, '')}${call.path}`
  const headers = Object.fromEntries(call.headers)
  const notice = await platform.outside.text_messages?.readNotice({ url, headers, body: call.body })
  if (!notice || !(await isCompany(platform.pool, companyId))) return 0
  return bySystem(platform, companyId, async (work) => {
    const before = await store.lockIfAny(work, id)
    const text = before && rules.heedNotice(before, notice, work.now)
    if (!text) return 0
    await saveTaken(work, before, text)
    return 1
  })
}

const MOOT = { outcome: 'withheld', said: 'Not sent: nothing is owed any more.' } as const

/** A reminder that waited until nothing was owed. What may be on its way already is left to find out about. */
async function isMoot(platform: Platform, companyId: number, text: rules.Facts): Promise<boolean> {
  if (text.state !== 'queued' || !text.cause?.startsWith('chase:')) return false
  return !(await bySystem(platform, companyId, (work) => isStillOwed(work, text)))
}

/** What may have been taken already is looked for first. */
async function handOver(messenger: TextMessenger, text: rules.Facts, notice_url: string | undefined): Promise<rules.Outcome> {
  const { to, message: body } = text
  try {
    if (text.state === 'sending') {
      const found = await messenger.find({ to, body, requested_at: text.created_at })
      if (found.outcome !== 'not_found') return found
    }
    return await messenger.send({ to, body, ...(notice_url && { notice_url }) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', said: error.message }
  }
}

function bySystem<Result>(platform: Platform, companyId: number, run: (work: Work) => Promise<Result>): Promise<Result> {
  return openWork(platform, { companyId, actor: { kind: 'system' } }, run)
}

export const nextTextAt = store.nextAt

/** Hands over what is due, for as long as a round may take. */
export async function sendDueTexts({ platform, companyId }: Place): Promise<void> {
  if (!platform.outside.text_messages) return
  await forOneRound(async () => {
    const due = await bySystem(platform, companyId, (work) => store.lockDue(work, null))
    if (!due) return 'done'
    await attempt(platform, companyId, due.id)
    return 'more'
  })
}

export async function listTextMessages(work: Work, list: ListQuery): Promise<Page<TextMessage>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map(rules.presentTextMessage), total }
}

export async function findTextMessage(work: Work, id: string): Promise<TextMessage> {
  return rules.presentTextMessage(await store.find(work, id))
}
