-- Cards and bank accounts that customers keep with us, as references of a gateway. No number is ever here.
create table payment_sources (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  type         text not null check (type in ('card', 'bank_account')),
  method       text not null,
  gateway      text not null,
  merchant_account bigint,
  -- What the gateway charges.
  gateway_id   text,
  gateway_customer text,
  brand        text,
  bank_name    text,
  last4        text not null,
  exp_month    integer,
  exp_year     integer,
  funding      text,
  issuing_country text,
  routing_number text,
  country      text,
  currency     text,
  account_holder_name text,
  account_holder_type text,
  verified     boolean not null,
  chargeable   boolean not null,
  failure_reason text,
  receipt_email text,
  -- Taken away; kept for the charges that name it.
  hidden       boolean not null default false,
  -- What we called the storing, so that doing it again is no second source.
  idempotency_key text not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, merchant_account) references merchant_accounts (company_id, id)
);
create index payment_sources_customer on payment_sources (company_id, customer, id);
create index payment_sources_account on payment_sources (company_id, merchant_account) where merchant_account is not null;
create index payment_sources_gateway_id on payment_sources (company_id, gateway, gateway_id);
create unique index payment_sources_key on payment_sources (company_id, idempotency_key);
select netterms.tenant_table('payment_sources');

-- A card or bank account as published; null for none. Customers, invoices and charges show it.
create function netterms.payment_source(company bigint, source_id bigint) returns jsonb
  language sql stable
as $$
  select case s.type
    when 'card' then jsonb_build_object('id', s.id, 'object', 'card', 'brand', s.brand, 'last4', s.last4, 'exp_month', s.exp_month, 'exp_year', s.exp_year, 'funding', s.funding, 'issuing_country', s.issuing_country)
    else jsonb_build_object('id', s.id, 'object', 'bank_account', 'bank_name', s.bank_name, 'last4', s.last4, 'routing_number', s.routing_number, 'verified', s.verified, 'country', s.country, 'currency', s.currency,
      'account_holder_name', s.account_holder_name, 'account_holder_type', s.account_holder_type)
  end || jsonb_build_object('customer', s.customer, 'gateway', s.gateway, 'gateway_id', s.gateway_id, 'gateway_customer', s.gateway_customer, 'merchant_account', s.merchant_account, 'chargeable', s.chargeable,
    'failure_reason', s.failure_reason, 'receipt_email', s.receipt_email, 'created_at', floor(extract(epoch from s.created_at))::bigint, 'updated_at', floor(extract(epoch from s.updated_at))::bigint)
  from payment_sources s where s.company_id = company and s.id = source_id
$$;
