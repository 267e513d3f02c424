import { about, type Caller, type Example, type Made, make, nothing, read } from './making.ts'
import { contact, creditNote, customer, invoice, payment, transaction } from './records.ts'

/** It asks for little: nobody answers at this address. */
const webhook = (company: Caller) =>
  make(company, '/webhooks', { url: 'http://127.0.0.1:65500/hooks', events: ['contact.deleted'] })
const webhookAttempt = async (company: Caller) => {
  const { id } = await webhook(company)
  const { customer_id, id: leaving } = await contact(company)
  await company.call('DELETE', `/customers/${customer_id}/contacts/${leaving}`)
  await make(company, `/webhooks/${id}/replay`, { start: 0 })
  const [attempt] = await read<Made[]>(company, `/webhook_attempts?filter[webhook_id]=${id}`)
  return attempt!
}
const newestEvent = async (company: Caller) => {
  await customer(company)
  const [event] = await read<Made[]>(company, '/events?per_page=1')
  return event!
}

const notification = (company: Caller) => make(company, '/notifications', { event: 'task.deleted' })
const report = (company: Caller) => make(company, '/reports', { type: 'aging_summary' })

export const extend: Readonly<Record<string, Example>> = {
  'notifications.list': nothing,
  'notifications.create': () => ({
    body: { event: 'invoice.paid', conditions: '[{"property":"total","operator":">","value":100}]' },
  }),
  'notifications.get': about(notification),
  'notifications.update': about(notification, { enabled: false }),
  'notifications.delete': about(notification),

  'reports.create': () => ({ body: { type: 'sales_by_item', parameters: { start_date: '2014-01-01', end_date: '2014-12-31' } } }),
  'reports.get': about(report),

  'accounting_sync.customer': about(customer),
  'accounting_sync.invoice': about(invoice),
  'accounting_sync.payment': about(payment),
  'accounting_sync.credit_note': about(creditNote),
  'accounting_sync.transaction': about(transaction),

  'events.list': nothing,
  'events.get': about(newestEvent),

  'webhooks.list': nothing,
  'webhooks.create': () => ({ body: { url: 'http://127.0.0.1:65500/hooks', events: ['invoice.created'] } }),
  'webhooks.get': about(webhook),
  'webhooks.update': about(webhook, { enabled: false }),
  'webhooks.delete': about(webhook),
  'webhooks.rotate': about(webhook),
  'webhooks.replay': about(webhook, { start: 0 }),

  'webhook_attempts.list': nothing,
  'webhook_attempts.get': about(webhookAttempt),
  'webhook_attempts.retry': about(webhookAttempt),

  /** Only a company in test mode has a clock of its own. */
  'test_clock.get': nothing,
  'test_clock.advance': async (company) => {
    const { now } = await read<{ now: number }>(company, '/test_clock')
    return { body: { to: now + 60 } }
  },
}
