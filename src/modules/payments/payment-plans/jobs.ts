import { after, type Job } from '../../../platform/jobs.ts'
import { tellPaymentPlan } from './service.ts'

export const jobs: readonly Job[] = [
  /** Whatever settles an invoice also settles its installments. */
  after(['invoice.updated', 'invoice.paid', 'invoice.voided'], 'tell-payment-plan', async (place, { object }) => {
    if (object.payment_plan !== null) await place.work((work) => tellPaymentPlan(work, object.id))
  }),
]
