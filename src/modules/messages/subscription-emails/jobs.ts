import { after, type Job } from '../../../platform/jobs.ts'
import { confirmCreated, tellCanceled } from './service.ts'

export const jobs: readonly Job[] = [
  after('subscription.created', 'confirm-subscription', async (place, { object }) => {
    await place.work((work) => confirmCreated(work, object.id))
  }),
  after('subscription.canceled', 'tell-canceled-subscription', async (place, { object }) => {
    await place.work((work) => tellCanceled(work, object.id))
  }),
]
