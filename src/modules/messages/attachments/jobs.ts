import { after } from '../../../platform/jobs.ts'
import { attachFiles } from './service.ts'

/** A draft that is deleted lets go of its files. */
export const jobs = [
  after('invoice.deleted', 'detach-files-of-deleted-invoice', (place, { object }) =>
    place.work((work) => attachFiles(work, 'invoice', object.id, [])),
  ),
  after('estimate.deleted', 'detach-files-of-deleted-estimate', (place, { object }) =>
    place.work((work) => attachFiles(work, 'estimate', object.id, [])),
  ),
  after('credit_note.deleted', 'detach-files-of-deleted-credit-note', (place, { object }) =>
    place.work((work) => attachFiles(work, 'credit_note', object.id, [])),
  ),
]
