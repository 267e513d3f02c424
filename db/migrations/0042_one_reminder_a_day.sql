-- Which invoices a step of a customer's cadence writes about: those that are not reminded of in another way on that day.
alter table chased_steps add invoices bigint[] not null default '{}';

-- Whether a cadence writes about an invoice on a day: its own, or that of its customer.
create function netterms.cadence_writes(i invoices, today date) returns boolean language sql stable as $$
  select exists (
    select from chased_steps s where s.company_id = i.company_id and s.customer_id = i.customer and s.day = today
      and s.state in ('planned', 'done') and s.actions && '{email,sms,mail}'::text[] and (s.invoice_id = i.id or i.id = any(s.invoices)))
$$;

-- Whether a template wrote its reminder of an invoice on a day.
create function netterms.template_writes(i invoices, today date) returns boolean language sql stable as $$
  select exists (
    select from emails e where e.company_id = i.company_id and e.cause = 'remind:invoice:' || i.id || ':' || today and not e.withheld)
$$;

-- As before, and on a day on which no cadence writes about it.
create or replace function netterms.may_be_reminded(i invoices, today date) returns boolean language sql stable as $$
  select exists (select from customers c where c.company_id = i.company_id and c.id = i.customer and c.chase and c.active)
    and case when i.payment_plan is not null and (i.plan_schedule ->> 'waiting')::boolean
      then not i.draft and not i.paid and not i.closed and not i.voided and i.chase and i.balance > 0 and not netterms.is_excused(i, today)
      else netterms.chasing_state(i, today) = 'due' end
    and not netterms.cadence_writes(i, today)
$$;
