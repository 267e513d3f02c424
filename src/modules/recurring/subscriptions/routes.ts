import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { type operations, Subscription } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<Omit<typeof operations, 'create'>> = {
  list: (work, { list, query }) => service.listSubscriptions(work, list, query),
  preview: async (work, { body }) => service.previewSubscription(work, await withFields(work, 'subscription', body)),
  get: (work, { id }) => service.findSubscription(work, id),
  update: async (work, { id, body }) => service.updateSubscription(work, id, await withFields(work, 'subscription', body)),
  cancel: (work, { id, query }) => service.cancelSubscription(work, id, query.canceled_reason ?? null),
  pause: (work, { id }) => service.pauseSubscription(work, id),
  resume: (work, { id, body }) => service.resumeSubscription(work, id, body.period_end ?? null),
  renew_contract: (work, { id }) => service.renewContract(work, id),
}

export const expanders: Expanders = {
  subscription: async (work, ids) =>
    new Map(
      (await service.findSubscriptions(work, ids.map(Number))).map((subscription) => [
        subscription.id,
        encodeWire(Subscription, subscription),
      ]),
    ),
}
