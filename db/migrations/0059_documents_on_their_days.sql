-- A document that got another date stayed in the books on its old day. What invoices and credit notes posted by being there moves to
-- the day they have now: undone as of the old day, posted anew on the new one. A discount that ended keeps its own day, and its name.
update ledger_entries e set reason = 'discount_expired'
from invoices i, companies c
where i.company_id = e.company_id and i.id = e.source_id and e.source_type = 'invoice' and e.reason = 'invoice_issued' and e.reverses_id is null
  and c.id = e.company_id and e.date <> i.date and e.date = (e.created_at at time zone c.time_zone)::date
  and exists (select from ledger_entries f where f.company_id = e.company_id and f.source_type = 'invoice' and f.source_id = i.id and f.id < e.id);

create temporary table moving on commit drop as
select e.*, d.date as new_date, nextval('record_ids') as undoing_id, nextval('record_ids') as new_id
from ledger_entries e
join (
  select company_id, 'invoice' as type, id, date from invoices where not voided and not draft
  union all select company_id, 'credit_note', id, date from credit_notes where not voided and not draft
) d on d.company_id = e.company_id and d.type = e.source_type and d.id = e.source_id
where e.reason in ('invoice_issued', 'credit_note_issued', 'invoices_consolidated') and e.reverses_id is null and e.date <> d.date
  and not exists (select from ledger_entries r where r.company_id = e.company_id and r.reverses_id = e.id)
  and least(e.date, d.date) > coalesce((select max(closed_until) from ledger_periods p where p.company_id = e.company_id), '-infinity');

insert into ledger_entries (company_id, id, date, currency, reason, source_type, source_id, reverses_id, created_at)
select company_id, undoing_id, date, currency, reason || '_reversed', source_type, source_id, id, now() from moving
union all select company_id, new_id, new_date, currency, reason, source_type, source_id, null, now() from moving;

insert into ledger_postings (company_id, entry_id, position, account, amount, currency, customer_id, document_type, document_id)
select p.company_id, case side when -1 then m.undoing_id else m.new_id end, p.position, p.account, p.amount * side, p.currency, p.customer_id, p.document_type, p.document_id
from moving m join ledger_postings p on p.company_id = m.company_id and p.entry_id = m.id cross join (values (-1), (1)) as s (side);
