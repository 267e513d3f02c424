import { type Law, of } from './law.ts'

/** What charges, refunds and disputes owe the books. */
export const CHARGE_LAWS: readonly Law[] = [
  {
    says: 'what a payment gave back are its refunds and lost disputes',
    breaches: `select p.company_id, 'payment ' || p.id as subject, 'returned ' || p.amount_returned || ', refunded ' || coalesce(r.amount, 0) || ', lost ' || coalesce(d.amount, 0) as detail
      from payments p
      left join lateral (select sum(x.amount) as amount from refunds x where x.company_id = p.company_id and x.payment_id = p.id and x.status = 'succeeded') r on true
      left join lateral (select sum(x.amount) as amount from disputes x where x.company_id = p.company_id and x.charge = p.charge and x.status = 'lost' and not x.written_off) d on true
      where ${of('p')} and p.amount_returned <> coalesce(r.amount, 0) + coalesce(d.amount, 0)`,
  },
  {
    says: 'payments under way on an invoice are its open charges',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'pending ' || i.pending || ', charges ' || coalesce(c.amount, 0) as detail
      from invoices i left join (
        select c.company_id, (s->>'invoice')::bigint as invoice, sum((s->>'amount')::bigint) as amount
        from charges c cross join lateral jsonb_array_elements(c.applied_to) s
        where c.status in ('intended', 'unknown', 'pending') and s->>'type' = 'invoice' and ${of('c')} group by 1, 2
      ) c on c.company_id = i.company_id and c.invoice = i.id
      where ${of('i')} and i.pending <> coalesce(c.amount, 0)`,
  },
  {
    says: 'a first charge that was taken has made its subscription or says why not, one that was refused at once has made none',
    breaches: `select c.company_id, 'charge ' || c.id as subject, 'is ' || c.status || ', subscription ' || coalesce(s.id::text, 'none') as detail
      from charges c left join subscriptions s on s.company_id = c.company_id and s.begun_by = coalesce(c.begins->>'begun_by', c.idempotency_key)
        and (c.applied_to <> '[]' or not exists (select 1 from charges o where o.company_id = c.company_id and o.begins->>'begun_by' = s.begun_by and o.applied_to <> '[]'))
      where ${of('c')} and c.begins is not null and (s.id is not null) <> (jsonb_array_length(c.applied_to) > 0)
        or (${of('c')} and c.begins is not null and s.id is null and c.status = 'succeeded' and c.begins->>'problem' is null)`,
  },
  {
    says: 'contested money in the books is that of open disputes',
    breaches: `select coalesce(b.company_id, d.company_id) as company_id, 'disputes in ' || coalesce(b.currency, d.currency) as subject, 'books ' || coalesce(b.amount, 0) || ', disputes ' || coalesce(d.amount, 0) as detail
      from (select company_id, currency, sum(amount) as amount from ledger_postings x where account = 'disputes' and ${of('x')} group by 1, 2) b
      full join (select company_id, currency, sum(amount) as amount from disputes y where status = 'open' and ${of('y')} group by 1, 2) d on d.company_id = b.company_id and d.currency = b.currency
      where coalesce(b.amount, 0) <> coalesce(d.amount, 0)`,
  },
]
