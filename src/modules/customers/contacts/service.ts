import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer, lockCustomer } from '../customers/service.ts'
import type { Contact, ContactChanges, ContactDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function listContacts(work: Work, list: ListQuery, customer: number): Promise<Page<Contact>> {
  const [page] = await Promise.all([store.list(work, list, customer), findCustomer(work, customer)])
  return page
}

/** The people of a customer, in the order they were added. */
export const contactsOf = store.ofCustomer

export async function createContact(work: Work, customer: number, draft: ContactDraft): Promise<Contact> {
  // The customer is held, so that two calls cannot both add the hundredth.
  const [id, , count] = await Promise.all([work.newId(), lockCustomer(work, customer), store.count(work, customer)])
  rules.refuseMoreContacts(count)
  const contact = rules.draftContact({ id, customer }, draft, work.now)
  await store.insert(work, contact)
  await work.emit('contact.created', contact)
  return contact
}

export async function updateContact(work: Work, customer: number, id: number, changes: ContactChanges): Promise<Contact> {
  const before = await store.find(work, customer, id)
  const contact = rules.changeContact(before, changes, work.now)
  await store.update(work, contact)
  await work.emit('contact.updated', contact, { before })
  return contact
}

export async function deleteContact(work: Work, customer: number, id: number): Promise<null> {
  const contact = await store.find(work, customer, id)
  await store.remove(work, id)
  await work.emit('contact.deleted', contact)
  return null
}
