/**
 * Owns: what must be true of credit at every instant: credit notes, deposits of estimates, credit balances. For the rest,
 * and for how a law is asked, see laws.ts.
 */
import { gaps, type Law, of } from './law.ts'

export const CREDIT_LAWS: readonly Law[] = [
  {
    says: 'the balance of a credit note is its total less what was used of it, never below zero',
    breaches: `select n.company_id, 'credit note ' || n.id as subject,
        'balance ' || n.balance || ', total ' || n.total || ', applied ' || n.amount_applied_to_invoice || ', credited ' || n.amount_credited || ', refunded ' || n.amount_refunded as detail
      from credit_notes n where ${of('n')} and (n.balance < 0 or (n.voided and n.balance <> 0)
        or (not n.voided and n.balance <> n.total - n.amount_applied_to_invoice - n.amount_credited - n.amount_refunded))`,
  },
  {
    says: 'what a credit note still gives is its receivable in the books, the other way round',
    breaches: `select n.company_id, 'credit note ' || n.id as subject, 'balance ' || n.balance || ', books ' || coalesce(b.amount, 0) || ' ' || n.currency as detail
      from credit_notes n left join lateral (
        select sum(p.amount) filter (where p.currency = n.currency) as amount, sum(p.amount) filter (where p.currency <> n.currency) as other from ledger_postings p
        where p.company_id = n.company_id and p.document_type = 'credit_note' and p.document_id = n.id and p.account = 'receivable'
      ) b on true
      where ${of('n')} and (-coalesce(b.amount, 0) <> case when n.draft then 0 else n.balance end or b.other <> 0)`,
  },
  {
    says: 'what payments use of a credit note is what it counts as used',
    breaches: `select n.company_id, 'credit note ' || n.id as subject, 'applied ' || n.amount_applied_to_invoice || ', credited ' || n.amount_credited || ', payments ' || coalesce(a.used, 0) as detail
      from credit_notes n left join lateral (
        select sum(x.amount) as used from payment_applications x where x.company_id = n.company_id and x.credit_note = n.id and not x.undone
      ) a on true
      where ${of('n')} and n.amount_applied_to_invoice + n.amount_credited <> coalesce(a.used, 0)`,
  },
  {
    says: 'what went back for a credit note is what it counts as refunded',
    breaches: `select n.company_id, 'credit note ' || n.id as subject, 'counts ' || n.amount_refunded || ', refunds ' || coalesce(r.amount, 0) as detail
      from credit_notes n left join lateral (
        select sum(x.amount) as amount from credit_note_refunds x where x.company_id = n.company_id and x.credit_note = n.id
      ) r on true
      where ${of('n')} and n.amount_refunded <> coalesce(r.amount, 0)`,
  },
  {
    says: 'what is credited to an invoice is what payments put there, and what is given up was credited',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'credited ' || i.amount_credited || ', written off ' || i.amount_written_off || ', applied ' || coalesce(a.credited, 0) as detail
      from invoices i left join lateral (
        select sum(x.amount) as credited from payment_applications x
        where x.company_id = i.company_id and x.invoice = i.id and not x.undone and x.type in ('credit_note', 'document_adjustment')
      ) a on true
      where ${of('i')} and (i.amount_credited <> coalesce(a.credited, 0) or i.amount_written_off > i.amount_credited)`,
  },
  {
    says: 'what was paid for a deposit is the credit that names the estimate',
    breaches: `select s.company_id, 'estimate ' || s.id as subject, 'deposited ' || s.amount_deposited || ', books ' || coalesce(b.amount, 0) as detail
      from estimates s left join lateral (
        select -sum(p.amount) as amount from ledger_postings p
        where p.company_id = s.company_id and p.document_type = 'estimate' and p.document_id = s.id and p.account = 'customer_credit'
      ) b on true
      where ${of('s')} and s.amount_deposited <> coalesce(b.amount, 0)`,
  },
  {
    says: 'an estimate and the invoice it became name each other',
    breaches: `select coalesce(s.company_id, i.company_id) as company_id, 'estimate ' || coalesce(s.id, i.estimate) as subject, 'invoice ' || coalesce(s.invoice, i.id) as detail
      from (select * from estimates s where ${of('s')} and s.invoice is not null) s
      full join (select * from invoices i where ${of('i')} and i.estimate is not null) i on i.company_id = s.company_id and i.id = s.invoice and i.estimate = s.id
      where s.id is null or i.id is null`,
  },
  {
    says: 'no customer has a credit balance below zero on any day',
    breaches: `select company_id, 'customer ' || customer_id as subject, 'credit balance ' || -balance || ' ' || currency || ' on ' || date as detail from (
        select p.company_id, p.customer_id, p.currency, e.date,
          sum(sum(p.amount)) over (partition by p.company_id, p.customer_id, p.currency order by e.date) as balance
        from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
        where p.account = 'customer_credit' and ${of('p')} group by p.company_id, p.customer_id, p.currency, e.date
      ) days where balance > 0`,
  },
  {
    says: 'a credit balance adjustment is in the books with its amount, and one that is gone is not',
    breaches: `select coalesce(a.company_id, b.company_id) as company_id, 'credit balance adjustment ' || coalesce(a.id, b.id) as subject, 'amount ' || coalesce(a.amount, 0) || ', books ' || coalesce(b.amount, 0) as detail
      from (select * from credit_balance_adjustments a where ${of('a')}) a
      full join (
        select p.company_id, e.source_id as id, -sum(p.amount) as amount
        from ledger_entries e join ledger_postings p on p.company_id = e.company_id and p.entry_id = e.id
        where e.source_type = 'credit_balance_adjustment' and p.account = 'customer_credit' and ${of('p')} group by 1, 2
      ) b on b.company_id = a.company_id and b.id = a.id
      where coalesce(a.amount, 0) <> coalesce(b.amount, 0)`,
  },
  { says: 'credit note numbers have no gaps', breaches: gaps('credit_note', 'credit_notes') },
  { says: 'estimate numbers have no gaps', breaches: gaps('estimate', 'estimates') },
]
