/**
 * Owns: what must be true of the books at every instant, and how it is asked.
 * Every law is a query that finds what breaks it; its columns are company_id, subject and detail. Nothing is found in a
 * sound database. $1 is the company to look at, or null for all.
 */
import { ISSUES } from '../../ledger/postings/entries.ts'
import { CHARGE_LAWS } from './charge-laws.ts'
import { CREDIT_LAWS } from './credit-laws.ts'
import { gaps, type Law, of } from './law.ts'
import { PLAN_LAWS } from './plan-laws.ts'
import { SUBSCRIPTION_LAWS } from './subscription-laws.ts'

export type { Law } from './law.ts'

export const LAWS: readonly Law[] = [
  {
    says: 'every entry balances',
    breaches: `select p.company_id, 'entry ' || p.entry_id as subject, 'debits and credits differ by ' || sum(p.amount) || ' ' || p.currency as detail
      from ledger_postings p where ${of('p')} group by p.company_id, p.entry_id, p.currency having sum(p.amount) <> 0`,
  },
  {
    says: 'every entry has postings, in its own currency',
    breaches: `select distinct e.company_id, 'entry ' || e.id as subject, 'has no postings, or some in another currency' as detail
      from ledger_entries e left join ledger_postings p on p.company_id = e.company_id and p.entry_id = e.id
      where ${of('e')} and (p.entry_id is null or p.currency <> e.currency)`,
  },
  {
    says: 'the balance of an invoice is its total less what was paid and credited, never below zero',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'balance ' || i.balance || ', total ' || i.total || ', paid ' || i.amount_paid || ', credited ' || i.amount_credited as detail
      from invoices i where ${of('i')} and (i.balance < 0 or (not i.voided and i.balance <> i.total - i.amount_paid - i.amount_credited) or (i.voided and i.balance <> 0))`,
  },
  {
    says: 'what an invoice is owed is its receivable in the books',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'balance ' || i.balance || ', books ' || coalesce(b.amount, 0) || ' ' || i.currency as detail
      from invoices i left join lateral (
        select sum(p.amount) filter (where p.currency = i.currency) as amount, sum(p.amount) filter (where p.currency <> i.currency) as other from ledger_postings p
        where p.company_id = i.company_id and p.document_type = 'invoice' and p.document_id = i.id and p.account = 'receivable'
      ) b on true
      where ${of('i')} and (coalesce(b.amount, 0) <> case when i.draft then 0 else i.balance end or b.other <> 0)`,
  },
  {
    says: 'what a document posted by being there stands on its day',
    breaches: (['invoice', 'credit_note'] as const)
      .map(
        (
          type,
        ) => `select e.company_id, '${type} ' || d.id as subject, 'is of ' || d.date || ', in the books of ' || e.date as detail
      from ledger_entries e join ${type}s d on d.company_id = e.company_id and d.id = e.source_id
      where ${of('e')} and e.source_type = '${type}' and e.reason in (${[...ISSUES].map((reason) => `'${reason}'`).join(', ')}) and e.reverses_id is null and e.date <> d.date and not d.voided
        and not exists (select from ledger_entries r where r.company_id = e.company_id and r.reverses_id = e.id)`,
      )
      .join(' union all '),
  },
  {
    says: 'what settles a document is in its currency',
    breaches: `select x.company_id, 'payment ' || x.payment_id as subject, 'is in ' || p.currency || ', settles what is in another currency' as detail
      from payment_applications x join payments p on p.company_id = x.company_id and p.id = x.payment_id
      left join invoices i on i.company_id = x.company_id and i.id = x.invoice
      left join credit_notes n on n.company_id = x.company_id and n.id = x.credit_note
      left join estimates s on s.company_id = x.company_id and s.id = x.estimate
      where ${of('x')} and not x.undone and (i.currency <> p.currency or n.currency <> p.currency or s.currency <> p.currency)`,
  },
  {
    says: 'what is applied to an invoice is what it counts as paid and credited',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'paid ' || i.amount_paid || ', applied ' || coalesce(a.paid, 0) as detail
      from invoices i left join lateral (
        select sum(x.amount) filter (where x.type in ('invoice', 'applied_credit')) as paid
        from payment_applications x where x.company_id = i.company_id and x.invoice = i.id and not x.undone
      ) a on true
      where ${of('i')} and i.amount_paid <> coalesce(a.paid, 0)`,
  },
  {
    says: 'a payment is never applied beyond its amount, and its balance is what is left',
    breaches: `select p.company_id, 'payment ' || p.id as subject, 'amount ' || p.amount || ', balance ' || p.balance || ', applied ' || coalesce(a.cash, 0) as detail
      from payments p left join lateral (
        select sum(x.amount) as cash from payment_applications x
        where x.company_id = p.company_id and x.payment_id = p.id and not x.undone and x.type in ('invoice', 'estimate', 'credit', 'convenience_fee')
      ) a on true
      where ${of('p')} and (p.balance < 0 or (not p.voided and p.balance <> p.amount - p.amount_returned - coalesce(a.cash, 0)) or (p.voided and (p.balance <> 0 or coalesce(a.cash, 0) <> 0)))`,
  },
  {
    says: 'unapplied payments in the books are the balances of payments',
    breaches: `select coalesce(b.company_id, p.company_id) as company_id, 'unapplied payments in ' || coalesce(b.currency, p.currency) as subject, 'books ' || coalesce(-b.amount, 0) || ', payments ' || coalesce(p.amount, 0) as detail
      from (select company_id, currency, sum(amount) as amount from ledger_postings x where account = 'unapplied_payments' and ${of('x')} group by 1, 2) b
      full join (select company_id, currency, sum(balance) as amount from payments y where not voided and ${of('y')} group by 1, 2) p on p.company_id = b.company_id and p.currency = b.currency
      where coalesce(-b.amount, 0) <> coalesce(p.amount, 0)`,
  },
  {
    says: 'a succeeded charge has exactly one payment, and no other charge has one',
    breaches: `select c.company_id, 'charge ' || c.id as subject, c.status || ', payment ' || coalesce(c.payment_id::text, 'none') as detail
      from charges c where ${of('c')} and ((c.status = 'succeeded') <> (c.payment_id is not null and exists (select 1 from payments p where p.company_id = c.company_id and p.id = c.payment_id and p.charge = c.id)))
        and not (c.status in ('failed', 'pending') and c.payment_id is not null)`,
  },
  {
    says: 'refunds of a charge add up to what it counts as refunded',
    breaches: `select c.company_id, 'charge ' || c.id as subject, 'counts ' || c.amount_refunded || ', refunds ' || coalesce(r.amount, 0) as detail
      from charges c left join lateral (select sum(x.amount) as amount from refunds x where x.company_id = c.company_id and x.charge = c.id and x.status in ('succeeded', 'pending', 'intended', 'unknown')) r on true
      where ${of('c')} and c.amount_refunded <> coalesce(r.amount, 0)`,
  },
  ...CHARGE_LAWS,
  {
    says: 'invoice numbers have no gaps',
    breaches: gaps('invoice', 'invoices'),
  },
  {
    says: 'the kept numbers of rows are the numbers of rows',
    breaches: ['invoices', 'customers', 'payments', 'credit_notes', 'estimates']
      .map(
        (table) => `select t.company_id, '${table}' as subject, 'kept ' || coalesce(k.total, 0) || ', are ' || t.total as detail
          from (select company_id, count(*) as total from ${table} t where ${of('t')} group by 1) t
          left join (select company_id, sum(total) as total from record_counts where kind = '${table}' group by 1) k using (company_id) where coalesce(k.total, 0) <> t.total`,
      )
      .join(' union all '),
  },
  ...CREDIT_LAWS,
  ...PLAN_LAWS,
  ...SUBSCRIPTION_LAWS,
]
