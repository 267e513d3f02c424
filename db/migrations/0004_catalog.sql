-- What is sold and how it is taxed and reduced. Codes are chosen by the caller; an archived code may be used again.
create table items (
  company_id   bigint not null references companies (id) on delete cascade,
  row_id       bigint not null default nextval('record_ids'),
  id           text not null,
  name         text not null,
  currency     text,
  unit_cost    numeric(24, 10) not null default 0 check (unit_cost = unit_cost and abs(unit_cost) < 'Infinity'),
  description  text,
  type         text,
  taxable      boolean not null default true,
  discountable boolean not null default true,
  taxes        text[] not null default '{}',
  avalara_tax_code text,
  avalara_location_code text,
  gl_account   text,
  metadata     jsonb not null default '{}',
  archived     boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, row_id)
);
create unique index items_id on items (company_id, id) where not archived;
create index items_updated on items (company_id, updated_at);
select netterms.tenant_table('items');

create table tax_rates (
  company_id   bigint not null references companies (id) on delete cascade,
  row_id       bigint not null default nextval('record_ids'),
  id           text not null,
  name         text not null,
  currency     text,
  value        numeric(24, 10) not null check (value = value and value >= 0 and value < 'Infinity'),
  inclusive    boolean not null default false,
  is_percent   boolean not null default true,
  metadata     jsonb not null default '{}',
  archived     boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, row_id)
);
create unique index tax_rates_id on tax_rates (company_id, id) where not archived;
create index tax_rates_updated on tax_rates (company_id, updated_at);
select netterms.tenant_table('tax_rates');

create table tax_rules (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  tax_rate     text not null,
  country      text,
  state        text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create index tax_rules_rate on tax_rules (company_id, tax_rate);
select netterms.tenant_table('tax_rules');

create table coupons (
  company_id   bigint not null references companies (id) on delete cascade,
  row_id       bigint not null default nextval('record_ids'),
  id           text not null,
  name         text not null,
  currency     text,
  value        numeric(24, 10) not null check (value = value and value >= 0 and value < 'Infinity'),
  is_percent   boolean not null default true,
  exclusive    boolean not null default false,
  expiration_date date,
  max_redemptions integer not null default 0,
  duration     integer not null default 0,
  redemptions  integer not null default 0,
  metadata     jsonb not null default '{}',
  archived     boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, row_id)
);
create unique index coupons_id on coupons (company_id, id) where not archived;
create index coupons_updated on coupons (company_id, updated_at);
select netterms.tenant_table('coupons');

create table payment_terms (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  name         text not null,
  active       boolean not null default true,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id)
);
create unique index payment_terms_name on payment_terms (company_id, lower(name));
select netterms.tenant_table('payment_terms');
