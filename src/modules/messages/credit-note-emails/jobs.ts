import { after, memberBehind } from '../../../platform/jobs.ts'
import { sendIssued, sendRequested } from './service.ts'

export const jobs = [
  after('credit_note.issued', 'send-issued-credit-note', (place, event) =>
    sendIssued(place, event.object.id, memberBehind(event)),
  ),
  after('credit_note.send_requested', 'send-requested-credit-note', (place, event) =>
    sendRequested(place, event.object.id, memberBehind(event)),
  ),
]
