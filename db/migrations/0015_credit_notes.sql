-- What we owe back on a bill: it takes revenue and tax back, and is then applied to invoices, kept as credit or refunded.
create table credit_notes (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint not null,
  -- The invoice it was made for.
  invoice      bigint,
  name         text not null,
  -- Null until issue unless the caller gave one.
  number       text,
  purchase_order text,
  currency     text not null,
  -- Lifecycle: facts that only verbs change. The status is told from them.
  draft        boolean not null,
  closed       boolean not null,
  paid         boolean not null,
  voided       boolean not null,
  sent         boolean not null,
  viewed       boolean not null,
  date         date not null,
  notes        text,
  tax_rounding text not null check (tax_rounding in ('per_step', 'per_rate')),
  discounts    jsonb not null,
  taxes        jsonb not null,
  subtotal     bigint not null,
  total        bigint not null check (total >= 0),
  amount_applied_to_invoice bigint not null check (amount_applied_to_invoice >= 0),
  -- Moved to the credit balance.
  amount_credited bigint not null check (amount_credited >= 0),
  amount_refunded bigint not null check (amount_refunded >= 0),
  balance      bigint not null check (balance >= 0),
  date_issued  timestamptz,
  date_sent    timestamptz,
  date_viewed  timestamptz,
  date_voided  timestamptz,
  metadata     jsonb not null,
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, invoice) references invoices (company_id, id),
  check (voided or balance = total - amount_applied_to_invoice - amount_credited - amount_refunded)
);
create unique index credit_notes_number on credit_notes (company_id, lower(number)) where number is not null;
create unique index credit_notes_portal_key on credit_notes (company_id, portal_key_hash);
create index credit_notes_customer on credit_notes (company_id, customer, id);
create index credit_notes_invoice on credit_notes (company_id, invoice) where invoice is not null;
create index credit_notes_date on credit_notes (company_id, date, id);
create index credit_notes_updated on credit_notes (company_id, updated_at, id);
create index credit_notes_open on credit_notes (company_id, customer, date) where not draft and not paid and not closed and not voided;
create index credit_notes_metadata on credit_notes using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('credit_notes');

alter table payment_applications add foreign key (company_id, credit_note) references credit_notes (company_id, id);

-- Money that went back to the customer for a credit note, by whatever way.
create table credit_note_refunds (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  credit_note  bigint not null,
  currency     text not null,
  amount       bigint not null check (amount > 0),
  date         date not null,
  method       text not null,
  reference    text,
  notes        text,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, credit_note) references credit_notes (company_id, id)
);
create index credit_note_refunds_note on credit_note_refunds (company_id, credit_note);
select netterms.tenant_table('credit_note_refunds');
