import { after, every } from '../../../platform/jobs.ts'
import { sendChargeReceipt, sendIssued, sendPaid, sendReminders } from './service.ts'

export const jobs = [
  after('invoice.issued', 'send-issued-invoice', (place, { object }) => sendIssued(place, object.id, 'by_option'), {
    lane: 'deliveries',
  }),
  after('invoice.send_requested', 'send-requested-invoice', (place, { object }) => sendIssued(place, object.id, 'asked'), {
    lane: 'deliveries',
  }),
  after('invoice.paid', 'send-paid-invoice', (place, { object }) => sendPaid(place, object.id), { lane: 'deliveries' }),
  after(
    'payment.created',
    'send-charge-receipt',
    async (place, { object: { id, charge } }) => {
      const email = charge?.['receipt_email']
      if (charge) await sendChargeReceipt(place, id, typeof email === 'string' && email !== '' ? email : null)
    },
    { lane: 'deliveries' },
  ),
  /** In office hours: nobody is reminded of a bill at night. */
  every('hour', 'remind-unpaid-invoices', {
    lane: 'deliveries',
    run: async (place) => {
      const hour = Number(
        new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: place.company.time_zone }).format(
          place.now,
        ),
      )
      if (hour >= 8 && hour < 18) await sendReminders(place)
    },
  }),
]
