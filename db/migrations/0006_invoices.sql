-- Bills we send. Amounts are minor units of the row's currency; what a document took over from items, rates and
-- coupons is copied into it and never changes with them.
create table invoices (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  name         text not null,
  -- Null until issue unless the caller gave one.
  number       text,
  currency     text not null,
  -- Lifecycle: facts that only verbs change. The status is told from them.
  draft        boolean not null,
  closed       boolean not null default false,
  voided       boolean not null default false,
  sent         boolean not null default false,
  viewed       boolean not null default false,
  date         date not null,
  due_date     date,
  payment_terms text,
  purchase_order text,
  notes        text,
  autopay      boolean not null default false,
  attempt_count integer not null default 0,
  next_payment_attempt timestamptz,
  subscription bigint,
  subscription_period integer,
  payment_plan bigint,
  -- Due date of the oldest unpaid installment; payment plans keep it.
  installment_date date,
  estimate     bigint,
  consolidated_invoice bigint,
  consolidated boolean not null default false,
  tax_rounding text not null default 'per_step' check (tax_rounding in ('per_step', 'per_rate')),
  -- Applied at the subtotal: [{id, amount, coupon?, expires?}], [{id, amount, tax_rate?}]; amounts in minor units.
  discounts    jsonb not null default '[]',
  taxes        jsonb not null default '[]',
  ship_to      jsonb,
  tags         text[] not null default '{}',
  subtotal     bigint not null,
  total        bigint not null check (total >= 0),
  amount_paid  bigint not null default 0,
  amount_credited bigint not null default 0,
  amount_written_off bigint not null default 0,
  balance      bigint not null check (balance >= 0),
  -- Payments under way that are neither settled nor failed.
  pending      bigint not null default 0,
  paid         boolean not null,
  late_fees    boolean not null default true,
  chase        boolean not null default true,
  needs_attention boolean not null default false,
  disputed     boolean not null default false,
  date_issued  timestamptz,
  date_sent    timestamptz,
  date_viewed  timestamptz,
  date_paid    date,
  date_voided  timestamptz,
  date_bad_debt date,
  disabled_payment_methods text[] not null default '{}',
  metadata     jsonb not null default '{}',
  portal_key_hash bytea not null,
  -- The PDF kept at issue; it never changes.
  pdf_file     text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, consolidated_invoice) references invoices (company_id, id),
  check (voided or draft or balance = total - amount_paid - amount_credited),
  check (amount_paid >= 0 and amount_credited >= 0 and amount_written_off >= 0 and pending >= 0)
);
create unique index invoices_number on invoices (company_id, lower(number)) where number is not null;
create unique index invoices_portal_key on invoices (company_id, portal_key_hash);
create unique index invoices_subscription_period on invoices (company_id, subscription, subscription_period) where subscription_period is not null;
create index invoices_customer on invoices (company_id, customer, id);
create index invoices_date on invoices (company_id, date, id);
create index invoices_due on invoices (company_id, due_date, id);
create index invoices_updated on invoices (company_id, updated_at, id);
create index invoices_open on invoices (company_id, customer, due_date) where not draft and not paid and not closed and not voided;
create index invoices_consolidated on invoices (company_id, consolidated_invoice) where consolidated_invoice is not null;
create index invoices_attempts on invoices (company_id, next_payment_attempt) where next_payment_attempt is not null;
create index invoices_metadata on invoices using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('invoices');

-- Lines of every kind of document.
create table line_items (
  company_id    bigint not null references companies (id) on delete cascade,
  document_type text not null check (document_type in ('invoice', 'credit_note', 'estimate')),
  document_id   bigint not null,
  id            bigint not null default nextval('record_ids'),
  position      integer not null,
  catalog_item  text,
  type          text,
  name          text not null,
  description   text,
  quantity      numeric(24, 10) not null check (quantity = quantity and abs(quantity) < 'Infinity'),
  unit_cost     numeric(24, 10) not null check (unit_cost = unit_cost and abs(unit_cost) < 'Infinity'),
  amount        bigint not null,
  discountable  boolean not null default true,
  taxable       boolean not null default true,
  discounts     jsonb not null default '[]',
  taxes         jsonb not null default '[]',
  plan          text,
  subscription  bigint,
  period_start  timestamptz,
  period_end    timestamptz,
  prorated      boolean,
  metadata      jsonb not null default '{}',
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id)
);
create index line_items_document on line_items (company_id, document_type, document_id, position);
create index line_items_item on line_items (company_id, catalog_item) where catalog_item is not null;
select netterms.tenant_table('line_items');
