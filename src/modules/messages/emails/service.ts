import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { lookAgain } from '../../../platform/jobs.ts'
import { type Platform, postOf } from '../../../platform/outside.ts'
import { derivedKey } from '../../../platform/random.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { contactsOf } from '../../customers/contacts/service.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { markCreditNoteSent } from '../../receivables/credit-notes/service.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import { markEstimateSent } from '../../receivables/estimates/service.ts'
import { markInvoiceSent } from '../../receivables/invoices/service.ts'
import type { MailFile } from '../enclosures/rules.ts'
import { encloseLogo } from '../enclosures/service.ts'
import { keepPaper, type PaperOrder } from '../papers/service.ts'
import { findTemplate, type ResolvedTemplate, wireValues, writeMail } from '../templates/service.ts'
import { customerValues, mailWriting, type Values } from '../templates/variables.ts'
import type { Email, Recipient } from './contract.ts'
import { chooseBcc, chooseRecipients } from './recipients.ts'
import type { KeptEmail } from './rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const nextAttemptAt = store.nextAttemptAt
export const isStillOwed = store.isStillOwed

/** A mail to a customer, as any noun asks for it. */
export interface EmailOrder {
  /** The id of a template, ours or the company's own. */
  readonly template: string
  readonly customer: Customer
  /** What it is about, such as `{type: 'invoice', id: 17}`; lists of mails are narrowed by it. */
  readonly document: { readonly type: string; readonly id: number } | null
  /** Values for the variables of the template's kind, spelt in the language of the mail; those of company and customer are added. */
  readonly values: (words: Writing) => Values
  /** Where the button leads. */
  readonly url?: string | null
  /** Left out: the primary contacts and the customer's own address. */
  readonly to?: readonly Recipient[] | null | undefined
  readonly bcc?: readonly string[] | null | undefined
  /** Instead of the template's own texts, in the same language of templates. */
  readonly subject?: string | null | undefined
  readonly message?: string | null | undefined
  /** The customer's, else the company's, where left out. */
  readonly language?: string | null
  /** Files that the storage has already. */
  readonly files?: readonly MailFile[]
  /** Why it is written, where nobody asked for it: `issue:invoice:17`. For one cause an address gets one mail, ever. */
  readonly cause?: string
  /** The member who caused it, where a job writes it; whoever calls is known without. */
  readonly sent_by?: number | null
}

/**
 * Writes a mail to each recipient, in the transaction that decided it; a job hands them over once that is committed. For
 * somebody who waits for the result, and for papers that are not in the storage yet, see `sendEmails`.
 * @throws Refusal invalid `no_recipient` (to), `unknown_template` (template), `unknown_variable` (subject, message)
 */
export async function queueEmails(work: Work, order: EmailOrder): Promise<readonly Email[]> {
  return (await queue(work, order, (email) => email)).map((email) => rules.presentEmail(email))
}

/** Where a mail is sent from: the desk of a call, or the place of a job. */
export interface Sender {
  readonly platform: Platform
  readonly rehearsal?: boolean
  work<Result>(run: (work: Work) => Promise<Result>): Promise<Result>
}

export type Prepare = (work: Work) => Promise<(EmailOrder & { readonly papers?: readonly PaperOrder[] }) | null>

/** How long somebody who waits for a mail waits for the mail server. */
const PATIENCE_MS = 5_000

/**
 * Prepares, prints, writes and sends: gathers the order in one unit of work, puts its papers into the storage, queues the
 * mails in a second unit, and hands them over at once. Answers after a few seconds at most, with what is known by then:
 * `sent`, `bounced`, or `queued` where the mail server takes its time. Nothing is sent where `prepare` answers null.
 */
export async function sendEmails(sender: Sender, prepare: Prepare): Promise<Email[]> {
  const written = await writeEmails(sender, prepare, (email, now) => rules.claim(email, now))
  if (sender.rehearsal || written.emails.length === 0) return written.emails.map((email) => rules.presentEmail(email))
  return handOverNow(sender.platform, written.companyId, written.emails)
}

/**
 * The same for a job, where nobody waits: another job hands the mails over, so that a slow mail server holds up nothing else.
 * What nobody asked for is not sent where it cannot be: without an address, about a document that was voided since.
 */
export async function sendEmailsLater(sender: Sender, prepare: Prepare): Promise<void> {
  try {
    await leaveEmails(sender, prepare)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

/** The same, where the job wants to know why nothing could be written, and how many mails were. */
export async function leaveEmails(sender: Sender, prepare: Prepare): Promise<number> {
  return (await writeEmails(sender, prepare, (email) => email)).emails.length
}

async function writeEmails(
  sender: Sender,
  prepare: Prepare,
  start: Start,
): Promise<{ readonly companyId: number; readonly emails: readonly KeptEmail[] }> {
  const { companyId, order } = await sender.work(async (work) => ({ companyId: work.companyId, order: await prepare(work) }))
  if (!order) return { companyId, emails: [] }
  const papers = sender.rehearsal ? [] : await Promise.all((order.papers ?? []).map((paper) => keepPaper(sender.platform, paper)))
  const files = [...papers.map(({ name, type, content_hash }) => ({ name, type, content_hash })), ...(order.files ?? [])]
  return { companyId, emails: await sender.work((work) => queue(work, { ...order, files }, start)) }
}

/** What a new mail starts as: waiting for a job, or claimed by whoever writes it. */
type Start = (email: KeptEmail, now: Date) => KeptEmail

async function queue(work: Work, order: EmailOrder, start: Start): Promise<KeptEmail[]> {
  const { customer, document } = order
  const template = await findTemplate(work, order.template, order.language ?? customer.language)
  const recipients = await recipientsOf(work, order)
  const settings = settingsOf(work.company).email
  const bcc = chooseBcc([...(order.bcc ?? []), settings.bcc], recipients)
  const logo = await encloseLogo(work)
  const envelope = {
    template: template.id,
    from_name: settings.from_name ?? work.company.name,
    reply_to: settings.reply_to ?? work.company.email,
    attachments: [...(order.files ?? []), ...(logo ? [logo] : [])],
    document_type: document?.type ?? null,
    document_id: document?.id ?? null,
    customer_id: customer.id,
    cause: order.cause ?? null,
    sent_by: work.actor.kind === 'member' ? work.actor.user_id : (order.sent_by ?? null),
  }
  const drafts = recipients.map((recipient, index) => {
    const id = newEmailId(work.now, index)
    const openKey = derivedKey(work.config.SECRET, `email-open:${work.companyId}:${id}`)
    const written = write(work, template, order, recipient, {
      open_pixel_url: pixelUrl(work, openKey),
      logo_url: logo ? `cid:${logo.content_id}` : null,
    })
    const message_id = `<${id}@${new URL(work.config.BASE_URL).hostname}>`
    const email = rules.draftEmail(
      { ...envelope, id, message_id, bcc: index === 0 ? bcc : [] },
      { recipient, ...written },
      work.now,
    )
    return { ...start(email, work.now), open_key_hash: hashOf(openKey) }
  })
  return keepDrafts(work, drafts)
}

async function recipientsOf(work: Work, { to, customer, cause }: EmailOrder): Promise<readonly Recipient[]> {
  const recipients = chooseRecipients(to, { customer, contacts: await contactsOf(work, customer.id) })
  if (!cause) return recipients
  const written = await store.addressesOfCause(work, cause)
  return recipients.filter(({ email }) => !written.has(email.toLowerCase()))
}

/** A job may run twice at once: what it wrote is what is there afterwards. */
async function keepDrafts(work: Work, drafts: readonly (KeptEmail & { readonly open_key_hash: Buffer })[]): Promise<KeptEmail[]> {
  if (drafts.length === 0) return []
  await store.insert(work, drafts)
  const emails =
    drafts[0]!.cause === null
      ? drafts.map(({ open_key_hash: _, ...email }) => email)
      : await store.findMany(
          work,
          drafts.map(({ id }) => id),
        )
  for (const email of emails) await work.emit('email.queued', rules.presentEmail(email))
  lookAgain(work, work.now)
  return emails
}

function write(
  work: Work,
  template: ResolvedTemplate,
  order: EmailOrder,
  recipient: Recipient,
  more: { readonly open_pixel_url: string; readonly logo_url: string | null },
) {
  const { customer, url } = order
  const words = mailWriting(template.language, work.company.country)
  const values = {
    ...customerValues(work.company, customer, recipient.name, wireValues(Customer, customer), words),
    ...order.values(words),
  }
  return writeMail(work, template, {
    values,
    url: url ?? null,
    subject: order.subject ?? undefined,
    message: order.message ?? undefined,
    ...more,
  })
}

/** Rises with time, and along the recipients of one mail: a list by id is in the order of writing. */
function newEmailId(now: Date, index: number): string {
  return now.getTime().toString(16).padStart(12, '0') + index.toString(16).padStart(2, '0') + randomBytes(9).toString('hex')
}

function pixelUrl({ config, companyId }: Work, key: string): string {
  return `${config.BASE_URL}/o/${companyId.toString(36)}-${key}.gif`
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Hands over what the caller has claimed, and tells how that went; who takes longer goes on by themselves. */
async function handOverNow(platform: Platform, companyId: number, emails: readonly KeptEmail[]): Promise<Email[]> {
  // An attempt that fails on our side is not lost: its lease runs out, and a job tries again.
  const attempts = Promise.allSettled(emails.map((email) => attempt(platform, companyId, email)))
  const patience = new AbortController()
  await Promise.race([attempts, pause(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
  return bySystem(platform, companyId, async (work) =>
    (
      await store.findMany(
        work,
        emails.map(({ id }) => id),
      )
    ).map((email) => rules.presentEmail(email)),
  )
}

const AT_A_TIME = 4
/** After this time the job makes room for others; it is due again at once. */
const ROUND_MS = 30_000

/** Hands over what is due, the longest waiting first. Any number of processes may do so at once. */
export async function deliverEmails(platform: Platform, companyId: number): Promise<void> {
  const end = performance.now() + ROUND_MS
  const deliver = async () => {
    while (performance.now() < end) {
      const email = await bySystem(platform, companyId, store.claimNext)
      if (!email) return
      await attempt(platform, companyId, email)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, deliver))
}

/** One attempt of a mail that is claimed: acts outside of any unit of work, then records what came of it. */
async function attempt(platform: Platform, companyId: number, email: KeptEmail): Promise<void> {
  const outcomes = await ((await isMoot(platform, companyId, email)) ? rules.moot(email) : handOver(platform, companyId, email))
  await bySystem(platform, companyId, async (work) => {
    const before = await store.lock(work, email.id)
    await save(work, before, rules.recordAttempt(before, email.attempts_made, outcomes, work.now))
  })
}

/** A reminder that waited, for a job or for a mail server, until nothing was owed. */
async function isMoot(platform: Platform, companyId: number, email: KeptEmail): Promise<boolean> {
  const by = rules.reminderOf(email)
  return by !== null && !(await bySystem(platform, companyId, (work) => store.isStillWanted(work, email, by)))
}

async function save(work: Work, before: KeptEmail, after: KeptEmail): Promise<void> {
  await store.update(work, after)
  const event = rules.eventOf(before, after)
  if (event) await work.emit(event, rules.presentEmail(after))
  if (event === 'email.sent' && after.document_id !== null) await MARK_SENT[after.document_type ?? '']?.(work, after.document_id)
}

/** Documents that count as sent once a mail about them was taken. */
const MARK_SENT: Readonly<Record<string, (work: Work, id: number) => Promise<unknown>>> = {
  invoice: markInvoiceSent,
  estimate: markEstimateSent,
  credit_note: markCreditNoteSent,
}

async function handOver(platform: Platform, companyId: number, email: KeptEmail): Promise<readonly rules.Outcome[]> {
  const { storage } = platform.outside
  const { mail } = await postOf(platform, companyId)
  const contents = await Promise.all(email.attachments.map(({ content_hash }) => storage.read(content_hash)))
  const lost = contents.indexOf(null)
  if (lost >= 0)
    return [
      { address: email.email, outcome: 'withheld', said: `The attachment ${email.attachments[lost]!.name} is no longer kept.` },
    ]
  try {
    const deliveries = await mail.send({
      message_id: email.message_id,
      date: email.created_at,
      from: { name: email.from_name, address: platform.config.MAIL_FROM.address },
      ...(email.reply_to && { reply_to: { name: email.from_name, address: email.reply_to } }),
      to: [{ name: email.recipient_name, address: email.email }],
      bcc: email.bcc.map((address) => ({ address })),
      subject: email.subject,
      text: email.body_text,
      html: email.body_html,
      attachments: email.attachments.map(({ name, type, content_id }, index) => ({
        file_name: name,
        content_type: type,
        content: contents[index]!,
        ...(content_id && { content_id }),
      })),
      // Answering machines do not answer what nobody wrote by hand (RFC 3834).
      ...(email.cause && { headers: { 'Auto-Submitted': 'auto-generated' } }),
    })
    return deliveries.map((delivery) => ({
      ...delivery,
      said: delivery.outcome === 'accepted' ? delivery.response : delivery.said,
    }))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [{ address: email.email, outcome: error.code === 'mail_too_large' ? 'withheld' : 'invalid', said: error.message }]
  }
}

/** What goes on behind the caller's back is done by the system. */
function bySystem<Result>(platform: Platform, companyId: number, run: (work: Work) => Promise<Result>): Promise<Result> {
  return openWork(platform, { companyId, actor: { kind: 'system' } }, run)
}

export async function listEmails(
  work: Work,
  list: ListQuery,
  needsAttention: boolean | undefined,
  include: readonly string[],
): Promise<Page<Email>> {
  const { rows, total } = await store.list(work, list, needsAttention)
  return { rows: rows.map((email) => rules.presentEmail(email, { html: include.includes('html') })), total }
}

export async function findEmail(work: Work, id: string, include: readonly string[] = []): Promise<Email> {
  return rules.presentEmail(await store.find(work, id), { html: include.includes('html') })
}

/** Tries again at once what did not arrive, under the same Message-ID. */
export async function retryEmail(sender: Sender, id: string): Promise<Email> {
  const { companyId, email } = await sender.work(async (work) => {
    const email = rules.claim(rules.retryEmail(await store.lock(work, id), work.now), work.now)
    await store.update(work, email)
    return { companyId: work.companyId, email }
  })
  if (sender.rehearsal) return rules.presentEmail(email)
  return (await handOverNow(sender.platform, companyId, [email]))[0]!
}

/** The reader's mail program asked for the picture. */
export async function recordOpen(
  platform: Platform,
  companyId: number,
  key: string,
  from: { readonly ip: string | null; readonly user_agent: string | null },
): Promise<void> {
  await bySystem(platform, companyId, async (work) => {
    const before = await store.lockByOpenKey(work, hashOf(key))
    if (before) await save(work, before, rules.openEmail(before, { timestamp: work.now, ...from }))
  })
}
