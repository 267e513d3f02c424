import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations } from '../../recurring/subscriptions/contract.ts'
import * as service from './service.ts'

/** Verbs of subscriptions that charge. */
export const subscriptionRoutes: Handlers<Pick<typeof operations, 'create'>> = {
  create: async (desk, { body }) =>
    service.createFromDesk(desk, await desk.work((work) => withFields(work, 'subscription', body))),
}
