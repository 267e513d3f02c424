import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listNotes(work, list, {}),
  create: (work, { body }) => service.createNote(work, body),
  get: (work, { id }) => service.findNote(work, id, {}),
  update: (work, { id, body }) => service.updateNote(work, id, body, {}),
  delete: (work, { id }) => service.deleteNote(work, id, {}),

  list_of_customer: (work, { customer_id, list }) => service.listNotesOf(work, list, { customer_id }),
  create_of_customer: (work, { customer_id, body }) => service.createNoteOf(work, { customer_id }, body.notes),
  get_of_customer: (work, { customer_id, id }) => service.findNote(work, id, { customer_id }),
  update_of_customer: (work, { customer_id, id, body }) => service.updateNote(work, id, body, { customer_id }),
  delete_of_customer: (work, { customer_id, id }) => service.deleteNote(work, id, { customer_id }),

  list_of_invoice: (work, { invoice_id, list }) => service.listNotesOf(work, list, { invoice_id }),
  create_of_invoice: (work, { invoice_id, body }) => service.createNoteOf(work, { invoice_id }, body.notes),
  get_of_invoice: (work, { invoice_id, id }) => service.findNote(work, id, { invoice_id }),
  update_of_invoice: (work, { invoice_id, id, body }) => service.updateNote(work, id, body, { invoice_id }),
  delete_of_invoice: (work, { invoice_id, id }) => service.deleteNote(work, id, { invoice_id }),
}
