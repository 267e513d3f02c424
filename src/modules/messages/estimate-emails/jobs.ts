import { after, every, memberBehind } from '../../../platform/jobs.ts'
import { isOfficeHour } from '../invoice-emails/rules.ts'
import { remindersWanted, sendIssued, sendReminders, sendRequested } from './service.ts'

export const jobs = [
  after('estimate.issued', 'send-issued-estimate', (place, event) => sendIssued(place, event.object.id, memberBehind(event))),
  after('estimate.send_requested', 'send-requested-estimate', (place, event) =>
    sendRequested(place, event.object.id, memberBehind(event)),
  ),
  every('hour', 'remind-open-estimates', {
    needed: remindersWanted,
    run: async (place) => {
      if (isOfficeHour(place.now, place.company.time_zone)) await sendReminders(place)
    },
  }),
]
