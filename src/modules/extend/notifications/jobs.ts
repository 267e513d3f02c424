import { type Job, onRequest, plan } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** Most companies want to hear of little: only events that somebody asked for get a job of their own. */
  plan('plan-notifications', async (handover, events) =>
    (await service.wantedEvents(handover, events)).map((subject) => ({ job: 'notify-members', subject })),
  ),
  onRequest('notify-members', (place, eventId) => place.work((work) => service.tellOfEvent(work, eventId))),
]
