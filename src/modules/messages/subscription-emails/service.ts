import { dayOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findKeptPlans } from '../../catalog/plans/service.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { Subscription } from '../../recurring/subscriptions/contract.ts'
import { findSubscription } from '../../recurring/subscriptions/service.ts'
import { type EmailOrder, queueEmails } from '../emails/service.ts'
import { templateOptions, wireValues } from '../templates/service.ts'
import * as rules from './rules.ts'

/** Confirms a new subscription by mail, once, whoever asks for it. */
export function confirmSubscription(work: Work, id: number): Promise<void> {
  return mailUnasked(work, id, 'subscription_confirmation_email', `confirm:subscription:${id}`)
}

/** The same where the company wants it for every new subscription. */
export async function confirmCreated(work: Work, id: number): Promise<void> {
  if ((await templateOptions(work, 'subscription_confirmation_email'))['send_on_subscribe'] === true)
    await confirmSubscription(work, id)
}

/** Tells that a subscription is over, where the company wants that. */
export async function tellCanceled(work: Work, id: number): Promise<void> {
  if ((await templateOptions(work, 'subscription_canceled_email'))['send_on_cancellation'] === true)
    await mailUnasked(work, id, 'subscription_canceled_email', `canceled:subscription:${id}`)
}

/** What nobody asked for is not sent where it cannot be, as to a customer without any address, and stops nothing else. */
async function mailUnasked(work: Work, id: number, template: string, cause: string): Promise<void> {
  try {
    await queueEmails(work, await orderOf(work, id, template, cause))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

async function orderOf(work: Work, id: number, template: string, cause: string): Promise<EmailOrder> {
  const subscription = await findSubscription(work, id)
  const [customer, [plan]] = await Promise.all([
    findCustomer(work, subscription.customer),
    findKeptPlans(work, [subscription.plan]),
  ])
  const wire = wireValues(Subscription, subscription)
  return {
    template,
    cause,
    customer,
    document: { type: 'subscription', id },
    url: subscription.url,
    values: (words) => {
      const start = words.date(dayOf(subscription.start_date, work.zone).date)
      return rules.subscriptionValues(subscription, plan!, wire, words, start)
    },
  }
}
