import { dayOf } from '../../../core/date.ts'
import { after, every } from '../../../platform/jobs.ts'
import { findCharge } from '../../payments/charges/service.ts'
import { findRefund } from '../../payments/refunds/service.ts'
import { isOfficeHour } from './rules.ts'
import {
  sendChargeReceipt,
  sendCollectionFailed,
  sendIssued,
  sendPaid,
  sendRefunded,
  sendReminders,
  sendRequested,
} from './service.ts'

export const jobs = [
  after('invoice.issued', 'send-issued-invoice', (place, { object }) => sendIssued(place, object)),
  after('invoice.send_requested', 'send-requested-invoice', (place, { object }) => sendRequested(place, object.id)),
  after('invoice.paid', 'send-paid-invoice', (place, { object }) => sendPaid(place, object.id)),
  after('payment.created', 'send-charge-receipt', async (place, { object: { id, charge } }) => {
    const email = charge?.['receipt_email']
    if (charge) await sendChargeReceipt(place, id, typeof email === 'string' && email !== '' ? email : null)
  }),
  after('refund.created', 'send-refund', async (place, { object: { id, charge } }) => {
    const told = await place.work(async (work) => ({
      refund: await findRefund(work, id),
      payment: (await findCharge(work, Number(charge))).payment,
    }))
    if (told.payment)
      await sendRefunded(place, Number(told.payment), {
        id,
        amount: told.refund.amount,
        date: dayOf(told.refund.created_at, place.company.time_zone).date,
      })
  }),
  after('invoice.collection_failed', 'send-failed-collection', (place, { object }) =>
    sendCollectionFailed(place, object.id, object.attempt_count),
  ),
  every('hour', 'remind-unpaid-invoices', {
    run: async (place) => {
      if (isOfficeHour(place.now, place.company.time_zone)) await sendReminders(place)
    },
  }),
]
