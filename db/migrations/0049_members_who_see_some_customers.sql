-- Members who see only some customers. Their calls run as a role of their own, for which every table that belongs to
-- customers has one more, restrictive policy; whoever sees everything never meets these policies, not even in a plan.
-- They are for reading: what cannot be seen can be neither changed nor deleted, and whoever changes a row must still see it.
-- The role netterms_member belongs to the server, not to this database; src/platform/db/roles.ts makes it.

alter table members add column restrictions jsonb;
alter table members add check ((restrictions is not null) = (restriction_mode = 'custom_field'));

-- Whether a customer is among those that a member sees: those the user looks after, or those that have one of the wanted
-- values in each of the custom fields ({"territory": ["Texas", "Ohio"]}).
create function netterms.is_among(owned_by bigint, fields jsonb, owner bigint, metadata jsonb) returns boolean
  language sql immutable parallel safe
  return coalesce(owner = owned_by, false)
    or (fields is not null and not exists (
      select 1 from jsonb_each(fields) as wanted where (wanted.value ? (metadata ->> wanted.key)) is not true));

-- The same for the member of this transaction. Where nothing was set, nothing is seen.
create function netterms.sees(owner bigint, metadata jsonb) returns boolean
  language sql stable parallel safe
  return netterms.is_among(
    nullif(current_setting('netterms.sees_owned_by', true), '')::bigint,
    nullif(current_setting('netterms.sees_fields', true), '')::jsonb,
    owner, metadata);

-- Policies for the members' role bind whoever may become it, the owner of the schema included; these are not for the owner.
create policy own_customers on customers as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or netterms.sees(owner, metadata));

-- Rows with a customer in the given column. Rows without one are nobody's, and are not shown.
create function netterms.customers_table(table_name regclass, customer name) returns void
  language plpgsql
as $$
begin
  execute format(
    'create policy own_customers on %1$s as restrictive for select to netterms_member using (current_user <> ''netterms_member''
       or exists (select 1 from customers c where c.company_id = %1$s.company_id and c.id = %1$s.%2$I))',
    table_name, customer);
end
$$;
revoke execute on function netterms.customers_table(regclass, name) from public;

select netterms.customers_table(name::regclass, 'customer') from unnest(array[
  'autopay_consents', 'charges', 'checkouts', 'credit_balance_adjustments', 'credit_notes', 'disputes', 'estimates', 'invoices',
  'payment_sources', 'payments', 'pending_line_items', 'sign_ups', 'source_attempts', 'subscriptions', 'usage_events'
]) as name;
select netterms.customers_table(name::regclass, 'customer_id') from unnest(array[
  'chased_steps', 'chasing_walks', 'contacts', 'emails', 'events', 'ledger_postings', 'letters', 'text_messages'
]) as name;

-- Rows that belong to an invoice or a payment are seen with it.
create policy own_customers on payment_plans as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from invoices i where i.company_id = payment_plans.company_id and i.id = payment_plans.invoice));
create policy own_customers on promises as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from invoices i where i.company_id = promises.company_id and i.id = promises.invoice_id));
create policy own_customers on invoice_deliveries as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from invoices i where i.company_id = invoice_deliveries.company_id and i.id = invoice_deliveries.invoice_id));
create policy own_customers on late_fees as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from invoices i where i.company_id = late_fees.company_id and i.id = late_fees.invoice));
create policy own_customers on refunds as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from payments p where p.company_id = refunds.company_id and p.id = refunds.payment_id));
create policy own_customers on payment_applications as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or exists (select 1 from payments p where p.company_id = payment_applications.company_id and p.id = payment_applications.payment_id));

-- Notes and tasks may name a customer, an invoice or both; a task that names neither is the staff's own.
create policy own_customers on notes as restrictive for select to netterms_member
  using (current_user <> 'netterms_member'
    or ((customer_id is null or exists (select 1 from customers c where c.company_id = notes.company_id and c.id = notes.customer_id))
      and (invoice_id is null or exists (select 1 from invoices i where i.company_id = notes.company_id and i.id = notes.invoice_id))));
create policy own_customers on tasks as restrictive for select to netterms_member
  using (current_user <> 'netterms_member'
    or ((customer_id is null or exists (select 1 from customers c where c.company_id = tasks.company_id and c.id = tasks.customer_id))
      and (invoice_id is null or exists (select 1 from invoices i where i.company_id = tasks.company_id and i.id = tasks.invoice_id))));

-- Reports show what whoever built them saw; others who see less must not find them.
alter table reports add column built_by bigint;
create policy own_customers on reports as restrictive for select to netterms_member
  using (current_user <> 'netterms_member' or built_by = nullif(current_setting('netterms.sees_as', true), '')::bigint);

-- Files are seen with what they are attached to; those attached to nothing (a logo, an upload that goes on) are everybody's.
create policy own_customers on files as restrictive for select to netterms_member
  using (current_user <> 'netterms_member'
    or not exists (select 1 from attachments a where a.company_id = files.company_id and a.file_id = files.id)
    or exists (select 1 from attachments a where a.company_id = files.company_id and a.file_id = files.id and case a.parent_type
      when 'invoice' then exists (select 1 from invoices d where d.company_id = a.company_id and d.id = a.parent_id)
      when 'credit_note' then exists (select 1 from credit_notes d where d.company_id = a.company_id and d.id = a.parent_id)
      when 'estimate' then exists (select 1 from estimates d where d.company_id = a.company_id and d.id = a.parent_id)
      when 'payment' then exists (select 1 from payments d where d.company_id = a.company_id and d.id = a.parent_id)
      else false end));
