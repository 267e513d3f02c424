/** What must be true of subscriptions and of what waits to be billed. */
import { type Law, of } from './law.ts'

export const SUBSCRIPTION_LAWS: readonly Law[] = [
  {
    says: 'a subscription bills no period that it has not reached, and its own customer',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'bills period ' || i.subscription_period || ' of subscription ' || i.subscription as detail
      from invoices i left join subscriptions s on s.company_id = i.company_id and s.id = i.subscription
      where ${of('i')} and i.subscription is not null and (s.id is null or s.customer <> i.customer or s.currency <> i.currency
        or i.subscription_period > s.next_period or (i.subscription_period = s.next_period and not s.canceled and not s.finished))`,
  },
  {
    says: 'a subscription that is over or paused waits for nothing, any other for a day',
    breaches: `select s.company_id, 'subscription ' || s.id as subject, 'next ' || coalesce(s.next_date::text, 'never') as detail from subscriptions s
      where ${of('s')} and (s.canceled or s.finished or s.paused or s.pending_renewal) = (s.next_date is not null)`,
  },
  {
    says: 'a line waits or is on a document, never both',
    breaches: `select p.company_id, 'line item ' || p.id as subject, 'waits, and is on ' || l.document_type || ' ' || l.document_id as detail
      from pending_line_items p join line_items l on l.company_id = p.company_id and l.id = p.id where ${of('p')}`,
  },
  {
    says: 'usage that was billed says so once, and what was rejected was not billed',
    breaches: `select u.company_id, 'usage event ' || u.id as subject, 'is ' || u.status || ', line ' || coalesce(u.line_item::text, 'none') as detail
      from usage_events u where ${of('u')} and (u.status = 'billed') <> (u.line_item is not null)`,
  },
]
