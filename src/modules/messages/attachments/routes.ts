import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list_of_invoice: (work, { id, list }) => service.listAttachments(work, list, 'invoice', id),
  list_of_credit_note: (work, { id, list }) => service.listAttachments(work, list, 'credit_note', id),
  list_of_estimate: (work, { id, list }) => service.listAttachments(work, list, 'estimate', id),
  post_of_invoice: (work, { id, list }) => service.listAttachments(work, list, 'invoice', id),
  post_of_credit_note: (work, { id, list }) => service.listAttachments(work, list, 'credit_note', id),
  post_of_estimate: (work, { id, list }) => service.listAttachments(work, list, 'estimate', id),
  create: (work, { body }) => service.createAttachment(work, body),
  delete: (work, { id }) => service.deleteAttachment(work, id),
}
