-- Payments that are made on a gateway's own page. They hold nothing: only when the gateway says so does one become a charge.
create table checkouts (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  currency     text not null,
  -- Null: a source is saved and nothing paid.
  amount       bigint check (amount > 0),
  -- What the payment will settle; the shape of the API's applied_to.
  applied_to   jsonb not null default '[]',
  method       text not null,
  gateway      text not null,
  merchant_account bigint,
  -- The page at the gateway.
  gateway_id   text,
  url          text,
  make_default boolean not null,
  receipt_email text,
  status       text not null check (status in ('open', 'completed', 'expired')),
  charge       bigint,
  idempotency_key text not null,
  expires_at   timestamptz not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, merchant_account) references merchant_accounts (company_id, id),
  foreign key (company_id, charge) references charges (company_id, id)
);
create unique index checkouts_key on checkouts (company_id, idempotency_key);
create index checkouts_customer on checkouts (company_id, customer);
create index checkouts_account on checkouts (company_id, merchant_account) where merchant_account is not null;
create index checkouts_charge on checkouts (company_id, charge) where charge is not null;
create index checkouts_gateway_id on checkouts (company_id, gateway, gateway_id) where gateway_id is not null;
create index checkouts_open on checkouts (company_id, updated_at) where status = 'open';
select netterms.tenant_table('checkouts');
