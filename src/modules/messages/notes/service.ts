import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomers } from '../../customers/customers/service.ts'
import { findInvoices } from '../../receivables/invoices/service.ts'
import type { Note, NoteChanges, NoteDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findNote = store.find
export const listNotes = store.list

export async function listNotesOf(work: Work, list: ListQuery, subject: rules.Subject): Promise<Page<Note>> {
  const [page] = await Promise.all([store.list(work, list, subject), holderOf(work, subject, 'not_found')])
  return page
}

export async function createNote(work: Work, draft: NoteDraft): Promise<Note> {
  return writeNote(work, rules.subjectOf(draft), draft.notes, 'invalid')
}

/** Where the path names the subject, an unknown one is not found; in a body it is an invalid field. */
export async function createNoteOf(work: Work, subject: rules.Subject, notes: string): Promise<Note> {
  return writeNote(work, subject, notes, 'not_found')
}

async function writeNote(work: Work, subject: rules.Subject, notes: string, kind: 'invalid' | 'not_found'): Promise<Note> {
  const { actor } = work
  const [id, holder, user] = await Promise.all([
    work.newId(),
    holderOf(work, subject, kind),
    actor.kind === 'member' ? store.findAuthor(work, actor.user_id) : null,
  ])
  const note = rules.draftNote({ id, ...holder, user, now: work.now }, notes)
  await store.insert(work, note)
  await work.emit('note.created', note)
  return note
}

async function holderOf(
  work: Work,
  subject: rules.Subject,
  kind: 'invalid' | 'not_found',
): Promise<{ customer: number; invoice: number | null }> {
  if ('invoice_id' in subject) {
    const [invoice] = await findInvoices(work, [subject.invoice_id])
    if (!invoice) throw new Refusal(kind, 'invoice_not_found', `No invoice ${subject.invoice_id}.`, 'invoice_id')
    return { customer: invoice.customer, invoice: invoice.id }
  }
  const [customer] = await findCustomers(work, [subject.customer_id])
  if (!customer) throw new Refusal(kind, 'customer_not_found', `No customer ${subject.customer_id}.`, 'customer_id')
  return { customer: customer.id, invoice: null }
}

export async function updateNote(work: Work, id: number, changes: NoteChanges, holder: store.Holder): Promise<Note> {
  const before = await store.find(work, id, holder)
  const note = rules.changeNote(before, changes, work.now)
  await store.update(work, note)
  await work.emit('note.updated', note, { before })
  return note
}

export async function deleteNote(work: Work, id: number, holder: store.Holder): Promise<null> {
  const note = await store.find(work, id, holder)
  await store.remove(work, id)
  await work.emit('note.deleted', note)
  return null
}
