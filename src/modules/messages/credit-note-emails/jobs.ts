import { after } from '../../../platform/jobs.ts'
import { sendIssued, sendRequested } from './service.ts'

export const jobs = [
  after('credit_note.issued', 'send-issued-credit-note', (place, { object }) => sendIssued(place, object.id)),
  after('credit_note.send_requested', 'send-requested-credit-note', (place, { object }) => sendRequested(place, object.id)),
]
