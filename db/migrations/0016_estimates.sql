-- Offers. One that is approved or not can become an invoice, once.
create table estimates (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  -- What it became.
  invoice      bigint,
  name         text not null,
  -- Null until issue unless the caller gave one.
  number       text,
  currency     text not null,
  -- Lifecycle: facts that only verbs change. The status is told from them.
  draft        boolean not null,
  closed       boolean not null,
  voided       boolean not null,
  sent         boolean not null,
  viewed       boolean not null,
  -- The approver's initials; null until approved.
  approved     text,
  -- How it was approved: {name, initials, timestamp, ip, user_agent}.
  approval     jsonb,
  date         date not null,
  -- The last day on which it can be accepted.
  expiration_date date,
  payment_terms text,
  purchase_order text,
  notes        text,
  tax_rounding text not null check (tax_rounding in ('per_step', 'per_rate')),
  discounts    jsonb not null,
  taxes        jsonb not null,
  ship_to      jsonb,
  subtotal     bigint not null,
  total        bigint not null check (total >= 0),
  deposit      bigint not null check (deposit >= 0),
  deposit_paid boolean not null,
  -- What payments brought for it; it lies on the customer's credit balance.
  amount_deposited bigint not null check (amount_deposited >= 0),
  disabled_payment_methods text[] not null,
  date_issued  timestamptz,
  date_sent    timestamptz,
  date_viewed  timestamptz,
  date_declined timestamptz,
  date_voided  timestamptz,
  metadata     jsonb not null,
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, invoice) references invoices (company_id, id)
);
create unique index estimates_number on estimates (company_id, lower(number)) where number is not null;
create unique index estimates_portal_key on estimates (company_id, portal_key_hash);
create index estimates_customer on estimates (company_id, customer, id);
create unique index estimates_invoice on estimates (company_id, invoice) where invoice is not null;
create index estimates_date on estimates (company_id, date, id);
create index estimates_updated on estimates (company_id, updated_at, id);
create index estimates_metadata on estimates using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('estimates');

create unique index invoices_estimate on invoices (company_id, estimate) where estimate is not null;
alter table invoices add foreign key (company_id, estimate) references estimates (company_id, id);
alter table payment_applications add foreign key (company_id, estimate) references estimates (company_id, id);
