-- Prices that recur.
create table plans (
  company_id   bigint not null references companies (id) on delete cascade,
  row_id       bigint not null default nextval('record_ids'),
  id           text not null,
  name         text not null,
  catalog_item text,
  currency     text not null,
  -- The price of one unit; null where tiers or each subscription state it.
  amount       numeric(24, 10) check (amount = amount and abs(amount) < 'Infinity'),
  pricing_mode text not null check (pricing_mode in ('per_unit', 'volume', 'tiered', 'custom')),
  quantity_type text not null check (quantity_type in ('constant', 'usage')),
  "interval"   text not null check ("interval" in ('day', 'week', 'month', 'year')),
  interval_count integer not null check (interval_count > 0),
  -- [{min_qty, max_qty, unit_cost}]; unit_cost as text
  tiers        jsonb,
  description  text,
  metadata     jsonb not null default '{}',
  archived     boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, row_id)
);
create unique index plans_id on plans (company_id, id) where not archived;
create index plans_updated on plans (company_id, updated_at);
select netterms.tenant_table('plans');
