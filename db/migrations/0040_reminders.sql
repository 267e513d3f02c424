-- What excuses an open invoice for now: a dispute, a payment under way, a promise, or money of the customer that is not put on
-- invoices yet and would pay all there are.
create function netterms.is_excused(i invoices, today date) returns boolean language sql stable as $$
  select i.disputed or i.pending > 0
    or exists (select from promises p where p.company_id = i.company_id and p.invoice_id = i.id and p.date >= today)
    or coalesce((select sum(p.balance) from payments p where p.company_id = i.company_id and p.customer = i.customer and p.currency = i.currency and not p.voided and p.balance > 0), 0)
      >= (select sum(o.balance) from invoices o where o.company_id = i.company_id and o.customer = i.customer and o.currency = i.currency and not o.draft and not o.paid and not o.closed and not o.voided)
$$;

create or replace function netterms.chasing_state(i invoices, today date) returns text language sql stable as $$
  select case
    when i.draft or i.paid or i.closed or i.voided or not i.chase or i.balance <= 0 then 'off'
    when i.date > today then 'waiting'
    when i.autopay and (i.attempt_count = 0 or i.next_payment_attempt is not null) then 'waiting'
    when i.payment_plan is not null and (i.installment_date is null or i.installment_date >= today) then 'waiting'
    when netterms.is_excused(i, today) then 'held'
    else 'due' end
$$;

-- Whether there is a reason for the reminder that a template sends every so many days. It is what chasing_state says, except
-- that a plan which waits for its customer is reminded of before any money is late.
create function netterms.may_be_reminded(i invoices, today date) returns boolean language sql stable as $$
  select exists (select from customers c where c.company_id = i.company_id and c.id = i.customer and c.chase and c.active)
    and case when i.payment_plan is not null and (i.plan_schedule ->> 'waiting')::boolean
      then not i.draft and not i.paid and not i.closed and not i.voided and i.chase and i.balance > 0 and not netterms.is_excused(i, today)
      else netterms.chasing_state(i, today) = 'due' end
$$;

-- A reminder that was kept back, as there was nothing to remind of any more. Nobody needs to look after it.
alter table emails add withheld boolean not null default false;
alter table emails add check (not withheld or state = 'rejected');
