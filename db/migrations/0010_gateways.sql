-- Accounts at payment gateways, and the ways of paying that a company takes.
create table merchant_accounts (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  gateway      text not null,
  -- What the gateway calls the account.
  gateway_id   text not null default '',
  name         text,
  settings     jsonb not null default '{}',
  -- Everything secret, sealed.
  credentials  text not null,
  deleted      boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
select netterms.tenant_table('merchant_accounts');

-- Only what was chosen; every other way of paying has its defaults.
create table payment_methods (
  company_id   bigint not null references companies (id) on delete cascade,
  id           text not null,
  name         text,
  enabled      boolean not null,
  position     integer not null,
  -- Instructions shown to the payer.
  meta         text,
  merchant_account bigint,
  -- Bounds in major units of the company's currency.
  min          bigint,
  max          bigint,
  -- Hundredths of a percent of what is paid; 0 for none.
  convenience_fee integer not null default 0 check (convenience_fee between 0 and 10000),
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, merchant_account) references merchant_accounts (company_id, id)
);
create index payment_methods_account on payment_methods (company_id, merchant_account) where merchant_account is not null;
select netterms.tenant_table('payment_methods');

-- Null: the gateway that the product has by default.
alter table charges add column merchant_account bigint;
-- The card or account as it was when it was charged, as published.
alter table charges add column payment_source jsonb;
alter table charges add foreign key (company_id, merchant_account) references merchant_accounts (company_id, id);
create index charges_merchant_account on charges (company_id, merchant_account) where merchant_account is not null;
alter table refunds add column settled_at timestamptz;

-- Refunds of a charge as published, newest last.
create function netterms.refunds_of(company bigint, charge_id bigint) returns jsonb
  language sql stable
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', r.id, 'object', 'refund', 'charge', r.charge, 'currency', r.currency,
    'amount', r.amount / (10::numeric ^ netterms.minor_digits(r.currency)), 'gateway', r.gateway, 'gateway_id', r.gateway_id,
    'status', case when r.status in ('succeeded', 'failed') then r.status else 'pending' end, 'failure_message', r.failure_message,
    'created_at', floor(extract(epoch from r.created_at))::bigint, 'updated_at', floor(extract(epoch from r.updated_at))::bigint) order by r.id), '[]')
  from refunds r where r.company_id = company and r.charge = charge_id and r.status <> 'failed'
$$;

-- Given back to the payer, by refunds and lost disputes; it is neither applied nor left.
alter table payments add column amount_returned bigint not null default 0 check (amount_returned >= 0 and amount_returned <= amount);
