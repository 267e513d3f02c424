-- Money received and what it settles.
create table payments (
  company_id   bigint not null references companies (id) on delete cascade,
  id           bigint not null default nextval('record_ids'),
  customer     bigint,
  date         date not null,
  method       text not null,
  currency     text not null,
  amount       bigint not null check (amount >= 0),
  -- Not yet applied; zero once voided.
  balance      bigint not null check (balance >= 0 and balance <= amount),
  reference    text,
  source       text not null default 'keyed',
  ach_sender_id text,
  notes        text,
  charge       bigint,
  voided       boolean not null default false,
  date_voided  timestamptz,
  metadata     jsonb not null default '{}',
  portal_key_hash bytea not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id)
);
create unique index payments_portal_key on payments (company_id, portal_key_hash);
create index payments_customer on payments (company_id, customer, id);
create index payments_date on payments (company_id, date, id);
create index payments_updated on payments (company_id, updated_at, id);
create index payments_charge on payments (company_id, charge) where charge is not null;
create index payments_unapplied on payments (company_id, id) where balance > 0 and not voided;
create index payments_metadata on payments using gin (company_id, metadata jsonb_path_ops);
select netterms.tenant_table('payments');

-- One split of a payment. Undoing a payment keeps its splits, marked.
create table payment_applications (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  payment_id    bigint not null,
  position      integer not null,
  type          text not null check (type in ('invoice', 'estimate', 'credit_note', 'convenience_fee', 'credit', 'applied_credit', 'document_adjustment')),
  amount        bigint not null check (amount > 0),
  customer      bigint,
  invoice       bigint,
  estimate      bigint,
  credit_note   bigint,
  -- What a credit was spent on.
  document_type text check (document_type in ('invoice', 'estimate', 'credit_note')),
  short_pay     boolean not null default false,
  undone        boolean not null default false,
  ledger_entry  bigint,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, payment_id) references payments (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, invoice) references invoices (company_id, id),
  -- Entries travel with the commit, after the splits they belong to.
  foreign key (company_id, ledger_entry) references ledger_entries (company_id, id) deferrable initially deferred
);
create index payment_applications_payment on payment_applications (company_id, payment_id, position);
create index payment_applications_customer on payment_applications (company_id, customer) where customer is not null;
create index payment_applications_invoice on payment_applications (company_id, invoice) where invoice is not null;
create index payment_applications_estimate on payment_applications (company_id, estimate) where estimate is not null;
create index payment_applications_credit_note on payment_applications (company_id, credit_note) where credit_note is not null;
create index payment_applications_entry on payment_applications (company_id, ledger_entry) where ledger_entry is not null;
select netterms.tenant_table('payment_applications');

-- Tries at a gateway. The row is written before the gateway is called; `unknown` is a state that a job settles.
create table charges (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  customer      bigint not null,
  payment_id    bigint,
  currency      text not null,
  amount        bigint not null check (amount > 0),
  status        text not null check (status in ('intended', 'unknown', 'pending', 'succeeded', 'failed')),
  gateway       text not null,
  -- The gateway's own id of the charge.
  gateway_id    text,
  method        text not null,
  payment_source_type text,
  payment_source_id bigint,
  -- What the payment will settle once it is real; the shape of the API's applied_to.
  applied_to    jsonb not null default '[]',
  source        text not null,
  receipt_email text,
  amount_refunded bigint not null default 0 check (amount_refunded >= 0 and amount_refunded <= amount),
  refunded      boolean not null default false,
  disputed      boolean not null default false,
  failure_code  text,
  failure_message text,
  -- What we call the attempt at the gateway, so that repeating it is no second charge.
  idempotency_key text not null,
  attempted_at  timestamptz,
  settled_at    timestamptz,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer) references customers (company_id, id),
  foreign key (company_id, payment_id) references payments (company_id, id)
);
create unique index charges_key on charges (company_id, idempotency_key);
create unique index charges_gateway_id on charges (company_id, gateway, gateway_id) where gateway_id is not null;
create index charges_customer on charges (company_id, customer, id);
create index charges_payment on charges (company_id, payment_id) where payment_id is not null;
create index charges_unsettled on charges (company_id, updated_at) where status in ('intended', 'unknown', 'pending');
select netterms.tenant_table('charges');

create table refunds (
  company_id    bigint not null references companies (id) on delete cascade,
  id            bigint not null default nextval('record_ids'),
  charge        bigint not null,
  currency      text not null,
  amount        bigint not null check (amount > 0),
  status        text not null check (status in ('intended', 'unknown', 'pending', 'succeeded', 'failed')),
  gateway       text not null,
  gateway_id    text,
  method        text not null,
  failure_message text,
  idempotency_key text not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, charge) references charges (company_id, id)
);
create unique index refunds_key on refunds (company_id, idempotency_key);
create index refunds_charge on refunds (company_id, charge);
create index refunds_unsettled on refunds (company_id, updated_at) where status in ('intended', 'unknown', 'pending');
select netterms.tenant_table('refunds');

-- What the simulated gateway remembers, as a real one would.
create table simulator_records (
  company_id   bigint not null references companies (id) on delete cascade,
  key          text not null,
  value        jsonb not null,
  updated_at   timestamptz not null,
  primary key (company_id, key)
);
select netterms.tenant_table('simulator_records');
