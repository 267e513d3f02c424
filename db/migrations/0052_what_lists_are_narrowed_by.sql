-- What the gateway and the payer are told that a charge is for.
alter table charges add column description text;
update charges c set description = 'Payment ' || c.id
where not exists (select 1 from checkouts k where k.company_id = c.company_id and k.charge = c.id);
alter table checkouts add column description text;

-- Checking or savings, where the gateway says so.
alter table payment_sources add column account_type text check (account_type in ('checking', 'savings'));

alter table merchant_accounts add column deleted_at timestamptz;
update merchant_accounts set deleted_at = updated_at where deleted;
alter table merchant_accounts add constraint merchant_accounts_deleted check (deleted = (deleted_at is not null));

create or replace function netterms.payment_source(company bigint, source_id bigint) returns jsonb language sql stable as $function$
  select case s.type
    when 'card' then jsonb_build_object('id', s.id, 'object', 'card', 'brand', s.brand, 'last4', s.last4, 'exp_month', s.exp_month, 'exp_year', s.exp_year, 'funding', s.funding, 'issuing_country', s.issuing_country)
    else jsonb_build_object('id', s.id, 'object', 'bank_account', 'type', s.account_type, 'bank_name', s.bank_name, 'last4', s.last4, 'routing_number', s.routing_number, 'verified', s.verified, 'country', s.country, 'currency', s.currency,
      'account_holder_name', s.account_holder_name, 'account_holder_type', s.account_holder_type)
  end || jsonb_build_object('customer', s.customer, 'gateway', s.gateway, 'gateway_id', s.gateway_id, 'gateway_customer', s.gateway_customer, 'merchant_account', s.merchant_account, 'chargeable', s.chargeable,
    'failure_reason', s.failure_reason, 'receipt_email', s.receipt_email, 'created_at', floor(extract(epoch from s.created_at))::bigint, 'updated_at', floor(extract(epoch from s.updated_at))::bigint)
  from payment_sources s where s.company_id = company and s.id = source_id
$function$;

-- A delivery address says since when it is there; one that was kept before is as old as what it belongs to.
update invoices set ship_to = ship_to || jsonb_build_object('created_at', floor(extract(epoch from created_at)), 'updated_at', floor(extract(epoch from created_at))) where ship_to is not null;
update estimates set ship_to = ship_to || jsonb_build_object('created_at', floor(extract(epoch from created_at)), 'updated_at', floor(extract(epoch from created_at))) where ship_to is not null;
update subscriptions set ship_to = ship_to || jsonb_build_object('created_at', floor(extract(epoch from created_at)), 'updated_at', floor(extract(epoch from created_at))) where ship_to is not null;
