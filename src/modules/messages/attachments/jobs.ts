import { after } from '../../../platform/jobs.ts'
import { attachFiles } from './service.ts'

/** A draft that is deleted lets go of its files. */
export const jobs = [
  after('invoice.deleted', 'detach-files-of-deleted-invoice', (place, { object }) =>
    place.work((work) => attachFiles(work, 'invoice', object.id, [])),
  ),
]
