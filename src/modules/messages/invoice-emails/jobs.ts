import { after, every, memberBehind } from '../../../platform/jobs.ts'
import { isOfficeHour } from './rules.ts'
import {
  remindersWanted,
  sendChargeReceipt,
  sendCollectionFailed,
  sendIssued,
  sendPaid,
  sendPlan,
  sendRefunded,
  sendReminders,
  sendRequested,
} from './service.ts'

export const jobs = [
  after('invoice.issued', 'send-issued-invoice', (place, event) => sendIssued(place, event.object, memberBehind(event))),
  after('invoice.send_requested', 'send-requested-invoice', (place, event) =>
    sendRequested(place, event.object.id, memberBehind(event)),
  ),
  after('invoice.paid', 'send-paid-invoice', (place, { object }) => sendPaid(place, object.id)),
  after('payment_plan.created', 'send-payment-plan', (place, { object }) => sendPlan(place, object.id)),
  after('payment.created', 'send-charge-receipt', async (place, { object: { id, charge } }) => {
    const email = charge?.['receipt_email']
    if (charge) await sendChargeReceipt(place, id, typeof email === 'string' && email !== '' ? email : null)
  }),
  after('refund.created', 'send-refund', (place, { object }) => sendRefunded(place, object.id)),
  after('invoice.collection_failed', 'send-failed-collection', (place, { object }) =>
    sendCollectionFailed(place, object.id, object.attempt_count),
  ),
  every('hour', 'remind-unpaid-invoices', {
    needed: remindersWanted,
    run: async (place) => {
      if (isOfficeHour(place.now, place.company.time_zone)) await sendReminders(place)
    },
  }),
]
