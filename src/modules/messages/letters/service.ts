import { randomBytes } from 'node:crypto'
import type { Printer } from '../../../connectors/letters/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { isCompany } from '../../../platform/company.ts'
import { forOneRound, type Place } from '../../../platform/jobs.ts'
import { type Platform, postOf } from '../../../platform/outside.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { findInvoice, markInvoiceSent } from '../../receivables/invoices/service.ts'
import { refuseUnlessPermitted } from '../../receivables/invoices/status.ts'
import { isStillOwed, type Sender } from '../emails/service.ts'
import { keepPaper, type PaperOrder, paperOfInvoice, printPaper } from '../papers/service.ts'
import type { StatementRequest } from '../statements/contract.ts'
import { paperOfStatement, statementOf } from '../statements/service.ts'
import type { Letter } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** What is posted, to whom. */
interface Subject {
  readonly customer: Customer
  readonly document: { readonly type: string; readonly id: number }
  readonly paper: PaperOrder
}

/** Posts an invoice; it counts as sent once the vendor has taken it. */
export function postInvoice(sender: Sender, id: number, why: Why = {}): Promise<Letter> {
  return sendLetter(sender, why, async (work) => {
    const invoice = await findInvoice(work, id)
    refuseUnlessPermitted('send', invoice.status)
    const customer = await findCustomer(work, invoice.customer)
    return { customer, document: { type: 'invoice', id }, paper: await paperOfInvoice(work, invoice, customer) }
  })
}

export function postStatement(sender: Sender, customerId: number, request: StatementRequest, why: Why = {}): Promise<Letter> {
  return sendLetter(sender, why, async (work) => {
    const customer = await findCustomer(work, customerId)
    const statement = await statementOf(work, customer, request)
    return {
      customer,
      document: { type: 'customer', id: customerId },
      paper: await paperOfStatement(work, customer, statement),
    }
  })
}

/** For what nobody asked for: one cause has one letter. Those that remind of what is owed (`chase:…`) stay behind once it is paid. */
interface Why {
  readonly cause?: string
}

/** Prints, writes the letter down, hands it over, and answers with how it stands. */
async function sendLetter(sender: Sender, { cause }: Why, subjectOf: (work: Work) => Promise<Subject>): Promise<Letter> {
  const { platform } = sender
  rules.refuseUnconnected(platform.outside.letters !== null)
  const { subject, addresses, companyId, zone } = await sender.work(async (work) => {
    const subject = await subjectOf(work)
    const { customer } = subject
    const addresses = {
      to_address: rules.postalAddress(customer, 'customer'),
      from_address: rules.postalAddress(work.company, 'company'),
    }
    return { subject, addresses, companyId: work.companyId, zone: work.zone }
  })
  const print = await printed(sender, subject.paper)
  const letter = await sender.work(async (work) => {
    const letter: rules.Facts = {
      id: randomBytes(16).toString('hex'),
      state: 'queued',
      reject_reason: null,
      to: rules.addressText(addresses.to_address),
      ...addresses,
      ...print,
      description: subject.paper.filename,
      expected_delivery_date: null,
      customer_id: subject.customer.id,
      document_type: subject.document.type,
      document_id: subject.document.id,
      send_after: work.now,
      attempts: 0,
      reference: null,
      cause: cause ?? null,
      sent_by: work.actor.kind === 'member' ? work.actor.user_id : null,
      created_at: work.now,
      updated_at: work.now,
    }
    const isNew = await store.insert(work, letter)
    return isNew ? letter : (await store.findByCause(work, cause!))!
  })
  const sent = sender.rehearsal ? letter : await attempt(platform, companyId, letter.id)
  return rules.presentLetter(sent, zone)
}

/** The paper in the storage, as it goes to the vendor. A rehearsal keeps nothing. */
async function printed({ platform, rehearsal }: Sender, paper: PaperOrder) {
  if (rehearsal) {
    const { bytes } = await printPaper(platform, { ...paper, key: null })
    return { content_hash: '', num_pages: pagesOf(bytes) }
  }
  const { content_hash } = await keepPaper(platform, paper)
  const bytes = await platform.outside.storage.read(content_hash)
  return { content_hash, num_pages: pagesOf(bytes!) }
}

/** Our printer writes its pages in the clear. */
function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 1
  )
}

/** Hands a letter over, if it is its time and nobody else is at it; answers how it stands. */
async function attempt(platform: Platform, companyId: number, id: string): Promise<rules.Facts> {
  const due = await bySystem(platform, companyId, async (work) => {
    const due = await store.lockDue(work, id)
    if (due) await store.update(work, rules.claim(due, work.now))
    return due
  })
  const { letters: printer } = await postOf(platform, companyId)
  if (!due || !printer) return bySystem(platform, companyId, (work) => store.find(work, id))
  const outcome = await ((await isMoot(platform, companyId, due)) ? MOOT : handOver(platform, printer, companyId, due))
  return bySystem(platform, companyId, async (work) => {
    const before = await store.lock(work, id)
    // A notice may have come before the answer, and knows more.
    if (before.reference !== null) return before
    const letter = await saveTaken(work, before, rules.recordOutcome(before, outcome, work.now))
    if (outcome.outcome === 'withheld') await work.emit('letter.withheld', rules.presentLetter(letter, work.zone))
    return letter
  })
}

/** Once the vendor has a letter this is told, and an invoice counts as sent. */
async function saveTaken(work: Work, before: rules.Facts, letter: rules.Facts): Promise<rules.Facts> {
  await store.update(work, letter)
  if (before.reference === null && letter.reference !== null) {
    await work.emit('letter.sent', rules.presentLetter(letter, work.zone))
    if (letter.document_type === 'invoice') await markInvoiceSent(work, letter.document_id)
  }
  return letter
}

/** Does what the vendor's signed notice says. @throws Refusal forbidden for a wrong signature */
export async function receiveNotice(
  platform: Platform,
  call: { readonly headers: Headers; readonly body: Uint8Array },
): Promise<number> {
  const headers = Object.fromEntries(call.headers)
  const notice = await platform.outside.letters?.readNotice({ headers, body: call.body, received_at: platform.clock() })
  const { company = '', letter: id = '' } = notice?.marks ?? {}
  // Without our marks it is about a letter that was posted by the same account, but not from here.
  if (!notice || !/^\d{1,15}$/.test(company) || !/^[0-9a-f]{32}$/.test(id)) return 0
  if (!(await isCompany(platform.pool, Number(company)))) return 0
  return bySystem(platform, Number(company), async (work) => {
    const before = await store.lockIfAny(work, id)
    const letter = before && rules.heedNotice(before, notice, work.now)
    if (!letter) return 0
    await saveTaken(work, before, letter)
    return 1
  })
}

const MOOT = { outcome: 'withheld', said: 'Not posted: nothing is owed any more.' } as const

/** A reminder that waited until nothing was owed, and that no vendor can have taken. */
async function isMoot(platform: Platform, companyId: number, letter: rules.Facts): Promise<boolean> {
  if (letter.attempts > 0 || !letter.cause?.startsWith('chase:')) return false
  return !(await bySystem(platform, companyId, (work) => isStillOwed(work, letter)))
}

async function handOver({ outside }: Platform, printer: Printer, companyId: number, letter: rules.Facts): Promise<rules.Outcome> {
  const pdf = await outside.storage.read(letter.content_hash)
  if (!pdf) return { outcome: 'refused', said: 'The printed document is no longer kept.' }
  try {
    return await printer.send({
      idempotency_key: letter.id,
      to: letter.to_address,
      from: letter.from_address,
      pdf,
      pages: letter.num_pages,
      description: letter.description,
      color: true,
      double_sided: false,
      marks: { company: String(companyId), letter: letter.id },
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', said: error.message }
  }
}

function bySystem<Result>(platform: Platform, companyId: number, run: (work: Work) => Promise<Result>): Promise<Result> {
  return openWork(platform, { companyId, actor: { kind: 'system' } }, run)
}

export const nextLetterAt = store.nextAt

/** Hands over what is due, for as long as a round may take. */
export async function sendDueLetters({ platform, companyId }: Place): Promise<void> {
  if (!platform.outside.letters) return
  await forOneRound(async () => {
    const due = await bySystem(platform, companyId, (work) => store.lockDue(work, null))
    if (!due) return 'done'
    await attempt(platform, companyId, due.id)
    return 'more'
  })
}

export async function listLetters(work: Work, list: ListQuery): Promise<Page<Letter>> {
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map((letter) => rules.presentLetter(letter, work.zone)), total }
}

export async function findLetter(work: Work, id: string): Promise<Letter> {
  return rules.presentLetter(await store.find(work, id), work.zone)
}
